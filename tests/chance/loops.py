"""Compiled loops over the chance service, so that millions of draws take a second."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from microcred.base.chance import binomial_half, thresholds_passed, uniform
from microcred.base.compile import compiled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@compiled
def uniforms(seed: int, first_purpose: int, key: int, first_month: int, slot: int, out: Floats) -> None:
    """Fill purposes x months x agents."""
    for purpose in range(out.shape[0]):
        for month in range(out.shape[1]):
            for agent in range(out.shape[2]):
                out[purpose, month, agent] = uniform(
                    seed, first_purpose + purpose, key, agent, first_month + month, slot
                )


@compiled
def binomials(seed: int, key: int, cohort: int, level: int, n: int, out: Integers) -> None:
    """One draw per node of a level."""
    for node in range(out.size):
        out[node] = binomial_half(seed, key, cohort, node, level, n)


@compiled
def thresholds(first_seed: int, key: int, cohort: int, size: int, hazard: float, out: Integers) -> None:
    """One block under many seeds."""
    for turn in range(out.size):
        out[turn] = thresholds_passed(first_seed + turn, key, cohort, size, hazard)


@compiled
def poissons(seed: int, key: int, month: int, slot: int, mean: float, out: Integers) -> None:
    """One draw per agent."""
    for number in range(out.size):
        out[number] = poisson(seed, key, number, month, slot, mean)


@compiled
def moments(
    seed: int,
    key: int,
    first_month: int,
    size: int,
    aware: int,
    rate: float,
    bound: float,
    ranks: Integers,
    draws: Floats,
    counts: Integers,
) -> int:
    """Decision moments of one block in many months, one after the other; -1 if they do not fit."""
    total = 0
    for turn in range(counts.size):
        found = decision_moments(
            seed, key, 7, first_month + turn, size, aware, rate, bound, ranks[total:], draws[total:]
        )
        if found < 0:
            return -1
        counts[turn] = found
        total += found
    return total
