"""Compiled loops over the chance service, so that millions of draws take a second."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from microcred.base.chance import philox, pick, share, uniform
from microcred.base.compile import compiled
from microcred.base.leans import class_of, lean_of, order_of, traits
from microcred.base.moments import decision_moments
from microcred.base.thresholds import binomial_half, thresholds_passed

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
def moments(
    seed: int,
    first_month: int,
    rate: float,
    spread: float,
    leans: Any,
    blocks: Any,
    room: Any,
    ranks: Integers,
    draws: Floats,
    counts: Integers,
) -> int:
    """Decision moments of one block in many months, one after the other; -1 if they do not fit."""
    total = 0
    for turn in range(counts.size):
        taken, found = decision_moments(seed, first_month + turn, rate, spread, leans, blocks, 0, 1, room)
        if taken == 0 or total + found > ranks.size:
            return -1
        ranks[total : total + found] = room.ranks[:found]
        draws[total : total + found] = room.draws[:found]
        counts[turn] = found
        total += found
    return total


@compiled
def lean_of_rank(seed: int, key: int, cohort: int, rank: int, spread: float) -> float:
    """A person's lean, from the parts that the service is made of."""
    class_ = class_of(order_of(seed, key, cohort), rank)
    return lean_of(traits(seed, key, cohort, rank)[0], class_, spread)


@compiled
def leans(seed: int, key: int, cohort: int, spread: float, out: Floats) -> None:
    """Leans of a block's people, by rank."""
    for rank in range(out.size):
        out[rank] = lean_of_rank(seed, key, cohort, rank, spread)


@compiled
def leans_of_blocks(first_seed: int, first_key: int, cohort: int, rank: int, spread: float, out: Floats) -> None:
    """Lean of whoever has one rank in many blocks: seeds x keys."""
    for turn in range(out.shape[0]):
        for block in range(out.shape[1]):
            out[turn, block] = lean_of_rank(first_seed + turn, first_key + block, cohort, rank, spread)


@compiled
def trait_words(seed: int, key: int, cohort: int, out: Floats) -> None:
    """Shares of the four words that each person of a block keeps: words x people."""
    for rank in range(out.shape[1]):
        words = traits(seed, key, cohort, rank)
        out[0, rank] = share(words[0])
        out[1, rank] = share(words[1])
        out[2, rank] = share(words[2])
        out[3, rank] = share(words[3])


@compiled
def words(seed: int, purpose: int, key: int, out: Integers) -> None:
    """The words of a keyed stream, one after the other."""
    for number in range(out.size // 4):
        out[4 * number : 4 * number + 4] = philox(number, key, 24_300, 0, seed, purpose)


@compiled
def shares(given: Integers, out: Floats) -> None:
    """Each word as a share."""
    for number in range(given.size):
        out[number] = share(given[number])


@compiled
def picks(given: Integers, count: int, out: Integers) -> None:
    """Each word as one of so many."""
    for number in range(given.size):
        out[number] = pick(given[number], count)
