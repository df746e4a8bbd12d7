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


@by_reference
class Decay(NamedTuple):
    """What time leaves of a match (`still_matching`), written down once a run: whole months and few half-lives.

    Attributes
    ----------
    kinds
        By occupation: which half-life.
    left
        By half-life, months outside and months inside the occupation.
    """

    kinds: npt.NDArray[np.int64]
    left: npt.NDArray[np.float64]


@by_reference
class Room(NamedTuple):
    """What is gathered of employed holders, `AT_ONCE` at a time.

    Attributes
    ----------
    rows
        Of the careers.
    matches, deviations
        Their match, and by how many standard deviations it exceeds what jobs ask for.
    squares, units
        Room of `units_below_each`.
    """

    rows: npt.NDArray[np.int64]
    matches: npt.NDArray[np.float64]
    deviations: npt.NDArray[np.float64]
    squares: npt.NDArray[np.float64]
    units: npt.NDArray[np.float64]


def decay_of(world: World, months: int) -> Decay:
    """The decay within so many months."""
    half_lives, kinds = np.unique(world.occupations["half_life"], return_inverse=True)
    left = np.zeros((half_lives.size, months, months))
    fill_decay(half_lives, float(world.parameters[0]["decay_incumbent"]), left)
    return Decay(kinds.astype(np.int64), left)


@borrowing
def fill_decay(half_lives: Any, incumbent: float, left: Any) -> None:
    """Fill `Decay.left`, as far as months outside and inside add up to those there are."""
    months = left.shape[1]
    for kind in range(half_lives.shape[0]):
        for outside in range(months):
            for inside in range(months - outside):
                left[kind, outside, inside] = still_matching(float(outside), float(inside), half_lives[kind], incumbent)


def empty_room() -> Room:
    """Room for `AT_ONCE` holders."""
    return Room(np.empty(AT_ONCE, dtype=np.int64), *np.empty((4, AT_ONCE)))


@borrowing
def observe_careers(world: Any, decay: Any, room: Any, counts: Any, sums: Any, first: int, last: int) -> None:
    """Match of the employed holders among some careers."""
    for begin in range(first, last, AT_ONCE):
        employed = find_employed(world, room, begin, min(begin + AT_ONCE, last))
        match_each(world, decay, room, employed)
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
def match_each(world: Any, decay: Any, room: Any, employed: int) -> None:
    """`current_match` of employed holders, and by how much it exceeds what jobs ask for."""
    p = world.parameters[0]
    month = world.nation[0].month
    for turn in range(employed):
        career = world.careers[room.rows[turn]]
        in_occupation = int(career.job == Job.IN_OCCUPATION)
        inside = (month - career.hired) * in_occupation
        outside = month - career.passed - inside
        left = decay.left[decay.kinds[career.occupation], outside, inside]
        fit = 1.0 if in_occupation else p.transfer
        match = match_left(career.alignment, left, fit)
        room.matches[turn] = match
        room.deviations[turn] = match_deviations(
            match, requirement_of(p, career.level), p.requirement_spread, p.match_noise
        )


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
            requirement = requirement_of(p, career.level)
            chance = fixed(match_probability(room.matches[turn], requirement, p.requirement_spread, p.match_noise))
        counts[place, Count.EMPLOYED] += 1
        sums[place, Sum.MATCH] += chance
        sums[place, Sum.MATCH_LEVEL] += fixed(room.matches[turn])
        if month - career.passed < MONTHS:
            counts[place, Count.EMPLOYED_RECENT] += 1
            sums[place, Sum.MATCH_RECENT] += chance
