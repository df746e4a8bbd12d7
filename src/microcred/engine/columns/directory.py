"""Finding a person's record: for every block a small open-addressing table from rank to the row in `people`.

Blocks decide one after the other, so that the table in use stays in the processor's nearest memory.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from microcred.base.compile import borrowing, compiled, spelled_out
from microcred.base.reference import by_reference
from microcred.engine.columns.ranks import home_of, mark_of

EMPTY = -1
SMALLEST = 8
# People whose slots are fetched side by side, before any of them is entered.
FETCHED = 256

Number = TypeVar("Number", np.int64, np.uint8)


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
    marks
        By slot: a bit (`mark_of`) for every person whose search begins there.
    """

    first: npt.NDArray[np.int64]
    capacity: npt.NDArray[np.int64]
    used: npt.NDArray[np.int64]
    slots: npt.NDArray[np.int64]
    marks: npt.NDArray[np.uint8]


def empty_directory(blocks: int, room: int) -> Directory:
    """A directory without records, and so many slots, which take no memory before a table comes to them."""
    first, capacity, used = np.zeros((3, blocks), dtype=np.int64)
    return Directory(first, capacity, used, np.empty(room, dtype=np.int64), np.empty(room, dtype=np.uint8))


def with_room(directory: Directory, more: npt.NDArray[np.int64]) -> Directory:
    """The directory with room for so many more records of each block, its tables at most two thirds full.

    A table that grows too full moves to the end of all tables, and becomes longer: all that were left behind together
    are shorter than those in use.

    Parameters
    ----------
    directory
        As it stands; it may know fewer blocks than there are by now. Its columns are not used any further.
    more
        By block: records to come.
    """
    missing = more.shape[0] - directory.used.shape[0]
    first, capacity, used = (np.append(column, np.zeros(missing, dtype=np.int64)) for column in directory[:3])
    full = np.flatnonzero(3 * (used + more) > 2 * capacity)
    bits = np.ceil(np.log2(np.maximum(1.5 * (used + more)[full], SMALLEST))).astype(np.int64)
    longer = np.left_shift(1, bits)
    end = int((first + capacity).max(initial=0))
    wanted = end + int(longer.sum())
    slots, marks = extended(directory.slots, end, wanted), extended(directory.marks, end, wanted)
    moved = Directory(first, capacity, used, slots, marks)
    move_tables(moved, full, longer, end)
    return moved


def extended(column: npt.NDArray[Number], end: int, wanted: int) -> npt.NDArray[Number]:
    """A column of slots, or one twice as long as wanted where it is too short; what comes from `end` on is empty."""
    if wanted <= column.shape[0]:
        return column
    longer = np.empty(2 * wanted, dtype=column.dtype)
    longer[:end] = column[:end]
    return longer


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
        directory.marks[end : end + capacities[turn]] = 0
        end += capacities[turn]
        for slot in range(old, old + length):
            content = directory.slots[slot]
            if content != EMPTY:
                enter(directory, block, rank_in(content), row_in(content))


@spelled_out
def rank_in(content: int) -> int:
    """The rank that a slot holds."""
    return content >> 32


@spelled_out
def row_in(content: int) -> int:
    """The row of a person that a slot holds."""
    return content & 0xFFFFFFFF


@borrowing
def start_of(directory: Any, block: int, rank: int) -> int:
    """Slot where the search for a person begins; the block must have a table."""
    return directory.first[block] + home_of(rank, directory.capacity[block])


@borrowing
def slot_of(directory: Any, block: int, rank: int) -> int:
    """Slot that holds a person, or the empty slot where the person belongs; the block's table must have room."""
    last = directory.capacity[block] - 1
    first = directory.first[block]
    slot = home_of(rank, directory.capacity[block])
    while directory.slots[first + slot] != EMPTY and rank_in(directory.slots[first + slot]) != rank:
        slot = (slot + 1) & last
    return first + slot


@borrowing
def may_know(directory: Any, block: int, rank: int) -> bool:
    """Whether a person may have a record: True for all who have one, and for few others."""
    if directory.capacity[block] == 0:
        return False
    return (directory.marks[start_of(directory, block, rank)] & mark_of(rank)) != 0


@borrowing
def row_of(directory: Any, block: int, rank: int) -> int:
    """Row of a person, -1 without a record."""
    if not may_know(directory, block, rank):
        return EMPTY
    content = directory.slots[slot_of(directory, block, rank)]
    return EMPTY if content == EMPTY else row_in(content)


@borrowing
def enter(directory: Any, block: int, rank: int, row: int) -> None:
    """Write down the row of a person who has none yet."""
    directory.slots[slot_of(directory, block, rank)] = (rank << 32) | row
    directory.marks[start_of(directory, block, rank)] |= mark_of(rank)
    directory.used[block] += 1


@compiled
def enter_people(directory: Any, people: Any, first: int, last: int) -> None:
    """Write down some rows of people who have none yet."""
    found = np.empty(FETCHED, dtype=np.int64)
    for start in range(first, last, FETCHED):
        end = min(start + FETCHED, last)
        for row in range(start, end):
            found[row - start] = directory.slots[start_of(directory, people[row].block, people[row].rank)]
        for row in range(start, end):
            enter(directory, people[row].block, people[row].rank, row)
