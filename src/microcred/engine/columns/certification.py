"""Stage `certification`: applications, queue, registry, articulation rules."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from microcred.base.chance import Purpose, uniform
from microcred.base.compile import compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.development import MONTHS
from microcred.engine.columns.provision import ask, ask_entry
from microcred.engine.columns.spending import (
    budget_of,
    budget_of_institution,
    budget_of_place,
    in_turn,
    institutions_in_turn,
    programmes_in_turn,
)
from microcred.rules.certification import application_hazard, articulation_hazard
from microcred.rules.partnership import hazard_probability
from microcred.rules.policy import ANY, lever_value
from microcred.rules.provision import certification_cost
from microcred.rules.survey import shrunken_reading
from microcred.world.accounts import Account, affordable, bears, pay, pay_from, take, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.tables import QUARTERS, Status


@compiled
def evaluation_shares(world: Any, policy: Any, flows: Any) -> None:
    """Evaluation capacity by region: as the organisations are, or more of it outside the core by policy.

    What is moved goes to the regions outside the core by their people.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    outside = 1.0 - nation.core_organisations
    spread = lever_value(policy, LeverCode.EVALUATION_SPREAD, ANY, ANY, ANY, ANY, ANY, ANY, ANY)
    wanted = max(outside, spread) if nation.people_outside_core > 0.0 else outside
    cents = np.zeros(world.regions.shape[0], dtype=np.int64)
    for index in range(world.regions.shape[0]):
        region = world.regions[index]
        if region.macro != nation.core_macro:
            moved = (wanted - outside) * region.people_share / nation.people_outside_core
            cents[index] = whole_cents(p.evaluation_spread_cost * moved * world.organisations.shape[0] / MONTHS)
    lever = LeverCode.EVALUATION_SPREAD
    if affordable(policy, budget_of_place(policy, lever, ANY), cents.sum()):
        for index in range(world.regions.shape[0]):
            pay(flows, Account.GOVERNMENT, Account.ORGANISATION, lever, 2 * index, cents[index])
    else:
        wanted = outside
    for index in range(world.regions.shape[0]):
        region = world.regions[index]
        if region.macro == nation.core_macro:
            region.evaluation_share = region.organisation_share * (1.0 - wanted) / (1.0 - outside)
        else:
            moved = (wanted - outside) * region.people_share / nation.people_outside_core
            region.evaluation_share = region.organisation_share + moved


@compiled
def apply_for_certificates(world: Any, policy: Any, flows: Any) -> None:
    """Certificates expire; programmes without one, or in its last year, apply; a mandate's deadline bars admission."""
    nation = world.nation[0]
    p = world.parameters[0]
    for index in programmes_in_turn(world, policy, LeverCode.CERTIFICATION_MANDATE):
        programme = world.programmes[index]
        if programme.certified and nation.month - programme.certified_month >= p.certificate_validity:
            programme.certified = False
        if programme.status != Status.OPEN:
            programme.applied_month = -1
            continue
        mandate = ask(policy, LeverCode.CERTIFICATION_MANDATE, programme) > 0.5
        clause = ask_entry(policy, LeverCode.CERTIFICATION_MANDATE, programme)
        due = (
            mandate
            and clause >= 0
            and policy.entries[clause].deadline >= 0
            and nation.month >= policy.entries[clause].deadline
        )
        programme.barred = due and not programme.certified
        renewing = programme.certified and nation.month - programme.certified_month >= p.certificate_validity - MONTHS
        if programme.applied_month >= 0 or (programme.certified and not renewing):
            continue
        ratio = ask(policy, LeverCode.CERTIFICATION_COST, programme) * (1.0 - support_left(policy, programme))
        hazard = application_hazard(
            p.certification_application_voluntary,
            ratio,
            p.certification_cost_floor,
            p.certification_elasticity,
            mandate,
            p.certification_application_mandate,
        )
        u = uniform(nation.seed, Purpose.CERTIFICATION_APPLICATION, programme.key, programme.number, nation.month, 0)
        if u < hazard_probability(hazard) and (not mandate or pays_mandate(p, policy, flows, programme)):
            programme.applied_month = nation.month


