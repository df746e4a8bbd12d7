"""How many thresholds of a block lie under its accumulated hazard, without making any of them.

The points of an interval fall into its left half by a keyed binomial draw, and so on from half to half: the count under
any share is exact, never falls, and is the same function of the share in every scenario.
"""

from __future__ import annotations

import math

import numpy as np

from microcred.base.chance import philox, unit
from microcred.base.compile import compiled, spelled_out

# Halvings of the unit interval after which a threshold counts as not passed: 2**-32 of it is left undecided.
DEEPEST_HALVING = 32
# Up to this many points a symmetric binomial is the number of ones among as many random bits.
BITS_LIMIT = 256


@spelled_out
def ones_of(word: int) -> int:
    """Number of ones among 64 bits: of pairs of bits, of fours, of bytes, and their sum."""
    ones = np.uint64(word)
    ones -= (ones >> np.uint64(1)) & np.uint64(0x5555555555555555)
    ones = (ones & np.uint64(0x3333333333333333)) + ((ones >> np.uint64(2)) & np.uint64(0x3333333333333333))
    ones = (ones + (ones >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((ones * np.uint64(0x0101010101010101)) >> np.uint64(56))  # type: ignore[return-value]


@spelled_out
def lowest(word: int, bits: int) -> int:
    """The lowest 0 to 32 bits of a word."""
    return np.uint64(word) & ((np.uint64(1) << np.uint64(bits)) - np.uint64(1))  # type: ignore[return-value]


@compiled
def binomial_half(seed: int, key: int, cohort: int, node: int, level: int, n: int) -> int:
    """A keyed Binomial(n, 1/2): how many of n points of a dyadic interval lie in its left half.

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
    return binomial_beyond(seed, key, (cohort << 8) | level, node, 0, n, n)


@compiled
def binomial_beyond(seed: int, key: int, month: int, node: int, slot: int, n: int, left: int) -> int:
    """What `binomial_half` finds from one of its hashes on.

    Up to `BITS_LIMIT` points it counts random bits; above, `transformed` of one hash after the other, until one serves.

    Parameters
    ----------
    seed, key, month, node
        Name of the interval; the month word has its block's cohort and its level.
    slot
        Number of the first hash.
    n
        Points in the interval.
    left
        Of up to `BITS_LIMIT` points: those that have no bit of a hash before.
    """
    if n > BITS_LIMIT:
        found = -1
        while found < 0:
            found = transformed(n, philox(node, key, month, slot, seed, 1))
            slot += 1
        return found
    count = 0
    while left > 0:
        words = philox(node, key, month, slot, seed, 1)
        for word in words:
            count += ones_of(lowest(word, min(left, 32)))
            left = max(0, left - 32)
        slot += 1
    return count


@compiled
def transformed(n: int, words: tuple[int, int, int, int]) -> int:
    """A Binomial(n, 1/2) for n above `BITS_LIMIT` from one hash; -1 where another is to be drawn.

    Hormann's transformed rejection (1993, BTRS), exact up to the rounding of logarithms.
    """
    spread = math.sqrt(n * 0.25)
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * 0.5
    c = n * 0.5 + 0.5
    u = unit(words[0], words[1]) - 0.5
    v = unit(words[2], words[3])
    us = 0.5 - abs(u)
    k = math.floor((2.0 * a / us + b) * u + c)
    if k < 0 or k > n:
        return -1
    if us >= 0.07 and v <= 0.92 - 4.2 / b:
        return int(k)
    alpha = (2.83 + 5.1 / b) * spread
    v = math.log(v * alpha / (a / (us * us) + b))
    mode = (n + 1) // 2
    log_mode = math.lgamma(mode + 1.0) + math.lgamma(n - mode + 1.0)
    return int(k) if v <= log_mode - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0) else -1


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
