"""The month's table of applicants, against a set."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.engine.columns.applied import enter, room_for, waits

BLOCKS = 6
RANKS = st.one_of(st.integers(0, 40), st.integers(0, 2**31 - 1), st.integers(0, 60).map(lambda step: step << 20))


@settings(derandomize=True, max_examples=200, deadline=None, database=None)
@given(st.lists(st.tuples(st.integers(0, BLOCKS - 1), RANKS), max_size=200))
def test_it_is_a_set(names: list[tuple[int, int]]) -> None:
    """Whoever applied is found, once however often; neighbours are not; tables lie side by side, half full at most."""
    blocks = np.array([block for block, _ in names], dtype=np.int64)
    applied = room_for(BLOCKS, blocks)
    known: set[tuple[int, int]] = set()
    for name in names:
        assert enter(applied, *name) == (name not in known)
        known.add(name)
    for block, rank in known:
        assert waits(applied, block, rank)
        for other in ((block, rank + 1), (block, rank ^ (1 << 20)), ((block + 1) % BLOCKS, rank)):
            assert waits(applied, *other) == (other in known)
    assert (2 * np.bincount(blocks, minlength=BLOCKS) <= applied.capacity).all()
    assert applied.first.tolist() == (np.cumsum(applied.capacity) - applied.capacity).tolist()
    assert applied.ranks.size == applied.capacity.sum()
    assert np.count_nonzero(applied.ranks >= 0) == len(known)


def test_blocks_that_entered_since() -> None:
    """Nobody of a block that no table knows waits, nor of one where nobody applied."""
    applied = room_for(2, np.array([1]))
    assert enter(applied, 1, 7)
    assert [waits(applied, block, 7) for block in (0, 1, 2, 9)] == [False, True, False, False]