@compiled
def support_left(policy: Any, programme: Any) -> float:
    """Share of the certification cost that an applicant may hope for: none once this month's budget has run out."""
    support = ask(policy, LeverCode.CERTIFICATION_SUPPORT, programme)
    clause = budget_of(policy, LeverCode.CERTIFICATION_SUPPORT, programme)
    return 0.0 if clause >= 0 and policy.entries[clause].stopped else support


@compiled
def pays_mandate(p: Any, policy: Any, flows: Any, programme: Any) -> bool:
    """Whether the cost of an application under a mandate is borne; without it nobody applies under the mandate."""
    lever = LeverCode.CERTIFICATION_MANDATE
    cents = whole_cents(p.mandate_cost)
    clause = budget_of(policy, lever, programme)
    return pay_from(policy, clause, flows, Account.INSTITUTION, Account.SUPPLIER, lever, programme.place, cents)


@compiled
def certification_places(world: Any, policy: Any, flows: Any, macros: int) -> Any:
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
            cents = whole_cents(p.certifier_cost * total * share[macro] * (factor - 1.0))
            clause = budget_of_place(policy, lever, 2 * somewhere)
            payer, payee = Account.GOVERNMENT, Account.ORGANISATION
            if not pay_from(policy, clause, flows, payer, payee, lever, 2 * somewhere, cents):
                factor = 1.0
        throughput = p.certification_throughput * total * share[macro] * factor
        staff = p.development_staff * developing[macro] * nation.kept_share
        u = uniform(nation.seed, Purpose.CERTIFICATION_QUEUE, macro, 0, nation.month, 1)
        places[macro] = int(math.floor(max(0.0, throughput - staff) + u))
    return places


