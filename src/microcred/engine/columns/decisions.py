"""Stage `learning`, third part: whether people apply, and for which of the offers they look at."""

from __future__ import annotations

from typing import Any

from microcred.base.chance import unit
from microcred.base.compile import borrowing
from microcred.base.moments import candidates
from microcred.engine.columns.aiming import aim
from microcred.engine.columns.applied import waits
from microcred.engine.columns.deciders import grade_of
from microcred.engine.columns.directory import EMPTY, first_look, row_of
from microcred.engine.columns.looking import browse
from microcred.engine.columns.persons import income_fifth
from microcred.engine.columns.pulls import find_incomes, weigh_for_holders, weigh_offers
from microcred.engine.columns.terms import OFFERS_SEEN
from microcred.rules.aim import online_reach
from microcred.rules.decision import application_probability
from microcred.rules.draws import hazard_of_mean
from microcred.rules.thinning import exceeds
from microcred.world.states import Stage

NO_APPLICATION = -1
NO_ROOM = -1
BEYOND_BOUND = -2


@borrowing
def which(seen: Any, pulls: Any, turn: int, wanted: float) -> int:
    """The offer seen at which the cumulated pulls pass what is wanted; the last one of any pull against rounding."""
    passed = 0.0
    chosen = NO_APPLICATION
    for offer in range(OFFERS_SEEN):
        pull = pulls[offer, turn]
        chosen = seen[offer, turn] if (pull > 0.0) & (wanted >= passed) else chosen
        passed += pull
    return chosen


@borrowing
def busy(people: Any, person: int, now: int) -> bool:
    """Is somebody with a record not free to decide: applied, in study, before an exam, or free only since now?"""
    return people[person].stage != Stage.IDLE or people[person].since >= now


@borrowing
def find_free(world: Any, fair: Any, directory: Any, deciders: Any, first: int, last: int, room: Any) -> None:
    """Who of those who look at offers is free to decide, and their records.

    Each thing for all of them before the next: records lie scattered.
    """
    find_records(directory, deciders, first, last, room)
    ends, ranks, records, idle = deciders.blocks.ends, room.ranks, room.records, room.idle
    turn = 0
    for block in range(first, last):
        row = deciders.rows[block]
        while turn < ends[block]:
            idle[turn] = not waits(fair.applied, row, ranks[turn])
            turn += 1
    people, now = world.people, world.nation[0].month
    for turn in range(ends[last - 1]):
        # Who has no record is looked up as the first who has one, so that nobody waits for the answer.
        known = busy(people, max(0, records[turn]), now)
        idle[turn] &= records[turn] < 0 or not known


@borrowing
def find_records(directory: Any, deciders: Any, first: int, last: int, room: Any) -> None:
    """Records of those who look at offers, -1 without."""
    ends, ranks, records = deciders.blocks.ends, room.ranks, room.records
    turn = 0
    for block in range(first, last):
        row = deciders.rows[block]
        while turn < ends[block]:
            records[turn] = first_look(directory, row, ranks[turn])
            turn += 1
    turn = 0
    for block in range(first, last):
        row = deciders.rows[block]
        while turn < ends[block]:
            if records[turn] != EMPTY:
                records[turn] = row_of(directory, row, ranks[turn])
            turn += 1


@borrowing
def decide_each(
    world: Any, fair: Any, deciders: Any, first: int, last: int, room: Any, applications: Any, found: int
) -> int:
    """Whether and which, of those who look at offers; appends to the applications and returns how many there are.

    Returns
    -------
    int
        `NO_ROOM` if they do not fit; `BEYOND_BOUND` if a sum of exp V exceeds the bound that thinning relied on.
    """
    draws, traits, places = room.moments.draws, room.moments.traits, room.places
    more, seen, pulls, totals = room.more, room.seen, room.pulls, room.totals
    for turn in range(deciders.blocks.ends[last - 1]):
        totals[turn] = pulls[0, turn] + pulls[1, turn] + pulls[2, turn] + pulls[3, turn]
    turn = 0
    for block in range(first, last):
        end, bound = deciders.blocks.ends[block], deciders.blocks.bounds[block]
        scales = deciders.scales[deciders.cells[block]]
        weights = fair.weights[deciders.classes[block], deciders.regions[block]]
        place, rows = world.places[deciders.places[block]], fair.shelves.rows[deciders.audiences[block]]
        if found + end - turn > applications.shape[0]:
            return NO_ROOM
        while turn < end:
            total = totals[turn]
            probability = application_probability(total)
            # Each bound that may have dropped moments is held to: by offers seen, by occupation, and by block.
            best = min(room.ceilings[turn], weights[room.occupations[turn]])
            income = traits[1, places[turn]]
            if exceeds(total, scales[grade_of(income)] * best) or probability > bound:
                return BEYOND_BOUND
            if draws[places[turn]] <= probability and room.idle[turn]:
                wanted = total * unit(more[2, turn], more[3, turn])
                applications[found, 0] = deciders.rows[block]
                applications[found, 1] = room.ranks[turn]
                applications[found, 2] = rows[which(seen, pulls, turn, wanted)]
                applications[found, 3] = room.records[turn]
                applications[found, 4] = income_fifth(place, income)
                found += 1
            turn += 1
    return found


@borrowing
def decide(
    world: Any,
    policy: Any,
    fair: Any,
    directory: Any,
    deciders: Any,
    first: int,
    last: int,
    room: Any,
    applications: Any,
) -> int:
    """All decisions of the people of some deciders in a month.

    `applications` has of each the block, rank, programme, record or -1, and `Fifth` of incomes.

    Moments that no offer could turn into an application are dropped as soon as that is certain: by the best offers of
    the region when moments are made, then by the occupation aimed at, and by the offers seen.

    Returns
    -------
    int
        How many `applications` there are, or what `decide_each` answers otherwise.
    """
    nation, p = world.nation[0], world.parameters[0]
    rate = hazard_of_mean(p.decision_interval)
    reach = online_reach(p.online_reach_start, nation.platform)
    found = 0
    while first < last:
        after, moments = candidates(
            nation.seed, nation.month, rate, fair.leans, deciders.blocks, first, last, room.moments
        )
        if after == first:
            return NO_ROOM
        if moments > 0:
            aim(world, fair, deciders, first, after, room)
            browse(nation, reach, fair, deciders, first, after, room)
            find_free(world, fair, directory, deciders, first, after, room)
            find_incomes(world, deciders, first, after, room)
            weigh_offers(world, fair, deciders, first, after, room)
            weigh_for_holders(world, policy, fair, deciders, first, after, room)
            found = decide_each(world, fair, deciders, first, after, room, applications, found)
            if found < 0:
                break
        first = after
    return found
