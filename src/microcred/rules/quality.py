"""Content that ages, and alignment (model.md 4.6)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled

# The source paper's minima (section 4.2): 30 % practice, 40 % real enterprise projects.
PRACTICE_NEEDED = 0.30
PROJECT_NEEDED = 0.40
# An outcome is finite: content that is outdated but for a millionth has the lag of that much.
MOST_OUTDATED = 0.999999
# Coverage counts in effect where a programme's content is mostly current and taught people lately.
EFFECTIVE_CURRENCY = 0.5
EFFECTIVE_MONTHS = 24


@compiled
def outdated_share(lag: float, half_life: float) -> float:
    """Outdated share of content behind technology: 1 - 2^(-lag / half-life).

    Parameters
    ----------
    lag
        Months behind, >= 0.
    half_life
        Months in which half of the content is outdated, > 0.

    Returns
    -------
    float
        Share, [0, 1). Source: model.md 4.6; 39 % of core skills change in five years (source paper [1]), content lags
        6-12 months behind [14].
    """
    return 1.0 - math.pow(2.0, -lag / half_life)


@compiled
def content_lag(outdated: float, half_life: float) -> float:
    """Months behind technology, the inverse of `outdated_share`: -half-life * log2(1 - min(outdated, .999999)).

    Parameters
    ----------
    outdated
        Outdated share of content, [0, 1]; capped at .999999, so that the lag is finite (19.93 half-lives).
    half_life
        Months in which half of the content is outdated, > 0.

    Returns
    -------
    float
        Months, >= 0. Source: model.md 4.6.
    """
    return -half_life * math.log1p(-min(outdated, MOST_OUTDATED)) / math.log(2.0)


@compiled
def aged(outdated: float, half_life: float) -> float:
    """Outdated share one month later: 1 - (1 - outdated) * 2^(-1 / half-life).

    Parameters
    ----------
    outdated
        Outdated share of content, [0, 1].
    half_life
        Months in which half of the content is outdated, > 0.

    Returns
    -------
    float
        Share, [0, 1]. Source: model.md 4.6.
    """
    return 1.0 - (1.0 - outdated) * math.pow(2.0, -1.0 / half_life)


@compiled
def jumped(outdated: float, half_life: float, months: float) -> float:
    """Outdated share after technology jumped ahead: that of `aged`, once with half-life / months.

    Parameters
    ----------
    outdated
        Outdated share of content, [0, 1].
    half_life
        Months in which half of the content is outdated, > 0.
    months
        Months of progress at once in a shock; 0: no shock.

    Returns
    -------
    float
        Share, [0, 1]. Source: model.md 4.6 and definitions.md (shock `technology`).
    """
    return aged(outdated, half_life / months) if months > 0.0 else outdated


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

    Parameters
    ----------
    outdated
        o, outdated share of content, [0, 1].
    practice, project
        Shares of practice and of real enterprise projects, [0, 1].
    teaching
        Quality of teaching, [0, 1].
    currency_elasticity, practice_elasticity, project_elasticity
        a, b, c, >= 0.

    Returns
    -------
    float
        Share, [0, 1]. Source: model.md 4.6; thresholds are the minima of the source paper (section 4.2).
    """
    practised = minimum_met(practice, PRACTICE_NEEDED, practice_elasticity)
    projected = minimum_met(project, PROJECT_NEEDED, project_elasticity)
    return fit(outdated, practised, projected, teaching, currency_elasticity)


@compiled
def minimum_met(share: float, needed: float, elasticity: float) -> float:
    """What a minimum met in part, or in full, leaves of the fit with the work: min(share / needed, 1)^elasticity.

    Parameters
    ----------
    share, needed
        Share of practice or of real enterprise projects, [0, 1], and its minimum, > 0.
    elasticity
        >= 0.

    Returns
    -------
    float
        Factor of `alignment`, [0, 1]. Source: model.md 4.6; minima of the source paper (section 4.2).
    """
    return math.pow(min(share / needed, 1.0), elasticity)


@compiled
def fit(outdated: float, practised: float, projected: float, teaching: float, currency_elasticity: float) -> float:
    """`alignment` of a programme of which it is known how far it meets the minima.

    Parameters
    ----------
    outdated, currency_elasticity
        o, outdated share of content, [0, 1]; a, >= 0.
    practised, projected
        `minimum_met` of practice and of projects, [0, 1].
    teaching
        Quality of teaching, [0, 1].

    Returns
    -------
    float
        Share, [0, 1]. Source: model.md 4.6.
    """
    return math.pow(1.0 - outdated, currency_elasticity) * practised * projected * teaching


@compiled
def minima_cost_factor(
    practice: float, project: float, practice_start: float, project_start: float, rise: float
) -> float:
    """Variable cost relative to today's: 1 + rise / 2 * (progress of practice to .30 + of projects to .40).

    Progress is (share - start) / (needed - start), kept within 0 and 1; 0 where the start meets the need.

    Parameters
    ----------
    practice, project
        Shares of practice and of real projects, [0, 1].
    practice_start, project_start
        The same of a programme today, [0, 1].
    rise
        Rise of the variable cost when both minima are met in full, >= 0.

    Returns
    -------
    float
        Factor, >= 1. Source: model.md 4.6 (20-60 %); minima of the source paper (section 4.2).
    """
    by_practice = 0.0
    if practice_start < PRACTICE_NEEDED:
        by_practice = min(1.0, max(0.0, (practice - practice_start) / (PRACTICE_NEEDED - practice_start)))
    by_project = 0.0
    if project_start < PROJECT_NEEDED:
        by_project = min(1.0, max(0.0, (project - project_start) / (PROJECT_NEEDED - project_start)))
    return 1.0 + rise * 0.5 * (by_practice + by_project)


@compiled
def covers_in_effect(outdated: float, months_since_graduates: int) -> bool:
    """Does an open programme cover its occupation in effect: 1 - outdated >= .5, and graduates within 24 months?

    Parameters
    ----------
    outdated
        Outdated share of content, [0, 1].
    months_since_graduates
        Months since the last pass, >= 0; negative: nobody passed yet.

    Returns
    -------
    bool
        Source: definitions.md, outcome `coverage_effective` (model.md 4.6).
    """
    return 1.0 - outdated >= EFFECTIVE_CURRENCY and 0 <= months_since_graduates < EFFECTIVE_MONTHS
