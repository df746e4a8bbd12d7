"""How many of a block's exponential thresholds lie under a hazard (model.md 4.2)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.base.thresholds import thresholds_passed
from tests.chance import reference
from tests.chance.loops import thresholds
from tests.chance.measures import LIMIT, Integers, binomial_pmf, fit_z, mean_z, variance_z

SIZES = [0, 1, 2, 255, 256, 257, 10_000_000]
HAZARDS = [0.0, 1e-9, 0.01, 0.1, 0.5, math.log(2.0), 1.0, 3.0, 20.0]
few = settings(derandomize=True, max_examples=60, deadline=None, database=None)


def over_seeds(size: int, hazard: float, seeds: int, key: int = 77, cohort: int = 8_100) -> Integers:
    """The count of one block under many seeds."""
    out = np.empty(seeds, dtype=np.int64)
    thresholds(1_000, key, cohort, size, hazard, out)
    return out


@pytest.mark.parametrize("size", SIZES)
def test_never_falls_in_the_hazard_and_stays_in_range(size: int) -> None:
    """M18: more hazard never makes a person unaware; 0 passes nobody, a huge one (up to 2**-32) everybody."""
    counts = [thresholds_passed(9, 123, 8_099, size, hazard) for hazard in HAZARDS]
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert counts[-1] <= size
    assert size - thresholds_passed(9, 123, 8_099, size, 1e9) <= 2
    assert thresholds_passed(9, 123, 8_099, size, 0.0) == 0


@few
@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 300_000),
    st.lists(st.floats(0.0, 4.0), min_size=2, max_size=12),
)
def test_any_two_hazards_are_ordered(seed: int, size: int, hazards: list[float]) -> None:
    """M18: monotone for any block, and the same answer in whatever order it is asked."""
    asked = {hazard: thresholds_passed(seed, 5, 8_000, size, hazard) for hazard in hazards}
    counts = [asked[hazard] for hazard in sorted(asked)]
    assert counts == sorted(counts)
    assert all(asked[hazard] == thresholds_passed(seed, 5, 8_000, size, hazard) for hazard in reversed(hazards))


@few
@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
    st.integers(0, 60_000),
    st.integers(0, 256),
    st.floats(0.0, 5.0),
)
def test_small_blocks_agree_with_plain_integers(seed: int, key: int, cohort: int, size: int, hazard: float) -> None:
    """R05: the compiled tree is the one walked in plain integers, point for point."""
    share = -math.expm1(-hazard)
    assert thresholds_passed(seed, key, cohort, size, hazard) == reference.points_below(seed, key, cohort, size, share)


@pytest.mark.parametrize(("size", "hazard"), [(1, 0.3), (2, 1.0), (3, 0.7), (20, 0.05), (255, 0.5), (257, 0.2)])
def test_the_count_is_binomial(size: int, hazard: float) -> None:
    """Chi-square over 20,000 seeds against Binomial(size, 1 - exp(-hazard)).

    On both sides of the switch at 256.
    """
    share = 1.0 - math.exp(-hazard)
    drawn = over_seeds(size, hazard, 20_000)
    variance = size * share * (1.0 - share)
    fourth = variance * (1.0 + 3.0 * variance * (1.0 - 2.0 / size))
    assert abs(fit_z(drawn, binomial_pmf(size, share), 0, size)) < LIMIT
    assert abs(mean_z(drawn, size * share, variance)) < LIMIT
    assert abs(variance_z(drawn, size * share, variance, fourth)) < LIMIT


@pytest.mark.parametrize(("size", "hazard"), [(100_000, 0.0513), (10_000_000, 1.2)])
def test_mean_and_variance_of_large_blocks(size: int, hazard: float) -> None:
    """4,000 seeds; the aware share of entrants is .05 = 1 - exp(-.0513)."""
    share = 1.0 - math.exp(-hazard)
    drawn = over_seeds(size, hazard, 4_000)
    variance = size * share * (1.0 - share)
    assert abs(mean_z(drawn, size * share, variance)) < LIMIT
    assert abs(variance_z(drawn, size * share, variance, 3.0 * variance * variance)) < LIMIT


def test_increments_are_those_of_a_multinomial() -> None:
    """Between two hazards pass Binomial(left, 1 - exp(-difference)): the exponential has no memory.

    The pair (passed at .4, passed between .4 and 1.1) has covariance -n p q.
    """
    size, low, high, seeds = 1_000, 0.4, 1.1, 8_000
    early = over_seeds(size, low, seeds)
    late = over_seeds(size, high, seeds) - early
    p = 1.0 - math.exp(-low)
    q = math.exp(-low) - math.exp(-high)
    again = 1.0 - math.exp(-(high - low))
    left = size - early
    scaled = (late - left * again) / np.sqrt(left * again * (1.0 - again))
    assert abs(mean_z(scaled, 0.0, 1.0)) < LIMIT
    assert abs(variance_z(scaled, 0.0, 1.0, 3.0)) < LIMIT
    products = (early - size * p) * (late - size * q)
    spread = math.sqrt(size * p * (1 - p) * size * q * (1 - q) + (size * p * q) ** 2)
    assert abs(mean_z(products, -size * p * q, spread * spread)) < LIMIT


@pytest.mark.parametrize(("key", "cohort"), [(78, 8_100), (77, 8_101), (77, 0)])
def test_blocks_are_independent(key: int, cohort: int) -> None:
    """R02: the next block of the queue, the next key and the block of others have thresholds of their own."""
    mine, theirs = over_seeds(100, 0.7, 20_000), over_seeds(100, 0.7, 20_000, key, cohort)
    share = 1.0 - math.exp(-0.7)
    scale = 100 * share * (1.0 - share)
    products = (mine - 100 * share) * (theirs - 100 * share) / scale
    assert abs(mean_z(products, 0.0, 1.0)) < LIMIT


def test_a_larger_block_has_more_in_proportion() -> None:
    """Additive in people on average: two blocks of 600 pass as many as one of 1,200."""
    seeds, hazard = 6_000, 0.25
    share = 1.0 - math.exp(-hazard)
    two = over_seeds(600, hazard, seeds, key=1) + over_seeds(600, hazard, seeds, key=2)
    one = over_seeds(1_200, hazard, seeds, key=3)
    variance = 2.0 * 1_200 * share * (1.0 - share)
    assert abs(mean_z(two - one, 0.0, variance)) < LIMIT
