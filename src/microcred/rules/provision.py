"""Institutions and their programmes: margin, launch, seats (model.md 4.8)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled


@compiled
def certification_cost(cost: float, seats: float, exponent: float, multiple: float) -> float:
    """Cost of certifying a programme, yuan.

    cost * (seats / 12)^(1 - exponent) * multiple: 30 % of a small provider's programme budget (source paper [13]), a
    share that falls with size.
    """
    return cost * math.pow(max(seats, 1.0) / 12.0, 1.0 - exponent) * multiple


@compiled
def yearly_margin(
    learners: float,
    price: float,
    grant: float,
    variable_cost: float,
    licence_fee: float,
    fixed_cost: float,
    certification: float,
) -> float:
    """Surplus of a programme in a year, yuan: learners * (price + grant - variable - licence) - fixed - certification.

    Parameters
    ----------
    learners
        Enrolments per year.
    price, grant, variable_cost, licence_fee
        Yuan per learner.
    fixed_cost, certification
        Yuan per year.
    """
    return learners * (price + grant - variable_cost - licence_fee) - fixed_cost - certification


@compiled
def next_seats(seats: int, peak: int, step: float, minimum: int, rounding: float) -> int:
    """Seats after a yearly review: toward the year's peak demand, at least to the minimum, by at most `step`.

    `rounding` in (0, 1) decides a fraction of a seat, so that small programmes move as fast as large ones on average.
    """
    wanted = max(peak, minimum)
    if wanted > seats:
        return min(wanted, int(math.floor(seats * (1.0 + step) + rounding)))
    return max(wanted, int(math.floor(seats * (1.0 - step) + rounding)))


@compiled
def beyond_tolerance(margin: float, fixed_cost: float, tolerance: float, size: float) -> bool:
    """Is a loss larger than the institution bears: margin < -tolerance * fixed cost * size^.5?"""
    return margin < -tolerance * fixed_cost * math.sqrt(size)


@compiled
def implied_learners(applicants: float, share: float, share_on_offer: float) -> float:
    """Yearly applicants of an occupation that nobody teaches in a region, as far as anybody can tell.

    The region's applicants aim at what is on offer; an occupation with `share` of all aims (vacancies times premium)
    would draw in proportion: applicants * share / share on offer, at most as many as all others draw; 0
    where nothing is on offer.
    """
    if share_on_offer <= 0.0:
        return 0.0
    return min(applicants, applicants * share / share_on_offer)


@compiled
def expected_learners(seen: float, programmes: float, newcomer: float, noise: float, z: float) -> float:
    """Yearly enrolment that an institution expects of a new offer.

    (learners seen in the region's programmes for the occupation + newcomer) / (programmes + 1) * exp(noise * z).

    Parameters
    ----------
    seen, programmes
        Last year's applicants of the region's programmes for the occupation (`implied_learners` without any), and the
        number of programmes.
    newcomer
        Learners that a mean new programme brings (783,000 examinees, six years, 12,000 programmes: 11 a year).
    noise, z
        S.d. of the log of the error, and its standard normal draw.
    """
    return (seen + newcomer) / (programmes + 1.0) * math.exp(noise * z)
