"""Thresholds passed month after month, in many blocks at once, are those that every block counts for itself (R05)."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from hypothesis import example, given, settings
from hypothesis import strategies as st

from microcred.base.paths import BATCH, KEPT, Paths, count_passed, digits_of, empty_batch, empty_paths, with_paths
from microcred.base.thresholds import DEEPEST_HALVING, thresholds_passed

WORD = st.integers(0, 2**32 - 1)
BLOCK = st.tuples(WORD, st.integers(0, 60_000), st.one_of(st.integers(0, 400), st.integers(0, 2_000_000)))
# Hazards of a block's months: mostly little more than the last, as they are; but any step is counted right.
HAZARDS = st.lists(st.one_of(st.floats(0.0, 0.01), st.floats(0.0, 5.0), st.just(0.0), st.just(40.0)), max_size=8)
few = settings(derandomize=True, max_examples=60, deadline=None, database=None)


def asked(seed: int, paths: Paths, blocks: list[tuple[int, int, int]], hazards: list[float]) -> npt.NDArray[np.int64]:
    """What a batch counts of each block; they stand in the paths in reverse: a row is no number of the batch."""
    batch, count = empty_batch(), len(blocks)
    for turn, ((key, cohort, size), hazard) in enumerate(zip(blocks, hazards, strict=True)):
        batch.rows[turn] = count - 1 - turn
        batch.keys[turn], batch.cohorts[turn], batch.points[turn] = key, cohort, size
        batch.digits[turn] = digits_of(hazard)
    count_passed(seed, paths, batch, count)
    found = np.empty(count, dtype=np.int64)
    found[count - 1 - batch.rows[:count]] = batch.passed[:count]
    return found


@few
@given(WORD, st.lists(BLOCK, min_size=1, max_size=12), HAZARDS)
@example(7, [(5, 8_000, 3_000_000), (6, 8_000, 300), (7, 8_000, 1), (8, 8_000, 0)], [0.2, 1e-9, 1e-9, 0.0, 40.0])
def test_any_months_are_counted_as_by_themselves(
    seed: int, blocks: list[tuple[int, int, int]], steps: list[float]
) -> None:
    """M18: whatever hazards follow each other, kept halvings give what drawing all of them gives."""
    paths = empty_paths(len(blocks))
    for month in range(len(steps)):
        hazards = [sum(steps[: month + 1]) * (1.0 + turn % 3) for turn in range(len(blocks))]
        hazards[0] = steps[month]
        found = asked(seed, paths, blocks, hazards).tolist()
        assert found == [thresholds_passed(seed, *block, hazard) for block, hazard in zip(blocks, hazards, strict=True)]


def test_a_whole_batch_of_large_blocks() -> None:
    """More halvings than are kept, more points than one hash has bits for, and no room left in the batch."""
    blocks = [(turn, 8_100, 7_000_000 + turn) for turn in range(BATCH)]
    paths = empty_paths(BATCH)
    for hazard in (0.0513, 0.0514, 0.06, 0.7):
        found = asked(3, paths, blocks, [hazard] * BATCH).tolist()
        assert found == [thresholds_passed(3, *block, hazard) for block in blocks]
    assert (paths.kept == KEPT).any()


def test_digits_are_those_of_the_share() -> None:
    """0 for what is no share at all, all ones beyond the last."""
    assert digits_of(0.0) == 0
    assert digits_of(math.nan) == 0
    assert digits_of(math.log(2.0)) == 1 << (DEEPEST_HALVING - 1)
    assert digits_of(1e9) == (1 << DEEPEST_HALVING) - 1


def test_room_for_more_blocks_keeps_what_is_known() -> None:
    paths = empty_paths(2)
    asked(1, paths, [(1, 1, 1_000), (2, 1, 1_000)], [0.5, 0.9])
    more = with_paths(paths, 5)
    for before, after in zip(paths, more, strict=True):
        assert (after[:2] == before).all()
        assert not after[2:].any()
    assert with_paths(more, 5) is more
