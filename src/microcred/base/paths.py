"""Thresholds passed in many blocks, month after month: the same counts as `base.thresholds`, several times faster.

A share that grows a little takes the same path down the tree of halvings for the first few of them. What they gave is
kept, and only beyond the point where the paths part is anything drawn, for many blocks at a time.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.batches import WORDS, words_of_all
from microcred.base.chance import Purpose
from microcred.base.compile import borrowing, spelled_out
from microcred.base.reference import by_reference
from microcred.base.thresholds import BITS_LIMIT, DEEPEST_HALVING, binomial_beyond, lowest, ones_of, transformed

# Halvings that are kept of a path: after so many, few points are left in any but the largest blocks.
KEPT = 16
# Blocks whose halvings are drawn at a time: what is known of them fits the fastest memory.
BATCH = 256
# Who arrived goes along until they are at least so many-th of all: to part them takes longer than a few draws in vain.
PARTED = 8
# A draw of up to this many points is one hash, 32 bits to each of its words.
WORD_BITS = 32
HASH_BITS = 128


@by_reference
class Paths(NamedTuple):
    """The path of every block's share down the tree, as it was when last asked.

    Attributes
    ----------
    reached
        The share's first 32 binary digits.
    kept
        How many halvings are kept, from the first on.
    known
        Blocks x KEPT x 2: after each of them, the points in the interval that it led to, and those passed below that.
    """

    reached: npt.NDArray[np.int64]
    kept: npt.NDArray[np.int64]
    known: npt.NDArray[np.uint32]


@by_reference
class Batch(NamedTuple):
    """Blocks that are asked together: what they ask with, where they stand, and room for one halving of each.

    Attributes
    ----------
    rows, keys, cohorts, digits
        Of each: its row in `Paths`, its name, and the first 32 binary digits of its share.
    points, passed, levels
        Of each: points in the interval it stands in, points passed below that, and halvings done.
    nodes, months
        Number and month word of its next draw.
    words, lower
        The hash, and the points in the lower half.
    """

    rows: npt.NDArray[np.int64]
    keys: npt.NDArray[np.int64]
    cohorts: npt.NDArray[np.int64]
    digits: npt.NDArray[np.int64]
    points: npt.NDArray[np.int64]
    passed: npt.NDArray[np.int64]
    levels: npt.NDArray[np.int64]
    nodes: npt.NDArray[np.int64]
    months: npt.NDArray[np.int64]
    words: npt.NDArray[np.int64]
    lower: npt.NDArray[np.int64]


def empty_paths(blocks: int) -> Paths:
    """Nothing is known of any block's path."""
    return Paths(
        np.zeros(blocks, dtype=np.int64), np.zeros(blocks, dtype=np.int64), np.zeros((blocks, KEPT, 2), dtype=np.uint32)
    )


