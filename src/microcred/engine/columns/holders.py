"""Stage `observe`: how well all employed holders match, some hundreds at a time."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.compile import borrowing
from microcred.base.normal import units_below_each
from microcred.base.reference import by_reference
from microcred.engine.columns.match import requirement_of
from microcred.engine.columns.observation import MONTHS, fixed
from microcred.rules.match import match_deviations, match_left, match_probability, still_matching
from microcred.world.states import FIXED, Count, Job, Sum
from microcred.world.tables import World

# Careers that are worked on at once: what is gathered of them stays in the processor's nearest memory.
AT_ONCE = 512
LEVELS = 3


@by_reference
class Measures(NamedTuple):
    """What a match is made of and measured by that stays the same in a run, written down once.

    Attributes
    ----------
    kinds
        By occupation: which half-life.
    left
        By half-life, months outside and months inside the occupation: what time leaves of a match (`still_matching`).
    fits
        By `Job`: how far what was learnt is of use in it.
    needs
        By level of credential: what jobs ask for (`requirement_of`).
    """

    kinds: npt.NDArray[np.int64]
    left: npt.NDArray[np.float64]
    fits: npt.NDArray[np.float64]
    needs: npt.NDArray[np.float64]


@by_reference
class Room(NamedTuple):
    """What is gathered of employed holders, `AT_ONCE` at a time.

    Attributes
    ----------
    rows
        Of the careers.
    matches, needs, deviations
        Their match, what jobs ask for, and by how many standard deviations the match exceeds it.
    squares, units
        Room of `units_below_each`.
    """

    rows: npt.NDArray[np.int64]
    matches: npt.NDArray[np.float64]
    needs: npt.NDArray[np.float64]
    deviations: npt.NDArray[np.float64]
    squares: npt.NDArray[np.float64]
    units: npt.NDArray[np.float64]


def measures_of(world: World, months: int) -> Measures:
    """What stays the same in a run of so many months."""
    p = world.parameters[0]
    half_lives, kinds = np.unique(world.occupations["half_life"], return_inverse=True)
    left = np.zeros((half_lives.size, months, months))
    fill_left(half_lives, float(p["decay_incumbent"]), left)
    fits = np.ones(len(Job))
    fits[Job.ELSEWHERE] = p["transfer"]
    needs = np.empty(LEVELS + 1)
    fill_needs(world, needs)
    return Measures(kinds.astype(np.int64), left, fits, needs)


@borrowing
def fill_left(half_lives: Any, incumbent: float, left: Any) -> None:
    """Fill `Measures.left`, as far as months outside and inside add up to those there are."""
    months = left.shape[1]
    for kind in range(half_lives.shape[0]):
        for outside in range(months):
            for inside in range(months - outside):
                left[kind, outside, inside] = still_matching(float(outside), float(inside), half_lives[kind], incumbent)


@borrowing
def fill_needs(world: Any, needs: Any) -> None:
    """Fill `Measures.needs`."""
    for level in range(needs.shape[0]):
        needs[level] = requirement_of(world.parameters[0], level)


def empty_room() -> Room:
    """Room for `AT_ONCE` holders."""
    return Room(np.empty(AT_ONCE, dtype=np.int64), *np.empty((5, AT_ONCE)))


@borrowing
def observe_careers(world: Any, measures: Any, room: Any, counts: Any, sums: Any, first: int, last: int) -> None:
    """Match of the employed holders among some careers."""
    for begin in range(first, last, AT_ONCE):
        employed = find_employed(world, room, begin, min(begin + AT_ONCE, last))
        match_each(world, measures, room, employed)
        compare_each(world.parameters[0], room, employed)
        units_below_each(room.deviations[:employed], FIXED, room.squares, room.units)
        add_up(world, room, employed, counts, sums)


@borrowing
def find_employed(world: Any, room: Any, first: int, last: int) -> int:
    """The rows of the employed among some careers, and how many they are."""
    employed = 0
    for row in range(first, last):
        room.rows[employed] = row
        employed += int(world.careers[row].job >= Job.IN_OCCUPATION)
    return employed


@borrowing
def match_each(world: Any, measures: Any, room: Any, employed: int) -> None:
    """`current_match` of employed holders, and what jobs ask for."""
    month = world.nation[0].month
    for turn in range(employed):
        career = world.careers[room.rows[turn]]
        inside = (month - career.hired) * int(career.job == Job.IN_OCCUPATION)
        outside = month - career.passed - inside
        left = measures.left[measures.kinds[career.occupation], outside, inside]
        room.matches[turn] = match_left(career.alignment, left, measures.fits[career.job])
        room.needs[turn] = measures.needs[career.level]


@borrowing
def compare_each(p: Any, room: Any, employed: int) -> None:
    """`match_deviations` of employed holders."""
    spread, noise = p.requirement_spread, p.match_noise
    for turn in range(employed):
        room.deviations[turn] = match_deviations(room.matches[turn], room.needs[turn], spread, noise)


@borrowing
def add_up(world: Any, room: Any, employed: int, counts: Any, sums: Any) -> None:
    """Count employed holders by place, with their match and the probability that it meets a job."""
    p = world.parameters[0]
    month = world.nation[0].month
    for turn in range(employed):
        career = world.careers[room.rows[turn]]
        place = career.place
        chance = int(room.units[turn])
        if chance < 0:
            chance = fixed(match_probability(room.matches[turn], room.needs[turn], p.requirement_spread, p.match_noise))
        counts[place, Count.EMPLOYED] += 1
        sums[place, Sum.MATCH] += chance
        sums[place, Sum.MATCH_LEVEL] += fixed(room.matches[turn])
        if month - career.passed < MONTHS:
            counts[place, Count.EMPLOYED_RECENT] += 1
            sums[place, Sum.MATCH_RECENT] += chance
