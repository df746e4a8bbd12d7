"""Surveys, exit, reputation (model.md 4.12)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.survey import (
    freshness,
    heard_weight,
    must_exit,
    response_rate,
    running_mean,
    sample_satisfied,
    shrunken_reading,
    smoothed,
    standing_freshness,
    yearly_mean,
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


def test_smoothing_by_hand() -> None:
    """.5 + .1 x (.7 - .5) = .52."""
    assert smoothed(0.5, 0.7, 0.1) == pytest.approx(0.52)


@few
@given(share, share, share)
def test_smoothing_stays_between(value: float, target: float, speed: float) -> None:
    """Between the value and the target."""
    low, high = sorted((value, target))
    assert low - 1e-15 <= smoothed(value, target, speed) <= high + 1e-15


def test_samples_by_hand() -> None:
    """Three of five satisfied: those draws under .6; all or none of them leave no doubt."""
    assert sample_satisfied(0.59, 3, 5)
    assert not sample_satisfied(0.61, 3, 5)
    assert sample_satisfied(0.999, 5, 5)
    assert not sample_satisfied(0.001, 0, 5)


def test_what_is_heard_by_hand() -> None:
    """Eleven learners weigh 12; a weak programme three times that, until a registry tells."""
    assert heard_weight(11, False, False, 3.0) == 12.0
    assert heard_weight(11, True, False, 3.0) == 36.0
    assert heard_weight(11, True, True, 3.0) == 12.0


def test_a_year_of_smoothing_by_hand() -> None:
    """120 a month, none this month: 110; 240 this month: 130."""
    assert yearly_mean(120.0, 0.0) == pytest.approx(110.0)
    assert yearly_mean(120.0, 240.0) == pytest.approx(130.0)


@few
@given(st.lists(share, min_size=1, max_size=12))
def test_a_running_mean_is_the_mean(values: list[float]) -> None:
    """.5, then .8: .5 + .3 / 2 = .65; and in general the mean of all."""
    assert running_mean(0.5, 0.8, 1) == pytest.approx(0.65)
    mean = 0.0
    for count, value in enumerate(values):
        mean = running_mean(mean, value, count)
    assert mean == pytest.approx(sum(values) / len(values), abs=1e-12)
