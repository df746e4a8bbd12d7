"""Holders who have a job: what observers ask of them every month, in pages of holders who are alike in place and job.

All on a page share what is looked up, and add up to one row of counts: the processor works on several abreast.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.compile import borrowing
from microcred.base.reference import by_reference
from microcred.engine.columns.measures import LEVELS, path_of
from microcred.world.states import Job
from microcred.world.tables import grown

# As many as the processor's nearest memory holds with all that is asked of them; the last page of a kind is half empty.
PAGE = 256
NOBODY = -1
NONE = -1
# Kinds of pages in a place: by level, in the occupation and elsewhere.
KINDS = 2 * LEVELS


@by_reference
class Employed(NamedTuple):
    """Pages of `PAGE` slots.

    Attributes
    ----------
    alignments, paths, passed
        By slot: the match on the day of the exam, how it wears off (`path_of`), and the month of the exam; in a free
        slot 0, any path of the run, and `NOBODY`.
    after
        By free slot: the next free one of the same kind, `NONE` after the last.
    kinds
        By page: place and kind of job of all who stand on it (`kind_of`).
    free
        By kind: the first free slot.
    pages
        One number: pages in use.
    """

    alignments: npt.NDArray[np.float64]
    paths: npt.NDArray[np.int32]
    passed: npt.NDArray[np.int32]
    after: npt.NDArray[np.int32]
    kinds: npt.NDArray[np.int64]
    free: npt.NDArray[np.int64]
    pages: npt.NDArray[np.int64]


def nobody_employed(places: int, careers: int) -> Employed:
    """No page yet; room for about so many careers, which takes memory where pages come to stand only."""
    slots = careers // PAGE * PAGE
    paths, passed, after = (np.empty(slots, dtype=np.int32) for _ in range(3))
    kinds, pages = np.empty(slots // PAGE, dtype=np.int64), np.zeros(1, dtype=np.int64)
    return Employed(np.empty(slots), paths, passed, after, kinds, np.full(places * KINDS, NONE), pages)


def with_pages(employed: Employed, starts: int) -> Employed:
    """The same with room for so many more."""
    pages = int(employed.pages[0]) + employed.free.shape[0] + starts // PAGE
    return employed._replace(
        alignments=grown(employed.alignments, pages * PAGE),
        paths=grown(employed.paths, pages * PAGE),
        passed=grown(employed.passed, pages * PAGE),
        after=grown(employed.after, pages * PAGE),
        kinds=grown(employed.kinds, pages),
    )


@borrowing
def kind_of(place: int, level: int, job: int) -> int:
    """The kind of page on which somebody stands."""
    return (place * LEVELS + level - 1) * 2 + (job == Job.ELSEWHERE)


@borrowing
def open_page(employed: Any, kind: int, month: int) -> None:
    """A page more, all of whose slots are free."""
    page = employed.pages[0]
    employed.pages[0] += 1
    employed.kinds[page] = kind
    first = page * PAGE
    for slot in range(first, first + PAGE):
        employed.alignments[slot] = 0.0
        employed.paths[slot] = -month
        employed.passed[slot] = NOBODY
        employed.after[slot] = slot + 1
    employed.after[first + PAGE - 1] = NONE
    employed.free[kind] = first


@borrowing
def take_slot(employed: Any, measures: Any, seeker: Any, job: int, month: int) -> int:
    """Somebody who sought a job has one from this month on; returns the slot."""
    kind = kind_of(seeker.place, seeker.level, job)
    if employed.free[kind] == NONE:
        open_page(employed, kind, month)
    slot = employed.free[kind]
    employed.free[kind] = employed.after[slot]
    employed.alignments[slot] = seeker.alignment
    employed.paths[slot] = path_of(measures, seeker.occupation, seeker.passed, month, job)
    employed.passed[slot] = seeker.passed
    return slot


@borrowing
def leave_slot(employed: Any, slot: int) -> None:
    """Whoever has a job has none any more."""
    kind = employed.kinds[slot // PAGE]
    employed.alignments[slot] = 0.0
    employed.passed[slot] = NOBODY
    employed.after[slot] = employed.free[kind]
    employed.free[kind] = slot
