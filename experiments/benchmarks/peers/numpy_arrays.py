"""numpy: one array per property, whole-array operations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from experiments.benchmarks.small_model import BOUND, DECIDES, MONTHS, SPREAD, Curves, awareness_chance

PACKAGES = ("numpy",)


@dataclass
class Country:
    """The learners, an element each, and where chance stands."""

    adopts: npt.NDArray[np.float64]
    aware: npt.NDArray[np.bool_]
    adopted: npt.NDArray[np.bool_]
    rng: np.random.Generator


def build(learners: int, constant: float, seed: int, threads: int) -> Country:
    """The country with nobody aware; each learner's probability to adopt in a month is computed once."""
    del threads
    rng = np.random.default_rng(seed)
    trait = np.clip(rng.standard_normal(learners), -BOUND, BOUND)
    adopts = DECIDES / (1.0 + np.exp(-(constant + SPREAD * trait)))
    return Country(adopts, np.zeros(learners, dtype=bool), np.zeros(learners, dtype=bool), rng)


def run(country: Country) -> Curves:
    """All months."""
    aware, adopted = np.zeros(MONTHS, dtype=np.int64), np.zeros(MONTHS, dtype=np.int64)
    known = 0
    for month in range(MONTHS):
        draw = country.rng.random(country.aware.size)
        country.adopted |= country.aware & (draw < country.adopts)
        country.aware |= draw < awareness_chance(known / country.aware.size)
        known = int(np.count_nonzero(country.aware))
        aware[month], adopted[month] = known, np.count_nonzero(country.adopted)
    return Curves(aware, adopted)
