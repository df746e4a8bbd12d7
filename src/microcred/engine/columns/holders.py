"""Stage `observe`: how well all employed holders match, a page of them at a time."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.compile import borrowing
from microcred.base.normal import IN_DOUBT, units_below_each
from microcred.base.reference import by_reference
from microcred.engine.columns.employed import KINDS, NOBODY, PAGE
from microcred.engine.columns.observation import MONTHS, fixed
from microcred.rules.match import joint_spread, match_deviations, match_left, match_probability
from microcred.world.states import FIXED, Count, Job, Sum

# Of a page, looked at together: nobody on most stretches is in doubt.
STRETCH = 32


@by_reference
class Room(NamedTuple):
    """What is worked out of the holders on a page.

    Attributes
    ----------
    matches, deviations
        Their match, and by how many standard deviations it exceeds what jobs ask for.
    places, units
        Room of `units_below_each`, and what it finds: how probably the match meets a job.
    """

    matches: npt.NDArray[np.float64]
    deviations: npt.NDArray[np.float64]
    places: npt.NDArray[np.float64]
    units: npt.NDArray[np.float64]


def empty_room() -> Room:
    """Room for a page."""
    return Room(*np.empty((4, PAGE)))


@borrowing
def observe_careers(
    world: Any, measures: Any, employed: Any, room: Any, counts: Any, sums: Any, first: int, last: int
) -> None:
    """Match of the holders on some pages."""
    p = world.parameters[0]
    month = world.nation[0].month
    joint = joint_spread(p.requirement_spread, p.match_noise)
    for page in range(first, last):
        kind = employed.kinds[page]
        need = measures.needs[1 + kind % KINDS // 2]
        passed = employed.passed[page * PAGE : (page + 1) * PAGE]
        match_page(measures, employed, page, month, room.matches)
        compare_page(room, need, joint)
        units_below_each(room.deviations, FIXED, room.places, room.units)
        settle_doubts(p, room, passed, need)
        add_up(room, passed, month, counts[kind // KINDS], sums[kind // KINDS])


@borrowing
def match_page(measures: Any, employed: Any, page: int, month: int, matches: Any) -> None:
    """Today's match of everybody on a page; 0 in free slots."""
    away = employed.kinds[page] % 2 == 1
    left = measures.away if away else measures.working
    fit = measures.fits[Job.ELSEWHERE if away else Job.IN_OCCUPATION]
    first = page * PAGE
    for slot in range(PAGE):
        path = employed.paths[first + slot]
        matches[slot] = match_left(employed.alignments[first + slot], left[path + month], fit)


@borrowing
def compare_page(room: Any, need: float, joint: float) -> None:
    """By how many standard deviations the matches on a page exceed what jobs ask for."""
    for slot in range(PAGE):
        room.deviations[slot] = match_deviations(room.matches[slot], need, joint)


@borrowing
def settle_doubts(p: Any, room: Any, passed: Any, need: float) -> None:
    """Work out one by one what `units_below_each` leaves in doubt of holders; whatever is not finite is."""
    for first in range(0, PAGE, STRETCH):
        last = first + STRETCH
        if doubts_among(room.units[first:last], passed[first:last]) == 0:
            continue
        for slot in range(first, last):
            if room.units[slot] == IN_DOUBT and passed[slot] != NOBODY:
                match = room.matches[slot]
                fixed(match)
                room.units[slot] = fixed(match_probability(match, need, p.requirement_spread, p.match_noise))


@borrowing
def doubts_among(units: Any, passed: Any) -> int:
    """How many of some slots hold somebody of whom `units_below_each` is in doubt."""
    count = 0
    for slot in range(units.shape[0]):
        count += (units[slot] == IN_DOUBT) & (passed[slot] != NOBODY)
    return count


@borrowing
def add_up(room: Any, passed: Any, month: int, counts: Any, sums: Any) -> None:
    """Count the holders on a page, with their match and the probability that it meets a job."""
    employed, recent, chance, chance_recent, level = 0, 0, 0, 0, 0
    for slot in range(PAGE):
        here, new = passed[slot] != NOBODY, passed[slot] > month - MONTHS
        units = int(room.units[slot])
        employed += here
        recent += new
        chance += units * here
        chance_recent += units * new
        level += int(np.floor(room.matches[slot] * FIXED + 0.5))
    counts[Count.EMPLOYED] += employed
    counts[Count.EMPLOYED_RECENT] += recent
    sums[Sum.MATCH] += chance
    sums[Sum.MATCH_RECENT] += chance_recent
    sums[Sum.MATCH_LEVEL] += level
