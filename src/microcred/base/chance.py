"""Chance as a service: keyed draws.

Thresholds passed are in `base.thresholds`, decision moments in `base.moments`, many agents at once in `base.batches`.

Every draw is a function of (seed, purpose, agent, month, slot) and of nothing else: not of who was visited before,
of threads, or of another policy's history. The generator is Philox 4x32-10 (Salmon, Moraes, Dror and Shaw 2011,
"Parallel random numbers: as easy as 1, 2, 3"); its published known-answer vectors are a test.

An agent is named by two 32-bit words: for a person the block's key and the rank in the block, for others a hash of
their stable code and a number.
"""

from __future__ import annotations

import math
from enum import IntEnum
from zlib import crc32

import numpy as np

from microcred.base.compile import compiled, spelled_out

MULTIPLIER_0 = np.uint64(0xD2511F53)
MULTIPLIER_1 = np.uint64(0xCD9E8D57)
WEYL_0 = np.uint64(0x9E3779B9)
WEYL_1 = np.uint64(0xBB67AE85)
LOW = np.uint64(0xFFFFFFFF)
SHIFT = np.uint64(32)
ROUNDS = 10
INNER = 0.425
TWO_52 = 2.0**-52
TWO_32 = 2.0**-32


class Purpose(IntEnum):
    """What a draw is for; two purposes never share a draw."""

    THRESHOLD = 1
    MOMENT = 2
    MOMENT_ORDER = 3
    TRAITS = 4
    LOOK = 5
    LOTTERY = 11
    COMPLETE = 12
    PASS = 13
    EXCELLENT = 14
    EXAM_QUEUE = 15
    HIRE = 16
    IN_OCCUPATION = 17
    REQUIREMENT = 18
    SATISFIED = 19
    SURVEY_ANSWER = 20
    SURVEY_SAMPLE = 21
    PARTNER = 22
    PARTNER_CHOICE = 23
    PARTNER_LOSS = 24
    DEVELOPMENT_START = 25
    DEVELOPMENT_CHOICE = 26
    DEVELOPMENT_TIME = 27
    LAPSE = 28
    CREDENTIAL_KIND = 29
    CONSIDER = 30
    EXPECT = 31
    LAUNCH = 32
    COMPLIANCE = 33
    CERTIFICATION_APPLICATION = 34
    CERTIFICATION_QUEUE = 35
    ARTICULATION = 36
    OPENNESS = 37
    OPT_OUT = 38
    AWARD = 39
    WORLD = 40
    BUDGET = 41
    BADGES = 43
    SEAT_ROUNDING = 44
    CLEAN_UP = 45
    SITUATION = 46


