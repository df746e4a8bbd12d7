"""Stage `learning`, third part: whether people apply, and for which of the offers they look at."""

from __future__ import annotations

from typing import Any

from microcred.base.chance import unit
from microcred.base.compile import borrowing
from microcred.base.moments import candidates
from microcred.engine.columns.aiming import aim
from microcred.engine.columns.applied import may_wait, waits
from microcred.engine.columns.deciders import find_stretches, grade_of
from microcred.engine.columns.directory import EMPTY as NO_RECORD
from microcred.engine.columns.directory import may_know, row_of
from microcred.engine.columns.looking import browse
from microcred.engine.columns.persons import income_fifth
from microcred.engine.columns.pulls import find_incomes, weigh_for_holders, weigh_offers
from microcred.engine.columns.terms import OFFERS_SEEN
from microcred.rules.aim import online_reach
from microcred.rules.decision import application_probability
from microcred.rules.draws import hazard_of_mean
from microcred.rules.thinning import exceeds
from microcred.world.states import Stage

NO_ROOM = -1
BEYOND_BOUND = -2


@borrowing
def which(seen: Any, pulls: Any, turn: int, wanted: float) -> int:
    """The offer seen at which the cumulated pulls pass what is wanted; the last one of any pull against rounding."""
    passed = 0.0
    chosen = 0
    for offer in range(OFFERS_SEEN):
        pull = pulls[offer, turn]
        chosen = max(chosen, offer * int((pull > 0.0) & (wanted >= passed)))
        passed += pull
    return seen[chosen, turn]


@borrowing
def busy(people: Any, person: int, now: int) -> bool:
    """Is somebody with a record not free to decide: applied, in study, before an exam, or free only since now?"""
    return (people[person].stage != Stage.IDLE) | (people[person].since >= now)


@borrowing
def find_free(world: Any, fair: Any, directory: Any, deciders: Any, count: int, room: Any) -> None:
    """Who of so many who look at offers is free to decide, and their records.

    Each thing for all of them before the next: records lie scattered. Whom no mark tells at a glance is listed, and
    looked for after the others.
    """
    find_records(directory, deciders.rows, count, room)
    find_waiting(fair.applied, deciders.rows, count, room)
    people, now, records, idle = world.people, world.nation[0].month, room.records, room.idle
    for turn in range(count):
        # Who has no record is looked up as the first who has one, so that nobody waits for the answer.
        known = busy(people, max(0, records[turn]), now)
        idle[turn] &= (records[turn] < 0) | (not known)


@borrowing
def find_records(directory: Any, rows: Any, count: int, room: Any) -> None:
    """Records of so many who look at offers, -1 without."""
    blocks, ranks, records, listed = room.blocks, room.ranks, room.records, room.listed
    further = 0
    for turn in range(count):
        records[turn] = NO_RECORD
        listed[further] = turn
        further += may_know(directory, rows[blocks[turn]], ranks[turn])
    for place in range(further):
        turn = listed[place]
        records[turn] = row_of(directory, rows[blocks[turn]], ranks[turn])


@borrowing
def find_waiting(applied: Any, rows: Any, count: int, room: Any) -> None:
    """Who of so many who look at offers does not wait for admission (`Room.idle`)."""
    blocks, ranks, idle, listed = room.blocks, room.ranks, room.idle, room.listed
    further = 0
    for turn in range(count):
        idle[turn] = True
        listed[further] = turn
        further += may_wait(applied, rows[blocks[turn]], ranks[turn])
    for place in range(further):
        turn = listed[place]
        idle[turn] = not waits(applied, rows[blocks[turn]], ranks[turn])


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
    applying = list_applying(fair, deciders, first, last, room)
    if applying < 0 or found + applying > applications.shape[0]:
        return min(applying, NO_ROOM)
    traits, places, blocks, more = room.moments.traits, room.places, room.blocks, room.more
    for place in range(applying):
        turn = room.listed[place]
        block, income = blocks[turn], traits[1, places[turn]]
        rows = fair.shelves.rows[deciders.audiences[block]]
        wanted = room.totals[turn] * unit(more[2, turn], more[3, turn])
        application = applications[found + place]
        application[0] = deciders.rows[block]
        application[1] = room.ranks[turn]
        application[2] = rows[which(room.seen, room.pulls, turn, wanted)]
        application[3] = room.records[turn]
        application[4] = income_fifth(world.places[deciders.places[block]], income)
    return found + applying


@borrowing
def list_applying(fair: Any, deciders: Any, first: int, last: int, room: Any) -> int:
    """List who applies (`Room.listed`); returns how many they are, or `BEYOND_BOUND`."""
    draws, incomes, places, idle = room.moments.draws, room.moments.traits[1], room.places, room.idle
    pulls, totals, listed = room.pulls, room.totals, room.listed
    for turn in range(deciders.ends[last - 1]):
        totals[turn] = pulls[0, turn] + pulls[1, turn] + pulls[2, turn] + pulls[3, turn]
    begin, applying, wrong = 0, 0, False
    for stretch in range(first, last):
        block, end = deciders.heads[stretch], deciders.ends[stretch]
        bound = deciders.blocks.bounds[block]
        scales = deciders.scales[deciders.cells[block]]
        weights = fair.weights[deciders.classes[block], deciders.regions[block]]
        for turn in range(begin, end):
            probability = application_probability(totals[turn])
            # Each bound that may have dropped moments is held to: by offers seen, by occupation, and by block.
            best = scales[grade_of(incomes[places[turn]])] * min(room.ceilings[turn], weights[room.occupations[turn]])
            wrong |= exceeds(totals[turn], best) | (probability > bound)
            listed[applying] = turn
            applying += (draws[places[turn]] <= probability) & idle[turn]
        begin = end
    return BEYOND_BOUND if wrong else applying


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
            end = find_stretches(deciders, first, after)
            aim(world, fair, deciders, first, end, room)
            looking = browse(nation, reach, fair, deciders, first, end, room)
            find_free(world, fair, directory, deciders, looking, room)
            find_incomes(world, deciders, first, end, room)
            weigh_offers(world, fair, deciders, first, end, room)
            weigh_for_holders(world, policy, fair, deciders, looking, room)
            found = decide_each(world, fair, deciders, first, end, room, applications, found)
            if found < 0:
                break
        first = after
    return found
