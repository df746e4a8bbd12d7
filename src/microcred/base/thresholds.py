"""How many thresholds of a block lie under its accumulated hazard, without making any of them.

The points of an interval fall into its left half by a keyed binomial draw, and so on from half to half: the count under
any share is exact, never falls, and is the same function of the share in every scenario.
"""

from __future__ import annotations

import math

import numpy as np

from microcred.base.chance import LOW, philox, unit
from microcred.base.compile import compiled, spelled_out

# Halvings of the unit interval after which a threshold counts as not passed: 2**-32 of it is left undecided.
DEEPEST_HALVING = 32
# Up to this many points a symmetric binomial is the number of ones among as many random bits.
BITS_LIMIT = 256


@spelled_out
def ones_among(word: int, bits: int) -> int:
    """Number of ones among the lowest 0 to 32 bits of a word: of pairs of bits, of fours, of bytes, and their sum."""
    ones = np.uint64(word) & ((np.uint64(1) << np.uint64(bits)) - np.uint64(1))
    ones -= (ones >> np.uint64(1)) & np.uint64(0x55555555)
    ones = (ones & np.uint64(0x33333333)) + ((ones >> np.uint64(2)) & np.uint64(0x33333333))
    ones = (ones + (ones >> np.uint64(4))) & np.uint64(0x0F0F0F0F)
    return np.int64(((ones * np.uint64(0x01010101)) & LOW) >> np.uint64(24))  # type: ignore[return-value]


@compiled
def binomial_half(seed: int, key: int, cohort: int, node: int, level: int, n: int) -> int:
    """A keyed Binomial(n, 1/2): how many of n points of a dyadic interval lie in its left half.

    Up to `BITS_LIMIT` points it counts random bits; above, Hormann's transformed rejection (1993, BTRS), exact up to
    the rounding of logarithms.

    Parameters
    ----------
    seed, key, cohort, node, level
        Name of the interval: block, and the interval's number on its level of halving.
    n
        Points in the interval.

    Returns
    -------
    int
        Between 0 and n.
    """
    if n <= 0:
        return 0
    if n <= BITS_LIMIT:
        count = 0
        slot = 0
        left = n
        while left > 0:
            words = philox(node, key, (cohort << 8) | level, slot, seed, 1)
            for word in words:
                count += ones_among(word, min(left, 32))
                left = max(0, left - 32)
            slot += 1
        return count
    spread = math.sqrt(n * 0.25)
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * 0.5
    c = n * 0.5 + 0.5
    v_r = 0.92 - 4.2 / b
    alpha = (2.83 + 5.1 / b) * spread
    slot = 0
    while True:
        x0, x1, x2, x3 = philox(node, key, (cohort << 8) | level, slot, seed, 1)
        u = unit(x0, x1) - 0.5
        v = unit(x2, x3)
        slot += 1
        us = 0.5 - abs(u)
        k = math.floor((2.0 * a / us + b) * u + c)
        if k < 0 or k > n:
            continue
        if us >= 0.07 and v <= v_r:
            return int(k)
        v = math.log(v * alpha / (a / (us * us) + b))
        mode = (n + 1) // 2
        log_mode = math.lgamma(mode + 1.0) + math.lgamma(n - mode + 1.0)
        if v <= log_mode - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0):
            return int(k)


@compiled
def thresholds_passed(seed: int, key: int, cohort: int, size: int, hazard: float) -> int:
    """How many of a block's exponential thresholds lie at or under its accumulated hazard.

    The block's people have independent thresholds E ~ Exp(1), so that 1 - exp(-E) is uniform. The uniforms are never
    made: a binomial tree over the unit interval, keyed by block, counts those under 1 - exp(-hazard). Exact in
    distribution, never falling in the hazard, and the same function of it in every scenario.

    Parameters
    ----------
    seed, key, cohort
        Run and block.
    size
        People in the block.
    hazard
        Accumulated hazard H, dimensionless, >= 0.

    Returns
    -------
    int
        People aware, between 0 and `size`.
    """
    share = -math.expm1(-hazard)
    passed = 0
    points = size
    node = 0
    level = 0
    rest = share
    while points > 0 and level < DEEPEST_HALVING:
        left = binomial_half(seed, key, cohort, node, level, points)
        rest *= 2.0
        if rest >= 1.0:
            rest -= 1.0
            passed += left
            points -= left
            node = 2 * node + 1
        else:
            points = left
            node = 2 * node
        level += 1
    return passed
