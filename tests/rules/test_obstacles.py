"""What keeps people from applying (model.md 4.3)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.decision import application_probability, money_gained, utility
from microcred.rules.obstacles import access_relief, price_relief, relieved, time_relief, willingness
from microcred.rules.thinning import odds
from tests.rules.few import few, share


def test_price_relief_by_hand() -> None:
    """A price of 300 with 40 % support is 180 yuan: 1.9 x 180 / 3,600 = .095, with or without a pay step of 600."""
    for step in (0.0, 600.0):
        unpriced, money = money_gained(step, 2.0, 0.0, 0.0), money_gained(step, 2.0, 300.0, 0.4)
        assert price_relief(1.9, unpriced, money, 3_600.0) == pytest.approx(0.095)


def test_time_relief_by_hand() -> None:
    """1.9 x .0625 = .11875."""
    assert time_relief(1.9, 0.0625) == pytest.approx(0.11875)


def test_access_relief_by_hand() -> None:
    """1.5 x (1 - .7) = .45 online, nothing on campus."""
    assert access_relief(1.5, 0.3) == pytest.approx(0.45)
    assert access_relief(1.5, 0.0) == 0.0


def test_relieved_by_hand() -> None:
    """Odds of .01 and a relief of ln 2: .02; without relief exactly as they were; never infinite."""
    assert relieved(0.01, math.log(2.0)) == pytest.approx(0.02)
    assert relieved(0.0123456789, 0.0) == 0.0123456789
    assert relieved(0.0, 700.0) == 0.0
    assert relieved(1e100, 1e9) == relieved(math.inf, 0.0) == 1e300


def test_willingness_by_hand() -> None:
    """Odds of .25 in all: .2; who leans by ln 4: 1 / 2; no offer, no willingness; no doubt beyond all measure."""
    assert willingness(0.25, 0.0) == pytest.approx(0.2)
    assert willingness(0.25, math.log(4.0)) == pytest.approx(0.5)
    assert willingness(0.0, 3.0) == 0.0
    assert willingness(4e300, 6.0) == 1.0


@few
@given(st.floats(-8.0, 2.0), st.floats(0.0, 2e3), share, st.floats(200.0, 3e4), share, share, st.floats(-2.0, 2.0))
def test_relief_is_the_utility_without_the_obstacle(
    constant: float, price: float, supported: float, income: float, time: float, lacking: float, lean: float
) -> None:
    """Exp V x exp(relief) is exp V at no price, without the cost of time, with full access; the lean adds to V."""

    def value(money: float, spent: float, lack: float) -> float:
        return utility(constant, 1.9 * (0.6 - spent), 1.9, money, income, 1.5, lack)

    money = money_gained(0.0, 2.0, price, supported)
    as_is = odds(value(money, time, lacking))
    assert relieved(as_is, price_relief(1.9, 0.0, money, income)) == pytest.approx(odds(value(0.0, time, lacking)))
    assert relieved(as_is, time_relief(1.9, time)) == pytest.approx(odds(value(money, 0.0, lacking)))
    assert relieved(as_is, access_relief(1.5, lacking)) == pytest.approx(odds(value(money, time, 0.0)))
    leaning = odds(value(money, time, lacking) + lean)
    assert willingness(as_is, lean) == pytest.approx(application_probability(leaning))
