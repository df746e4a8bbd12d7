"""numba: a compiled parallel loop over everyone, every month, with a counter-based draw of 64 bits."""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt
from experiments.benchmarks.small_model import BOUND, DECIDES, MONTHS, SPREAD, Curves, awareness_chance

PACKAGES = ("numba", "numpy")
BLOCK = 1 << 14
UNAWARE, AWARE, ADOPTED = 0, 1, 2


@dataclass
class Country:
    """The learners, an element each, and the key of chance."""

    adopts: npt.NDArray[np.float64]
    stage: npt.NDArray[np.uint8]
    seed: int


@numba.njit
def uniform(counter: int, key: int) -> float:
    """A number in [0, 1): SplitMix64's finaliser over a keyed counter."""
    x = np.uint64(counter) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(key)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((x ^ (x >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53


@numba.njit(parallel=True)
def one_month(stage: npt.NDArray, adopts: npt.NDArray, chance: float, key: int, counts: npt.NDArray) -> None:
    """Visit everyone; each block has its own counters, so that threads share none."""
    for block in numba.prange(counts.shape[0]):
        aware = adopted = 0
        for learner in range(block * BLOCK, min(stage.size, (block + 1) * BLOCK)):
            now = stage[learner]
            if now == ADOPTED:
                continue
            draw = uniform(learner, key)
            if now == UNAWARE:
                if draw < chance:
                    stage[learner] = AWARE
                    aware += 1
            elif draw < adopts[learner]:
                stage[learner] = ADOPTED
                adopted += 1
        counts[block, 0] = aware
        counts[block, 1] = adopted


def build(learners: int, constant: float, seed: int, threads: int) -> Country:
    """The country with nobody aware; each learner's probability to adopt in a month is computed once."""
    numba.set_num_threads(min(threads, numba.config.NUMBA_NUM_THREADS))
    trait = np.clip(np.random.default_rng(seed).standard_normal(learners), -BOUND, BOUND)
    adopts = DECIDES / (1.0 + np.exp(-(constant + SPREAD * trait)))
    return Country(adopts, np.zeros(learners, dtype=np.uint8), seed)


def run(country: Country) -> Curves:
    """All months."""
    learners = country.stage.size
    counts = np.zeros((-(-learners // BLOCK), 2), dtype=np.int64)
    changes = np.zeros((MONTHS, 2), dtype=np.int64)
    known = 0
    keys = np.random.default_rng([country.seed, 1]).integers(0, 2**63, MONTHS, dtype=np.uint64)
    for month in range(MONTHS):
        one_month(country.stage, country.adopts, awareness_chance(known / learners), keys[month], counts)
        changes[month] = counts.sum(axis=0)
        known += int(changes[month, 0])
    totals = changes.cumsum(axis=0)
    return Curves(totals[:, 0], totals[:, 1])
