"""The directory of records, against a dictionary."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.engine.columns.directory import SMALLEST, Directory, empty_directory, enter_people, row_of, with_room
from microcred.world.people_rows import PERSON
from microcred.world.tables import Table, empty_rows

Entries = dict[tuple[int, int], int]
RANKS = st.one_of(st.integers(0, 40), st.integers(0, 2**31 - 1), st.integers(0, 60).map(lambda step: step << 20))
ENOUGH = 4_000


@st.composite
def months(draw: st.DrawFn) -> list[list[tuple[int, int]]]:
    """By month, who gets a record: (block, rank), with blocks that come up as cohorts enter."""
    return draw(st.lists(st.lists(st.tuples(st.integers(0, 7), RANKS), max_size=60), min_size=1, max_size=8))


def check(directory: Directory, known: Entries) -> None:
    """Everybody is found, and neighbours without a record are not; no table is more than two thirds full."""
    for (block, rank), row in known.items():
        assert row_of(directory, block, rank) == row
        for other in ((block, rank + 1), (block, rank ^ (1 << 20)), ((block + 1) % directory.used.size, rank)):
            assert row_of(directory, *other) == known.get(other, -1)
    blocks = np.array([block for block, _ in known], dtype=np.int64)
    assert directory.used.tolist() == np.bincount(blocks, minlength=directory.used.size).tolist()
    assert (3 * directory.used <= 2 * directory.capacity).all()
    lengths = directory.capacity[directory.capacity > 0]
    assert (lengths >= SMALLEST).all()
    assert (lengths & (lengths - 1) == 0).all()
    # Tables lie side by side, none upon another, none beyond the end.
    places = sorted(zip(directory.first.tolist(), directory.capacity.tolist(), strict=True))
    places = [(first, length) for first, length in places if length]
    for (first, length), (following, _) in itertools.pairwise(places):
        assert first + length <= following
    assert all(first + length <= directory.slots.size for first, length in places)


def add(directory: Directory, people: Table, known: Entries, month: list[tuple[int, int]], blocks: int) -> Directory:
    """Enter those of a month who have no record yet, as the engine does: room first."""
    before = len(known)
    newcomers = [name for name in dict.fromkeys(month) if name not in known]
    # Room is made for all applications of the month, also of those who have a record already.
    more = np.bincount(np.array([block for block, _ in month], dtype=np.int64), minlength=blocks)
    directory = with_room(directory, more)
    for block, rank in newcomers:
        row = len(known)
        people[row]["block"], people[row]["rank"] = block, rank
        known[block, rank] = row
    enter_people(directory, people, before, len(known))
    return directory


@settings(derandomize=True, max_examples=100, deadline=None, database=None)
@given(months())
def test_it_is_a_dictionary(entries: list[list[tuple[int, int]]]) -> None:
    """Random people of random blocks, month by month, while blocks are added: rows as in a dictionary."""
    people, known = empty_rows(PERSON, ENOUGH), Entries()
    directory = empty_directory(1, 0)
    blocks = 1
    for month in entries:
        blocks = max(blocks, 1 + max((block for block, _ in month), default=0))
        directory = add(directory, people, known, month, blocks)
        assert directory.used.size == blocks
        check(directory, known)


@pytest.mark.parametrize("room", [0, 100_000])
def test_one_block_grows_and_grows(room: int) -> None:
    """A table moves to longer ones many times, within the slots there are and where they run out; forgets nobody."""
    people, known = empty_rows(PERSON, ENOUGH), Entries()
    directory = empty_directory(3, room)
    slots = []
    for month in range(40):
        newcomers = [(month % 2, 7 * (100 * month + turn)) for turn in range(90)]
        directory = add(directory, people, known, [*newcomers, (2, month)], 3)
        check(directory, known)
        slots.append(directory.slots.size)
    assert len(known) == 40 * 91
    # Both ways were taken, where there was no room at first.
    assert len(set(slots)) == 1 if room else 2 < len(set(slots)) < 12
    assert int((directory.first + directory.capacity).max()) < 6 * len(known)


def test_nobody_in_an_empty_one() -> None:
    """Without records there are no tables; nothing to come makes none."""
    directory = with_room(empty_directory(2, 0), np.zeros(5, dtype=np.int64))
    assert directory.used.size == 5
    assert directory.slots.size == 0
    assert row_of(directory, 4, 0) == -1


def test_the_caller_keeps_what_it_had() -> None:
    """Making room changes no column of the directory that it was made from."""
    people, known = empty_rows(PERSON, ENOUGH), Entries()
    directory = add(empty_directory(1, 0), people, known, [(0, 5)], 1)
    columns = [column.copy() for column in directory[:3]]
    with_room(directory, np.array([500, 3]))
    assert all(np.array_equal(before, now) for before, now in zip(columns, directory[:3], strict=True))
