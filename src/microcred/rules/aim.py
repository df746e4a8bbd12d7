"""What decisions aim at, and what they can reach (model.md 4.3)."""

from __future__ import annotations

from microcred.base.compile import compiled


@compiled
def job_pull(vacancies: float, premium: float) -> float:
    """How strongly the jobs of an occupation attract learners of a region: vacancies * premium.

    Parameters
    ----------
    vacancies
        Vacancies of the occupation in the region, >= 0.
    premium
        Wage premium, share of income, >= 0.

    Returns
    -------
    float
        Relative weight, >= 0. Source: model.md 4.3 (target occupations).
    """
    return vacancies * premium


@compiled
def online_reach(start: float, platform: float) -> float:
    """Probability that online offers of other regions are seen: start + (1 - start) * platform.

    Parameters
    ----------
    start
        Probability before there is a platform, [0, 1].
    platform
        Phase of the national platform, [0, 1].

    Returns
    -------
    float
        Probability, [0, 1]. Source: model.md 4.3; start as in docs/odd.md, deviations.
    """
    return start + (1.0 - start) * platform
