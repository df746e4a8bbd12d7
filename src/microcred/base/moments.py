"""Decision moments: who decides in a month, and how much it takes to move them (model.md 4.3).

Everybody has moments at a constant rate, each with a uniform u that decides: an offer of probability P is taken up if
u <= P. People lean to one side for good: a lean t multiplies the odds of P by exp(t). Instead of asking what u would
have to be for each person, the lean is taken into the draw: with d = the u at which somebody without a lean would say
the same, u <= odds-shifted P if and only if d <= P. A person's moments then have density `lean_density(t, d)` in d
instead of one, and nothing later in the decision depends on t.

Moments come in order of d, by exponential gaps, keyed by block and month, so that every scenario sees the same ones
and only those up to the month's bound are ever made.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.batches import WORDS, words_of_each, words_of_turns
from microcred.base.chance import Purpose, normal_from, philox, pick, share, unit
from microcred.base.compile import borrowing, compiled
from microcred.base.reference import by_reference

# People come in groups of so many consecutive ranks, one of each class of lean.
CLASSES = 16
# Below half a draw and above it, leans of either sign have their highest densities at different ends.
HALVES = 2
# Ranks are halved so often, so that few unaware people are named.
DEEPEST_STRATUM = 4
# Every class is cut into so many steps: between the leans of a step, densities differ by a few percent.
STEP_BITS = 4
STEPS = 1 << STEP_BITS
# Turns that are drawn at once beyond those expected.
MORE_TURNS = 2
TRAITS = int(Purpose.TRAITS)
MOMENT = int(Purpose.MOMENT)


@by_reference
class Leans(NamedTuple):
    """What the spread of leans makes of draws.

    Attributes
    ----------
    highest
        For draws below and above a half: cumulated over the classes, the highest density in each; shape (2, 17), both
        beginning at zero.
    odds
        exp(lean) at the edges of the steps, 16 to a class; shape (257,).
    """

    highest: npt.NDArray[np.float64]
    odds: npt.NDArray[np.float64]


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


@compiled
def traits(seed: int, key: int, cohort: int, rank: int) -> tuple[int, int, int, int]:
    """Four 32-bit words that a person keeps for life: for lean, income, home sector and ability."""
    return philox(rank, key, cohort, 0, seed, TRAITS)


@compiled
def order_of(seed: int, key: int, cohort: int) -> int:
    """The block's own order of classes, 0-15."""
    return int(philox(0, key, cohort, 0, seed, 3)[0]) & (CLASSES - 1)


@compiled
def reversed_bits(number: int) -> int:
    """Four bits in reverse, so that the first few of a group are spread over the classes."""
    return ((number & 1) << 3) | ((number & 2) << 1) | ((number & 4) >> 1) | ((number & 8) >> 3)


@compiled
def class_of(order: int, rank: int) -> int:
    """Class of lean of a rank, 0 (the least inclined sixteenth) to 15."""
    return reversed_bits(rank & (CLASSES - 1)) ^ order


@compiled
def rank_of(order: int, group: int, class_: int) -> int:
    """The rank of a group that belongs to a class."""
    return group * CLASSES + reversed_bits(class_ ^ order)


@compiled
def lean_of(word: int, class_: int, spread: float) -> float:
    """A person's lean: `spread` times a standard normal, cut at three, whose sixteenth is the class."""
    return spread * normal_from((class_ + share(word)) / CLASSES)


@compiled
def density_at(odds: float, draw: float) -> float:
    """How much more often than once moments have a draw d where the odds are multiplied by e: e / (1 - d + e d)^2.

    The derivative of u = e d / (1 - d + e d), the probability d with its odds multiplied by e. Its mean over d is one.
    """
    rest = 1.0 - draw + odds * draw
    return odds / (rest * rest)


@compiled
def lean_density(lean: float, draw: float) -> float:
    """`density_at` the odds exp(lean)."""
    return density_at(math.exp(lean), draw)


@compiled
def surely(low: float, high: float) -> float:
    """What a density is at least, where leans lie between two at which it is `low` and `high`.

    It rises with the lean, then falls, so that it is lowest at an edge; less a little for rounding.
    """
    return min(low, high) * (1.0 - 1e-9)


@compiled
def at_most(low: float, high: float, low_odds: float, high_odds: float, draw: float) -> float:
    """What a density is at most, where leans lie between two at which it is `low` and `high`.

    Its highest value, 1 / (4 d (1 - d)), is at odds (1 - d) / d; if they lie outside, it is highest at an edge.
    """
    if low_odds * draw < 1.0 - draw < high_odds * draw:
        return 0.25 / (draw * (1.0 - draw)) * (1.0 + 1e-9)
    return max(low, high) * (1.0 + 1e-9)


def leans_of_spread(spread: float) -> Leans:
    """Envelopes of the densities, and the odds of leans.

    At a given draw the density rises with the lean up to log((1 - d) / d) and falls beyond; at a given lean it is
    monotone in the draw. Within a half and a class, which do not straddle draw 1/2 and lean 0, the highest value is
    therefore at a corner.

    Parameters
    ----------
    spread
        Standard deviation of the lean, in log odds.
    """
    # The quantile function is kept away from 0 and 1, where it would be cut at three anyway.
    steps = CLASSES * STEPS
    edges = [spread * normal_from(min(max(edge / steps, 1e-9), 1.0 - 1e-9)) for edge in range(steps + 1)]
    highest = np.zeros((HALVES, CLASSES + 1))
    for half, draws in enumerate(((0.0, 0.5), (0.5, 1.0))):
        for class_ in range(CLASSES):
            ends = edges[class_ * STEPS], edges[(class_ + 1) * STEPS]
            corners = [lean_density(lean, draw) for lean in ends for draw in draws]
            # Rounding may lift a density above its corner by a last bit.
            highest[half, class_ + 1] = highest[half, class_] + max(corners) * (1.0 + 1e-12)
    return Leans(highest, np.array([math.exp(edge) for edge in edges]))


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
