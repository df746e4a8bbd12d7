"""AgentPy: an AgentList, `setup`, `step`, `update`."""

from __future__ import annotations

import math

import agentpy
import numpy as np
from experiments.benchmarks.small_model import BOUND, DECIDES, MONTHS, SPREAD, Curves, awareness_chance

PACKAGES = ("agentpy",)


class Learner(agentpy.Agent):
    """A learner."""

    def setup(self) -> None:
        """Nobody is aware at first."""
        self.trait = min(BOUND, max(-BOUND, self.model.random.gauss(0.0, 1.0)))
        self.aware = False
        self.adopted = False

    def step(self) -> None:
        """Become aware, or decide."""
        draw = self.model.random.random
        if not self.aware:
            if draw() < self.model.chance:
                self.aware = True
        elif not self.adopted and draw() < DECIDES:
            utility = self.p.constant + SPREAD * self.trait
            if draw() < 1.0 / (1.0 + math.exp(-utility)):
                self.adopted = True


class Country(agentpy.Model):
    """The learners and their months."""

    def setup(self) -> None:
        """The learners."""
        self.learners = agentpy.AgentList(self, self.p.learners, Learner)

    def update(self) -> None:
        """Count after every month."""
        self.known = sum(self.learners.aware)
        self.record("aware", self.known)
        self.record("adopted", sum(self.learners.adopted))

    def step(self) -> None:
        """One month."""
        self.chance = awareness_chance(self.known / self.p.learners)
        self.learners.step()


def build(learners: int, constant: float, seed: int, threads: int) -> Country:
    """The country with nobody aware."""
    del threads
    country = Country({"learners": learners, "constant": constant, "steps": MONTHS, "seed": seed})
    country.sim_setup()
    return country


def run(country: Country) -> Curves:
    """All months."""
    while country.running:
        country.sim_step()
    log = country.log
    return Curves(np.array(log["aware"][1:], dtype=np.int64), np.array(log["adopted"][1:], dtype=np.int64))
