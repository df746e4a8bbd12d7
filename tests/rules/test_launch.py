"""New offers (model.md 4.8)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.launch import affordable_launch, expected_learners, hoped_learners, implied_learners, launch_cost
from tests.rules.few import few


def test_expected_enrolment_by_hand() -> None:
    """Two programmes saw 33 learners: (33 + 11) / 3 = 14.667; misjudged by ln 2 at z = 1: 29.333.

    Nobody there: 11.
    """
    assert expected_learners(33.0, 2.0, 11.0, 0.6, 0.0) == pytest.approx(44.0 / 3.0)
    assert expected_learners(33.0, 2.0, 11.0, math.log(2.0), 1.0) == pytest.approx(88.0 / 3.0)
    assert expected_learners(0.0, 0.0, 11.0, 0.6, 0.0) == 11.0


@few
@given(st.floats(0.0, 1e4), st.floats(0.0, 1e4), st.floats(0.0, 50.0), st.floats(-3.0, 3.0))
def test_expectations_rise_with_what_is_seen(one: float, two: float, programmes: float, z: float) -> None:
    """M18: more applicants never lower it, another programme always does, and it is positive."""
    low, high = sorted((one, two))
    expected = expected_learners(low, programmes, 11.0, 0.6, z)
    assert 0.0 < expected <= expected_learners(high, programmes, 11.0, 0.6, z)
    assert expected_learners(low, programmes + 1.0, 11.0, 0.6, z) < expected


def test_implied_enrolment_by_hand() -> None:
    """200 applicants aim at 12 % of all aims; an occupation with 3 % would draw 200 x 3 / 12 = 50.

    None on offer: 0.
    """
    assert implied_learners(200.0, 0.03, 0.12) == pytest.approx(50.0)
    assert implied_learners(200.0, 0.03, 0.0) == 0.0
    assert implied_learners(0.0, 0.03, 0.12) == 0.0


def test_hopes_by_hand() -> None:
    """The larger of 9 learners last year and 11 from the market, or of 14 and 11; none for a standard that lapsed."""
    assert hoped_learners(9, 11.0, False) == 11.0
    assert hoped_learners(14, 11.0, False) == 14.0
    assert hoped_learners(14, 11.0, True) == 0.0


def test_a_launch_by_hand() -> None:
    """Content of 3,000 and a dual review at 1,000 each: 5,000 yuan.

    5 yuan for each of 1,000 learners just pays for it; with 900 learners it takes a surplus of 500; a loss elsewhere
    takes nothing away.
    """
    assert launch_cost(3000.0, 0, 1000.0) == 3000.0
    assert launch_cost(3000.0, 2, 1000.0) == 5000.0
    assert affordable_launch(5000.0, 5.0, 1000.0, 0.0)
    assert not affordable_launch(5000.01, 5.0, 1000.0, 0.0)
    assert not affordable_launch(5000.0, 5.0, 900.0, 499.99)
    assert affordable_launch(5000.0, 5.0, 900.0, 500.0)
    assert affordable_launch(5000.0, 5.0, 1000.0, -20000.0)
