"""The keyed binomial with probability one half, from bits and by rejection."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.base.thresholds import BITS_LIMIT, binomial_half
from tests.chance import reference
from tests.chance.loops import binomials
from tests.chance.measures import LIMIT, binomial_pmf, fit_z, mean_z, variance_z

SWITCH = [1, 2, 31, 32, 33, 128, 129, BITS_LIMIT - 1, BITS_LIMIT, BITS_LIMIT + 1, 300, 1_000, 10_000]


@pytest.mark.parametrize("n", SWITCH)
def test_the_distribution_is_exact_across_the_switch(n: int) -> None:
    """Chi-square of 100,000 nodes against the probabilities k out of n, computed here."""
    out = np.empty(100_000, dtype=np.int64)
    binomials(4, 99, 8_050, 3, n, out)
    reach = math.ceil(6.0 * math.sqrt(n / 4.0)) + 1
    low, high = max(0, n // 2 - reach), min(n, n // 2 + reach)
    assert out.min() >= 0
    assert out.max() <= n
    assert abs(fit_z(out, binomial_pmf(n, 0.5), low, high)) < LIMIT


@pytest.mark.parametrize("n", [1_000_000, 40_000_000])
def test_moments_of_large_numbers(n: int) -> None:
    """Mean n/2, variance n/4, and a fourth moment near the normal's, from 50,000 nodes."""
    out = np.empty(50_000, dtype=np.int64)
    binomials(5, 98, 8_051, 0, n, out)
    assert abs(mean_z(out, n / 2.0, n / 4.0)) < LIMIT
    assert abs(variance_z(out, n / 2.0, n / 4.0, 3.0 * (n / 4.0) ** 2)) < LIMIT
    fourth = ((out - n / 2.0) / math.sqrt(n / 4.0)) ** 4
    assert abs(mean_z(fourth, 3.0, 96.0)) < LIMIT


@settings(derandomize=True, max_examples=100, deadline=None, database=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 2**31), st.integers(0, 31), st.integers(-3, 256))
def test_bits_agree_with_plain_integers(seed: int, node: int, level: int, n: int) -> None:
    """R05: up to 256 points it is the number of ones among as many bits; no points have no left half."""
    expected = reference.left_half(seed, 21, 8_100, node, level, n) if n > 0 else 0
    assert binomial_half(seed, 21, 8_100, node, level, n) == expected


def test_nodes_and_levels_have_streams_of_their_own() -> None:
    """R02: the same node on another level, and the neighbouring node, are independent."""
    here, deeper = np.empty(20_000, dtype=np.int64), np.empty(20_000, dtype=np.int64)
    binomials(6, 97, 8_052, 4, 200, here)
    binomials(6, 97, 8_052, 5, 200, deeper)
    assert abs(mean_z((here - 100.0) * (deeper - 100.0) / 50.0, 0.0, 1.0)) < LIMIT
    assert abs(mean_z((here[1:] - 100.0) * (here[:-1] - 100.0) / 50.0, 0.0, 1.0)) < LIMIT
