"""The leanest Mesa that is still honest: one Agent each, visited every month, but nothing else.

No shuffling (the rules of a month do not depend on the order), no data collector, slots instead of dictionaries, one
draw where one will do, the adoption probability computed once, counts kept while stepping.
"""

from __future__ import annotations

import math

import mesa
import numpy as np
from experiments.benchmarks.small_model import BOUND, DECIDES, MONTHS, SPREAD, Curves, awareness_chance

PACKAGES = ("mesa",)
UNAWARE, AWARE, ADOPTED = 0, 1, 2


class Learner(mesa.Agent):
    """A learner."""

    __slots__ = ("adopts", "stage")

    def __init__(self, model: Country, trait: float) -> None:
        super().__init__(model)
        self.adopts = DECIDES / (1.0 + math.exp(-(model.constant + SPREAD * trait)))
        self.stage = UNAWARE


class Country(mesa.Model):
    """The learners and their months."""

    def __init__(self, learners: int, constant: float, seed: int) -> None:
        super().__init__(seed=seed)
        self.learners = learners
        self.constant = constant
        self.aware = 0
        self.adopted = 0
        traits = np.clip(np.random.default_rng(seed).standard_normal(learners), -BOUND, BOUND)
        Learner.create_agents(self, learners, traits.tolist())

    def step(self) -> None:
        """One month."""
        chance = awareness_chance(self.aware / self.learners)
        draw = self.random.random
        became = adopted = 0

        def visit(learner: Learner) -> None:
            nonlocal became, adopted
            stage = learner.stage
            if stage == UNAWARE:
                if draw() < chance:
                    learner.stage = AWARE
                    became += 1
            elif stage == AWARE and draw() < learner.adopts:
                learner.stage = ADOPTED
                adopted += 1

        self.agents.do(visit)
        self.aware += became
        self.adopted += adopted


def build(learners: int, constant: float, seed: int, threads: int) -> Country:
    """The country with nobody aware."""
    del threads
    return Country(learners, constant, seed)


def run(country: Country) -> Curves:
    """All months."""
    aware, adopted = np.zeros(MONTHS, dtype=np.int64), np.zeros(MONTHS, dtype=np.int64)
    for month in range(MONTHS):
        country.step()
        aware[month], adopted[month] = country.aware, country.adopted
    return Curves(aware, adopted)
