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
from typing import Any

import numpy as np
import numpy.typing as npt

from microcred.base.chance import normal_from, philox, pick, share, unit
from microcred.base.compile import compiled

# People come in groups of so many consecutive ranks, one of each class of lean.
CLASSES = 16
# Below half a draw and above it, leans of either sign have their highest densities at different ends.
HALVES = 2
# Ranks are halved so often, so that few unaware people are named.
DEEPEST_STRATUM = 4


@compiled
def traits(seed: int, key: int, cohort: int, rank: int) -> tuple[int, int, int, int]:
    """Four 32-bit words that a person keeps for life: for lean, income, home sector and ability."""
    return philox(rank, key, cohort, 0, seed, 4)


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
def lean_density(lean: float, draw: float) -> float:
    """How much more often than once a person's moments have a draw d: e / (1 - d + e d)^2 with e = exp(lean).

    The derivative of u = e d / (1 - d + e d), the probability d with its odds multiplied by e. Its mean over d is one.
    """
    odds = math.exp(lean)
    rest = 1.0 - draw + odds * draw
    return odds / (rest * rest)


def envelopes(spread: float) -> npt.NDArray[np.float64]:
    """For draws below and above a half: cumulated over the classes, the highest density in each.

    At a given draw the density rises with the lean up to log((1 - d) / d) and falls beyond; at a given lean it is
    monotone in the draw. Within a half and a class, which do not straddle draw 1/2 and lean 0, the highest value is
    therefore at a corner.

    Parameters
    ----------
    spread
        Standard deviation of the lean, in log odds.

    Returns
    -------
    array of float, shape (2, 17)
        Beginning at zero.
    """
    # The quantile function is kept away from 0 and 1, where it would be cut at three anyway.
    edges = [spread * normal_from(min(max(edge / CLASSES, 1e-9), 1.0 - 1e-9)) for edge in range(CLASSES + 1)]
    table = np.zeros((HALVES, CLASSES + 1))
    for half, draws in enumerate(((0.0, 0.5), (0.5, 1.0))):
        for class_ in range(CLASSES):
            corners = [lean_density(lean, draw) for lean in edges[class_ : class_ + 2] for draw in draws]
            # Rounding may lift a density above its corner by a last bit.
            table[half, class_ + 1] = table[half, class_] + max(corners) * (1.0 + 1e-12)
    return table


@compiled
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
    table: Any,
    ranks: Any,
    draws: Any,
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
    spread, table
        Standard deviation of the lean, and its `envelopes`.
    ranks, draws
        Filled with the moments found; their length is the capacity.

    Returns
    -------
    int
        Number of moments; -1 if they do not fit (the caller enlarges the arrays and asks again).
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
            draw = 0.5 * half
            last = min(bound, draw + 0.5)
            if draw >= bound:
                continue
            highest = table[half, CLASSES]
            gap = 1.0 / ((high - low) * rate * highest)
            turn = 0
            while True:
                x0, x1, x2, x3 = philox((cohort << 8) | (stratum << 1) | half, key, month, turn, seed, 2)
                turn += 1
                draw -= math.log(unit(x0, x1)) * gap
                if draw > last:
                    break
                group = low + pick(x2, high - low)
                mark = share(x3) * highest
                class_ = 0
                for edge in range(1, CLASSES):
                    class_ += mark >= table[half, edge]
                rank = rank_of(order, group, class_)
                if rank >= aware:
                    continue
                if mark - table[half, class_] > lean_density(
                    lean_of(traits(seed, key, cohort, rank)[0], class_, spread), draw
                ):
                    continue
                if found == ranks.size:
                    return -1
                ranks[found] = rank
                draws[found] = draw
                found += 1
    return found
