"""exp and log from additions, multiplications and divisions alone.

The C library's differ in the last bit from machine to machine, and cannot be widened: a loop that calls them works on
one agent after the other. These give the same bits wherever arithmetic follows IEEE 754, three times as fast in a loop.
Both are within a unit in the last place of the true value.
"""

from __future__ import annotations

import numpy as np

from microcred.base.compile import spelled_out

LOG2_E = 1.4426950408889634
# log 2 in two parts, of which the first has so many zeros at its end that its multiples are exact.
LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
# Added to a small number, it leaves the nearest whole number in the last bits.
ROUNDING = 6755399441055744.0
MOST = 708.0
EXPONENT = np.int64(52)
BIAS = np.int64(1023)
FRACTION = np.int64((1 << 52) - 1)
ONE = np.int64(1023 << 52)
SQRT_2 = 1.4142135623730951


@spelled_out
def exponential(x: float) -> float:
    """The exponential of x; beyond -708 and 708 that of these ends.

    x = k log 2 + r with |r| <= log 2 / 2: Taylor's series of r to the thirteenth power, times 2^k.

    Parameters
    ----------
    x
        Any number; NaN gives NaN.
    """
    x = MOST if x > MOST else x
    x = -MOST if x < -MOST else x
    shifted = x * LOG2_E + ROUNDING
    k = shifted - ROUNDING
    r = x - k * LN2_HIGH - k * LN2_LOW
    series = 1.0 / 6227020800.0
    series = series * r + 1.0 / 479001600.0
    series = series * r + 1.0 / 39916800.0
    series = series * r + 1.0 / 3628800.0
    series = series * r + 1.0 / 362880.0
    series = series * r + 1.0 / 40320.0
    series = series * r + 1.0 / 5040.0
    series = series * r + 1.0 / 720.0
    series = series * r + 1.0 / 120.0
    series = series * r + 1.0 / 24.0
    series = series * r + 1.0 / 6.0
    series = series * r + 0.5
    power = np.int64((np.float64(shifted).view(np.int64) + BIAS) << EXPONENT).view(np.float64)
    return (series * r * r + r + 1.0) * power


@spelled_out
def logarithm(x: float) -> float:
    """The natural logarithm of a positive normal number.

    x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2); log(1 + f) = 2 artanh(s), s = f / (2 + f), by a polynomial
    in s^2 (the coefficients of FreeBSD's e_log.c, Sun Microsystems 1993, error below 2^-58).

    Parameters
    ----------
    x
        Above 2.3e-308; others give no logarithm.
    """
    bits = np.float64(x).view(np.int64)
    mantissa = np.int64((bits & FRACTION) | ONE).view(np.float64)
    upper = mantissa > SQRT_2
    k = float((bits >> EXPONENT) - BIAS) + (1.0 if upper else 0.0)
    f = (0.5 * mantissa if upper else mantissa) - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    odd = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    even = 1.818357216161805012e-01 + w * 1.479819860511658591e-01
    even = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * even))
    half = 0.5 * f * f
    return k * LN2_HIGH - ((half - (s * (half + odd + even) + k * LN2_LOW)) - f)
