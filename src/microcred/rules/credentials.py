"""Credential standards: starts, choice of occupation, lapse (model.md 4.7)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled


@compiled
def start_hazard(
    base: float,
    by_alliance: float,
    alliance: float,
    by_support: float,
    support: float,
    licence_income_ratio: float,
    elasticity: float,
) -> float:
    """Hazard per month that an evaluation organisation starts a standard.

    (h_0 + h_alliance * alliance + h_support * support) * (licence income / its 2025 level)^elasticity.
    """
    return (base + by_alliance * alliance + by_support * support) * math.pow(licence_income_ratio, elasticity)


@compiled
def choice_weight(
    vacancies_ratio: float,
    demand_weight: float,
    noise: float,
    z: float,
    covered: bool,
    covered_weight: float,
    occupations: float,
) -> float:
    """Pull of an occupation on a developer.

    (vacancies / mean of others)^demand_weight * exp(noise * z) * [covered_weight if covered or known to be in
    development] * number of occupations that the row stands for.

    Parameters
    ----------
    vacancies_ratio
        Vacancies per occupation over the mean of the sector's others.
    demand_weight
        .35 blind, .8 with fresh surveys.
    noise, z
        S.d. of the log of what the developer misjudges, and its standard normal draw.
    covered, covered_weight
        Whether a standard exists or is in development, and the factor then.
    occupations
        1 for a shortage occupation, the number of others for a sector's aggregate.

    Returns
    -------
    float
        Relative weight, > 0.
    """
    weight = math.pow(max(vacancies_ratio, 1e-9), demand_weight) * math.exp(noise * z) * occupations
    if covered:
        weight *= covered_weight
    return weight


@compiled
def lapse_hazard(
    base: float, age: float, from_age: float, programmes: int, without_programme: float, with_programme: float
) -> float:
    """Hazard per month that a standard lapses: none before `from_age` months, then x3 unused, x.5 on offer."""
    if age <= from_age:
        return 0.0
    return base * (with_programme if programmes > 0 else without_programme)


@compiled
def between(blind: float, informed: float, freshness: float) -> float:
    """A behaviour between its blind and its informed value, by the freshness of surveys in [0, 1]."""
    return blind + (informed - blind) * freshness


@compiled
def development_months(planned: float, u: float) -> int:
    """Months from start to standard: planned +- 20 %, but +- 1.5 or more (15: 12-18; 4.5: 3-6); at least one."""
    spread = max(0.2 * planned, 1.5)
    return max(1, int(math.floor(planned + spread * (2.0 * u - 1.0) + 0.5)))
