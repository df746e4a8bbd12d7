"""Content that ages, alignment, match and satisfaction (model.md 4.6)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled
from microcred.rules.study import logistic

# The source paper's minima (section 4.2): 30 % practice, 40 % real enterprise projects.
PRACTICE_NEEDED = 0.30
PROJECT_NEEDED = 0.40


@compiled
def outdated_share(lag: float, half_life: float) -> float:
    """Outdated share of content `lag` months behind: 1 - 2^(-lag / half-life)."""
    return 1.0 - math.pow(2.0, -lag / half_life)


@compiled
def content_lag(outdated: float, half_life: float) -> float:
    """Months behind technology of content with an outdated share; the inverse of `outdated_share`."""
    return -half_life * math.log1p(-min(outdated, 0.999999)) / math.log(2.0)


@compiled
def aged(outdated: float, half_life: float) -> float:
    """Outdated share one month later: of what is current, 1 - 2^(-1 / half-life) becomes outdated."""
    return 1.0 - (1.0 - outdated) * math.pow(2.0, -1.0 / half_life)


@compiled
def reviewed(outdated: float, minimum: float, share_per_year: float, months: float, focus: float) -> float:
    """Outdated share after a review.

    rho = min(1, share * months / 12); phi = 1 - (1 - rho)^focus is the part of outdated content that is found;
    o <- max(o_min, o - min(rho, phi * o)).

    Parameters
    ----------
    outdated
        Outdated share before the review.
    minimum
        Share at a lag of two months: newer content does not exist.
    share_per_year
        Share of content renewed per year.
    months
        Months since the last review.
    focus
        How much likelier outdated content is to be the part replaced (odds).

    Returns
    -------
    float
        Never above `outdated`.
    """
    rho = min(1.0, share_per_year * months / 12.0)
    found = 1.0 - math.pow(1.0 - rho, focus)
    return min(outdated, max(minimum, outdated - min(rho, found * outdated)))


@compiled
def alignment(
    outdated: float,
    practice: float,
    project: float,
    teaching: float,
    currency_elasticity: float,
    practice_elasticity: float,
    project_elasticity: float,
) -> float:
    """Fit of a programme with the work: (1 - o)^a * min(practice / .30, 1)^b * min(project / .40, 1)^c * teaching.

    The thresholds are the source paper's minima (section 4.2). Returns a share in [0, 1].
    """
    return (
        math.pow(1.0 - outdated, currency_elasticity)
        * math.pow(min(practice / PRACTICE_NEEDED, 1.0), practice_elasticity)
        * math.pow(min(project / PROJECT_NEEDED, 1.0), project_elasticity)
        * teaching
    )


@compiled
def match_now(
    alignment_then: float,
    months_outside: float,
    months_inside: float,
    half_life: float,
    incumbent: float,
    fit: float,
) -> float:
    """Match of a holder: alignment on the day * 2^(-months / half-life) * fit.

    Parameters
    ----------
    alignment_then
        Alignment of the programme when the exam was passed.
    months_outside, months_inside
        Months since then outside and inside the occupation.
    half_life
        Months in which half of what is learnt is outdated.
    incumbent
        Share of the decay that remains while working in the occupation.
    fit
        1 in the occupation, else `transfer`.

    Returns
    -------
    float
        [0, 1].
    """
    return alignment_then * math.pow(2.0, -(months_outside + incumbent * months_inside) / half_life) * fit


@compiled
def match_probability(match: float, requirement: float, spread: float, noise: float) -> float:
    """Probability that match, with its own noise, meets a requirement ~ N(requirement, spread)."""
    z = (match - requirement) / math.sqrt(spread * spread + noise * noise)
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


@compiled
def satisfied_probability(constant: float, slope: float, match: float, requirement: float) -> float:
    """Probability that an employer is satisfied: logistic of constant + slope * (match - requirement)."""
    return logistic(constant + slope * (match - requirement))


@compiled
def minima_cost_factor(
    practice: float, project: float, practice_start: float, project_start: float, rise: float
) -> float:
    """Variable cost relative to today's: 1 + rise * (mean progress from today's shares to .30 and .40).

    Meeting both minima in full raises the variable cost by `rise` (20-60 %, model.md 4.6).
    """
    by_practice = 0.0
    if practice_start < PRACTICE_NEEDED:
        by_practice = min(1.0, max(0.0, (practice - practice_start) / (PRACTICE_NEEDED - practice_start)))
    by_project = 0.0
    if project_start < PROJECT_NEEDED:
        by_project = min(1.0, max(0.0, (project - project_start) / (PROJECT_NEEDED - project_start)))
    return 1.0 + rise * 0.5 * (by_practice + by_project)
