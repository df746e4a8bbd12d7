"""What a lever means to whoever starts a standard (model.md 4.7)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.reach import mean_around, type_shares


def test_types_by_hand() -> None:
    """.3 count toward a degree, .2 are of interest, and the rest is vocational; the first goes before the last."""
    assert type_shares(0.3, 0.2) == pytest.approx((0.3, 0.5, 0.2))
    assert type_shares(0.7, 0.6) == pytest.approx((0.7, 0.0, 0.3))
    assert type_shares(0.0, 0.0) == (0.0, 1.0, 0.0)


def test_a_mean_by_hand() -> None:
    """.8 for one of four and nothing for the three others: .2, from whichever one begins."""
    assert mean_around(0.8, 3.0 * (0.0 - 0.8), 4.0) == pytest.approx(0.2)
    assert mean_around(0.0, 1.0 * (0.8 - 0.0), 4.0) == pytest.approx(0.2)
    assert mean_around(0.8, 0.0, 0.0) == 0.8


@given(st.floats(0.0, 1.0), st.lists(st.floats(0.001, 1_000.0), min_size=1, max_size=20))
def test_the_mean_of_equals_is_exactly_that(value: float, weights: list[float]) -> None:
    """A lever without limits means to an organisation what it means to anybody, to the last bit."""
    assert mean_around(value, sum(weight * (value - value) for weight in weights), sum(weights)) == value