def with_paths(paths: Paths, blocks: int) -> Paths:
    """The same paths, and room for those of at least as many blocks; a quarter more, so that growing is rare."""
    known = paths.reached.shape[0]
    if known >= blocks:
        return paths
    more = empty_paths(blocks + blocks // 4)
    more.reached[:known], more.kept[:known], more.known[:known] = paths
    return more


def empty_batch() -> Batch:
    """Room for a batch of blocks."""

    def integers() -> npt.NDArray[np.int64]:
        return np.zeros(BATCH, dtype=np.int64)

    return Batch(
        rows=integers(),
        keys=integers(),
        cohorts=integers(),
        digits=integers(),
        points=integers(),
        passed=integers(),
        levels=integers(),
        nodes=integers(),
        months=integers(),
        words=np.zeros((WORDS, BATCH), dtype=np.int64),
        lower=integers(),
    )


@borrowing
def digits_of(hazard: float) -> int:
    """The first 32 binary digits of the share 1 - exp(-hazard), as a whole number."""
    share = -math.expm1(-hazard)
    if not share > 0.0:
        return 0
    return int(share * 2.0**DEEPEST_HALVING) if share < 1.0 else (1 << DEEPEST_HALVING) - 1


@spelled_out
def node_of(digits: int, level: int) -> int:
    """The interval on a level of halving in which a share lies."""
    return digits >> (DEEPEST_HALVING - level)


@spelled_out
def digit_of(digits: int, level: int) -> int:
    """Whether a share lies in the upper half of its interval on a level."""
    return node_of(digits, level + 1) & 1


@spelled_out
def agreed_digits(digits: int, others: int) -> int:
    """How many of the first digits of two shares are the same."""
    beyond = digits ^ others
    for shift in (1, 2, 4, 8, 16):
        beyond |= beyond >> shift
    return DEEPEST_HALVING - ones_of(beyond)


@borrowing
def count_passed(seed: int, paths: Any, batch: Any, count: int) -> None:
    """`thresholds_passed` of the first `count` blocks of a batch, whose `points` are their sizes, into its `passed`.

    Parameters
    ----------
    seed
        Seed of the run.
    paths
        `Paths` of all blocks; those of the batch are moved to their present shares.
    batch
        A `Batch` with rows, keys, cohorts, digits and points. Its blocks change places.
    count
        How many of its blocks are asked.
    """
    for one in range(count):
        go_known_way(paths, batch, one)
    going = part_arrived(paths, batch, count)
    while going > 0:
        name_draws(batch, going)
        words_of_all(seed, Purpose.THRESHOLD, batch.keys[:going], batch.nodes, batch.months, 0, batch.words)
        count_bits(batch.points, batch.words, batch.lower, going)
        count_many(seed, batch, going)
        arrived = halve(batch, going)
        keep_halvings(paths, batch, going)
        if PARTED * arrived >= going:
            going = part_arrived(paths, batch, going)


@borrowing
def go_known_way(paths: Any, batch: Any, one: int) -> None:
    """Go down the tree as far as this share's path is the one that was taken before, and over where they part.

    What is known of the half that was entered there says what the other half has.
    """
    row, digits = batch.rows[one], batch.digits[one]
    points: Any = batch.points[one]
    passed: Any = 0
    agreed = agreed_digits(digits, paths.reached[row])
    known, kept = paths.known[row], paths.kept[row]
    level = min(agreed, kept)
    if level > 0:
        points, passed = np.int64(known[level - 1, 0]), np.int64(known[level - 1, 1])
    if agreed < kept:
        there = np.int64(known[level, 0])
        passed += digit_of(digits, level) * there
        points -= there
        known[level, 0], known[level, 1] = points, passed
        level += 1
    paths.reached[row] = digits
    batch.points[one] = points
    batch.passed[one] = passed
    batch.levels[one] = level


@borrowing
def part_arrived(paths: Any, batch: Any, going: int) -> int:
    """Move the first blocks that have not arrived before all that have; returns how many these are."""
    one = 0
    while one < going:
        if batch.points[one] > 0:
            one += 1
            continue
        paths.kept[batch.rows[one]] = min(batch.levels[one], KEPT)
        going -= 1
        batch.rows[one], batch.rows[going] = batch.rows[going], batch.rows[one]
        batch.passed[one], batch.passed[going] = batch.passed[going], batch.passed[one]
        batch.keys[one], batch.cohorts[one] = batch.keys[going], batch.cohorts[going]
        batch.digits[one], batch.points[one] = batch.digits[going], batch.points[going]
        batch.levels[one] = batch.levels[going]
    return going


@borrowing
def name_draws(batch: Any, going: int) -> None:
    """Name the next halving of everybody who goes on, as `binomial_half` does."""
    for one in range(going):
        level = batch.levels[one]
        batch.nodes[one] = node_of(batch.digits[one], level)
        batch.months[one] = (batch.cohorts[one] << 8) | level


@borrowing
def count_bits(points: Any, words: Any, lower: Any, going: int) -> None:
    """The ones among as many random bits as there are points, and among all of a hash where there are more."""
    for one in range(going):
        count = 0
        for pair in range(0, WORDS, 2):
            left = points[one] - WORD_BITS * pair
            low = lowest(words[pair, one], min(max(left, 0), WORD_BITS))
            high = lowest(words[pair + 1, one], min(max(left - WORD_BITS, 0), WORD_BITS))
            count += ones_of(low | (high << WORD_BITS))
        lower[one] = count


@borrowing
def count_many(seed: int, batch: Any, going: int) -> None:
    """The lower half of more points than a hash has bits for, of which the first hash is drawn."""
    for one in range(going):
        points = batch.points[one]
        if points <= HASH_BITS:
            continue
        found = batch.lower[one]
        if points > BITS_LIMIT:
            words = (batch.words[0, one], batch.words[1, one], batch.words[2, one], batch.words[3, one])
            found = transformed(points, words)
        if points <= BITS_LIMIT or found < 0:
            name = batch.keys[one], batch.months[one], batch.nodes[one]
            found = max(found, 0) + binomial_beyond(seed, *name, 1, points, points - HASH_BITS)
        batch.lower[one] = found


@borrowing
def halve(batch: Any, going: int) -> int:
    """Everybody goes down into the half where the share lies; returns how many have no points left, and have arrived.

    After the last halving all have.
    """
    arrived = 0
    for one in range(going):
        level, lower = batch.levels[one], batch.lower[one]
        upper = digit_of(batch.digits[one], level)
        points = lower + upper * (batch.points[one] - 2 * lower)
        batch.passed[one] += upper * lower
        batch.points[one] = points if level < DEEPEST_HALVING - 1 else 0
        batch.levels[one] = min(level + 1, DEEPEST_HALVING - 1)
        arrived += batch.points[one] == 0
    return arrived


@borrowing
def keep_halvings(paths: Any, batch: Any, going: int) -> None:
    """Keep where everybody's halving led, as far as there is room."""
    for one in range(going):
        level = batch.levels[one] - 1
        if level < KEPT:
            known = paths.known[batch.rows[one]]
            known[level, 0], known[level, 1] = batch.points[one], batch.passed[one]
