"""Bounds on what offers can weigh (model.md 4.3, thinning)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.decision import application_probability, utility
from microcred.rules.thinning import beyond, cell_pull, exceeds, moment_bound, odds, price_pull
from tests.rules.few import few


def test_odds_by_hand() -> None:
    """Exp ln 3 = 3; nothing added multiplies by 1."""
    assert odds(math.log(3.0)) == pytest.approx(3.0)
    assert odds(0.0) == 1.0


def test_what_a_cell_adds_by_hand() -> None:
    """-6.8 + .5 x .02 / .08 = -6.8 + .125 = -6.675."""
    assert cell_pull(-6.8, 0.5, 0.02, 0.08) == pytest.approx(-6.675)


def test_what_a_price_takes_by_hand() -> None:
    """2 x 300 x (1 / 6,000 - 1 / 2,000) = -.2; nothing where some offer pays, or for the richest."""
    assert price_pull(2.0, 300.0, 2_000.0, 6_000.0) == pytest.approx(-0.2)
    assert price_pull(2.0, 0.0, 2_000.0, 6_000.0) == 0.0
    assert price_pull(2.0, 300.0, 6_000.0, 6_000.0) == 0.0


@few
@given(st.floats(0.0, 5.0), st.floats(0.0, 2_000.0), st.floats(0.0, 2_000.0), st.floats(0.01, 1.0))
def test_no_offer_weighs_more_than_its_price_lets_it(weight: float, least: float, more: float, share: float) -> None:
    """Whoever earns a share of the richest's income finds any offer of at least the least price below the bound."""
    richest = 20_000.0
    income = share * richest
    at_most = utility(0.0, 1.0, weight, -(least + more), richest, 0.0, 0.0) + price_pull(weight, least, income, richest)
    assert utility(0.0, 1.0, weight, -(least + more), income, 0.0, 0.0) <= at_most + 1e-9


def test_bounds_by_hand() -> None:
    """Offers that weigh 3 at most: 3 / 4, and a billionth of it for rounding; never above 1."""
    assert moment_bound(3.0) == pytest.approx(0.75)
    assert moment_bound(3.0) > application_probability(3.0)
    assert moment_bound(1e12) == 1.0
    assert moment_bound(0.0) == 0.0
    assert not beyond(0.75, 3.0)
    assert beyond(0.7501, 3.0)
    assert beyond(0.0001, 0.0)


@few
@given(st.floats(0.0, 1.0, exclude_min=True, exclude_max=True), st.floats(1e-6, 1e6))
def test_thinning_never_drops_an_application(draw: float, weight: float) -> None:
    """A draw that would apply at the bound is never beyond it, and lies under the bound of the moments."""
    for one in (draw, application_probability(weight)):
        if one <= application_probability(weight):
            assert not beyond(one, weight)
            assert one <= moment_bound(weight)


@few
@given(st.floats(0.0, 1e-6))
def test_thinning_of_the_least_weights_is_exact_but_for_rounding(weight: float) -> None:
    """Of 1 - 1 / (1 + w) rounding takes or adds 2^-53, which outweighs the slack where w is under a millionth."""
    assert not beyond(application_probability(weight) - 2.0**-53, weight)


def test_an_exceeded_bound_is_noticed() -> None:
    """A last bit more is rounding, a millionth is an error."""
    assert not exceeds(math.nextafter(2.0, 3.0), 2.0)
    assert exceeds(2.000001, 2.0)