@spelled_out
def rounds(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Four 32-bit words of Philox 4x32-10 for a 4-word counter and a 2-word key.

    Parameters
    ----------
    c0, c1, c2, c3
        Counter words (32 bits each).
    k0, k1
        Key words.

    Returns
    -------
    tuple of four unsigned 64-bit integers below 2**32
    """
    x0 = np.uint64(c0) & LOW
    x1 = np.uint64(c1) & LOW
    x2 = np.uint64(c2) & LOW
    x3 = np.uint64(c3) & LOW
    key0 = np.uint64(k0) & LOW
    key1 = np.uint64(k1) & LOW
    for _ in range(ROUNDS):
        product0 = MULTIPLIER_0 * x0
        product1 = MULTIPLIER_1 * x2
        x0, x1, x2, x3 = (
            (product1 >> SHIFT) ^ x1 ^ key0,
            product1 & LOW,
            (product0 >> SHIFT) ^ x3 ^ key1,
            product0 & LOW,
        )
        key0 = (key0 + WEYL_0) & LOW
        key1 = (key1 + WEYL_1) & LOW
    return x0, x1, x2, x3  # type: ignore[return-value]


@compiled
def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """`rounds`, where they are wanted once."""
    return rounds(c0, c1, c2, c3, k0, k1)


@spelled_out
def unit(high: int, low: int) -> float:
    """A number in the open interval (0, 1) from two 32-bit words (52 bits, moved by half a step)."""
    bits = ((np.uint64(high) << SHIFT) | np.uint64(low)) >> np.uint64(12)
    return (float(bits) + 0.5) * TWO_52


@compiled
def share(word: int) -> float:
    """A number in the open interval (0, 1) from one 32-bit word, where four draws are to come from one hash."""
    return (float(word) + 0.5) * TWO_32


@compiled
def pick(word: int, count: int) -> int:
    """A whole number from 0 to `count` - 1 from one 32-bit word; `count` must lie far below 2**32."""
    return np.int64((np.uint64(word) * np.uint64(count)) >> SHIFT)  # type: ignore[return-value]


@compiled
def uniform(seed: int, purpose: int, key: int, number: int, month: int, slot: int) -> float:
    """The uniform draw of one agent for one purpose in one month.

    Parameters
    ----------
    seed
        Seed of the run.
    purpose
        A `Purpose`.
    key, number
        The agent: block key and rank, or hash of a code and a number.
    month
        Month as an integer; 0 for what never changes.
    slot
        Tells several draws of the same purpose apart.

    Returns
    -------
    float
        In (0, 1).
    """
    x0, x1, _, _ = philox(number, key, month, slot, seed, purpose)
    return unit(x0, x1)


@compiled
def when(cohort: int, month: int) -> int:
    """The month word of a person's draws: the cohort of the person's block goes into its upper half."""
    return (cohort << 16) | month


@spelled_out
def inner_normal(q: float) -> float:
    """`normal_from` of 0.5 + q, for q at most `INNER` away from zero."""
    r = 0.180625 - q * q
    return (
        q
        * (
            (
                (
                    (
                        (
                            ((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
                            + 45921.953931549871457
                        )
                        * r
                        + 13731.693765509461125
                    )
                    * r
                    + 1971.5909503065514427
                )
                * r
                + 133.14166789178437745
            )
            * r
            + 3.387132872796366608
        )
        / (
            (
                (
                    (
                        (
                            ((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
                            + 21213.794301586595867
                        )
                        * r
                        + 5394.1960214247511077
                    )
                    * r
                    + 687.1870074920579083
                )
                * r
                + 42.313330701600911252
            )
            * r
            + 1.0
        )
    )


@compiled
def outer_normal(u: float) -> float:
    """`normal_from` of u more than `INNER` away from 0.5."""
    q = u - 0.5
    r = u if q < 0.0 else 1.0 - u
    r = math.sqrt(-math.log(r))
    if r <= 5.0:
        r = r - 1.6
        value = (
            (
                (
                    (
                        (
                            ((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
                            + 1.27045825245236838258
                        )
                        * r
                        + 3.64784832476320460504
                    )
                    * r
                    + 5.7694972214606914055
                )
                * r
                + 4.6303378461565452959
            )
            * r
            + 1.42343711074968357734
        ) / (
            (
                (
                    (
                        (
                            ((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966)
                            * r
                            + 0.14810397642748007459
                        )
                        * r
                        + 0.68976733498510000455
                    )
                    * r
                    + 1.6763848301838038494
                )
                * r
                + 2.05319162663775882187
            )
            * r
            + 1.0
        )
    else:
        value = 5.0
    if q < 0.0:
        value = -value
    return min(3.0, max(-3.0, value))


@compiled
def normal_from(u: float) -> float:
    """The standard normal quantile of u (Wichura 1988, AS 241), clamped at three standard deviations.

    The 0.27 % of draws beyond take the bound itself, so that every trait has one (model.md 4.3).
    """
    q = u - 0.5
    return inner_normal(q) if abs(q) <= INNER else outer_normal(u)


@compiled
def normal(seed: int, purpose: int, key: int, number: int, month: int, slot: int) -> float:
    """The standard normal draw of one agent, truncated at three standard deviations."""
    return normal_from(uniform(seed, purpose, key, number, month, slot))


def code_key(text: str) -> int:
    """A stable 32-bit key of a place's, institution's or organisation's code, the same on every machine."""
    return crc32(text.encode())
