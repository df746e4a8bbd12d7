"""Finding a person's record: an open-addressing table from (block, rank) to the row in `people`."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.compile import compiled

EMPTY = -1


class Directory(NamedTuple):
    """Keys (block << 32 | rank, -1 where empty) and rows; the length is a power of two."""

    keys: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]


def empty_directory(capacity: int) -> Directory:
    """A directory for up to half of `capacity` people; `capacity` is a power of two."""
    return Directory(np.full(capacity, EMPTY, dtype=np.int64), np.zeros(capacity, dtype=np.int32))


@compiled
def place_of(directory: Any, block: int, rank: int) -> int:
    """Slot that holds a person, or the empty slot where the person belongs."""
    wanted = (block << 32) | rank
    last = directory.keys.shape[0] - 1
    slot = ((wanted ^ (wanted >> 29)) * 0x9E3779B97F4A7C1) & last
    while directory.keys[slot] != EMPTY and directory.keys[slot] != wanted:
        slot = (slot + 1) & last
    return slot


@compiled
def row_of(directory: Any, block: int, rank: int) -> int:
    """Row of a person, -1 without a record."""
    slot = place_of(directory, block, rank)
    if directory.keys[slot] == EMPTY:
        return EMPTY
    return int(directory.rows[slot])


@compiled
def enter(directory: Any, block: int, rank: int, row: int) -> None:
    """Write down the row of a person."""
    slot = place_of(directory, block, rank)
    directory.keys[slot] = (block << 32) | rank
    directory.rows[slot] = row


@compiled
def enter_all(directory: Any, people: Any, count: int) -> None:
    """Write down the rows of all people with a record."""
    for row in range(count):
        enter(directory, int(people[row].block), int(people[row].rank), row)
