"""Mesa as its tutorials write it: a step per agent, `shuffle_do`, a data collector over all agents."""

from __future__ import annotations

import math

import mesa
import numpy as np
from experiments.benchmarks.small_model import BOUND, DECIDES, MONTHS, SPREAD, Curves, awareness_chance

PACKAGES = ("mesa",)


class Learner(mesa.Agent):
    """A learner."""

    def __init__(self, model: Country) -> None:
        super().__init__(model)
        self.trait = min(BOUND, max(-BOUND, self.random.gauss(0.0, 1.0)))
        self.aware = False
        self.adopted = False

    def step(self) -> None:
        """Become aware, or decide."""
        if not self.aware:
            if self.random.random() < self.model.chance:
                self.aware = True
        elif not self.adopted and self.random.random() < DECIDES:
            utility = self.model.constant + SPREAD * self.trait
            if self.random.random() < 1.0 / (1.0 + math.exp(-utility)):
                self.adopted = True


class Country(mesa.Model):
    """The learners and their months."""

    def __init__(self, learners: int, constant: float, seed: int) -> None:
        super().__init__(seed=seed)
        self.learners = learners
        self.constant = constant
        self.chance = 0.0
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "aware": lambda model: model.agents.agg("aware", sum),
                "adopted": lambda model: model.agents.agg("adopted", sum),
            }
        )
        Learner.create_agents(self, learners)
        self.datacollector.collect(self)

    def step(self) -> None:
        """One month."""
        aware = self.datacollector.model_vars["aware"][-1]
        self.chance = awareness_chance(aware / self.learners)
        self.agents.shuffle_do("step")
        self.datacollector.collect(self)


def build(learners: int, constant: float, seed: int, threads: int) -> Country:
    """The country with nobody aware."""
    del threads
    return Country(learners, constant, seed)


def run(country: Country) -> Curves:
    """All months."""
    for _ in range(MONTHS):
        country.step()
    collected = country.datacollector.get_model_vars_dataframe()
    aware = collected["aware"].to_numpy(dtype=np.int64)
    return Curves(aware[1:], collected["adopted"].to_numpy(dtype=np.int64)[1:])
