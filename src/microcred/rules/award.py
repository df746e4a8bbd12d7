"""Demonstration projects: who is eligible, how many, who is named (model.md 4.12)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled
from microcred.rules.quality import PRACTICE_NEEDED, PROJECT_NEEDED
from microcred.rules.survey import shrunken_reading

SURVEYED_MONTHS = 24
# A lot must never outweigh a difference in what was read, which is a ratio of small integers.
LOT = 1e-6


@compiled
def award_reading(satisfied: int, respondents: int, prior_satisfied: float, prior_respondents: float) -> float:
    """Reading less one standard error, as an award asks for: p - sqrt(p * (1 - p) / n).

    p is the shrunken share satisfied (as for the exit rule), n all answers, assumed ones included.

    Parameters
    ----------
    satisfied, respondents
        Answers of the last eight quarters, 0 <= satisfied <= respondents.
    prior_satisfied, prior_respondents
        Answers assumed in advance, 0 <= satisfied <= respondents, respondents > 0 (7 of 10).

    Returns
    -------
    float
        Below the shrunken share unless that is 0 or 1. Source: model.md 4.12 (reading - 1 s.e. >= .75).
    """
    p = shrunken_reading(satisfied, respondents, prior_satisfied, prior_respondents)
    return p - math.sqrt(max(0.0, p * (1.0 - p)) / (respondents + prior_respondents))


@compiled
def deserves_award(
    certified_months: int,
    certified_needed: float,
    practice: float,
    project: float,
    surveyed_months: int,
    graduates: int,
    graduates_needed: float,
    reading: float,
    reading_needed: float,
) -> bool:
    """Does an open, certified programme meet every condition of a demonstration project, two surveyed years included?

    Parameters
    ----------
    certified_months, certified_needed
        Months certified without a gap, and how many it takes (12).
    practice, project
        Shares of practice and of real projects, [0, 1]; needed are the minima of the plan, .30 and .40.
    surveyed_months
        Months since the first of its unbroken surveys, 24 needed; negative: it is not surveyed.
    graduates, graduates_needed
        People who passed, and how many it takes (30).
    reading, reading_needed
        `award_reading`, and the reading it takes, [0, 1] (.75).

    Returns
    -------
    bool
        Source: model.md 4.12; minima from the source paper (section 4.2).
    """
    return (
        certified_months >= certified_needed
        and practice >= PRACTICE_NEEDED
        and project >= PROJECT_NEEDED
        and surveyed_months >= SURVEYED_MONTHS
        and graduates >= graduates_needed
        and reading >= reading_needed
    )


@compiled
def award_places(quota: float, kept_share: float, u: float) -> int:
    """Projects named in a January: quota * kept share; a fraction by lot if only some regions are run, else rounded.

    Parameters
    ----------
    quota
        Projects a year of the nation, >= 0.
    kept_share
        Share of the nation's people in the regions that are run, (0, 1].
    u
        Uniform draw, (0, 1).

    Returns
    -------
    int
        Projects, >= 0. Source: model.md 4.12 (each January up to the quota).
    """
    return int(quota * kept_share + (u if kept_share < 1.0 else 0.5))


@compiled
def award_turn(named: int, people_share: float) -> float:
    """Projects per share of people that a region would have with one more: (named + 1) / share; the fewest is next.

    Parameters
    ----------
    named
        Projects that the region has, >= 0.
    people_share
        The region's share of the nation's people, (0, 1].

    Returns
    -------
    float
        Projects per nation of such people, > 0. Source: model.md 4.12 (by province).
    """
    return (named + 1.0) / people_share


@compiled
def award_rank(reading: float, lot: float) -> float:
    """Rank of a programme within its region: reading + 10^-6 * lot; the highest is named.

    Parameters
    ----------
    reading
        `award_reading`, <= 1.
    lot
        Uniform draw, (0, 1), which decides between equal readings.

    Returns
    -------
    float
        Source: model.md 4.12; ties by lot.
    """
    return reading + LOT * lot
