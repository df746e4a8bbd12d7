"""How much of the standard normal distribution lies below many values at once, in whole units of a share.

A share that is rounded to whole units need not be known to the last bit: a polynomial, added up term by term for all
values together, is several times faster than the error function, and leaves few shares so near to a half of a unit
that their rounding is in doubt. Those are for the caller to work out.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.polynomial import Chebyshev, Polynomial

from microcred.base.compile import borrowing

# Values beyond are in doubt, too.
REACH = 3.75
SQUARE = REACH * REACH
# Parts of a unit: with units of 2^-32, fifty times what polynomial and error function are wrong by.
DOUBT = 1e-3
IN_DOUBT = -1.0
DEGREE = 18


def slopes(squares: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The share between 0 and z, over z, by the square of z > 0: smooth, as the share itself is odd in z."""
    return np.array([0.5 * math.erf(z / math.sqrt(2.0)) / z for z in np.sqrt(squares).tolist()])


# The share below z is 1/2 + z * (sum of TERMS[k] * t^k), where t = 2 z^2 / REACH^2 - 1 lies in [-1, 1]: interpolated
# between Chebyshev's points, where so few terms are as good everywhere as twice as many of Taylor's series.
TERMS = (
    Chebyshev.interpolate(slopes, DEGREE, domain=[0.0, SQUARE])
    .convert(kind=Polynomial, domain=[0.0, SQUARE], window=[-1.0, 1.0])
    .coef
)


@borrowing
def units_below_each(values: Any, unit: float, places: Any, units: Any) -> None:
    """For each value, how many units the share of the distribution below it is, rounded; `IN_DOUBT` where unsure.

    Parameters
    ----------
    values
        In standard deviations.
    unit
        Units in a whole, at most 2^32.
    places
        Room for as many numbers.
    units
        As many, filled: whole numbers.
    """
    for index in range(values.shape[0]):
        places[index] = values[index] * values[index] * (2.0 / SQUARE) - 1.0
        units[index] = TERMS[DEGREE]
    # Three terms at a time: fewer ways to memory and back.
    for term in range(DEGREE - 1, 0, -3):
        first, second, third = TERMS[term], TERMS[term - 1], TERMS[term - 2]
        for index in range(values.shape[0]):
            units[index] = ((units[index] * places[index] + first) * places[index] + second) * places[index] + third
    for index in range(values.shape[0]):
        share = (0.5 + values[index] * units[index]) * unit + 0.5
        whole = np.floor(share)
        part = share - whole
        sure = (places[index] <= 1.0) & (part >= DOUBT) & (part <= 1.0 - DOUBT)
        units[index] = whole if sure else IN_DOUBT
