"""Stage `learning`: the lots that last month's applicants draw for the free seats.

Where many want few seats, nearly all lots are far too high for one: whoever drew such a lot stands in no queue.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from microcred.base.batches import uniform_of_each
from microcred.base.chance import Purpose, when
from microcred.base.compile import borrowing, compiled
from microcred.engine.columns.queues import foremost, grouped
from microcred.world.states import Status

# As many as the processor's nearest memory holds with all that is asked of them.
CHUNK = 1024
LOTTERY = int(Purpose.LOTTERY)
# What applicants are told who get no place among the learners.
LEFT = -1
CLOSED = -2
FULL = -3
# Of how many more than get a seat, in standard deviations, the lots are looked at: one programme in 50,000 needs more.
MARGIN = 5.0


@compiled
def draw_lots(world: Any, applicants: Any, answers: Any) -> int:
    """Answer everybody who applied; returns how many get a seat.

    These are answered their places among the learners, who stand in the order of their programmes.
    """
    programmes = world.nation[0].programmes
    wanted = np.empty(applicants.shape[0], dtype=np.int32)
    lots = np.empty(applicants.shape[0], dtype=np.float64)
    # The last of these stands for no programme.
    wanting, places = np.zeros(programmes + 1, np.int64), np.zeros(programmes + 2, np.int64)
    bounds, refusals = np.zeros(programmes + 1, np.float64), np.full(programmes + 1, LEFT, np.int32)
    line_up(world, applicants, wanted, lots, wanting)
    for index in range(programmes):
        programme = world.programmes[index]
        refusals[index] = FULL if admits(programme) else CLOSED
        free = take_seats(programme, wanting[index])
        places[index + 1] = places[index] + free
        bounds[index] = likely_bound(free, wanting[index])
    for turn in range(wanted.shape[0]):
        answers[turn] = refusals[wanted[turn]]
    low = np.empty(wanted.shape[0], dtype=np.int64)
    while bounds.any():
        rows = low[: list_low(wanted, lots, bounds, low)]
        first, turns = grouped(wanted[rows], programmes + 1)
        queued = rows[turns]
        seat_low(queued, np.arange(queued.shape[0]), first, places, lots[queued], bounds, answers)
    return places[programmes]


@compiled
def line_up(world: Any, applicants: Any, wanted: Any, lots: Any, wanting: Any) -> None:
    """The programme that each applicant wants, the lot drawn for a seat, and how many want each programme."""
    nation = world.nation[0]
    keys, ranks, months = np.empty(CHUNK, np.int64), np.empty(CHUNK, np.int64), np.empty(CHUNK, np.int64)
    for first in range(0, applicants.shape[0], CHUNK):
        some = applicants[first : first + CHUNK]
        count = some.shape[0]
        for turn in range(count):
            applicant = some[turn]
            block = world.blocks[applicant.block]
            keys[turn] = block.key
            ranks[turn] = applicant.rank
            months[turn] = when(block.cohort, nation.month)
            # Whoever left meanwhile wants no programme.
            programme = nation.programmes if block.left else applicant.programme
            wanted[first + turn] = programme
            wanting[programme] += 1
        drawn = lots[first : first + count]
        uniform_of_each(nation.seed, LOTTERY, keys[:count], ranks[:count], months[:count], 0, drawn)


@borrowing
def admits(programme: Any) -> bool:
    """Does a programme admit anybody, if there are seats?"""
    return programme.status == Status.OPEN and not programme.barred


@borrowing
def take_seats(programme: Any, wanting: int) -> int:
    """How many of those who want a programme get a seat; it counts them, and those it has no seat for."""
    if not admits(programme):
        return 0
    free = max(0, min(wanting, programme.seats - programme.enrolled))
    programme.enrolled += free
    programme.year_enrolled += free
    programme.year_refused += wanting - free
    return free


@borrowing
def likely_bound(free: int, wanting: int) -> float:
    """A bound below which the lots of all who get a seat lie, unless far too few lots lie below it."""
    if free == 0:
        return 0.0
    return min(1.0, (free + MARGIN * (math.sqrt(float(free)) + 1.0)) / wanting)


@borrowing
def list_low(wanted: Any, lots: Any, bounds: Any, low: Any) -> int:
    """List whose lots lie below the bound of what they want; returns how many they are."""
    count = 0
    for turn in range(wanted.shape[0]):
        low[count] = turn
        count += lots[turn] < bounds[wanted[turn]]
    return count


@borrowing
def seat_low(queued: Any, queues: Any, first: Any, places: Any, lots: Any, bounds: Any, answers: Any) -> None:
    """Seats of the programmes with a bound, the lowest lots first; the bound falls to 0.

    Where fewer stand in the queue than get a seat, nobody is answered, and the bound rises to 1.

    Parameters
    ----------
    queued, lots
        Those whose lots lie below the bound of the programme they want, in the order of the programmes, and their lots.
    queues, first
        In a programme's queue stand queues[first[programme] : first[programme + 1]] of them.
    places
        By programme: where its learners begin.
    """
    for index in range(places.shape[0] - 2):
        if bounds[index] == 0.0:
            continue
        queue = queues[first[index] : first[index + 1]]
        free = places[index + 1] - places[index]
        if queue.shape[0] < free:
            bounds[index] = 1.0
            continue
        bounds[index] = 0.0
        foremost(queue, free, lots, lots)
        for place in range(free):
            answers[queued[queue[place]]] = places[index] + place
