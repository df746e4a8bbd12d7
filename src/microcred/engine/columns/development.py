"""Stage `development`: standards start, finish and lapse."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.chance import Purpose, normal, uniform
from microcred.base.compile import borrowing, compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.developers import AS_IT_IS, for_organisation, for_standard, teachers_of, works_in
from microcred.engine.columns.spending import in_turn
from microcred.rules.credentials import (
    between,
    choice_weight,
    covered_factor,
    development_months,
    development_payment,
    is_fast,
    lapse_hazard,
    licence_income_ratio,
    programmes_elsewhere,
    start_hazard,
    vacancies_ratio,
)
from microcred.rules.partnership import hazard_probability
from microcred.rules.policy import ANY, budget_clause, lever_value
from microcred.world.accounts import Account, affordable, pay, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.states import Standard


@borrowing
def move_standards(world: Any) -> None:
    """Developments finish; old standards lapse, and their programmes close to newcomers.

    Where only some regions are run, the others are taken to teach a standard as often as in 2025.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    elsewhere = programmes_elsewhere(nation.kept_share, p.programmes_start, nation.credentials)
    for index in range(nation.credentials):
        credential = world.credentials[index]
        if credential.status == Standard.DEVELOPING and credential.ready <= nation.month:
            credential.status = Standard.IN_FORCE
            world.organisations[credential.organisation].in_development -= 1
        elif credential.status == Standard.IN_FORCE:
            age = float(nation.month - credential.ready)
            hazard = lapse_hazard(
                p.credential_lapse,
                age,
                p.lapse_age,
                credential.programmes + elsewhere,
                p.lapse_without_programme,
                p.lapse_with_programme,
            )
            u = uniform(nation.seed, Purpose.LAPSE, credential.key, credential.number, nation.month, 0)
            if u < hazard_probability(hazard):
                credential.status = Standard.LAPSED


@borrowing
def occupation_weight(world: Any, policy: Any, teachers: Any, organisation: Any, occupation: int, place: int) -> float:
    """Pull of one occupation on one organisation."""
    nation = world.nation[0]
    p = world.parameters[0]
    row = world.occupations[occupation]
    sector = world.sectors[row.sector]
    lever = LeverCode.SURVEY_INTERVAL
    fresh = for_standard(world, policy, teachers, lever, place, row.sector, occupation, p.survey_half_life)
    own = 0.0
    others = 0.0
    number = 0.0
    for mate in range(sector.first, sector.last):
        vacancies = 0.0
        for region in range(world.regions.shape[0]):
            vacancies += world.markets[region, mate].vacancies
        if mate == occupation:
            own = vacancies
        else:
            others += vacancies
            number += world.occupations[mate].count
    z = normal(
        nation.seed,
        Purpose.DEVELOPMENT_CHOICE,
        organisation.key,
        (organisation.number << 12) | occupation,
        nation.month,
        0,
    )
    known = row.in_force + row.in_development
    return choice_weight(
        vacancies_ratio(own, row.count, others, number),
        between(p.demand_weight_blind, p.demand_weight_surveyed, fresh),
        between(p.demand_noise_blind, p.demand_noise_surveyed, fresh),
        z,
        known > 0,
        covered_factor(known, row.count, p.covered_weight),
        row.count,
    )


@borrowing
def popular_sector(world: Any, u: float) -> int:
    """A sector with probability proportional to its standards in force."""
    total = 0
    for occupation in range(world.occupations.shape[0]):
        total += world.occupations[occupation].in_force
    wanted = u * total
    passed = 0
    for occupation in range(world.occupations.shape[0]):
        passed += world.occupations[occupation].in_force
        if wanted < passed:
            return int(world.occupations[occupation].sector)
    return int(world.occupations[world.occupations.shape[0] - 1].sector)


