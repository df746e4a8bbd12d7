"""Decision moments: who decides in a month, and how much it takes to move them (model.md 4.3).

Everybody has moments at a constant rate, each with a uniform draw that decides: an offer of probability P is taken up
if the draw is at most P. What people are inclined to for good is taken into the draw (`base.leans`).

Moments come in order of the draw, by exponential gaps, keyed by block and month, so that every scenario sees the same
ones and only those up to the month's bound are ever made.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.batches import WORDS, words_of_each, words_of_turns
from microcred.base.chance import Purpose, pick, share, unit
from microcred.base.compile import borrowing
from microcred.base.leans import (
    CLASSES,
    HALVES,
    STEP_BITS,
    STEPS,
    TRAITS,
    at_most,
    class_of,
    density_at,
    lean_density,
    lean_of,
    order_of,
    rank_of,
    surely,
)
from microcred.base.reference import by_reference

# Ranks are halved so often, so that few unaware people are named.
DEEPEST_STRATUM = 4
# Turns that are drawn at once beyond those expected.
MORE_TURNS = 2
MOMENT = int(Purpose.MOMENT)


@by_reference
class Moments(NamedTuple):
    """The moments of a block in a month, and room to find them.

    Attributes
    ----------
    ranks, draws
        Who decides, and how much it takes to move them.
    traits
        The four words that each of them keeps for life (`traits`); shape (4, room).
    marks, turns
        Used while moments are found: how far up the class's highest density a moment lies, and raw words.
    """

    ranks: npt.NDArray[np.int64]
    draws: npt.NDArray[np.float64]
    traits: npt.NDArray[np.int64]
    marks: npt.NDArray[np.float64]
    turns: npt.NDArray[np.int64]


def empty_moments(room: int) -> Moments:
    """Room for so many moments, those that are dropped on the way included."""
    return Moments(
        np.empty(room, dtype=np.int64),
        np.empty(room),
        np.empty((WORDS, room), dtype=np.int64),
        np.empty(room),
        np.empty((WORDS, room), dtype=np.int64),
    )


@borrowing
def decision_moments(
    seed: int,
    key: int,
    cohort: int,
    month: int,
    size: int,
    aware: int,
    rate: float,
    bound: float,
    spread: float,
    leans: Any,
    moments: Any,
) -> int:
    """The decision moments of a block's aware people in one month whose draw lies under a bound.

    Parameters
    ----------
    seed, key, cohort, month
        Run, block and month.
    size, aware
        People in the block; those with rank below `aware` are aware.
    rate
        Moments per person and month.
    bound
        Upper bound of the probability to apply for somebody without a lean, in [0, 1].
    spread, leans
        Standard deviation of the lean, and its `leans_of_spread`.
    moments
        `Moments`, whose first rows are filled.

    Returns
    -------
    int
        Number of moments; -1 if there is too little room (the caller makes more and asks again).
    """
    found = 0
    groups = (size + CLASSES - 1) // CLASSES
    order = order_of(seed, key, cohort)
    for stratum in range(DEEPEST_STRATUM + 1):
        high = groups >> stratum
        low = 0 if stratum == DEEPEST_STRATUM else groups >> (stratum + 1)
        if low * CLASSES >= aware or high <= low:
            continue
        for half in range(HALVES):
            if 0.5 * half >= bound:
                continue
            number = (cohort << 8) | (stratum << 1) | half
            found = moments_of_groups(
                seed, number, key, month, order, low, high, aware, rate, half, bound, leans, moments, found
            )
            if found < 0:
                return -1
    words_of_each(seed, TRAITS, key, moments.ranks, found, cohort, 0, moments.traits)
    return those_inclined(order, spread, leans, moments, found)


@borrowing
def moments_of_groups(
    seed: int,
    number: int,
    key: int,
    month: int,
    order: int,
    low: int,
    high: int,
    aware: int,
    rate: float,
    half: int,
    bound: float,
    leans: Any,
    moments: Any,
    found: int,
) -> int:
    """Append the moments of groups low..high-1 with a draw in a half, as if everybody had the class's highest density.

    Exponential gaps lead from each to the next.
    """
    draw = 0.5 * half
    last = min(bound, draw + 0.5)
    highest = leans.highest[half]
    gap = 1.0 / ((high - low) * rate * highest[CLASSES])
    turn, count = 0, MORE_TURNS + min(moments.draws.shape[0], int((last - draw) / gap))
    while found + count <= moments.draws.shape[0]:
        words_of_turns(seed, MOMENT, key, number, month, turn, count, moments.turns)
        for index in range(count):
            draw -= math.log(unit(moments.turns[0, index], moments.turns[1, index])) * gap
            if draw > last:
                return found
            mark = share(moments.turns[3, index]) * highest[CLASSES]
            class_ = 0
            for edge in range(1, CLASSES):
                class_ += mark >= highest[edge]
            rank = rank_of(order, low + pick(moments.turns[2, index], high - low), class_)
            moments.ranks[found] = rank
            moments.draws[found] = draw
            moments.marks[found] = mark - highest[class_]
            # Whoever is not aware is written over by the next.
            found += rank < aware
        turn += count
        count = MORE_TURNS
    return -1


@borrowing
def those_inclined(order: int, spread: float, leans: Any, moments: Any, found: int) -> int:
    """Keep of the moments found those under their own person's density; returns how many."""
    kept = 0
    for index in range(found):
        draw, mark, class_ = moments.draws[index], moments.marks[index], class_of(order, moments.ranks[index])
        edge = class_ * STEPS + (moments.traits[0, index] >> (32 - STEP_BITS))
        low_odds, high_odds = leans.odds[edge], leans.odds[edge + 1]
        low, high = density_at(low_odds, draw), density_at(high_odds, draw)
        inclined = mark <= surely(low, high)
        # Only between the densities of a step does anybody need to ask for the person's own lean.
        if not inclined and mark <= at_most(low, high, low_odds, high_odds, draw):
            inclined = mark <= lean_density(lean_of(moments.traits[0, index], class_, spread), draw)
        moments.ranks[kept] = moments.ranks[index]
        moments.draws[kept] = draw
        for word in range(WORDS):
            moments.traits[word, kept] = moments.traits[word, index]
        kept += inclined
    return kept
