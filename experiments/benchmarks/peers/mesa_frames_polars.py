"""mesa-frames: an agent set on a polars frame whose step is expressions over columns."""

from __future__ import annotations

import mesa_frames
import numpy as np
import polars
from experiments.benchmarks.small_model import BOUND, DECIDES, MONTHS, SPREAD, Curves, awareness_chance

PACKAGES = ("mesa-frames", "polars")


class Learners(mesa_frames.AgentSetPolars):
    """All learners, a row each."""

    def __init__(self, model: Country, learners: int) -> None:
        super().__init__(model)
        trait = np.clip(self.random.standard_normal(learners), -BOUND, BOUND)
        self += polars.DataFrame(
            {
                "unique_id": polars.arange(learners, eager=True),
                "adopts": DECIDES / (1.0 + np.exp(-(model.constant + SPREAD * trait))),
                "aware": np.zeros(learners, dtype=bool),
                "adopted": np.zeros(learners, dtype=bool),
            }
        )

    def step(self) -> None:
        """Become aware, or decide: both from the state at the start of the month."""
        rows = len(self)
        chance = awareness_chance(self.model.aware / rows)
        draw = polars.Series(self.random.random(rows))
        adopts = polars.col("aware") & (draw < polars.col("adopts"))
        self.agents = self.agents.with_columns(
            adopted=polars.col("adopted") | adopts,
            aware=polars.col("aware") | (draw < chance),
        )


class Country(mesa_frames.ModelDF):
    """The learners and their months."""

    def __init__(self, learners: int, constant: float, seed: int) -> None:
        super().__init__(seed)
        self.constant = constant
        self.aware = 0
        self.adopted = 0
        self.agents += Learners(self, learners)

    def step(self) -> None:
        """One month."""
        self.agents.do("step")
        learners = self.get_agents_of_type(Learners)
        self.aware = int(learners["aware"].sum())
        self.adopted = int(learners["adopted"].sum())


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
