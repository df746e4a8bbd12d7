"""Finding a person's record: for every block a small open-addressing table from rank to the row in `people`.

Blocks decide one after the other, so that the table in use stays in the processor's nearest memory.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.compile import borrowing
from microcred.base.reference import by_reference

EMPTY = -1
SMALLEST = 8
SPARE = 1 << 16


@by_reference
class Directory(NamedTuple):
    """The tables of all blocks, one after the other.

    Attributes
    ----------
    first, capacity
        By block: where its table begins in `slots`, and its length, a power of two; 0 for a block without records.
    used
        By block: records entered.
    slots
        Rank (upper 32 bits) and row of a person, -1 where empty.
    """

    first: npt.NDArray[np.int64]
    capacity: npt.NDArray[np.int64]
    used: npt.NDArray[np.int64]
    slots: npt.NDArray[np.int64]


def empty_directory(blocks: int) -> Directory:
    """A directory without records."""
    first, capacity, used = np.zeros((3, blocks), dtype=np.int64)
    return Directory(first, capacity, used, np.full(0, EMPTY, dtype=np.int64))


def with_room(directory: Directory, people: Any, count: int, more: npt.NDArray[np.int64]) -> Directory:
    """The directory with room for so many more records of each block, its tables at most two thirds full.

    A table that grows too full moves to the end of `slots`, and becomes longer. Where the end is reached all are
    laid out anew.

    Parameters
    ----------
    directory
        As it stands; it may know fewer blocks than there are by now. Its columns are not used any further.
    people, count
        The records, and how many are entered.
    more
        By block: records to come.
    """
    missing = more.shape[0] - directory.used.shape[0]
    first, capacity, used = (np.append(column, np.zeros(missing, dtype=np.int64)) for column in directory[:3])
    full = 3 * (used + more) > 2 * capacity
    bits = np.ceil(np.log2(np.maximum(1.5 * (used + more)[full], SMALLEST))).astype(np.int64)
    longer = np.left_shift(1, bits)
    moved = Directory(first, capacity, used, directory.slots)
    end = int((first + capacity).max(initial=0))
    if end + int(longer.sum()) <= directory.slots.shape[0]:
        move_tables(moved, np.flatnonzero(full), longer, end)
        return moved
    capacity[full] = longer
    ends = np.cumsum(capacity)
    # What no table has come to yet is never touched, and takes no memory.
    slots = np.empty(4 * int(ends[-1]) + SPARE, dtype=np.int64)
    slots[: int(ends[-1])] = EMPTY
    anew = Directory(ends - capacity, capacity, np.zeros_like(used), slots)
    enter_all(anew, people, count)
    return anew


@borrowing
def move_tables(directory: Any, blocks: Any, capacities: Any, end: int) -> None:
    """Move the tables of some blocks to the free space from `end` on, where each has a new capacity."""
    for turn in range(blocks.shape[0]):
        block = blocks[turn]
        old, length = directory.first[block], directory.capacity[block]
        directory.first[block] = end
        directory.capacity[block] = capacities[turn]
        directory.used[block] = 0
        directory.slots[end : end + capacities[turn]] = EMPTY
        end += capacities[turn]
        for slot in range(old, old + length):
            content = directory.slots[slot]
            if content != EMPTY:
                enter(directory, block, content >> 32, content & 0xFFFFFFFF)


@borrowing
def slot_of(directory: Any, block: int, rank: int) -> int:
    """Slot that holds a person, or the empty slot where the person belongs; the block's table must have room."""
    last = directory.capacity[block] - 1
    first = directory.first[block]
    slot = ((rank * 0x9E3779B1) >> 15) & last
    while directory.slots[first + slot] != EMPTY and directory.slots[first + slot] >> 32 != rank:
        slot = (slot + 1) & last
    return first + slot


@borrowing
def row_of(directory: Any, block: int, rank: int) -> int:
    """Row of a person, -1 without a record."""
    if directory.capacity[block] == 0:
        return EMPTY
    content = directory.slots[slot_of(directory, block, rank)]
    return EMPTY if content == EMPTY else content & 0xFFFFFFFF


@borrowing
def enter(directory: Any, block: int, rank: int, row: int) -> None:
    """Write down the row of a person who has none yet."""
    directory.slots[slot_of(directory, block, rank)] = (rank << 32) | row
    directory.used[block] += 1


@borrowing
def enter_newcomers(directory: Any, newcomers: Any) -> None:
    """Write down the rows of applicants who got their record."""
    for turn in range(newcomers.shape[0]):
        enter(directory, int(newcomers[turn].block), int(newcomers[turn].rank), int(newcomers[turn].person))


@borrowing
def enter_all(directory: Any, people: Any, count: int) -> None:
    """Write down the rows of all people with a record."""
    for row in range(count):
        enter(directory, int(people[row].block), int(people[row].rank), row)
