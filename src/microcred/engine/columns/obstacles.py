"""Stage `learning`, beside the decisions: what keeps aware people from applying. Observing changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.batches import WORDS, words_of_all
from microcred.base.chance import Purpose, normal_from, share, unit
from microcred.base.compile import borrowing, compiled
from microcred.base.leans import TRAITS, class_of, lean_of, order_of
from microcred.base.reference import by_reference
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.aiming import aim_of
from microcred.engine.columns.applied import waits
from microcred.engine.columns.decisions import busy
from microcred.engine.columns.directory import row_of
from microcred.engine.columns.looking import look_at
from microcred.engine.columns.observation import fixed
from microcred.engine.columns.offers import pull_of_cell
from microcred.engine.columns.persons import income_fifth
from microcred.engine.columns.pulls import pull, pull_on_holder
from microcred.engine.columns.queues import grouped
from microcred.engine.columns.shelves import PUBLIC, SCHOOL, shelves_of
from microcred.engine.columns.terms import OFFERS_SEEN, stacking
from microcred.rules.aim import online_reach
from microcred.rules.decision import income_of, money_gained, time_cost, time_value
from microcred.rules.obstacles import access_relief, price_relief, relieved, time_relief, willingness
from microcred.rules.policy import lever_value
from microcred.world.states import Funnel, Segment

if TYPE_CHECKING:
    from microcred.engine.columns.fair import Fair
    from microcred.engine.columns.run import Columns

SITUATION = int(Purpose.SITUATION)
PEOPLE_OF_A_TURN = len(Segment)


@by_reference
class Situations(NamedTuple):
    """The situations of a cell, looked at together, so that draws are made, and rows fetched, many at a time.

    Attributes
    ----------
    names, who, looks
        Number of each, and eight words of it: who decides, where this person looks, and at what.
    blocks, ranks, keys, cohorts, own
        Of that person: block and rank, the block's name, and the words kept for life.
    records, free
        The person's record, -1 without; and which of the situations are of somebody who is free to decide.
    seen, counts
        Offers that each looks at, and how many.
    values
        Exp V of the offers that one of them looks at.
    """

    names: npt.NDArray[np.int64]
    who: npt.NDArray[np.int64]
    looks: npt.NDArray[np.int64]
    blocks: npt.NDArray[np.int64]
    ranks: npt.NDArray[np.int64]
    keys: npt.NDArray[np.int64]
    cohorts: npt.NDArray[np.int64]
    own: npt.NDArray[np.int64]
    records: npt.NDArray[np.int64]
    free: npt.NDArray[np.int64]
    seen: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    values: npt.NDArray[np.float64]


def empty_situations(count: int) -> Situations:
    """Room for so many situations."""
    names, blocks, ranks, keys, cohorts, records, free, counts = np.empty((8, count), dtype=np.int64)
    who, looks, own = np.empty((3, WORDS, count), dtype=np.int64)
    seen, values = np.empty((count, OFFERS_SEEN), dtype=np.int64), np.empty(OFFERS_SEEN)
    return Situations(names, who, looks, blocks, ranks, keys, cohorts, own, records, free, seen, counts, values)


def observe(run: Columns, fair: Fair) -> None:
    """Observe some decisions of every cell, as they are and as they would be, but not while the world settles."""
    if run.situations > 0 and not run.world.nation[0]["settling"]:
        observe_cells(run.world, run.policy, fair, run.directory, empty_situations(run.situations))


@compiled
def observe_cells(world: Any, policy: Any, fair: Any, directory: Any, room: Any) -> None:
    """As many situations as there is room for, of every cell with aware people."""
    segments = world.aware_cell.shape[1]
    cells = world.aware_cell.size
    # Blocks that left come last.
    left = world.blocks.left
    first, rows = grouped(np.where(left, cells, world.blocks.place * segments + world.blocks.segment), cells + 1)
    aware = np.empty_like(rows)
    for cell in range(cells):
        place, segment = cell // segments, cell % segments
        if world.aware_cell[place, segment] == 0:
            continue
        blocks = rows[first[cell] : first[cell + 1]]
        line_up(world, blocks, aware)
        draw_people(world, place, segment, blocks, aware, room)
        free = room.free[: find_free(world, fair, directory, room)]
        for turn in free:
            look_around(world, fair, place, segment, room, turn)
        for turn in free:
            observe_one(world, policy, fair, place, segment, room, turn)


@borrowing
def line_up(world: Any, blocks: Any, aware: Any) -> None:
    """How many aware people of a cell are in each of its blocks and those before it."""
    total = 0
    for turn in range(blocks.shape[0]):
        total += world.blocks[blocks[turn]].aware
        aware[turn] = total


@borrowing
def somebody(blocks: Any, aware: Any, passed: int) -> tuple[int, int]:
    """Block and rank of the aware person of a cell before whom so many others stand."""
    low, high = 0, blocks.shape[0] - 1
    while low < high:
        middle = (low + high) // 2
        if passed < aware[middle]:
            high = middle
        else:
            low = middle + 1
    return blocks[low], passed - (aware[low - 1] if low > 0 else 0)


@borrowing
def draw_people(world: Any, place: int, segment: int, blocks: Any, aware: Any, room: Any) -> None:
    """Who decides in each situation: somebody aware of the cell."""
    nation, key = world.nation[0], world.places[place].key
    count = room.names.shape[0]
    for turn in range(count):
        room.names[turn] = PEOPLE_OF_A_TURN * turn + segment
        room.keys[turn], room.cohorts[turn] = key, nation.month
    words_of_all(nation.seed, SITUATION, room.keys, room.names, room.cohorts, 0, room.who)
    words_of_all(nation.seed, SITUATION, room.keys, room.names, room.cohorts, 1, room.looks)
    people = world.aware_cell[place, segment]
    for turn in range(count):
        passed = int(unit(room.who[0, turn], room.who[1, turn]) * people)
        index, room.ranks[turn] = somebody(blocks, aware, passed)
        room.blocks[turn] = index
        room.keys[turn], room.cohorts[turn] = world.blocks[index].key, world.blocks[index].cohort
    words_of_all(nation.seed, TRAITS, room.keys, room.ranks, room.cohorts, 0, room.own)


@borrowing
def find_free(world: Any, fair: Any, directory: Any, room: Any) -> int:
    """In which situations the person neither waits for admission nor is busy; returns how many."""
    for turn in range(room.records.shape[0]):
        room.records[turn] = row_of(directory, room.blocks[turn], room.ranks[turn])
    free = 0
    for turn in range(room.records.shape[0]):
        person = room.records[turn]
        room.free[free] = turn
        if not waits(fair.applied, room.blocks[turn], room.ranks[turn]):
            free += person < 0 or not busy(world.people, person, world.nation[0].month)
    return free


@borrowing
def look_around(world: Any, fair: Any, place: int, segment: int, room: Any, turn: int) -> None:
    """What somebody aims at, and which offers this person looks at."""
    nation, p, shelves = world.nation[0], world.parameters[0], fair.shelves
    region, kind = world.places[place].region, 1 if segment == Segment.OTHER else 0
    looked = share(room.who[2, turn])
    occupation = aim_of(fair, region, kind, p.own_sector_share, looked, room.own[2, turn])
    nationwide = share(room.who[3, turn]) < online_reach(p.online_reach_start, nation.platform)
    audience = SCHOOL if segment == Segment.STUDENT else PUBLIC
    along = shelves_of(shelves, audience, world.occupations.shape[0], region, occupation, nationwide)
    words = room.looks[0, turn], room.looks[1, turn], room.looks[2, turn], room.looks[3, turn]
    room.counts[turn] = look_at(along, words, room.seen[turn])
    for at in range(room.counts[turn]):
        room.seen[turn, at] = shelves.rows[audience, room.seen[turn, at]]


@borrowing
def observe_one(world: Any, policy: Any, fair: Any, place: int, segment: int, room: Any, turn: int) -> None:
    """One situation: how willing is whoever looked around, and would be if one thing were otherwise?"""
    nation, p, here = world.nation[0], world.parameters[0], world.places[place]
    person, rank, values = room.records[turn], room.ranks[turn], room.values
    seen = room.seen[turn, : room.counts[turn]]
    cell = world.funnel_cell[place, segment, income_fifth(here, room.own[1, turn])]
    cell[Funnel.SITUATIONS] += 1
    # Who sees nothing applies for nothing, and asks nobody: an entry counts as asked for when it meets an offer.
    if seen.shape[0] == 0:
        cell[Funnel.NO_PROGRAMME] += 1
        return
    base = pull_of_cell(world, place, segment)
    income = income_of(here.income, p.income_spread, normal_from(share(room.own[1, turn])))
    class_, lacking = fair.class_of[place, segment], 1.0 - here.access
    terms = fair.terms[class_]
    if person >= 0 and world.people[person].last_held >= 0:
        stacks = stacking(p, policy, place)
        for at in range(seen.shape[0]):
            values[at] = pull_on_holder(world, fair, class_, person, base, income, lacking, stacks, seen[at])
    else:
        for at in range(seen.shape[0]):
            row = terms[seen[at]]
            values[at] = pull(p, row, row.appeal, base, income, lacking)
    total, unpriced, timeless, accessible = 0.0, 0.0, 0.0, 0.0
    for at in range(seen.shape[0]):
        offer, row = fair.offers[seen[at]], terms[seen[at]]
        asked = (place, segment, offer.sector, offer.occupation, offer.kind, offer.size, offer.type)
        pay_step = 0.0 if offer.interest else lever_value(policy, LeverCode.PAY_STEP, *asked)
        money = money_gained(pay_step, p.benefit_horizon, 0.0, 0.0)
        fragmented = lever_value(policy, LeverCode.FRAGMENTED_STUDY, *asked)
        hour = time_value(p.value_of_time, p.fragmented_time_saving, fragmented)
        spent = time_cost(offer.hours, hour, p.monthly_work_hours)
        missing = lacking if row.online else 0.0
        total += relieved(values[at], 0.0)
        unpriced += relieved(values[at], price_relief(p.money_weight, money, row.money, income))
        timeless += relieved(values[at], time_relief(p.money_weight, spent))
        accessible += relieved(values[at], access_relief(p.access_weight, missing))
    order = order_of(nation.seed, room.keys[turn], room.cohorts[turn])
    lean = lean_of(room.own[0, turn], class_of(order, rank), p.taste_spread)
    cell[Funnel.NO_PROGRAMME] += total == 0.0
    cell[Funnel.WILLING] += fixed(willingness(total, lean))
    cell[Funnel.WILLING_NO_PRICE] += fixed(willingness(unpriced, lean))
    cell[Funnel.WILLING_NO_TIME] += fixed(willingness(timeless, lean))
    cell[Funnel.WILLING_FULL_ACCESS] += fixed(willingness(accessible, lean))
