"""Who waits for admission: for every block a small open-addressing table of ranks, made anew every month.

Most applicants are refused, and then nothing tells them from people who never applied: only who is admitted gets a
record.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.compile import borrowing
from microcred.base.reference import by_reference
from microcred.engine.columns.ranks import home_of, mark_of

EMPTY = -1


@by_reference
class Applied(NamedTuple):
    """The tables of all blocks, one after the other.

    Attributes
    ----------
    first, capacity
        By block: where its table begins in `ranks`, and its length, a power of two; 0 where nobody applied. Blocks
        that entered since are missing.
    ranks
        Of whoever applied, -1 where empty.
    marks
        By slot: a bit (`mark_of`) for everybody whose search begins there.
    """

    first: npt.NDArray[np.int64]
    capacity: npt.NDArray[np.int64]
    ranks: npt.NDArray[np.int32]
    marks: npt.NDArray[np.uint8]


def room_for(blocks: int, names: npt.NDArray[np.integer[Any]]) -> Applied:
    """Empty tables with room for applicants of these blocks, at most half full.

    Parameters
    ----------
    blocks
        How many there are.
    names
        The block of each application; somebody may have applied twice.
    """
    first, capacity = np.zeros((2, blocks), dtype=np.int64)
    slots = measure(names, first, capacity)
    return Applied(first, capacity, np.full(slots, EMPTY, dtype=np.int32), np.zeros(slots, dtype=np.uint8))


@borrowing
def measure(names: Any, first: Any, capacity: Any) -> int:
    """Set where the table of each block begins and how long it is, both zero before; returns the length of all."""
    for turn in range(names.shape[0]):
        first[names[turn]] += 1
    slots = 0
    for block in range(first.shape[0]):
        length = 0 if first[block] == 0 else 2
        while length < 2 * first[block]:
            length *= 2
        first[block] = slots
        capacity[block] = length
        slots += length
    return slots


@borrowing
def slot_of(applied: Any, block: int, rank: int) -> int:
    """Slot that holds a rank, or the empty one where it belongs; the block's table must have room."""
    last = applied.capacity[block] - 1
    first = applied.first[block]
    slot = home_of(rank, applied.capacity[block])
    while applied.ranks[first + slot] != EMPTY and applied.ranks[first + slot] != rank:
        slot = (slot + 1) & last
    return first + slot


@borrowing
def may_wait(applied: Any, block: int, rank: int) -> bool:
    """Whether somebody may wait for admission: True for all who do, and for few others."""
    if block >= applied.capacity.shape[0] or applied.capacity[block] == 0:
        return False
    home = applied.first[block] + home_of(rank, applied.capacity[block])
    return (applied.marks[home] & mark_of(rank)) != 0


@borrowing
def waits(applied: Any, block: int, rank: int) -> bool:
    """Does somebody wait for admission?"""
    return may_wait(applied, block, rank) and applied.ranks[slot_of(applied, block, rank)] == rank


@borrowing
def enter(applied: Any, block: int, rank: int) -> bool:
    """Write down that somebody waits; False for whoever stands there already."""
    slot = slot_of(applied, block, rank)
    if applied.ranks[slot] == rank:
        return False
    applied.ranks[slot] = rank
    applied.marks[applied.first[block] + home_of(rank, applied.capacity[block])] |= mark_of(rank)
    return True
