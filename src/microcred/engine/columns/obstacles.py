"""Stage `learning`, beside the decisions: what keeps aware people from applying. Observing changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from microcred.base.chance import Purpose, normal_from, philox, share, unit
from microcred.base.compile import borrowing, compiled
from microcred.base.leans import class_of, lean_of, order_of, traits
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.applied import waits
from microcred.engine.columns.decisions import busy, pull, pulls_on_holder
from microcred.engine.columns.directory import row_of
from microcred.engine.columns.looking import aim_of, empty_room, look_at
from microcred.engine.columns.observation import fixed
from microcred.engine.columns.offers import pull_of_cell
from microcred.engine.columns.persons import income_fifth
from microcred.engine.columns.queues import sort_by
from microcred.engine.columns.shelves import PUBLIC, SCHOOL, shelves_of
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


def observe(run: Columns, fair: Fair) -> None:
    """Observe some decisions of every cell, as they are and as they would be, but not while the world settles."""
    if run.situations > 0 and not run.world.nation[0]["settling"]:
        room = empty_room(1)
        observe_cells(run.world, run.policy, fair, run.directory, run.situations, room.seen[0], room.values)


@compiled
def observe_cells(world: Any, policy: Any, fair: Any, directory: Any, situations: int, seen: Any, values: Any) -> None:
    """So many situations of every cell with aware people."""
    segments = world.aware_cell.shape[1]
    cells = world.aware_cell.size
    first = np.empty(cells + 1, dtype=np.int64)
    rows = np.empty(world.blocks.shape[0], dtype=np.int64)
    aware = np.empty_like(rows)
    sort_by(world.blocks.place * segments + world.blocks.segment, ~world.blocks.left, cells, first, rows)
    for cell in range(cells):
        place, segment = cell // segments, cell % segments
        if world.aware_cell[place, segment] == 0:
            continue
        blocks = rows[first[cell] : first[cell + 1]]
        line_up(world, blocks, aware)
        for turn in range(situations):
            observe_one(world, policy, fair, directory, place, segment, blocks, aware, turn, seen, values)


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
def observe_one(
    world: Any,
    policy: Any,
    fair: Any,
    directory: Any,
    place: int,
    segment: int,
    blocks: Any,
    aware: Any,
    turn: int,
    seen: Any,
    values: Any,
) -> None:
    """One situation: somebody aware, if free to decide, looks around; how willing would this person be?"""
    nation, p, shelves = world.nation[0], world.parameters[0], fair.shelves
    here = world.places[place]
    number = PEOPLE_OF_A_TURN * turn + segment
    who = philox(number, here.key, nation.month, 0, nation.seed, SITUATION)
    words = philox(number, here.key, nation.month, 1, nation.seed, SITUATION)
    index, rank = somebody(blocks, aware, int(unit(who[0], who[1]) * world.aware_cell[place, segment]))
    if waits(fair.applied, index, rank):
        return
    person = row_of(directory, index, rank)
    if person >= 0 and busy(world.people, person, nation.month):
        return
    block = world.blocks[index]
    own = traits(nation.seed, block.key, block.cohort, rank)
    region, kind = here.region, 1 if segment == Segment.OTHER else 0
    occupation = aim_of(
        world.sectors,
        (shelves.aims[region], shelves.guides[region]),
        (fair.homes[kind], fair.home_guides[kind]),
        p.own_sector_share,
        share(who[2]),
        share(own[2]),
    )
    nationwide = share(who[3]) < online_reach(p.online_reach_start, nation.platform)
    audience = SCHOOL if segment == Segment.STUDENT else PUBLIC
    along = shelves_of(shelves, audience, world.occupations.shape[0], region, occupation, nationwide)
    count = look_at(shelves.rows[audience], along, words, seen)
    base = pull_of_cell(world, place, segment)
    income = income_of(here.income, p.income_spread, normal_from(share(own[1])))
    terms = fair.terms[fair.class_of[place, segment]]
    if person >= 0 and world.people[person].last_held >= 0:
        pulls_on_holder(world, policy, fair, place, person, base, income, seen[:count], values)
    else:
        for at in range(count):
            row = terms[seen[at]]
            values[at] = pull(p, row, row.appeal, base, income, 1.0 - here.access)
    total, unpriced, timeless, accessible = 0.0, 0.0, 0.0, 0.0
    for at in range(count):
        offer, row = fair.offers[seen[at]], terms[seen[at]]
        asked = (place, segment, offer.sector, offer.occupation, offer.kind, offer.size, offer.type)
        pay_step = 0.0 if offer.interest else lever_value(policy, LeverCode.PAY_STEP, *asked)
        money = money_gained(pay_step, p.benefit_horizon, 0.0, 0.0)
        fragmented = lever_value(policy, LeverCode.FRAGMENTED_STUDY, *asked)
        hour = time_value(p.value_of_time, p.fragmented_time_saving, fragmented)
        spent = time_cost(offer.hours, hour, p.monthly_work_hours)
        lacking = 1.0 - here.access if row.online else 0.0
        total += relieved(values[at], 0.0)
        unpriced += relieved(values[at], price_relief(p.money_weight, money, row.money, income))
        timeless += relieved(values[at], time_relief(p.money_weight, spent))
        accessible += relieved(values[at], access_relief(p.access_weight, lacking))
    lean = lean_of(own[0], class_of(order_of(nation.seed, block.key, block.cohort), rank), p.taste_spread)
    cell = world.funnel_cell[place, segment, income_fifth(here, own[1])]
    cell[Funnel.SITUATIONS] += 1
    cell[Funnel.NO_PROGRAMME] += total == 0.0
    cell[Funnel.WILLING] += fixed(willingness(total, lean))
    cell[Funnel.WILLING_NO_PRICE] += fixed(willingness(unpriced, lean))
    cell[Funnel.WILLING_NO_TIME] += fixed(willingness(timeless, lean))
    cell[Funnel.WILLING_FULL_ACCESS] += fixed(willingness(accessible, lean))