@compiled
def start_standards(world: Any, policy: Any, flows: Any, starts: Any) -> int:
    """Organisations start standards; returns how many, with (organisation, occupation, months) in `starts`."""
    nation = world.nation[0]
    p = world.parameters[0]
    occupations = world.occupations.shape[0]
    ratio = licence_income_ratio(nation.licence_income_year, nation.licence_income_start)
    weights = np.empty(occupations, dtype=np.float64)
    teachers = teachers_of(world)
    starts[:, 0] = -1
    keys, numbers = world.organisations["key"], world.organisations["number"]
    for index in in_turn(world, policy, LeverCode.DEVELOPMENT_TIME, keys, numbers):
        organisation = world.organisations[index]
        place = 2 * organisation.region if organisation.region >= 0 else ANY
        alliance = for_organisation(world, policy, teachers, LeverCode.ALLIANCE, organisation, place, AS_IT_IS)
        support = for_organisation(
            world, policy, teachers, LeverCode.CERTIFICATION_SUPPORT, organisation, place, AS_IT_IS
        )
        hazard = start_hazard(
            p.development_hazard,
            p.development_hazard_alliance,
            alliance,
            p.development_hazard_support,
            support,
            ratio,
            p.licence_income_elasticity,
        )
        key, number = organisation.key, organisation.number
        if uniform(nation.seed, Purpose.DEVELOPMENT_START, key, number, nation.month, 0) >= hazard_probability(hazard):
            continue
        fresh = for_organisation(
            world, policy, teachers, LeverCode.SURVEY_INTERVAL, organisation, place, p.survey_half_life
        )
        herding = between(p.herding_blind, p.herding_surveyed, fresh)
        follows = uniform(nation.seed, Purpose.DEVELOPMENT_START, key, number, nation.month, 1) < herding
        popular = popular_sector(world, uniform(nation.seed, Purpose.DEVELOPMENT_START, key, number, nation.month, 2))
        total = 0.0
        keyed = 0.0
        for occupation in range(occupations):
            row = world.occupations[occupation]
            weights[occupation] = 0.0
            if not (row.sector == popular if follows else works_in(organisation, row.sector)):
                continue
            weights[occupation] = occupation_weight(world, policy, teachers, organisation, occupation, place)
            total += weights[occupation]
            if is_key_gap(world, policy, occupation):
                keyed += weights[occupation]
        u = uniform(nation.seed, Purpose.DEVELOPMENT_START, key, number, nation.month, 3)
        wanted = u * (keyed if keyed > 0.0 else total)
        passed = 0.0
        chosen = -1
        for occupation in range(occupations):
            if weights[occupation] <= 0.0 or (keyed > 0.0 and not is_key_gap(world, policy, occupation)):
                continue
            passed += weights[occupation]
            chosen = occupation
            if wanted < passed:
                break
        if chosen < 0:
            continue
        sector = world.occupations[chosen].sector
        planned = lever_value(policy, LeverCode.DEVELOPMENT_TIME, ANY, ANY, sector, chosen, ANY, ANY, ANY)
        slow = max(planned, policy.levers[LeverCode.DEVELOPMENT_TIME].base)
        if (
            is_fast(planned)
            and uniform(nation.seed, Purpose.DEVELOPMENT_TIME, key, number, nation.month, 1) >= p.fast_channel_share
        ):
            planned = slow
        if place >= 0:
            clause = budget_clause(policy, LeverCode.DEVELOPMENT_TIME, ANY, ANY, sector, chosen, ANY, ANY, ANY)
            usual = whole_cents(p.development_cost)
            cents = whole_cents(development_payment(p.development_cost, p.development_cost_fast, planned))
            if not affordable(policy, clause, max(0, cents - usual)):
                planned = slow
                cents = usual
            pay(flows, Account.ORGANISATION, Account.SUPPLIER, Paid.STANDARD, place, cents)
        u = uniform(nation.seed, Purpose.DEVELOPMENT_TIME, key, number, nation.month, 0)
        organisation.in_development += 1
        organisation.started += 1
        starts[index, 0] = index
        starts[index, 1] = chosen
        starts[index, 2] = development_months(planned, u)
    count = 0
    for index in range(world.organisations.shape[0]):
        if starts[index, 0] >= 0:
            starts[count] = starts[index]
            count += 1
    return count


@borrowing
def is_key_gap(world: Any, policy: Any, occupation: int) -> bool:
    """Is it an occupation of a key field that still lacks standards?"""
    row = world.occupations[occupation]
    if lever_value(policy, LeverCode.KEY_FIELDS, ANY, ANY, row.sector, occupation, ANY, ANY, ANY) < 0.5:
        return False
    return row.in_force + row.in_development < row.count
