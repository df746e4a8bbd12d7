"""Surveys, exit, reputation (model.md 4.12)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled


@compiled
def response_rate(quarterly: float, interval: float, fatigue: float) -> float:
    """Share of employers who answer: min(1, quarterly * (interval / 3)^fatigue).

    Parameters
    ----------
    quarterly
        Share who answer a quarterly survey, [0, 1].
    interval
        Months between surveys, > 0.
    fatigue
        How fast the response falls with frequency, >= 0.

    Returns
    -------
    float
        Share, [0, 1]. Source: model.md 4.12.
    """
    return min(1.0, quarterly * math.pow(interval / 3.0, fatigue))


@compiled
def freshness(months_since: float, half_life: float) -> float:
    """Freshness of a survey: 2^(-months / half-life); 0 if there never was one.

    Parameters
    ----------
    months_since
        Months since the last survey; negative: there was none.
    half_life
        Months in which freshness halves, > 0.

    Returns
    -------
    float
        [0, 1]. Source: model.md 4.12.
    """
    if months_since < 0.0:
        return 0.0
    return math.pow(2.0, -months_since / half_life)


@compiled
def standing_freshness(interval: float, half_life: float) -> float:
    """Mean freshness of what regular surveys tell: that of half an interval, 2^(-interval / (2 * half-life)).

    Parameters
    ----------
    interval
        Months between surveys; 0: there are none.
    half_life
        Months in which freshness halves, > 0.

    Returns
    -------
    float
        [0, 1]; 0 without surveys. Source: model.md 4.7, 4.8 (fresh surveys sharpen what is expected).
    """
    if interval <= 0.0:
        return 0.0
    return freshness(0.5 * interval, half_life)


@compiled
def shrunken_reading(satisfied: int, respondents: int, prior_satisfied: float, prior_respondents: float) -> float:
    """Satisfaction read from few answers: (satisfied + prior satisfied) / (respondents + prior respondents).

    Parameters
    ----------
    satisfied, respondents
        Answers of the last eight quarters, 0 <= satisfied <= respondents.
    prior_satisfied, prior_respondents
        Answers assumed in advance, 0 <= satisfied <= respondents, respondents > 0 (7 of 10).

    Returns
    -------
    float
        Share, [0, 1]. Source: model.md 4.12 (raw readings revoked 350 programmes, two thirds of them good).
    """
    return (satisfied + prior_satisfied) / (respondents + prior_respondents)


@compiled
def must_exit(reading: float, respondents: int, fewest: float, threshold: float) -> bool:
    """Is a programme withdrawn: respondents >= fewest and reading < threshold?

    Parameters
    ----------
    reading
        Shrunken share of the satisfied (`shrunken_reading`), [0, 1].
    respondents
        Answers of the last eight quarters, >= 0.
    fewest
        Answers that a verdict needs, >= 0.
    threshold
        Share under which a programme is withdrawn, [0, 1] (.5).

    Returns
    -------
    bool
        Source: model.md 4.12; two years under 50 % in the source paper (section 4.2).
    """
    return respondents >= fewest and reading < threshold


@compiled
def sample_satisfied(u: float, satisfied: int, left: int) -> bool:
    """Is the next hire of an inspection's sample, drawn without replacement, satisfied: u * left < satisfied?

    Parameters
    ----------
    u
        Uniform draw, (0, 1).
    satisfied, left
        Satisfied ones, and all, among last year's hires not drawn yet, 0 <= satisfied <= left.

    Returns
    -------
    bool
        Source: model.md 4.12 (a yearly inspection with sampling error).
    """
    return u * left < satisfied


@compiled
def heard_weight(learners: int, weak: bool, registry: bool, marketing: float) -> float:
    """Weight of a programme in what people hear of its sector: (learners + 1) * [marketing if weak, no registry].

    Parameters
    ----------
    learners
        Learners enrolled, >= 0.
    weak
        Is it under ten hours and sold as mastery?
    registry
        Does a registry tell good from bad at its place?
    marketing
        How much louder weak programmes are, >= 1.

    Returns
    -------
    float
        Weight, > 0. Source: model.md 4.3; under ten hours in the source paper [21].
    """
    loud = marketing if weak and not registry else 1.0
    return loud * (learners + 1.0)


@compiled
def smoothed(value: float, target: float, speed: float) -> float:
    """Exponential smoothing: value + speed * (target - value).

    Parameters
    ----------
    value, target
        What follows (a reputation, [0, 1]), and what it follows.
    speed
        Share of the gap that closes in a month, [0, 1].

    Returns
    -------
    float
        In the unit of the value. Source: model.md 4.12 as built (reputation).
    """
    return value + speed * (target - value)


@compiled
def yearly_mean(mean: float, month: float) -> float:
    """A mean over about the last year, one month later: mean + (month - mean) / 12, by smoothing.

    Parameters
    ----------
    mean
        The mean up to now (learners a month), >= 0.
    month
        This month's number, >= 0.

    Returns
    -------
    float
        In the unit of the mean, >= 0. Source: model.md 4.7 (licence income) and 4.5 (exam demand) as built.
    """
    return smoothed(mean, month, 1.0 / 12.0)


@compiled
def running_mean(mean: float, value: float, months: int) -> float:
    """Mean of a series with one value more: mean + (value - mean) / (months + 1).

    Parameters
    ----------
    mean
        Mean of the values so far, any unit.
    value
        The new one.
    months
        How many there were, >= 0.

    Returns
    -------
    float
        In the unit of the mean. Source: model.md 4.3 (a sector's mean quality of 2025).
    """
    return mean + (value - mean) / (months + 1.0)
