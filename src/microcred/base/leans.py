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
CLASSES = 16
# Below half a draw and above it, leans of either sign have their highest densities at different ends.
HALVES = 2
# Every class is cut into so many steps: between the leans of a step, densities differ by a few percent.
STEP_BITS = 4
STEPS = 1 << STEP_BITS
TRAITS = int(Purpose.TRAITS)


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
