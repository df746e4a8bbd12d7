"""Stage `certification`: evaluation capacity, where it is and how many programmes it certifies."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.chance import Purpose, uniform
from microcred.base.compile import compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.spending import budget_of_place, in_turn
from microcred.rules.evaluation import certification_places, core_evaluation, moved_evaluation, spread_outside
from microcred.rules.ledger import certifier_payment, spread_payment
from microcred.rules.policy import ANY, lever_value
from microcred.world.accounts import Account, affordable, pay, pay_from, whole_cents


@compiled
def evaluation_shares(world: Any, policy: Any, flows: Any) -> None:
    """Evaluation capacity by region: as the organisations are, or more of it outside the core by policy.

    What is moved goes to the regions outside the core by their people.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    outside = 1.0 - nation.core_organisations
    spread = lever_value(policy, LeverCode.EVALUATION_SPREAD, ANY, ANY, ANY, ANY, ANY, ANY, ANY)
    wanted = spread_outside(outside, spread) if nation.people_outside_core > 0.0 else outside
    cents = np.zeros(world.regions.shape[0], dtype=np.int64)
    for index in range(world.regions.shape[0]):
        region = world.regions[index]
        if region.macro != nation.core_macro:
            moved = moved_evaluation(outside, wanted, region.people_share, nation.people_outside_core)
            organisations = float(world.organisations.shape[0])
            cents[index] = whole_cents(spread_payment(p.evaluation_spread_cost, moved, organisations))
    lever = LeverCode.EVALUATION_SPREAD
    if affordable(policy, budget_of_place(policy, lever, ANY), cents.sum()):
        for index in range(world.regions.shape[0]):
            pay(flows, Account.GOVERNMENT, Account.ORGANISATION, lever, 2 * index, cents[index])
    else:
        wanted = outside
    for index in range(world.regions.shape[0]):
        region = world.regions[index]
        if region.macro == nation.core_macro:
            region.evaluation_share = core_evaluation(region.organisation_share, outside, wanted)
        else:
            moved = moved_evaluation(outside, wanted, region.people_share, nation.people_outside_core)
            region.evaluation_share = region.organisation_share + moved


@compiled
def places_by_macro(world: Any, policy: Any, flows: Any, macros: int) -> Any:
    """Programmes that each macro-region's organisations can certify this month, less staff who develop standards."""
    nation = world.nation[0]
    p = world.parameters[0]
    share = np.zeros(macros, dtype=np.float64)
    developing = np.zeros(macros, dtype=np.float64)
    for index in range(world.regions.shape[0]):
        share[world.regions[index].macro] += world.regions[index].evaluation_share
    total = 0.0
    for index in range(world.organisations.shape[0]):
        developing[world.organisations[index].macro] += world.organisations[index].in_development
        total += 1.0
    places = np.zeros(macros, dtype=np.int64)
    lever = LeverCode.CERTIFICATION_CAPACITY
    for macro in in_turn(world, policy, lever, np.arange(macros), np.zeros(macros, dtype=np.int64)):
        if share[macro] <= 0.0:
            continue
        somewhere = 0
        for index in range(world.regions.shape[0] - 1, -1, -1):
            if world.regions[index].macro == macro:
                somewhere = index
        factor = lever_value(policy, lever, 2 * somewhere, ANY, ANY, ANY, ANY, ANY, ANY)
        if factor > 1.0:
            cents = whole_cents(certifier_payment(p.certifier_cost, total, share[macro], factor))
            clause = budget_of_place(policy, lever, 2 * somewhere)
            payer, payee = Account.GOVERNMENT, Account.ORGANISATION
            if not pay_from(policy, clause, flows, payer, payee, lever, 2 * somewhere, cents):
                factor = 1.0
        u = uniform(nation.seed, Purpose.CERTIFICATION_QUEUE, macro, 0, nation.month, 1)
        places[macro] = certification_places(
            p.certification_throughput,
            total,
            share[macro],
            factor,
            p.development_staff,
            developing[macro],
            nation.kept_share,
            u,
        )
    return places
