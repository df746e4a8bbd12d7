"""Stage `development`: partnerships end and form."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.chance import Purpose, uniform
from microcred.base.compile import borrowing, compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.luck import luck_of_programmes
from microcred.engine.columns.spending import programmes_in_turn
from microcred.rules.hiring import tightness_ratio
from microcred.rules.ledger import monthly_payment
from microcred.rules.partnership import hazard_probability, partner_hazard, partnered_project
from microcred.rules.policy import ANY, budget_clause, lever_value
from microcred.world.accounts import Account, pay_from, whole_cents
from microcred.world.states import Status


@compiled
def end_partnerships(world: Any) -> None:
    """Partners leave at a constant hazard; a closed programme has none."""
    nation = world.nation[0]
    p = world.parameters[0]
    chance = hazard_probability(p.partner_loss)
    for index in range(nation.programmes):
        programme = world.programmes[index]
        if programme.partner < 0:
            continue
        gone = programme.status == Status.CLOSED or programme.status == Status.REVOKED
        key, number = programme.key, programme.number
        if gone or uniform(nation.seed, Purpose.PARTNER_LOSS, key, number, nation.month, 0) < chance:
            world.enterprises[programme.partner].partners -= 1
            programme.partner = -1


@compiled
def form_partnerships(world: Any, policy: Any, flows: Any) -> None:
    """Programmes without a partner look for one; enterprises with room are given out in keyed order."""
    nation = world.nation[0]
    p = world.parameters[0]
    sectors = world.sectors.shape[0]
    wanting = np.empty(nation.programmes, dtype=np.int64)
    order = np.empty(nation.programmes, dtype=np.float64)
    luck = luck_of_programmes(world, Purpose.PARTNER, nation.month, 0)
    known = np.full((world.regions.shape[0], world.occupations.shape[0], 2), np.nan)
    count = 0
    for index in programmes_in_turn(world, policy, LeverCode.ALLIANCE):
        programme = world.programmes[index]
        alliance = lever_value(
            policy,
            LeverCode.ALLIANCE,
            programme.place,
            ANY,
            programme.sector,
            programme.occupation,
            ANY,
            ANY,
            ANY,
        )
        if programme.partner >= 0:
            cents = whole_cents(monthly_payment(p.alliance_cost, alliance))
            lever, place = LeverCode.ALLIANCE, programme.place
            clause = budget_clause(policy, lever, place, ANY, programme.sector, programme.occupation, ANY, ANY, ANY)
            pay_from(policy, clause, flows, Account.EMPLOYER, Account.SUPPLIER, lever, place, cents)
            continue
        if programme.status != Status.OPEN:
            continue
        if luck[index] < chance_of_partner(world, programme, alliance, known):
            wanting[count] = index
            order[count] = uniform(nation.seed, Purpose.PARTNER, programme.key, programme.number, nation.month, 1)
            count += 1
    for turn in np.argsort(order[:count], kind="mergesort"):
        programme = world.programmes[wanting[turn]]
        first = world.enterprise_first[programme.region * sectors + programme.sector]
        last = world.enterprise_first[programme.region * sectors + programme.sector + 1]
        room = 0
        for index in range(first, last):
            if world.enterprises[index].partners < world.enterprises[index].capacity:
                room += 1
        if room == 0:
            continue
        u = uniform(nation.seed, Purpose.PARTNER_CHOICE, programme.key, programme.number, nation.month, 0)
        wanted = int(u * room)
        for index in range(first, last):
            enterprise = world.enterprises[index]
            if enterprise.partners < enterprise.capacity:
                if wanted == 0:
                    enterprise.partners += 1
                    programme.partner = index
                    programme.project = partnered_project(programme.project, p.partner_project_gain)
                    programme.own_project = partnered_project(programme.own_project, p.partner_project_gain)
                    break
                wanted -= 1


@borrowing
def chance_of_partner(world: Any, programme: Any, alliance: float, known: Any) -> float:
    """Probability that a programme finds a partner; `known` has the alliance and what it gave last in each market."""
    row = known[programme.region, programme.occupation]
    if row[0] != alliance:
        nation, p = world.nation[0], world.parameters[0]
        region = world.regions[programme.region]
        factor = p.partner_east if region.macro == nation.core_macro else p.partner_elsewhere
        market = world.markets[programme.region, programme.occupation]
        tightness = tightness_ratio(market.vacancies, market.others + market.seeking, market.tightness_start)
        hazard = partner_hazard(
            p.partner_hazard,
            p.partner_hazard_alliance,
            alliance,
            factor,
            tightness,
            p.partner_shortage_elasticity,
        )
        row[0], row[1] = alliance, hazard_probability(hazard)
    return row[1]
