"""polars without a framework: one frame, expressions, random numbers from numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars
from experiments.benchmarks.small_model import BOUND, DECIDES, MONTHS, SPREAD, Curves, awareness_chance

PACKAGES = ("polars", "numpy")


@dataclass
class Country:
    """The learners, a row each, and where chance stands."""

    learners: polars.DataFrame
    rng: np.random.Generator


def build(learners: int, constant: float, seed: int, threads: int) -> Country:
    """The country with nobody aware; each learner's probability to adopt in a month is computed once."""
    del threads
    rng = np.random.default_rng(seed)
    trait = polars.Series("trait", np.clip(rng.standard_normal(learners), -BOUND, BOUND))
    frame = trait.to_frame().select(
        adopts=DECIDES / (1.0 + (-(constant + SPREAD * polars.col("trait"))).exp()),
        aware=polars.lit(False),
        adopted=polars.lit(False),
    )
    return Country(frame, rng)


def run(country: Country) -> Curves:
    """All months."""
    frame, rng = country.learners, country.rng
    aware, adopted = np.zeros(MONTHS, dtype=np.int64), np.zeros(MONTHS, dtype=np.int64)
    known = 0
    for month in range(MONTHS):
        draw = polars.Series("draw", rng.random(frame.height))
        chance = awareness_chance(known / frame.height)
        frame = frame.with_columns(
            adopted=polars.col("adopted") | (polars.col("aware") & (draw < polars.col("adopts"))),
            aware=polars.col("aware") | (draw < chance),
        )
        known, adopters = frame.select(polars.col("aware").sum(), polars.col("adopted").sum()).row(0)
        aware[month], adopted[month] = known, adopters
    country.learners = frame
    return Curves(aware, adopted)
