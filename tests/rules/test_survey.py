"""Surveys, exit, awards (model.md 4.12)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.survey import (
    award_reading,
    freshness,
    must_exit,
    response_rate,
    shrunken_reading,
    smoothed,
    standing_freshness,
)
from tests.rules.few import few, share


def test_responses_by_hand() -> None:
    """Quarterly .5; every 24 months .5 x 8^.3 = .5 x 1.8660660 = .9330330.

    Monthly .5 x 3^-.3 = .5 / 1.3903891 = .3596115.
    """
    assert response_rate(0.5, 3.0, 0.3) == 0.5
    assert response_rate(0.5, 24.0, 0.3) == pytest.approx(0.9330330, abs=1e-7)
    assert response_rate(0.5, 1.0, 0.3) == pytest.approx(0.3596115, abs=1e-7)
    # .5 x (81 / 3)^(1/3) = 1.5 would be more than everybody.
    assert response_rate(0.5, 81.0, 1.0 / 3.0) == 1.0


def test_monthly_surveys_still_hear_more_in_all() -> None:
    """Fatigue is weaker than frequency.

    Answers a year 12 x .3596 = 4.32, 4 x .5 = 2, 1 x .5 x 4^.3 = .758.
    """
    per_year = [12.0 / interval * response_rate(0.5, interval, 0.3) for interval in (1.0, 3.0, 12.0)]
    assert per_year == pytest.approx([4.3153, 2.0, 0.7579], abs=1e-3)


def test_freshness_by_hand() -> None:
    """Half after six months, a quarter after twelve, all on the day, none if there never was a survey."""
    assert [freshness(months, 6.0) for months in (0.0, 6.0, 12.0, -1.0)] == [1.0, 0.5, 0.25, 0.0]


def test_standing_freshness_by_hand() -> None:
    """Every twelve months: that of six, 1/2; quarterly 2^-.25 = .8408964; no surveys none."""
    assert standing_freshness(12.0, 6.0) == 0.5
    assert standing_freshness(3.0, 6.0) == pytest.approx(0.8408964, abs=1e-7)
    assert standing_freshness(0.0, 6.0) == 0.0


@few
@given(st.floats(0.1, 60.0), st.floats(0.1, 60.0))
def test_older_and_rarer_is_less_fresh(one: float, two: float) -> None:
    """M18: in (0, 1], never rising in the age or the interval."""
    low, high = sorted((one, two))
    assert 0.0 < freshness(high, 6.0) <= freshness(low, 6.0) <= 1.0
    assert standing_freshness(high, 6.0) <= standing_freshness(low, 6.0)


def test_shrunken_readings_by_hand() -> None:
    """(3 + 7) / (10 + 10) = .5; nobody asked 7 / 10; none of ten 7 / 20 = .35, raw 0.

    All of ten 17 / 20 = .85.
    """
    assert shrunken_reading(3, 10, 7.0, 10.0) == 0.5
    assert shrunken_reading(0, 0, 7.0, 10.0) == pytest.approx(0.7)
    assert shrunken_reading(0, 10, 7.0, 10.0) == pytest.approx(0.35)
    assert shrunken_reading(10, 10, 7.0, 10.0) == pytest.approx(0.85)


def test_exit_by_hand() -> None:
    """Under .5 with at least ten respondents; exactly .5, or nine of them, stays."""
    assert must_exit(0.49, 10, 10.0, 0.5)
    assert not must_exit(0.5, 10, 10.0, 0.5)
    assert not must_exit(0.3, 9, 10.0, 0.5)


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


def test_smoothing_by_hand() -> None:
    """.5 + .1 x (.7 - .5) = .52."""
    assert smoothed(0.5, 0.7, 0.1) == pytest.approx(0.52)


@few
@given(share, share, share)
def test_smoothing_stays_between(value: float, target: float, speed: float) -> None:
    """Between the value and the target."""
    low, high = sorted((value, target))
    assert low - 1e-15 <= smoothed(value, target, speed) <= high + 1e-15
