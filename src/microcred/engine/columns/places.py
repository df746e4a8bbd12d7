"""Stages `infrastructure` and `demand`: places, markets, and content that ages."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.compile import borrowing, compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.spending import budget_of_place, in_turn, regions_in_turn
from microcred.rules.access import next_access
from microcred.rules.hiring import (
    finding_rate,
    growth_factor,
    new_vacancies,
    next_vacancies,
    premium,
    tightness_ratio,
    vacancies_filled,
    vacancies_kept,
)
from microcred.rules.ledger import monthly_payment
from microcred.rules.policy import ANY, lever_value
from microcred.rules.quality import aged, jumped
from microcred.rules.systems import phase
from microcred.world.accounts import Account, affordable, pay, pay_from, whole_cents
from microcred.world.states import Standard, Status

MONTHS = 12.0


@compiled
def infrastructure(world: Any, policy: Any, flows: Any) -> None:
    """Digital access moves toward its ceiling, faster where money is spent; outreach is paid."""
    p = world.parameters[0]
    lever = LeverCode.INFRASTRUCTURE_SPEND
    keys = world.places["key"]
    for place in in_turn(world, policy, lever, keys, np.zeros_like(keys)):
        row = world.places[place]
        spending = lever_value(policy, lever, place, ANY, ANY, ANY, ANY, ANY, ANY)
        cents = whole_cents(monthly_payment(spending, row.people))
        clause = budget_of_place(policy, lever, place)
        if not pay_from(policy, clause, flows, Account.GOVERNMENT, Account.SUPPLIER, lever, place, cents):
            spending = 0.0
        row.access = next_access(row.access, row.access_trend, p.access_per_yuan, spending, p.access_maximum)


@compiled
def systems(world: Any, policy: Any, flows: Any) -> None:
    """Framework, platform, verification and gate phase in; who carries them out; what they cost by region."""
    nation = world.nation[0]
    p = world.parameters[0]
    carried_out = np.zeros(world.regions.shape[0], dtype=np.bool_)
    verified_anywhere = False
    gated_anywhere = False
    for region in regions_in_turn(world, policy, LeverCode.FRAMEWORK):
        carried_out[region] = runs_framework(world, policy, flows, 2 * region)
        if lever_value(policy, LeverCode.VERIFICATION, 2 * region, ANY, ANY, ANY, ANY, ANY, ANY) > 0.5:
            verified_anywhere = True
        if lever_value(policy, LeverCode.REGISTRY_GATE, 2 * region, ANY, ANY, ANY, ANY, ANY, ANY) > 0.5:
            gated_anywhere = True
    nation.framework_months = nation.framework_months + 1 if carried_out.any() else -1
    nation.platform_months = nation.platform_months + 1 if runs_platform(world, policy, flows) else -1
    nation.verification_months = nation.verification_months + 1 if verified_anywhere else -1
    nation.gate_months = nation.gate_months + 1 if gated_anywhere else -1
    nation.gate = phase(nation.gate_months, p.phase_in)
    nation.verification = phase(nation.verification_months, p.phase_in)
    nation.framework = phase(nation.framework_months, p.phase_in)
    nation.platform = phase(nation.platform_months, p.phase_in)
    for region in range(world.regions.shape[0]):
        row = world.regions[region]
        place = 2 * region
        opted_out = row.opt_out_draw < lever_value(policy, LeverCode.LOCAL_OPT_OUT, place, ANY, ANY, ANY, ANY, ANY, ANY)
        row.framework = nation.framework if carried_out[region] and not opted_out else 0.0


@borrowing
def runs_framework(world: Any, policy: Any, flows: Any, place: int) -> bool:
    """Whether the framework is on in a region, named by its urban place, and its month there is paid."""
    lever = LeverCode.FRAMEWORK
    if lever_value(policy, lever, place, ANY, ANY, ANY, ANY, ANY, ANY) <= 0.5:
        return False
    share = world.regions[world.places[place].region].people_share
    cents = whole_cents(monthly_payment(world.parameters[0].framework_cost, share))
    clause = budget_of_place(policy, lever, place)
    return pay_from(policy, clause, flows, Account.GOVERNMENT, Account.SUPPLIER, lever, place, cents)


@compiled
def runs_platform(world: Any, policy: Any, flows: Any) -> bool:
    """Whether the platform is on and its month is paid, as a whole; each region bears its people's share."""
    lever = LeverCode.PLATFORM
    if lever_value(policy, lever, ANY, ANY, ANY, ANY, ANY, ANY, ANY) <= 0.5:
        return False
    regions = world.regions.shape[0]
    cents = np.empty(regions, dtype=np.int64)
    for region in range(regions):
        share = world.regions[region].people_share
        cents[region] = whole_cents(monthly_payment(world.parameters[0].platform_cost, share))
    if not affordable(policy, budget_of_place(policy, lever, ANY), cents.sum()):
        return False
    for region in range(regions):
        pay(flows, Account.GOVERNMENT, Account.SUPPLIER, lever, 2 * region, cents[region])
    return True


