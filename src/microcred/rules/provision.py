"""Institutions and their programmes: margin, launch, seats (model.md 4.8)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled

# No programme runs for less than this share of the mean fixed cost.
LEAST_FIXED_COST = 0.1


@compiled
def certification_cost(cost: float, seats: float, exponent: float, multiple: float) -> float:
    """Cost of certifying a programme: cost * (max(1, seats) / 12)^(1 - exponent) * multiple.

    Parameters
    ----------
    cost
        Yuan for a programme of 12 seats today, >= 0.
    seats
        Seats of the programme, >= 0.
    exponent
        How fast the cost per seat falls with size, [0, 1].
    multiple
        Price relative to today's, >= 0.

    Returns
    -------
    float
        Yuan. Source: model.md 4.8; 30 % of a small provider's programme budget, falling with size, from the source
        paper [13].
    """
    return cost * math.pow(max(seats, 1.0) / 12.0, 1.0 - exponent) * multiple


@compiled
def certification_a_year(cost: float, support: float, validity: float) -> float:
    """What certification takes from a year's margin: cost * (1 - support) * 12 / validity.

    Parameters
    ----------
    cost
        Cost of the certificate, yuan, >= 0 (`certification_cost`).
    support
        Share that the government pays, [0, 1].
    validity
        Months that a certificate lasts, > 0.

    Returns
    -------
    float
        Yuan per year. Source: model.md 4.8; spread over the validity as in docs/odd.md, deviations.
    """
    return cost * (1.0 - support) * 12.0 / validity


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
    """Surplus of a programme: learners * (price + grant - variable - licence) - fixed - certification.

    Parameters
    ----------
    learners
        Enrolments per year, >= 0.
    price, grant, variable_cost, licence_fee
        Yuan per learner, >= 0.
    fixed_cost, certification
        Yuan per year, >= 0.

    Returns
    -------
    float
        Yuan per year, of any sign. Source: model.md 4.8.
    """
    return learners * (price + grant - variable_cost - licence_fee) - fixed_cost - certification


@compiled
def next_seats(seats: int, peak: int, step: float, minimum: int, rounding: float) -> int:
    """Seats after a yearly review: toward max(peak, minimum), by at most `step`.

    Up: min(wanted, floor(seats * (1 + step) + rounding)); down: max(wanted, floor(seats * (1 - step) + rounding)).

    Parameters
    ----------
    seats
        Seats before, >= 0.
    peak
        The year's peak of learners plus applicants, >= 0.
    step
        Largest change, share a year, [0, 1].
    minimum
        Smallest programme, seats, >= 0.
    rounding
        Uniform draw in (0, 1): decides a fraction of a seat, so that small programmes move as fast as large ones.

    Returns
    -------
    int
        Seats, >= 0. Source: model.md 4.8 (up to 20 % toward demand).
    """
    wanted = max(peak, minimum)
    if wanted > seats:
        return min(wanted, int(math.floor(seats * (1.0 + step) + rounding)))
    return max(wanted, int(math.floor(seats * (1.0 - step) + rounding)))


@compiled
def reviewed_learners(this_year: int, last_year: int, young: bool) -> float:
    """Yearly enrolment that a review counts: (this year + last year) / 2; of a young programme this year's.

    Parameters
    ----------
    this_year, last_year
        Enrolments, >= 0.
    young
        Has the programme been open for less than two years?

    Returns
    -------
    float
        Learners per year. Source: model.md 4.8; two years as in docs/odd.md, deviations.
    """
    return float(this_year) if young else 0.5 * (this_year + last_year)


@compiled
def relative_size(size: int) -> float:
    """Size of an institution relative to a medium one: (code + 1) / 2.

    Parameters
    ----------
    size
        Code: 0 small, 1 medium, 2 large.

    Returns
    -------
    float
        .5, 1 or 1.5. Source: model.md 4.8 (tolerance by size).
    """
    return 0.5 * (size + 1.0)


@compiled
def is_committed(months_open: int, commitment: float) -> bool:
    """Must a programme stay open, since it has been open for less than the commitment: months open < commitment?

    Parameters
    ----------
    months_open
        Since it opened, or since it resumed after a suspension, >= 0.
    commitment
        Months that a programme must stay open, >= 0; 0: none.

    Returns
    -------
    bool
        Source: model.md 4.8.
    """
    return months_open < commitment


@compiled
def beyond_tolerance(margin: float, fixed_cost: float, tolerance: float, size: float) -> bool:
    """Is a loss larger than the institution bears: margin < -tolerance * fixed cost * size^.5?

    Parameters
    ----------
    margin
        Surplus of the programme, yuan per year.
    fixed_cost
        Yuan per year, >= 0.
    tolerance
        Share of the fixed cost that a medium institution bears, >= 0.
    size
        `relative_size`, > 0.

    Returns
    -------
    bool
        Source: model.md 4.8 (a loss beyond tolerance suspends).
    """
    return margin < -tolerance * fixed_cost * math.sqrt(size)


@compiled
def settled_learners(this_year: int, last_year: int) -> float:
    """Yearly enrolment that settled in the spin-up: (last year + max(last year, this year)) / 2.

    Parameters
    ----------
    this_year, last_year
        Enrolments, >= 0; this year may not be over.

    Returns
    -------
    float
        Learners per year, >= 0. Source: model.md 2 (spin-up); docs/odd.md, deviations (fixed costs).
    """
    return 0.5 * (last_year + max(last_year, this_year))


@compiled
def settled_fixed_cost(fixed_cost: float, margin: float, mean: float) -> float:
    """Fixed cost that the programmes of January 2025 bear: min(fixed, max(.1 * mean, margin + fixed)).

    Parameters
    ----------
    fixed_cost
        As drawn, yuan per year, >= 0.
    margin
        Surplus at the enrolment that settled, yuan per year.
    mean
        Mean fixed cost of programmes, yuan per year, > 0.

    Returns
    -------
    float
        Yuan per year, <= the one drawn. Source: model.md 2 (spin-up); docs/odd.md, deviations (fixed costs).
    """
    return min(fixed_cost, max(LEAST_FIXED_COST * mean, margin + fixed_cost))
