"""Leans: how inclined people are for good, and what that makes of the draws of their decisions (model.md 4.3).

A lean t multiplies the odds of a probability P by exp(t). Instead of asking what the uniform draw u of a decision would
have to be for each person, the lean is taken into the draw: with d = the u at which somebody without a lean would say
the same, u <= odds-shifted P if and only if d <= P. A person's moments then have density `lean_density(t, d)` in d
instead of one, and nothing later in the decision depends on t.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.chance import Purpose, normal_from, philox, share
from microcred.base.compile import compiled
from microcred.base.reference import by_reference

# People come in groups of so many consecutive ranks, one of each class of lean.
CLASS_BITS = 6
CLASSES = 1 << CLASS_BITS
# Draws are made level by level: where they begin, and where the last one ends.
LEVELS = np.array([0.0, 0.125, 0.5, 1.0])
# Every class is cut into so many steps: between the leans of a step, densities differ by a few percent.
STEP_BITS = 2
STEPS = 1 << STEP_BITS
# Equal parts of a whole envelope, each with the first class that it may lie in.
GUIDE = 1024
TRAITS = int(Purpose.TRAITS)
MOMENT_ORDER = int(Purpose.MOMENT_ORDER)


@by_reference
class Leans(NamedTuple):
    """What the spread of leans makes of draws.

    Attributes
    ----------
    highest
        By level of draws: cumulated over the classes, the highest density in each, from zero; shape (3, 65).
    guides
        By level, for each of `GUIDE` equal parts of the whole: the class in which it begins.
    odds
        exp(lean) at the edges of the steps, 4 to a class; shape (257,).
    """

    highest: npt.NDArray[np.float64]
    guides: npt.NDArray[np.int16]
    odds: npt.NDArray[np.float64]


@compiled
def traits(seed: int, key: int, cohort: int, rank: int) -> tuple[int, int, int, int]:
    """Four 32-bit words that a person keeps for life: for lean, income, home sector and ability."""
    return philox(rank, key, cohort, 0, seed, TRAITS)


@compiled
def order_of(seed: int, key: int, cohort: int) -> int:
    """The block's own order of classes, 0-63."""
    return int(philox(0, key, cohort, 0, seed, MOMENT_ORDER)[0]) & (CLASSES - 1)


@compiled
def reversed_bits(number: int) -> int:
    """Six bits in reverse, so that the first few of a group are spread over the classes."""
    outer = ((number & 1) << 5) | ((number & 2) << 3) | ((number & 16) >> 3) | ((number & 32) >> 5)
    return outer | ((number & 4) << 1) | ((number & 8) >> 1)


@compiled
def class_of(order: int, rank: int) -> int:
    """Class of lean of a rank, 0 (the least inclined 64th) to 63."""
    return reversed_bits(rank & (CLASSES - 1)) ^ order


@compiled
def rank_of(order: int, group: int, class_: int) -> int:
    """The rank of a group that belongs to a class."""
    return group * CLASSES + reversed_bits(class_ ^ order)


@compiled
def lean_of(word: int, class_: int, spread: float) -> float:
    """A person's lean: `spread` times a standard normal, cut at three, whose 64th is the class."""
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

    Parameters
    ----------
    spread
        Standard deviation of the lean, in log odds.
    """
    # The quantile function is kept away from 0 and 1, where it would be cut at three anyway.
    steps = CLASSES * STEPS
    edges = [spread * normal_from(min(max(edge / steps, 1e-9), 1.0 - 1e-9)) for edge in range(steps + 1)]
    highest = np.zeros((LEVELS.size - 1, CLASSES + 1))
    for level, draws in enumerate(zip(LEVELS[:-1].tolist(), LEVELS[1:].tolist(), strict=True)):
        for class_ in range(CLASSES):
            leans = edges[class_ * STEPS], edges[(class_ + 1) * STEPS]
            # Rounding may lift a density above its bound by a last bit.
            highest[level, class_ + 1] = highest[level, class_] + highest_density(leans, draws) * (1.0 + 1e-12)
    begins = [np.searchsorted(row, np.arange(GUIDE) / GUIDE * row[-1], side="right") - 1 for row in highest]
    return Leans(highest, np.array(begins, dtype=np.int16), np.array([math.exp(edge) for edge in edges]))


def highest_density(leans: tuple[float, float], draws: tuple[float, float]) -> float:
    """The highest density where lean and draw lie between two values each.

    At a given lean the density is monotone in the draw, so that it is highest at either end of the draws. There it
    rises with the lean up to log((1 - d) / d), where it is 1 / (4 d (1 - d)), and falls beyond.
    """
    densities = [lean_density(lean, draw) for lean in leans for draw in draws]
    inner = [draw for draw in draws if 0.0 < draw < 1.0 and leans[0] < math.log((1.0 - draw) / draw) < leans[1]]
    return max(densities + [0.25 / (draw * (1.0 - draw)) for draw in inner])
