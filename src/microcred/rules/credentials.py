"""Credential standards: starts, choice of occupation, development, lapse (model.md 4.7)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled

# Starts follow licence income only so far.
WIDEST_RATIO = 5.0
# A development planned for less than this many months is a fast channel: dearer, and not open to every start.
FAST_CHANNEL = 12.0


@compiled
def licence_income_ratio(income: float, start: float) -> float:
    """Licence income relative to its level at the end of the spin-up, kept within 1/5 and 5; 1 if that level is 0.

    Parameters
    ----------
    income
        Smoothed income of the last year, in learners enrolled a month, >= 0.
    start
        The same at the end of the spin-up, >= 0.

    Returns
    -------
    float
        Ratio, [.2, 5]. Source: model.md 4.7; bounds as in docs/odd.md, deviations.
    """
    if start <= 0.0:
        return 1.0
    return min(WIDEST_RATIO, max(1.0 / WIDEST_RATIO, income / start))


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
    """Hazard that an evaluation organisation starts a standard.

    (base + by_alliance * alliance + by_support * support) * (licence income / its 2025 level)^elasticity.

    Parameters
    ----------
    base, by_alliance, by_support
        Hazard without policy, and its rises with a full alliance and full support, per month, >= 0.
    alliance, support
        How far enterprises are allied, and the share of certification costs that the government pays, [0, 1].
    licence_income_ratio
        `licence_income_ratio`, > 0.
    elasticity
        Response to licence income, >= 0.

    Returns
    -------
    float
        Hazard per month, >= 0. Source: model.md 4.7.
    """
    return (base + by_alliance * alliance + by_support * support) * math.pow(licence_income_ratio, elasticity)


@compiled
def vacancies_ratio(own: float, own_count: float, others: float, others_count: float) -> float:
    """Vacancies per occupation against those of the sector's others: (own / n) / (others / n_others).

    Parameters
    ----------
    own, own_count
        Vacancies of the row, >= 0, and the occupations that it stands for, >= 1.
    others, others_count
        The same of all other rows of the sector, >= 0.

    Returns
    -------
    float
        Ratio, >= 0; 1 where there are no others or they have no vacancies. Source: model.md 4.7.
    """
    if others_count <= 0.0 or others <= 0.0:
        return 1.0
    return own / own_count / (others / others_count)


@compiled
def covered_factor(known: int, occupations: float, covered_weight: float) -> float:
    """Factor on the pull of a row of occupations with known standards.

    One occupation: covered_weight. A row of n others: free + (1 - free) * covered_weight with free = exp(-known / n),
    the share of them that k standards, each for a random one, leave uncovered.

    Parameters
    ----------
    known
        Standards in force or in development for the row, >= 0.
    occupations
        n: 1 for a shortage occupation, the number of others for a sector's aggregate.
    covered_weight
        Factor for an occupation that has one, [0, 1] (.15).

    Returns
    -------
    float
        [covered_weight, 1]; `choice_weight` uses it where a standard is known. Source: model.md 4.7 as built.
    """
    if occupations <= 1.5:
        return covered_weight
    free = math.exp(-known / occupations)
    return free + (1.0 - free) * covered_weight


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

    max(10^-9, vacancies ratio)^demand_weight * exp(noise * z) * occupations * [covered_weight if covered].

    Parameters
    ----------
    vacancies_ratio
        Vacancies per occupation over the mean of the sector's others (`vacancies_ratio`), >= 0.
    demand_weight
        Exponent, [0, 1]: .35 blind, .8 with fresh surveys.
    noise, z
        S.d. of the log of what the developer misjudges, and its standard normal draw, [-3, 3].
    covered, covered_weight
        Whether a standard exists or is in development, and the factor then (`covered_factor`), [0, 1].
    occupations
        1 for a shortage occupation, the number of others for a sector's aggregate.

    Returns
    -------
    float
        Relative weight, > 0. Source: model.md 4.7.
    """
    weight = math.pow(max(vacancies_ratio, 1e-9), demand_weight) * math.exp(noise * z) * occupations
    if covered:
        weight *= covered_weight
    return weight


@compiled
def between(blind: float, informed: float, freshness: float) -> float:
    """A behaviour between its blind and its informed value: blind + (informed - blind) * freshness.

    Parameters
    ----------
    blind, informed
        The parameter without surveys, and with fresh ones, in any unit.
    freshness
        Freshness of surveys, [0, 1].

    Returns
    -------
    float
        In the unit of the parameter. Source: model.md 4.7, 4.8 (blind and surveyed values).
    """
    return blind + (informed - blind) * freshness


@compiled
def is_fast(planned: float) -> bool:
    """Is a development planned through the fast channel: planned < 12?

    Parameters
    ----------
    planned
        Planned months from start to standard, > 0.

    Returns
    -------
    bool
        Source: model.md 4.7; 3-6 months in emerging fields (source paper, section 4.3).
    """
    return planned < FAST_CHANNEL


@compiled
def development_payment(cost: float, fast_factor: float, planned: float) -> float:
    """What a standard costs to develop: cost, times fast_factor through the fast channel.

    Parameters
    ----------
    cost
        Yuan for a standard at the usual pace, >= 0.
    fast_factor
        How much dearer the fast channel is, >= 1.
    planned
        Planned months from start to standard, > 0.

    Returns
    -------
    float
        Yuan. Source: model.md 4.13 (every lever costs somebody something).
    """
    return cost * (fast_factor if is_fast(planned) else 1.0)


@compiled
def development_months(planned: float, u: float) -> int:
    """Months from start to standard: planned + max(.2 * planned, 1.5) * (2 * u - 1), rounded, at least one.

    Parameters
    ----------
    planned
        Planned months, > 0.
    u
        Uniform draw, (0, 1).

    Returns
    -------
    int
        Months, >= 1: 12-18 for 15 planned, 3-6 for 4.5. Source: model.md 4.7; source paper (section 4.3).
    """
    spread = max(0.2 * planned, 1.5)
    return max(1, int(math.floor(planned + spread * (2.0 * u - 1.0) + 0.5)))


@compiled
def programmes_elsewhere(kept_share: float, programmes: float, standards: int) -> int:
    """Programmes for each standard in the regions that are not run: (1 - kept share) * programmes / max(1, standards).

    Parameters
    ----------
    kept_share
        Share of the nation's people in the regions that are run, [0, 1].
    programmes
        Programmes of the nation at the start, >= 0.
    standards
        Standards there are, >= 0.

    Returns
    -------
    int
        Programmes, rounded down, >= 0. Source: model.md 4.7 as built (docs/odd.md, deviations: fewer regions).
    """
    return int((1.0 - kept_share) * programmes / max(1, standards))


@compiled
def lapse_hazard(
    base: float, age: float, from_age: float, programmes: int, without_programme: float, with_programme: float
) -> float:
    """Hazard that a standard lapses: base * (with_programme if anybody teaches it, else without_programme).

    Parameters
    ----------
    base
        Hazard per month, >= 0.
    age, from_age
        Months in force, and the age up to which none lapses, >= 0.
    programmes
        Open programmes that teach it, >= 0.
    without_programme, with_programme
        Factors, >= 0 (3 and .5).

    Returns
    -------
    float
        Hazard per month, >= 0; 0 up to `from_age`. Source: model.md 4.7.
    """
    if age <= from_age:
        return 0.0
    return base * (with_programme if programmes > 0 else without_programme)
