"""Partnerships (model.md 4.11)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.partnership import hazard_probability, partner_hazard, partnered_project
from tests.rules.few import few, share


def test_finding_a_partner_by_hand() -> None:
    """East, half an alliance, shortage sixteenfold at elasticity .25: (.003 + .006) x 1.8 x 2 = .0324.

    Elsewhere, none, at the shortage of 2025: .003 x .7 = .0021.
    """
    assert partner_hazard(0.003, 0.012, 0.5, 1.8, 16.0, 0.25) == pytest.approx(0.0324)
    assert partner_hazard(0.003, 0.012, 0.0, 0.7, 1.0, 0.3) == pytest.approx(0.0021)


@few
@given(share, share, st.floats(0.0, 5.0), st.floats(0.0, 5.0))
def test_alliances_and_own_shortage_help(one: float, two: float, less: float, more: float) -> None:
    """M18: never falling in either, and the east stays 1.8 / .7 = 2.571 times as quick."""
    alliance, shortage = sorted((one, two)), sorted((less, more))
    slow = partner_hazard(0.003, 0.012, alliance[0], 0.7, shortage[0], 0.3)
    fast = partner_hazard(0.003, 0.012, alliance[1], 0.7, shortage[1], 0.3)
    east = partner_hazard(0.003, 0.012, alliance[1], 1.8, shortage[1], 0.3)
    assert 0.0 < slow <= fast
    assert east / fast == pytest.approx(1.8 / 0.7)


def test_probability_of_a_hazard_by_hand() -> None:
    """1 - exp(-ln 2) = 1/2; 1 - exp(-.1) = .0951626; none is none; small ones keep their digits."""
    assert hazard_probability(math.log(2.0)) == pytest.approx(0.5)
    assert hazard_probability(0.1) == pytest.approx(0.0951626, abs=1e-7)
    assert hazard_probability(0.0) == 0.0
    assert hazard_probability(1e-15) == pytest.approx(1e-15, rel=1e-9, abs=0.0)


@few
@given(st.floats(0.0, 50.0), st.floats(0.0, 50.0))
def test_hazards_add_as_probabilities_multiply(one: float, two: float) -> None:
    """Not happening under both is not happening under each: exp(-(a + b)) = exp(-a) exp(-b)."""
    both = 1.0 - hazard_probability(one + two)
    assert both == pytest.approx((1.0 - hazard_probability(one)) * (1.0 - hazard_probability(two)), abs=1e-12)


def test_what_a_partner_brings_by_hand() -> None:
    """.15 and .15 more are .3; a programme is at most all projects."""
    assert partnered_project(0.15, 0.15) == pytest.approx(0.3)
    assert partnered_project(0.95, 0.15) == 1.0
