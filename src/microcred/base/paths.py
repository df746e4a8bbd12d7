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
from microcred.base.thresholds import DEEPEST_HALVING, binomial_half, ones_among

# Halvings that are kept of a path: after so many, few points are left in any but the largest blocks.
KEPT = 16
# Blocks whose halvings are drawn at a time: what is known of them fits the fastest memory.
BATCH = 256
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
    left
        Blocks x KEPT: how many points each of them left in the lower half.
    """

    reached: npt.NDArray[np.int64]
    kept: npt.NDArray[np.int64]
    left: npt.NDArray[np.uint32]


@by_reference
class Batch(NamedTuple):
    """Blocks that are asked together: what they ask with, where they stand, and room for one halving of each.

    Attributes
    ----------
    rows, keys, cohorts, digits
        Of each: its row in `Paths`, its name, and the first 32 binary digits of its share.
    points, passed, levels
        Of each: points in the interval it stands in, points passed below that, and halvings done.
    going
        Who has not arrived.
    names
        Name of a draw (number, key, month word) and its number of points, for each of those who go on.
    words, lower
        Of each of these: the hash, and the points in the lower half.
    """

    rows: npt.NDArray[np.int64]
    keys: npt.NDArray[np.int64]
    cohorts: npt.NDArray[np.int64]
    digits: npt.NDArray[np.int64]
    points: npt.NDArray[np.int64]
    passed: npt.NDArray[np.int64]
    levels: npt.NDArray[np.int64]
    going: npt.NDArray[np.int64]
    names: npt.NDArray[np.int64]
    words: npt.NDArray[np.int64]
    lower: npt.NDArray[np.int64]


def empty_paths(blocks: int) -> Paths:
    """Nothing is known of any block's path."""
    return Paths(
        np.zeros(blocks, dtype=np.int64), np.zeros(blocks, dtype=np.int64), np.zeros((blocks, KEPT), dtype=np.uint32)
    )


def with_paths(paths: Paths, blocks: int) -> Paths:
    """The same paths, and room for those of as many blocks."""
    known = paths.reached.shape[0]
    if known == blocks:
        return paths
    more = empty_paths(blocks)
    more.reached[:known], more.kept[:known], more.left[:known] = paths
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
        going=integers(),
        names=np.zeros((4, BATCH), dtype=np.int64),
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


@borrowing
def digit_of(digits: int, level: int) -> int:
    """Whether a share lies in the upper half of its interval on a level."""
    return node_of(digits, level + 1) & 1


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
        A `Batch` with rows, keys, cohorts, digits and points.
    count
        How many of its blocks are asked.
    """
    going = 0
    for one in range(count):
        go_known_way(paths, batch, one)
        batch.going[going] = one
        going += batch.points[one] > 0 and batch.levels[one] < DEEPEST_HALVING
    while going > 0:
        name_draws(batch, going)
        numbers, keys, months = batch.names[0][:going], batch.names[1][:going], batch.names[2][:going]
        words_of_all(seed, Purpose.THRESHOLD, keys, numbers, months, 0, batch.words)
        count_bits(batch.names[3], batch.words, batch.lower, going)
        going = go_on(seed, paths, batch, going)


@borrowing
def go_known_way(paths: Any, batch: Any, one: int) -> None:
    """Go down the tree as far as this share's path is the one that was taken before."""
    row, digits, points = batch.rows[one], batch.digits[one], batch.points[one]
    parted = digits ^ paths.reached[row]
    level = 0
    passed = 0
    while level < paths.kept[row] and node_of(parted, level) == 0:
        lower: Any = np.int64(paths.left[row, level])
        if digit_of(digits, level):
            passed += lower
            points -= lower
        else:
            points = lower
        level += 1
    paths.kept[row] = level
    paths.reached[row] = digits
    batch.points[one] = points
    batch.passed[one] = passed
    batch.levels[one] = level


@borrowing
def name_draws(batch: Any, going: int) -> None:
    """Name the next halving of everybody who goes on, as `binomial_half` does."""
    for turn in range(going):
        one = batch.going[turn]
        level = batch.levels[one]
        batch.names[0, turn] = node_of(batch.digits[one], level)
        batch.names[1, turn] = batch.keys[one]
        batch.names[2, turn] = (batch.cohorts[one] << 8) | level
        batch.names[3, turn] = batch.points[one]


@borrowing
def count_bits(points: Any, words: Any, lower: Any, going: int) -> None:
    """The ones among as many random bits as there are points, right for up to `HASH_BITS` of them."""
    for turn in range(going):
        count = 0
        for word in range(WORDS):
            count += ones_among(words[word, turn], min(max(points[turn] - WORD_BITS * word, 0), WORD_BITS))
        lower[turn] = count


@borrowing
def go_on(seed: int, paths: Any, batch: Any, going: int) -> int:
    """One halving of everybody who goes on, kept as far as there is room; returns how many have not arrived."""
    left = 0
    for turn in range(going):
        one = batch.going[turn]
        level, points, lower = batch.levels[one], batch.points[one], batch.lower[turn]
        if points > HASH_BITS:
            node = node_of(batch.digits[one], level)
            lower = binomial_half(seed, batch.keys[one], batch.cohorts[one], node, level, points)
        if level < KEPT:
            paths.left[batch.rows[one], level] = lower
            paths.kept[batch.rows[one]] = level + 1
        if digit_of(batch.digits[one], level):
            batch.passed[one] += lower
            points -= lower
        else:
            points = lower
        batch.points[one] = points
        batch.levels[one] = level + 1
        batch.going[left] = one
        left += points > 0 and level + 1 < DEEPEST_HALVING
    return left
