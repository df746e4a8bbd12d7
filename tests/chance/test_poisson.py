"""The keyed Poisson draw."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.base.chance import poisson
from tests.chance.loops import poissons
from tests.chance.measures import LIMIT, fit_z, mean_z, poisson_pmf, variance_z


@pytest.mark.parametrize("mean", [0.02, 0.5, 3.0, 11.9, 11.999999, 12.0, 12.1, 30.0, 400.0])
def test_the_distribution_is_exact_across_the_switch(mean: float) -> None:
    """Chi-square of 150,000 agents against mean^k exp(-mean) / k!.

    By inversion under 12 and by rejection above.
    """
    out = np.empty(150_000, dtype=np.int64)
    poissons(8, 31, 24_300, 5, mean, out)
    reach = 7.0 * math.sqrt(mean) + 7.0
    assert out.min() >= 0
    assert abs(fit_z(out, poisson_pmf(mean), max(0, int(mean - reach)), int(mean + reach))) < LIMIT


@pytest.mark.parametrize("mean", [11.99, 12.01, 5_000.0, 2e6])
def test_mean_and_variance_are_equal(mean: float) -> None:
    """Both are the mean; the fourth central moment is mean + 3 mean^2."""
    out = np.empty(40_000, dtype=np.int64)
    poissons(9, 32, 24_301, 6, mean, out)
    assert abs(mean_z(out, mean, mean)) < LIMIT
    assert abs(variance_z(out, mean, mean, mean + 3.0 * mean * mean)) < LIMIT


@settings(derandomize=True, max_examples=60, deadline=None, database=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.0, 11.99), st.floats(0.0, 11.99))
def test_small_means_are_ordered(seed: int, one: float, two: float) -> None:
    """M18: by inversion a larger mean never gives fewer; nothing or less than nothing expected gives none."""
    low, high = sorted((one, two))
    assert poisson(seed, 1, 2, 3, 4, low) <= poisson(seed, 1, 2, 3, 4, high)
    assert poisson(seed, 1, 2, 3, 4, 0.0) == 0
    assert poisson(seed, 1, 2, 3, 4, -1.0) == 0


def test_slots_do_not_meet() -> None:
    """R02: pieces of one block and month, told apart by slot, are independent."""
    one, two = np.empty(20_000, dtype=np.int64), np.empty(20_000, dtype=np.int64)
    poissons(10, 33, 24_302, 32, 40.0, one)
    poissons(10, 33, 24_302, 33, 40.0, two)
    assert abs(mean_z((one - 40.0) * (two - 40.0) / 40.0, 0.0, 1.0)) < LIMIT