@compiled
def certify(world: Any, policy: Any, flows: Any, programme: Any, remote: float) -> bool:
    """One programme gets its certificate; institution and government pay. False if the institution's part is refused.

    The budget of `certification_cost` bears what institutions pay while its entry sets the price.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    cost = remote * certification_cost(
        p.certification_cost,
        float(programme.seats),
        p.certification_cost_size_exponent,
        ask(policy, LeverCode.CERTIFICATION_COST, programme),
    )
    cents = whole_cents(cost)
    lever = LeverCode.CERTIFICATION_SUPPORT
    supported = whole_cents(cost * ask(policy, lever, programme))
    supporter = budget_of(policy, lever, programme)
    refused = supported > 0 and not bears(policy, supporter, supported)
    if refused:
        supported = 0
    place, own, payee = programme.place, cents - supported, Account.ORGANISATION
    clause = budget_of(policy, LeverCode.CERTIFICATION_COST, programme)
    if not pay_from(policy, clause, flows, Account.INSTITUTION, payee, Paid.CERTIFICATION, place, own):
        return False
    take(policy, supporter, supported)
    pay(flows, Account.GOVERNMENT, payee, lever, place, supported)
    if not programme.certified:
        programme.certified_since = nation.month
    programme.certified = True
    programme.certified_month = nation.month
    programme.unsupported = refused
    programme.applied_month = -1
    programme.barred = False
    return True


@compiled
def serve_queue(world: Any, policy: Any, flows: Any, macros: int) -> None:
    """The queue is served by time of application, at home first; what is left elsewhere helps, dearer and slower."""
    nation = world.nation[0]
    p = world.parameters[0]
    places = certification_places(world, policy, flows, macros)
    waiting = np.empty(nation.programmes, dtype=np.int64)
    order = np.empty(nation.programmes, dtype=np.float64)
    count = 0
    for index in range(nation.programmes):
        programme = world.programmes[index]
        if programme.applied_month >= 0 and programme.applied_month < nation.month:
            waiting[count] = index
            order[count] = programme.applied_month + uniform(
                nation.seed,
                Purpose.CERTIFICATION_QUEUE,
                programme.key,
                programme.number,
                programme.applied_month,
                0,
            )
            count += 1
    turns = np.argsort(order[:count])
    for turn in turns:
        programme = world.programmes[waiting[turn]]
        macro = world.regions[programme.region].macro
        if places[macro] > 0 and certify(world, policy, flows, programme, 1.0):
            places[macro] -= 1
            waiting[turn] = -1
    spare = int(math.floor(p.certification_remote_efficiency * places.sum()))
    for turn in turns:
        if spare <= 0:
            break
        if waiting[turn] < 0:
            continue
        if certify(world, policy, flows, world.programmes[waiting[turn]], p.certification_remote_cost):
            spare -= 1


@compiled
def registry(world: Any, policy: Any, flows: Any) -> None:
    """The registry lists programmes that are certified and, where surveyed, read at or above the threshold."""
    p = world.parameters[0]
    for index in programmes_in_turn(world, policy, LeverCode.REGISTRY):
        programme = world.programmes[index]
        programme.listed = False
        if programme.status != Status.OPEN or not programme.certified:
            continue
        if lever_value(policy, LeverCode.REGISTRY, programme.place, ANY, ANY, ANY, ANY, ANY, ANY) < 0.5:
            continue
        respondents = 0
        satisfied = 0
        for quarter in range(QUARTERS):
            respondents += world.survey_respondents[index, quarter]
            satisfied += world.survey_satisfied[index, quarter]
        reading = shrunken_reading(satisfied, respondents, p.exit_prior_satisfied, p.exit_prior_respondents)
        if reading >= p.listing_threshold:
            cents = whole_cents(p.registry_cost / MONTHS)
            clause = budget_of(policy, LeverCode.REGISTRY, programme)
            programme.listed = pay_from(
                policy, clause, flows, Account.GOVERNMENT, Account.SUPPLIER, LeverCode.REGISTRY, programme.place, cents
            )


@compiled
def articulation(world: Any, policy: Any, flows: Any) -> None:
    """Institutions acquire articulation rules; staff who assess credits cost money under credit transfer."""
    nation = world.nation[0]
    p = world.parameters[0]
    rules = 0
    lever = LeverCode.CREDIT_TRANSFER
    for index in institutions_in_turn(world, policy, lever):
        institution = world.institutions[index]
        place, kind, size = institution.place, institution.kind, institution.size
        transfer = lever_value(policy, lever, place, ANY, ANY, ANY, kind, size, ANY)
        if not institution.rule:
            hazard = articulation_hazard(
                p.articulation_hazard,
                p.articulation_hazard_framework,
                p.articulation_hazard_platform,
                world.regions[institution.region].framework,
                nation.platform,
                transfer,
            )
            u = uniform(nation.seed, Purpose.ARTICULATION, institution.key, institution.number, nation.month, 0)
            institution.rule = u < hazard_probability(hazard)
        elif transfer > 0.0:
            cents = whole_cents(p.transfer_cost * transfer / MONTHS)
            clause = budget_of_institution(policy, lever, institution)
            pay_from(policy, clause, flows, Account.INSTITUTION, Account.SUPPLIER, lever, place, cents)
        if institution.rule:
            rules += 1
    nation.rule_share = rules / max(1, world.institutions.shape[0])


@compiled
def badges(world: Any, policy: Any) -> None:
    """Issuers that the policy reaches put their badges on job sites, within about a year; others take them off."""
    nation = world.nation[0]
    p = world.parameters[0]
    for index in range(nation.programmes):
        programme = world.programmes[index]
        draw = uniform(nation.seed, Purpose.BADGES, programme.key, programme.number, 0, 0)
        if draw >= ask(policy, LeverCode.BADGES, programme):
            programme.badge = False
        elif not programme.badge:
            u = uniform(nation.seed, Purpose.BADGES, programme.key, programme.number, nation.month, 0)
            programme.badge = u < hazard_probability(1.0 / p.phase_in)
