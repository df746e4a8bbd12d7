"""Demonstration projects (model.md 4.12)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.award import award_places, award_rank, award_reading, award_turn, deserves_award
from microcred.rules.survey import shrunken_reading
from tests.rules.few import few


def test_award_readings_by_hand() -> None:
    """With 7 of 10 assumed: 80 of 100 is 87 / 110 = .790909, less sqrt(.165372 / 110) = .038774, so .752136: enough.

    8 of 10 is .75 - sqrt(.1875 / 20) = .653175; nobody is .7 - sqrt(.21 / 10) = .555086; 0 of 5 is 7 / 15 less
    sqrt(.248889 / 15) = .128812, so .337855; one of one 8 / 11 less sqrt(.198347 / 11) = .134282, so .592991.
    """
    assert award_reading(80, 100, 7.0, 10.0) == pytest.approx(0.752136, abs=1e-6)
    assert award_reading(8, 10, 7.0, 10.0) == pytest.approx(0.653175, abs=1e-6)
    assert award_reading(0, 0, 7.0, 10.0) == pytest.approx(0.555086, abs=1e-6)
    assert award_reading(0, 5, 7.0, 10.0) == pytest.approx(0.337855, abs=1e-6)
    assert award_reading(1, 1, 7.0, 10.0) == pytest.approx(0.592991, abs=1e-6)


@few
@given(st.integers(1, 400), st.integers(0, 400))
def test_more_answers_of_the_same_kind_read_better(respondents: int, satisfied: int) -> None:
    """Less than the shrunken share; from the assumed .7 on, ten times the answers at the same share read better."""
    satisfied = min(satisfied, respondents)
    reading = award_reading(satisfied, respondents, 7.0, 10.0)
    assert reading <= shrunken_reading(satisfied, respondents, 7.0, 10.0)
    if satisfied >= 0.7 * respondents:
        assert award_reading(10 * satisfied, 10 * respondents, 7.0, 10.0) >= reading - 1e-12


MEETS = (12, 12.0, 0.3, 0.4, 24, 30, 30.0, 0.75, 0.75)


@pytest.mark.parametrize(("argument", "short"), [(0, 11), (2, 0.29), (3, 0.39), (4, 23), (4, -1), (5, 29), (7, 0.749)])
def test_every_condition_counts(argument: int, short: float) -> None:
    """All conditions just met: yes; one of them just missed, or never surveyed: no."""
    assert deserves_award(*MEETS)
    missed = [*MEETS]
    missed[argument] = short
    assert not deserves_award(*missed)


def test_the_number_of_projects_by_hand() -> None:
    """The nation names its quota: 20. A tenth of the people: 2.5 projects, 2 or 3 by lot. Half a project rounds up."""
    assert award_places(20.0, 1.0, 0.999) == 20
    assert award_places(25.0, 0.1, 0.4) == 2
    assert award_places(25.0, 0.1, 0.6) == 3
    assert award_places(2.5, 1.0, 0.01) == 3


def test_whose_turn_it_is_by_hand() -> None:
    """A region of 2 % with one project, (1 + 1) / .02 = 100, comes before one of .5 % with none, 1 / .005 = 200."""
    assert award_turn(1, 0.02) == pytest.approx(100.0)
    assert award_turn(0, 0.005) == pytest.approx(200.0)


def test_a_lot_decides_between_equals_only() -> None:
    """.8 + 10^-6 x .5; the largest lot does not make up for one answer more of two thousand."""
    assert award_rank(0.8, 0.5) == pytest.approx(0.8000005, abs=1e-12)
    assert award_rank(0.8, 0.6) > award_rank(0.8, 0.5)
    assert award_rank(award_reading(1601, 2000, 7.0, 10.0), 0.0) > award_rank(award_reading(1600, 2000, 7.0, 10.0), 1.0)
