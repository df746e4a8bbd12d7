"""Fifths of the country's incomes (model.md 2 and 4.3)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.base.chance import normal_from
from microcred.rules.decision import income_of
from microcred.rules.incomes import fifth_of, share_below
from tests.rules.few import few


def test_share_below_by_hand() -> None:
    """Half lie below the median, mean x exp(-spread^2 / 2); .8413 below one standard deviation more."""
    median = 3_000.0 * math.exp(-0.5 * 0.35**2)
    assert share_below(3_000.0, 0.35, median) == pytest.approx(0.5)
    assert share_below(3_000.0, 0.35, median * math.exp(0.35)) == pytest.approx(0.8413447, abs=1e-7)


def test_nobody_lies_beyond_three_deviations() -> None:
    """The lowest income there is, and no less, has nobody below; beyond the highest there is nobody."""
    lowest, highest = (income_of(3_000.0, 0.35, z) for z in (-3.0, 3.0))
    assert share_below(3_000.0, 0.35, 0.999 * lowest) == 0.0
    assert share_below(3_000.0, 0.35, 1.001 * lowest) == pytest.approx(0.00135, abs=2e-5)
    assert share_below(3_000.0, 0.35, 1.001 * highest) == 1.0


def test_without_spread_all_have_the_mean() -> None:
    assert share_below(3_000.0, 0.0, 3_000.1) == 1.0
    assert share_below(3_000.0, 0.0, 3_000.0) == 0.0


def test_fifth_of_by_hand() -> None:
    """A poor place: 40 % in the lowest fifth, 30 % in the second, 20 % in the third, 10 % in the fourth, none above."""
    limits = (0.4, 0.7, 0.9, 1.0)
    draws = (0.001, 0.399, 0.401, 0.699, 0.701, 0.899, 0.901, 0.999)
    assert [fifth_of(u, *limits) for u in draws] == [0, 0, 1, 1, 2, 2, 3, 3]
    assert fifth_of(0.5, 0.0, 0.0, 0.0, 0.0) == 4


@given(
    u=st.floats(1e-6, 1.0 - 1e-6),
    mean=st.floats(500.0, 20_000.0),
    spread=st.floats(0.05, 1.0),
    cut=st.floats(500.0, 20_000.0),
)
@few
def test_the_draw_says_whether_the_income_lies_below(u: float, mean: float, spread: float, cut: float) -> None:
    """Comparing draws is comparing incomes, but for the last digits at the limit itself."""
    share = share_below(mean, spread, cut)
    if abs(share - u) > 1e-9:
        assert (u < share) == (income_of(mean, spread, normal_from(u)) < cut)