@borrowing
def markets(world: Any, shift: Any) -> None:
    """Vacancies open, are filled or withdrawn; others seek; premiums follow tightness.

    `shift` (regions x occupations) is the factor of a demand shock on new vacancies, 1 without.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    years = 0.0
    if not nation.settling:
        years = (nation.month - nation.first_month) / MONTHS
    for occupation in range(world.occupations.shape[0]):
        row = world.occupations[occupation]
        demand = growth_factor(row.growth, years)
        followers = growth_factor(p.seekers_follow * row.growth, years)
        vacancies = 0.0
        seekers = 0.0
        start = 0.0
        for region in range(world.regions.shape[0]):
            market = world.markets[region, occupation]
            others = market.others * followers
            market.others_now = others
            seeking = others + market.seeking
            rate = finding_rate(p.matching_efficiency, market.vacancies, seeking, p.matching_elasticity)
            if not nation.settling:
                market.vacancies = next_vacancies(
                    vacancies_kept(market.vacancies, p.vacancy_expiry),
                    new_vacancies(market.inflow, demand, shift[region, occupation]),
                    vacancies_filled(rate, others, market.filled),
                )
            market.filled = 0.0
            vacancies += market.vacancies
            seekers += seeking
            start = market.tightness_start
        if seekers > 0.0:
            row.premium = premium(p.premium_low, p.premium_high, tightness_ratio(vacancies, seekers, start))


@borrowing
def ageing(world: Any, jump: Any) -> None:
    """Technology moves on by a month, and by `jump` (months by occupation) in a shock."""
    nation = world.nation[0]
    for index in range(nation.programmes):
        programme = world.programmes[index]
        if programme.status == Status.CLOSED or programme.status == Status.REVOKED:
            continue
        half_life = world.occupations[programme.occupation].half_life
        programme.outdated = aged(programme.outdated, half_life)
        programme.outdated = jumped(programme.outdated, half_life, jump[programme.occupation])


@borrowing
def standards(world: Any) -> None:
    """Count, for every occupation, the standards in force and in development, and who teaches each standard."""
    nation = world.nation[0]
    for occupation in range(world.occupations.shape[0]):
        world.occupations[occupation].in_force = 0
        world.occupations[occupation].in_development = 0
    for index in range(nation.credentials):
        credential = world.credentials[index]
        credential.programmes = 0
        if credential.status == Standard.IN_FORCE:
            world.occupations[credential.occupation].in_force += 1
        elif credential.status == Standard.DEVELOPING:
            world.occupations[credential.occupation].in_development += 1
    for index in range(nation.programmes):
        programme = world.programmes[index]
        if programme.status == Status.OPEN:
            world.credentials[programme.credential].programmes += 1
