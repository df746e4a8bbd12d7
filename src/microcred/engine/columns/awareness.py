"""Stage `learning`: becoming aware, and the people of every cell."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.compile import borrowing, compiled
from microcred.base.paths import BATCH, count_passed, digits_of
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.offers import peers_of
from microcred.engine.columns.spending import in_turn
from microcred.rules.awareness import holder_share, monthly_hazard
from microcred.rules.ledger import outreach_payment
from microcred.rules.policy import ANY, budget_clause, lever_value
from microcred.world.accounts import Account, pay_from, whole_cents
from microcred.world.states import Funnel, Segment


@compiled
def spread_word(world: Any, policy: Any, flows: Any, hazards: Any) -> None:
    """Every cell's hazard of becoming aware this month; outreach is paid."""
    nation = world.nation[0]
    p = world.parameters[0]
    nation_share = holder_share(nation.holders, nation.population)
    segments = hazards.shape[1]
    cells = np.arange(hazards.size)
    keys = world.places["key"][cells // segments]
    for cell in in_turn(world, policy, LeverCode.OUTREACH, keys, cells % segments):
        place, segment = cell // segments, cell % segments
        external = p.external_influence_other
        if segment == Segment.STUDENT:
            external = p.external_influence_student
        elif segment == Segment.WORKER:
            external = p.external_influence_worker
        hazards[place, segment] = monthly_hazard(
            external,
            outreach_to(world, policy, flows, place, segment),
            world.places[place].access,
            p.platform_reach,
            nation.platform,
            p.peer_influence,
            p.nation_mixing,
            peers_of(world, place, segment),
            nation_share,
            p.market_potential,
        )


@borrowing
def outreach_to(world: Any, policy: Any, flows: Any, place: int, segment: int) -> float:
    """Outreach to a cell this month; what goes beyond today's is paid, or does not happen."""
    lever = LeverCode.OUTREACH
    outreach = lever_value(policy, lever, place, segment, ANY, ANY, ANY, ANY, ANY)
    if outreach <= 1.0:
        return outreach
    people = world.people_cell[place, segment]
    cents = whole_cents(outreach_payment(world.parameters[0].outreach_cost, outreach, people))
    clause = budget_clause(policy, lever, place, segment, ANY, ANY, ANY, ANY, ANY)
    if pay_from(policy, clause, flows, Account.GOVERNMENT, Account.SUPPLIER, lever, place, cents):
        return outreach
    return 1.0


@borrowing
def become_aware(world: Any, hazards: Any, paths: Any, batch: Any, first: int, last: int) -> None:
    """Accumulate the hazard of some blocks and count who passed the threshold, a batch at a time."""
    start = first
    while start < last:
        count = 0
        while start < last and count < BATCH:
            block = world.blocks[start]
            if not block.left:
                block.hazard += hazards[block.place, block.segment]
                batch.rows[count] = start
                batch.keys[count] = block.key
                batch.cohorts[count] = block.cohort
                batch.points[count] = block.size
                count += 1
            start += 1
        find_digits(world.blocks, batch, count)
        count_passed(world.nation[0].seed, paths, batch, count)
        for turn in range(count):
            world.blocks[batch.rows[turn]].aware = batch.passed[turn]


@borrowing
def find_digits(blocks: Any, batch: Any, count: int) -> None:
    """Digits of the shares who heard; blocks of a place that heard as much as the one before have the same."""
    for turn in range(count):
        hazard = blocks[batch.rows[turn]].hazard
        if turn > 0 and hazard == blocks[batch.rows[turn - 1]].hazard:
            batch.digits[turn] = batch.digits[turn - 1]
        else:
            batch.digits[turn] = digits_of(hazard)


@borrowing
def count_cells(world: Any) -> None:
    """People, aware people and holders of every cell, holders also by fifth of incomes, from its blocks."""
    nation = world.nation[0]
    world.people_cell[:] = 0
    world.aware_cell[:] = 0
    world.holders_cell[:] = 0
    world.funnel_cell[:, :, :, Funnel.HOLDERS] = 0
    nation.holders = 0
    nation.population = 0
    first = 0
    while first < world.blocks.shape[0]:
        last = end_of_cell(world.blocks, first)
        if not world.blocks[first].left:
            count_blocks(world, first, last)
        first = last


@borrowing
def end_of_cell(blocks: Any, first: int) -> int:
    """End of the blocks from one on that are of its cell, as a place's mostly are, and have left or not as it has."""
    here = blocks[first]
    last = first + 1
    while (
        last < blocks.shape[0]
        and blocks[last].segment == here.segment
        and blocks[last].place == here.place
        and blocks[last].left == here.left
    ):
        last += 1
    return last


@borrowing
def count_blocks(world: Any, first: int, last: int) -> None:
    """Add blocks of one cell to its counts and the nation's."""
    nation, place, segment = world.nation[0], world.blocks[first].place, world.blocks[first].segment
    people, aware, holders = 0, 0, 0
    for index in range(first, last):
        block = world.blocks[index]
        people += block.size
        aware += block.aware
        holders += block.holders
    world.people_cell[place, segment] += people
    world.aware_cell[place, segment] += aware
    world.holders_cell[place, segment] += holders
    nation.population += people
    nation.holders += holders
    for fifth in range(world.holders_fifth.shape[1]):
        held = 0
        for index in range(first, last):
            held += world.holders_fifth[index, fifth]
        world.funnel_cell[place, segment, fifth, Funnel.HOLDERS] += held
