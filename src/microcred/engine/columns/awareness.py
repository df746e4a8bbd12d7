"""Stage `learning`: becoming aware, and the people of every cell."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.chance import (
    thresholds_passed,
)
from microcred.base.compile import compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.offers import peers_of
from microcred.rules.awareness import holder_share, monthly_hazard
from microcred.rules.ledger import outreach_payment
from microcred.rules.policy import ANY, lever_value
from microcred.world.accounts import Account, pay, whole_cents
from microcred.world.tables import Segment


@compiled
def become_aware(world: Any, policy: Any, flows: Any) -> None:
    """Accumulate every block's hazard and count who passed the threshold; outreach is paid."""
    nation = world.nation[0]
    p = world.parameters[0]
    hazards = np.zeros(world.aware_cell.shape, dtype=np.float64)
    nation_share = holder_share(nation.holders, nation.population)
    for place in range(hazards.shape[0]):
        for segment in range(3):
            external = p.external_influence_other
            if segment == Segment.STUDENT:
                external = p.external_influence_student
            elif segment == Segment.WORKER:
                external = p.external_influence_worker
            outreach = lever_value(policy, LeverCode.OUTREACH, place, segment, ANY, ANY, ANY, ANY, ANY)
            hazards[place, segment] = monthly_hazard(
                external,
                outreach,
                world.places[place].access,
                p.platform_reach,
                nation.platform,
                p.peer_influence,
                p.nation_mixing,
                peers_of(world, place, segment),
                nation_share,
                p.market_potential,
            )
            cents = whole_cents(outreach_payment(p.outreach_cost, outreach, world.people_cell[place, segment]))
            pay(flows, Account.GOVERNMENT, Account.SUPPLIER, LeverCode.OUTREACH, place, cents)
    world.aware_cell[:] = 0
    for index in range(world.blocks.shape[0]):
        block = world.blocks[index]
        if block.left:
            continue
        block.hazard += hazards[block.place, block.segment]
        block.aware = thresholds_passed(nation.seed, block.key, block.cohort, block.size, block.hazard)
        world.aware_cell[block.place, block.segment] += block.aware


@compiled
def count_cells(world: Any) -> None:
    """People and holders of every cell, from its blocks."""
    nation = world.nation[0]
    world.people_cell[:] = 0
    world.holders_cell[:] = 0
    nation.holders = 0
    nation.population = 0
    for index in range(world.blocks.shape[0]):
        block = world.blocks[index]
        if block.left:
            continue
        world.people_cell[block.place, block.segment] += block.size
        world.holders_cell[block.place, block.segment] += block.holders
        nation.holders += block.holders
        nation.population += block.size
