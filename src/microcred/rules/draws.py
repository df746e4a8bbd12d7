"""From a keyed draw to a quantity: lognormal factors, whole numbers by lot, rates of rare events (model.md 4)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled, spelled_out
from microcred.base.elementary import exponential


@spelled_out
def lognormal(mean: float, spread: float, z: float) -> float:
    """A lognormal quantity with a given mean: mean * exp(spread * z - spread^2 / 2).

    Parameters
    ----------
    mean
        Mean over all draws (when z is not truncated), any unit, > 0.
    spread
        S.d. of the log, >= 0.
    z
        Standard normal draw, [-3, 3].

    Returns
    -------
    float
        In the unit of the mean, > 0. Source: model.md 4.3 (incomes) and 4.8 (fixed costs).
    """
    return mean * exponential(spread * z - 0.5 * spread * spread)


@compiled
def rounded_by_lot(quantity: float, u: float) -> int:
    """A whole number whose mean is the quantity: floor(quantity + u).

    Parameters
    ----------
    quantity
        What is to be given out, >= 0.
    u
        Uniform draw in (0, 1), which decides the fraction.

    Returns
    -------
    int
        The quantity rounded down or up. Source: model.md 4 (counts are integers).
    """
    return int(math.floor(quantity + u))


@compiled
def hazard_of_mean(months: float) -> float:
    """Constant hazard of an event that takes a mean time: 1 / months.

    Parameters
    ----------
    months
        Mean time until the event, months, > 0.

    Returns
    -------
    float
        Hazard per month. Source: model.md 4.9 (phasing in over about `phase_in` months).
    """
    return 1.0 / months
