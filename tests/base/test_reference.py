"""Bundles of tables reach compiled functions by reference, and come to no harm there."""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

from microcred.base.compile import borrowing, compiled
from microcred.base.reference import by_reference

ROW = np.dtype([("number", "i8"), ("share", "f8")])


@by_reference
class Shelf(NamedTuple):
    """A bundle within another."""

    books: npt.NDArray[Any]


@by_reference
class Room(NamedTuple):
    """Tables of several kinds."""

    rows: npt.NDArray[Any]
    grid: npt.NDArray[Any]
    shelf: Shelf


def room(books: npt.NDArray[Any] | None = None) -> Room:
    """Three rows, a grid of two by three, two books."""
    rows = np.zeros(3, dtype=ROW)
    rows["number"] = [1, 2, 3]
    return Room(rows, np.arange(6.0).reshape(2, 3), Shelf(np.array([10, 20]) if books is None else books))


@borrowing
def inner(room: Any, row: int) -> float:
    """Write into a row, and add what else there is."""
    room.rows[row].share = 0.5
    return room.rows[row].number + room.grid[1, 2] + room.shelf.books[1]


@borrowing
def through(room: Any) -> float:
    """Hand the bundle on."""
    total = 0.0
    for row in range(room.rows.shape[0]):
        total += inner(room, row)
    return total


@compiled
def counting(room: Any) -> Any:
    """Keep references: an array of the bundle, and one of its own."""
    return room.shelf.books, room.grid + 1.0


def test_tables_are_read_and_written_in_place() -> None:
    """1 + 2 + 3 of the rows, and thrice 5 of the grid and 20 of the books; what is written is there afterwards."""
    here = room()
    assert through(here) == 6.0 + 3 * (5.0 + 20.0)
    assert here.rows["share"].tolist() == [0.5, 0.5, 0.5]


def test_references_are_counted() -> None:
    """After a call as many hold an array as before; what is returned is held once more."""
    here = room()
    before = [sys.getrefcount(one) for one in (here.rows, here.grid, here.shelf.books)]
    for _ in range(3):
        through(here)
        counting(here)
    assert [sys.getrefcount(one) for one in (here.rows, here.grid, here.shelf.books)] == before
    books, grid = counting(here)
    del here
    assert books.tolist() == [10, 20]
    assert grid[1].tolist() == [4.0, 5.0, 6.0]


def test_other_types_are_other_functions() -> None:
    """Books as real numbers, or every second one of a row, mean the same."""
    assert through(room(np.array([10.0, 20.5]))) == 6.0 + 3 * (5.0 + 20.5)
    assert through(room(np.array([10, 0, 30, 0])[::2])) == 6.0 + 3 * (5.0 + 30.0)


def test_a_bundle_that_was_replaced_is_seen() -> None:
    """A longer table takes the place of a shorter one between two calls."""
    here = room()
    first = through(here)
    longer = here._replace(rows=np.concatenate([here.rows, here.rows]))
    assert through(longer) == 2 * first


def test_only_members_are_there() -> None:
    """A name that the bundle does not have is refused when the function is compiled."""

    @borrowing
    def lost(room: Any) -> float:
        return float(room.cellar[0])

    with pytest.raises(Exception, match="cellar"):
        lost(room())
