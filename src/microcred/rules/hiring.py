"""Jobs: finding rate, premium, vacancies (model.md 4.10)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled


@compiled
def finding_rate(efficiency: float, vacancies: float, seekers: float, elasticity: float) -> float:
    """Probability that a seeker finds a job in a month: min(1, m * (V / S)^eta); 1 where nobody seeks.

    Parameters
    ----------
    efficiency
        m, the rate at one vacancy per seeker, per month, > 0.
    vacancies, seekers
        V and S of the occupation in the region, >= 0; holders and others seek.
    elasticity
        eta, response to vacancies per seeker, [0, 1].

    Returns
    -------
    float
        Probability, [0, 1]. Source: model.md 4.10; eta from Lange and Papageorgiou (2020).
    """
    if seekers <= 0.0:
        return 1.0
    return min(1.0, efficiency * math.pow(max(vacancies, 0.0) / seekers, elasticity))


@compiled
def holder_finding_rate(rate: float, bonus: float, recognised: float) -> float:
    """A holder's finding rate: min(1, rate * (1 + bonus * recognised)).

    Parameters
    ----------
    rate
        Anybody's finding rate (`finding_rate`), [0, 1].
    bonus
        Rise of the rate by full recognition, >= 0 (.08).
    recognised
        Recognition by employers, [0, 1].

    Returns
    -------
    float
        Probability per month, [0, 1]. Source: model.md 4.10; bonus from Athey and Palikot (2024).
    """
    return min(1.0, rate * (1.0 + bonus * recognised))


@compiled
def in_occupation_probability(alone: float, ordered: float) -> float:
    """Probability that a holder's job is in the occupation learnt: alone + (1 - alone) * ordered.

    Parameters
    ----------
    alone
        Probability without training to order, [0, 1].
    ordered
        Share of places trained to order, [0, 1]; 0 for a credential issued without a partner.

    Returns
    -------
    float
        Probability, [0, 1]. Source: model.md 4.10; order-based training from the source paper (section 4.3).
    """
    return alone + (1.0 - alone) * ordered


@compiled
def tightness_ratio(vacancies: float, seekers: float, start: float) -> float:
    """Tightness relative to 2025: V / max(10^-9, S) / (V / S of 2025).

    Parameters
    ----------
    vacancies, seekers
        V and S, >= 0, of a region or of the nation.
    start
        Vacancies per seeker in 2025, > 0.

    Returns
    -------
    float
        Ratio, >= 0; 1 as in 2025. Source: model.md 4.10; 2025's levels from the ministry's shortage lists.
    """
    return vacancies / max(1e-9, seekers) / start


@compiled
def premium(low: float, high: float, tightness_ratio: float) -> float:
    """Wage premium: low + (high - low) * x / (1 + x), x = tightness relative to 2025.

    Parameters
    ----------
    low, high
        Premium where labour is least and most tight, shares of income (.05 and .11).
    tightness_ratio
        x, >= 0.

    Returns
    -------
    float
        Share of income, [low, high); halfway at x = 1. Source: model.md 4.10; 5-11 % for training in China: CEES
        (2015), Zhang and Li (2023).
    """
    return low + (high - low) * tightness_ratio / (1.0 + tightness_ratio)


@compiled
def growth_factor(rate: float, years: float) -> float:
    """What something that grows by a rate a year is multiplied by: (1 + rate)^years.

    Parameters
    ----------
    rate
        Growth per year, > -1.
    years
        Years since January 2025, months as fractions, >= 0.

    Returns
    -------
    float
        Factor, > 0. Source: model.md 4.10; AI demand grows by 20 % a year (source paper [22]).
    """
    return math.exp(years * math.log1p(rate))


@compiled
def new_vacancies(inflow: float, growth: float, shift: float) -> float:
    """Vacancies that open in a month: inflow * growth * shift.

    Parameters
    ----------
    inflow
        New vacancies a month in 2025, >= 0.
    growth
        Growth factor of demand since then, > 0.
    shift
        Factor of a demand shock, >= 0; 1 without.

    Returns
    -------
    float
        Vacancies a month, >= 0. Source: model.md 4.10.
    """
    return inflow * growth * shift


@compiled
def vacancies_filled(rate: float, others: float, hires: float) -> float:
    """Vacancies filled in a month: rate * others + hires.

    Parameters
    ----------
    rate
        Finding rate, [0, 1].
    others
        Seekers without a credential, >= 0.
    hires
        Holders hired into the occupation last month, >= 0.

    Returns
    -------
    float
        Vacancies a month, >= 0. Source: model.md 4.10 (seekers are holders and others).
    """
    return rate * others + hires


@compiled
def vacancies_kept(vacancies: float, expiry: float) -> float:
    """Vacancies that are not withdrawn unfilled: vacancies * (1 - expiry).

    Parameters
    ----------
    vacancies
        At the start of the month, >= 0.
    expiry
        Share withdrawn in a month, [0, 1].

    Returns
    -------
    float
        Vacancies, >= 0. Source: model.md 4.10 as built (docs/odd.md, deviations).
    """
    return vacancies * (1.0 - expiry)


@compiled
def next_vacancies(vacancies: float, inflow: float, filled: float) -> float:
    """Vacancies one month later: max(0, vacancies - filled) + inflow.

    Parameters
    ----------
    vacancies
        Those not withdrawn (`vacancies_kept`), >= 0.
    inflow
        Those that open (`new_vacancies`), >= 0.
    filled
        Those filled (`vacancies_filled`), >= 0.

    Returns
    -------
    float
        Vacancies, >= 0. Source: model.md 4.10.
    """
    return max(0.0, vacancies - filled) + inflow


@compiled
def steady_inflow(rate: float, others: float, expiry: float, vacancies: float) -> float:
    """New vacancies a month that keep 2025's stock as it is: rate * others + expiry * vacancies.

    Parameters
    ----------
    rate
        Finding rate of 2025, [0, 1].
    others
        Seekers of 2025, >= 0.
    expiry
        Share withdrawn in a month, [0, 1].
    vacancies
        Vacancies of 2025, >= 0.

    Returns
    -------
    float
        Vacancies a month, >= 0. Source: model.md 2 (steady at 2025's tightness) and 4.10.
    """
    return rate * others + expiry * vacancies
