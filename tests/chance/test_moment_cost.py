"""How many candidates are made for a wanted decision moment: the cost of the exact thinning, in theory and as made."""

from __future__ import annotations

import math

import numpy as np
import pytest

from microcred.base.leans import CLASSES, leans_of_spread
from microcred.base.moments import DEEPEST_STRATUM
from microcred.scenario.pack_load import load_pack
from tests.chance.measures import LIMIT
from tests.chance.reference import Block
from tests.rules.few import normal_weights

RATE = 1.0 / 12.0
# The widest spread of tastes that the data packs give.
WIDEST = 0.8
BOUNDS = [*np.geomspace(1e-6, 0.5, 40).tolist(), *np.linspace(0.5, 1.0, 21)[1:].tolist()]


def groups_made(size: int, aware: int) -> int:
    """Groups in the strata that hold somebody aware."""
    groups = -(-size // CLASSES)
    made = 0
    for stratum in range(DEEPEST_STRATUM + 1):
        low = 0 if stratum == DEEPEST_STRATUM else groups >> (stratum + 1)
        if low * CLASSES < aware:
            made += (groups >> stratum) - low
    return made


def candidates(size: int, aware: int, bound: float, spread: float) -> float:
    """Expected candidates up to the bound: rate x groups x the whole envelope x length, in each half of the draws."""
    low, high = leans_of_spread(spread).highest[:, CLASSES].tolist()
    return groups_made(size, aware) * RATE * (low * min(bound, 0.5) + high * max(0.0, bound - 0.5))


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
    """One hash each, and one more for each piece to see that it is done: at most ten, five strata x two halves."""
    block = Block(5, 6, 7, size, spread)
    months = 30
    found = sum(len(block.moments(24_300 + month, aware, RATE, bound)) for month in range(months))
    made = block.candidates - block.beyond
    expected = months * candidates(size, aware, bound, spread)
    assert abs(made - expected) < LIMIT * math.sqrt(expected)
    mean = months * wanted(aware, bound, spread)
    assert abs(found - mean) < LIMIT * math.sqrt(mean)
    assert block.beyond <= months * 2 * (DEEPEST_STRATUM + 1)


def test_packs_keep_to_the_spread_looked_at() -> None:
    """The bounds below are for these."""
    for system in ("cn", "invented"):
        assert load_pack(system).parameters["taste_spread"].high <= WIDEST


@pytest.mark.parametrize(
    ("spread", "to_half", "above"), [(0.0, 1.0, 1.0), (0.3, 1.2, 1.21), (0.5, 1.42, 1.44), (WIDEST, 2.0, 2.07)]
)
def test_when_everybody_is_aware(spread: float, to_half: float, above: float) -> None:
    """At most two candidates a moment up to probabilities of a half, and 2.07 above, at the widest spread of tastes.

    At a half, as many draws lie below as above, so it is the envelope over 16: 22.6 / 16 = 1.41 at spread .5, 31.9 / 16
    = 1.99 at .8. Towards 0 it is the envelope over the sum of exp(lean): 1.25 and 1.45.
    """
    ratios = [candidates(1_600, 1_600, bound, spread) / wanted(1_600, bound, spread) for bound in BOUNDS]
    for bound, ratio in zip(BOUNDS, ratios, strict=True):
        assert 1.0 - 1e-6 < ratio < (to_half if bound <= 0.5 else above) + 1e-3


def test_when_few_are_aware() -> None:
    """Strata double the groups made at worst, just beyond a half, a quarter, an eighth or a sixteenth of the block.

    So at most four candidates a moment (4.14 above a half); below a sixteenth the deepest stratum costs what it costs.
    """
    size = 1 << 14
    shares = []
    for aware in range(size // 16, size + 1):
        made = groups_made(size, aware) * CLASSES
        assert made >= aware
        shares.append(made / aware)
    assert 1.99 < max(shares) < 2.0
    worst = max(
        candidates(size, size // 2 + 1, bound, WIDEST) / wanted(size // 2 + 1, bound, WIDEST) for bound in BOUNDS
    )
    assert 4.0 < worst < 4.15
    below = BOUNDS[:40]
    assert max(candidates(size, size // 2 + 1, b, WIDEST) / wanted(size // 2 + 1, b, WIDEST) for b in below) < 4.0
    assert all(groups_made(size, aware) == size // CLASSES // 16 for aware in (1, 100, size // 16))
