"""How many candidates are made for a wanted decision moment: the cost of the exact thinning, in theory and as made."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from microcred.base.leans import CLASSES, LEVELS, leans_of_spread
from microcred.base.moments import SIXTEENTHS, STRATA
from microcred.scenario.pack_load import load_pack
from tests.chance.measures import LIMIT
from tests.chance.reference import Block
from tests.rules.few import normal_weights

RATE = 1.0 / 12.0
# The widest spread of tastes that the data packs give.
WIDEST = 0.8
BOUNDS = [*np.geomspace(1e-6, 0.125, 40).tolist(), *np.linspace(0.125, 1.0, 36)[1:].tolist()]


def groups_made(size: int, aware: int) -> int:
    """Groups in the strata that hold somebody aware."""
    groups = -(-size // CLASSES)
    edges = [groups * int(edge) // SIXTEENTHS for edge in STRATA]
    return sum(high - low for low, high in pairwise(edges) if low * CLASSES < aware)


def candidates(size: int, aware: int, bound: float, spread: float) -> float:
    """Expected candidates up to the bound: rate x groups x the whole envelope x length, on each level of draws."""
    lengths = np.clip(bound, LEVELS[:-1], LEVELS[1:]) - LEVELS[:-1]
    return groups_made(size, aware) * RATE * float(np.dot(leans_of_spread(spread).highest[:, CLASSES], lengths))


def ratio(size: int, aware: int, bound: float, spread: float) -> float:
    """Expected candidates a wanted moment."""
    return candidates(size, aware, bound, spread) / wanted(aware, bound, spread)


def wanted(aware: int, bound: float, spread: float) -> float:
    """Expected moments up to the bound: aware x rate x the mean of the bound with odds times exp(lean)."""
    z, weights = normal_weights()
    odds = np.exp(spread * z) * bound
    return aware * RATE * float(np.dot(weights, odds / (1.0 - bound + odds)))


@pytest.mark.parametrize(
    ("size", "aware", "bound", "spread"),
    [(1_600, 1_600, 0.3, 0.5), (1_600, 1_600, 0.8, 0.8), (4_000, 2_017, 0.1, 0.5), (16_000, 1_001, 0.05, 0.0)],
)
def test_candidates_are_as_many_as_in_theory(size: int, aware: int, bound: float, spread: float) -> None:
    """One hash each, and one more for each piece to see that it is done: at most 21, seven strata x three levels."""
    block = Block(5, 6, 7, size, spread)
    months = 30
    found = sum(len(block.moments(24_300 + month, aware, RATE, bound)) for month in range(months))
    made = block.candidates - block.beyond
    expected = months * candidates(size, aware, bound, spread)
    assert abs(made - expected) < LIMIT * math.sqrt(expected)
    mean = months * wanted(aware, bound, spread)
    assert abs(found - mean) < LIMIT * math.sqrt(mean)
    assert block.beyond <= months * 21


def test_packs_keep_to_the_spread_looked_at() -> None:
    """The bounds below are for these."""
    for system in ("cn", "invented"):
        assert load_pack(system).parameters["taste_spread"].high <= WIDEST


@pytest.mark.parametrize(
    ("spread", "to_eighth", "to_half", "above"),
    [(0.0, 1.0, 1.0, 1.0), (0.3, 1.051, 1.091, 1.121), (0.5, 1.105, 1.16, 1.229), (WIDEST, 1.254, 1.282, 1.468)],
)
def test_when_everybody_is_aware(spread: float, to_eighth: float, to_half: float, above: float) -> None:
    """At the widest spread of tastes at most 1.26 candidates a moment up to probabilities of an eighth.

    Up to a half 1.29, and 1.47 above.
    """
    for bound in BOUNDS:
        most = above if bound > 0.5 else to_half if bound > 0.125 else to_eighth
        assert 1.0 - 1e-6 < ratio(1_600, 1_600, bound, spread) < most + 1e-9
    assert max(ratio(1_600, 1_600, bound, spread) for bound in BOUNDS) > above - 1e-3


def test_the_cost_by_hand() -> None:
    """Envelopes over 64 are 1.4992 up to an eighth, 1.2088 to a half and 1.6179 beyond, at the widest spread of tastes.

    At a half as many draws lie below as above, so that half of all moments are wanted: 1/8 x 1.4992 + 3/8 x 1.2088 =
    .6407 for .5, 1.2814 a moment. At one .6407 + .8090 = 1.4497. Towards 0 it is 1.4992 over the mean of exp(lean).
    """
    assert leans_of_spread(WIDEST).highest[:, CLASSES] / CLASSES == pytest.approx([1.4992, 1.2088, 1.6179], abs=1e-4)
    assert wanted(1_200, 1e-9, WIDEST) / 1e-7 == pytest.approx(1.3729, abs=1e-4)
    for bound, expected in ((1e-9, 1.4992 / 1.3729), (0.5, 1.2814), (1.0, 1.4497)):
        assert ratio(1_600, 1_600, bound, WIDEST) == pytest.approx(expected, abs=1e-4)


def test_when_few_are_aware() -> None:
    """Strata add half to the groups made at worst, just beyond 2, 4 or 8 sixteenths: of these 3, 6 or 12 are made.

    So at most 1.93 candidates a moment up to probabilities of a half (2.21 above). Below an eighth of the block the
    lowest stratum, two sixteenths, costs what it costs.
    """
    size = 1 << 14
    shares = {aware: groups_made(size, aware) * CLASSES / aware for aware in range(size // 8, size + 1)}
    assert min(shares.values()) >= 1.0
    beyond = [shares[size * edge // 16 + 1] for edge in (2, 3, 4, 6, 8, 12)]
    assert beyond == pytest.approx([3 / 2, 4 / 3, 3 / 2, 4 / 3, 3 / 2, 4 / 3], rel=1e-3)
    assert max(shares.values()) == max(beyond) < 1.5
    worst = {bound: ratio(size, size // 2 + 1, bound, WIDEST) for bound in BOUNDS}
    assert max(worst.values()) < 2.21
    assert max(most for bound, most in worst.items() if bound <= 0.5) < 1.93
    assert {groups_made(size, aware) for aware in (1, 100, size // 8)} == {size // CLASSES // 8}
