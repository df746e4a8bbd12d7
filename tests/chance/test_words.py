"""Shares and picks: draws from 32-bit words, where four are to come from one hash."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.base.chance import Purpose, pick, share
from tests.chance.loops import picks, shares, words
from tests.chance.measures import LIMIT, Integers, chi_square_z, correlation_z, kolmogorov_p

LAST = 2**32 - 1
word_of = st.integers(0, LAST)


@pytest.fixture(scope="module")
def stream() -> Integers:
    """A million words."""
    out = np.empty(1_000_000, dtype=np.int64)
    words(17, int(Purpose.LOOK), 31, out)
    return out


def test_shares_by_hand() -> None:
    """The middle of the word's piece of the unit interval: never 0, never 1, one half between the middle words."""
    assert share(0) == 2.0**-33
    assert share(LAST) == 1.0 - 2.0**-33
    assert share(2**31 - 1) + share(2**31) == 1.0


@settings(derandomize=True, max_examples=200, deadline=None, database=None)
@given(word_of, word_of)
def test_shares_keep_the_order_of_words(one: int, two: int) -> None:
    """Two words have the same share only if they are the same."""
    low, high = sorted((one, two))
    assert 0.0 < share(low) <= share(high) < 1.0
    assert (share(low) == share(high)) == (low == high)


@settings(derandomize=True, max_examples=300, deadline=None, database=None)
@given(word_of, st.integers(1, 2**24))
def test_picks_are_exact(word: int, count: int) -> None:
    """The whole part of word x count / 2^32 in unbounded integers; the first and the last can be had."""
    assert pick(word, count) == word * count // 2**32
    assert pick(0, count) == 0
    assert pick(LAST, count) == count - 1


def test_shares_are_uniform(stream: Integers) -> None:
    """R02: KS, chi-square over 1,024 cells, and the correlation of neighbours in a hash and of hashes."""
    out = np.empty(stream.size)
    shares(stream, out)
    assert kolmogorov_p(out) > 1e-6
    cells = np.bincount((out * 1024).astype(np.int64), minlength=1024).astype(np.float64)
    assert abs(chi_square_z(cells, np.full(1024, out.size / 1024))) < LIMIT
    for step in (1, 2, 3, 4):
        assert abs(correlation_z(out[step::step], out[:-step:step][: out[step::step].size])) < LIMIT


@pytest.mark.parametrize("count", [2, 3, 7, 16, 1_000])
def test_picks_are_uniform(stream: Integers, count: int) -> None:
    """R02: each of so many is picked as often as any other."""
    out = np.empty(stream.size, dtype=np.int64)
    picks(stream, count, out)
    cells = np.bincount(out, minlength=count).astype(np.float64)
    assert cells.size == count
    assert abs(chi_square_z(cells, np.full(count, out.size / count))) < LIMIT
