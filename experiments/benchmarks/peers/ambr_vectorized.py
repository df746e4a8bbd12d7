"""AMBER (`ambr`): the vectorised lane, columns read and written through `model.agents`."""

from __future__ import annotations

import ambr
import numpy as np
from experiments.benchmarks.small_model import BOUND, DECIDES, MONTHS, SPREAD, Curves, awareness_chance

PACKAGES = ("ambr", "polars")


class Country(ambr.Model):
    """The learners and their months."""

    def setup(self) -> None:
        """Nobody is aware at first; a second call, by `run`, changes nothing."""
        if len(self.agents) > 0:
            return
        learners = self.p["learners"]
        trait = np.clip(self.rng.standard_normal(learners), -BOUND, BOUND)
        self.add_agents(
            learners,
            adopts=DECIDES / (1.0 + np.exp(-(self.p["constant"] + SPREAD * trait))),
            aware=np.zeros(learners, dtype=bool),
            adopted=np.zeros(learners, dtype=bool),
        )
        self.known = 0

    def step_vectorized(self) -> None:
        """Become aware, or decide: both from the state at the start of the month."""
        aware, adopted, adopts = self.agents.numpy("aware", "adopted", "adopts")
        draw = self.rng.random(aware.size)
        chance = awareness_chance(self.known / aware.size)
        new_adopted = adopted | (aware & (draw < adopts))
        new_aware = aware | (draw < chance)
        self.agents.set(aware=new_aware, adopted=new_adopted)
        self.known = int(new_aware.sum())
        self.record_model("aware", self.known)
        self.record_model("adopted", int(new_adopted.sum()))


def build(learners: int, constant: float, seed: int, threads: int) -> Country:
    """The country with nobody aware."""
    del threads
    parameters = {"learners": learners, "constant": constant, "seed": seed, "steps": MONTHS, "show_progress": False}
    country = Country(parameters).cpu(mode="vectorized")
    country.setup()
    return country


def run(country: Country) -> Curves:
    """All months."""
    results = country.run(steps=MONTHS).model
    aware, adopted = results["aware"].drop_nulls().to_numpy(), results["adopted"].drop_nulls().to_numpy()
    return Curves(aware.astype(np.int64), adopted.astype(np.int64))
