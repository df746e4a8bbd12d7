"""Surveys, exit, awards (model.md 4.12)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled


@compiled
def response_rate(quarterly: float, interval: float, fatigue: float) -> float:
    """Share of employers who answer: .5 * (interval / 3)^.3, at most 1."""
    return min(1.0, quarterly * math.pow(interval / 3.0, fatigue))


@compiled
def freshness(months_since: float, half_life: float) -> float:
    """Freshness of a survey: 2^(-months / half-life); 0 if there never was one (negative months)."""
    if months_since < 0.0:
        return 0.0
    return math.pow(2.0, -months_since / half_life)


@compiled
def shrunken_reading(satisfied: int, respondents: int, prior_satisfied: float, prior_respondents: float) -> float:
    """Satisfaction read from few answers: (satisfied + 7) / (respondents + 10)."""
    return (satisfied + prior_satisfied) / (respondents + prior_respondents)


@compiled
def must_exit(reading: float, respondents: int, fewest: float, threshold: float) -> bool:
    """Is a programme withdrawn: at least 10 respondents and a shrunken reading under .5?"""
    return respondents >= fewest and reading < threshold


@compiled
def award_reading(satisfied: int, respondents: int, prior_satisfied: float, prior_respondents: float) -> float:
    """Reading less one standard error, as an award asks for; shrunken as for the exit rule.

    Parameters
    ----------
    satisfied, respondents
        Answers of the last two years.
    prior_satisfied, prior_respondents
        Answers assumed in advance (7 of 10).

    Returns
    -------
    float
        p - sqrt(p (1 - p) / n) with p the shrunken share and n all answers, assumed ones included.
    """
    p = shrunken_reading(satisfied, respondents, prior_satisfied, prior_respondents)
    return p - math.sqrt(max(0.0, p * (1.0 - p)) / (respondents + prior_respondents))


@compiled
def smoothed(value: float, target: float, speed: float) -> float:
    """Exponential smoothing: value + speed * (target - value)."""
    return value + speed * (target - value)


@compiled
def standing_freshness(interval: float, half_life: float) -> float:
    """Mean freshness of what regular surveys tell: that of half an interval; 0 without surveys (interval 0)."""
    if interval <= 0.0:
        return 0.0
    return freshness(0.5 * interval, half_life)
