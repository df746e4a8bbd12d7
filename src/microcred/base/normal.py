"""How much of the standard normal distribution lies below many values at once, in whole units of a share.

A share that is rounded to whole units need not be known to the last bit: a short series, added up term by term for all
values together, is several times faster than the error function, and leaves few shares so near to a half of a unit
that their rounding is in doubt. Those are for the caller to work out.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from microcred.base.compile import borrowing

# Values beyond are in doubt, too.
REACH = 2.75
# The share below z is 1/2 + z * (sum of TERMS[k] * z^2k): Taylor's series, whose terms alternate, so that what is left
# out is less than the next one, 1e-15 at the reach. An odd number of terms: two are added at a time.
TERMS = np.array([(-0.5) ** k / (math.factorial(k) * (2 * k + 1) * math.sqrt(2.0 * math.pi)) for k in range(29)])
# Parts of a unit: with units of 2^-32, a hundred times what series and error function are wrong by.
DOUBT = 1e-3
IN_DOUBT = -1.0


@borrowing
def units_below_each(values: Any, unit: float, squares: Any, units: Any) -> None:
    """For each value, how many units the share of the distribution below it is, rounded; `IN_DOUBT` where unsure.

    Parameters
    ----------
    values
        In standard deviations.
    unit
        Units in a whole, at most 2^32.
    squares
        Room for as many numbers.
    units
        As many, filled: whole numbers.
    """
    last = TERMS.shape[0] - 1
    for index in range(values.shape[0]):
        squares[index] = values[index] * values[index]
        units[index] = TERMS[last]
    for term in range(last - 2, -1, -2):
        lower, upper = TERMS[term], TERMS[term + 1]
        for index in range(values.shape[0]):
            units[index] = (units[index] * squares[index] + upper) * squares[index] + lower
    for index in range(values.shape[0]):
        share = (0.5 + values[index] * units[index]) * unit + 0.5
        whole = np.floor(share)
        part = share - whole
        sure = (squares[index] <= REACH * REACH) & (part >= DOUBT) & (part <= 1.0 - DOUBT)
        units[index] = whole if sure else IN_DOUBT
