"""Stage `certification`: applications, queue, registry, articulation rules."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.chance import Purpose, uniform
from microcred.base.compile import compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.provision import ask, ask_entry
from microcred.rules.certification import application_hazard, certificate_expired, certificate_renewable, net_cost_ratio
from microcred.rules.draws import hazard_of_mean
from microcred.rules.evaluation import (
    certification_places,
    core_evaluation,
    moved_evaluation,
    remote_places,
    spread_outside,
)
from microcred.rules.ledger import certifier_payment, monthly_payment, spread_payment
from microcred.rules.partnership import hazard_probability
from microcred.rules.policy import ANY, lever_value
from microcred.rules.provision import certification_cost
from microcred.rules.survey import shrunken_reading
from microcred.rules.systems import articulation_hazard, rule_share
from microcred.world.accounts import Account, affordable, pay, whole_cents
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
    wanted = spread_outside(outside, spread) if nation.people_outside_core > 0.0 else outside
    for index in range(world.regions.shape[0]):
        region = world.regions[index]
        if region.macro == nation.core_macro:
            region.evaluation_share = core_evaluation(region.organisation_share, outside, wanted)
        else:
            moved = moved_evaluation(outside, wanted, region.people_share, nation.people_outside_core)
            region.evaluation_share = region.organisation_share + moved
            cents = whole_cents(spread_payment(p.evaluation_spread_cost, moved, float(world.organisations.shape[0])))
            pay(flows, Account.GOVERNMENT, Account.ORGANISATION, LeverCode.EVALUATION_SPREAD, 2 * index, cents)


@compiled
def apply_for_certificates(world: Any, policy: Any, flows: Any) -> None:
    """Certificates expire; programmes without one, or in its last year, apply; a mandate's deadline bars admission."""
    nation = world.nation[0]
    p = world.parameters[0]
    for index in range(nation.programmes):
        programme = world.programmes[index]
        age = nation.month - programme.certified_month
        if programme.certified and certificate_expired(age, p.certificate_validity):
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
        renewing = programme.certified and certificate_renewable(age, p.certificate_validity)
        if programme.applied_month >= 0 or (programme.certified and not renewing):
            continue
        ratio = net_cost_ratio(
            ask(policy, LeverCode.CERTIFICATION_COST, programme),
            ask(policy, LeverCode.CERTIFICATION_SUPPORT, programme),
        )
        hazard = application_hazard(
            p.certification_application_voluntary,
            ratio,
            p.certification_cost_floor,
            p.certification_elasticity,
            mandate,
            p.certification_application_mandate,
        )
        u = uniform(nation.seed, Purpose.CERTIFICATION_APPLICATION, programme.key, programme.number, nation.month, 0)
        if u < hazard_probability(hazard):
            programme.applied_month = nation.month
            if mandate:
                cents = whole_cents(p.mandate_cost)
                pay(
                    flows,
                    Account.INSTITUTION,
                    Account.SUPPLIER,
                    LeverCode.CERTIFICATION_MANDATE,
                    programme.place,
                    cents,
                )


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
    for macro in range(macros):
        if share[macro] <= 0.0:
            continue
        somewhere = 0
        for index in range(world.regions.shape[0] - 1, -1, -1):
            if world.regions[index].macro == macro:
                somewhere = index
        factor = lever_value(policy, LeverCode.CERTIFICATION_CAPACITY, 2 * somewhere, ANY, ANY, ANY, ANY, ANY, ANY)
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
        if factor > 1.0:
            cents = whole_cents(certifier_payment(p.certifier_cost, total, share[macro], factor))
            pay(
                flows,
                Account.GOVERNMENT,
                Account.ORGANISATION,
                LeverCode.CERTIFICATION_CAPACITY,
                2 * somewhere,
                cents,
            )
    return places


@compiled
def certify(world: Any, policy: Any, flows: Any, programme: Any, remote: float) -> None:
    """One programme gets its certificate; institution and government pay."""
    nation = world.nation[0]
    p = world.parameters[0]
    cost = remote * certification_cost(
        p.certification_cost,
        float(programme.seats),
        p.certification_cost_size_exponent,
        ask(policy, LeverCode.CERTIFICATION_COST, programme),
    )
    cents = whole_cents(cost)
    support = ask(policy, LeverCode.CERTIFICATION_SUPPORT, programme)
    clause = ask_entry(policy, LeverCode.CERTIFICATION_SUPPORT, programme)
    supported = whole_cents(cost * support)
    if supported > 0 and not affordable(policy, clause, supported):
        supported = 0
    place = programme.place
    pay(flows, Account.GOVERNMENT, Account.ORGANISATION, LeverCode.CERTIFICATION_SUPPORT, place, supported)
    pay(flows, Account.INSTITUTION, Account.ORGANISATION, Paid.CERTIFICATION, place, cents - supported)
    if not programme.certified:
        programme.certified_since = nation.month
    programme.certified = True
    programme.certified_month = nation.month
    programme.applied_month = -1
    programme.barred = False


@compiled
def serve_queue(world: Any, policy: Any, flows: Any, macros: int) -> None:
    """The queue is served by time of application, at home first; what is left elsewhere helps, dearer and slower."""
    nation = world.nation[0]
    p = world.parameters[0]
    places = places_by_macro(world, policy, flows, macros)
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
        if places[macro] > 0:
            places[macro] -= 1
            certify(world, policy, flows, programme, 1.0)
            waiting[turn] = -1
    spare = remote_places(p.certification_remote_efficiency, places.sum())
    for turn in turns:
        if spare <= 0:
            break
        if waiting[turn] >= 0:
            spare -= 1
            certify(world, policy, flows, world.programmes[waiting[turn]], p.certification_remote_cost)


@compiled
def registry(world: Any, policy: Any, flows: Any) -> None:
    """The registry lists programmes that are certified and, where surveyed, read at or above the threshold."""
    nation = world.nation[0]
    p = world.parameters[0]
    for index in range(nation.programmes):
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
        programme.listed = reading >= p.listing_threshold
        if programme.listed:
            cents = whole_cents(monthly_payment(p.registry_cost, 1.0))
            pay(flows, Account.GOVERNMENT, Account.SUPPLIER, LeverCode.REGISTRY, programme.place, cents)


@compiled
def articulation(world: Any, policy: Any, flows: Any) -> None:
    """Institutions acquire articulation rules; staff who assess credits cost money under credit transfer."""
    nation = world.nation[0]
    p = world.parameters[0]
    rules = 0
    for index in range(world.institutions.shape[0]):
        institution = world.institutions[index]
        transfer = lever_value(
            policy,
            LeverCode.CREDIT_TRANSFER,
            institution.place,
            ANY,
            ANY,
            ANY,
            institution.kind,
            institution.size,
            ANY,
        )
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
            cents = whole_cents(monthly_payment(p.transfer_cost, transfer))
            pay(
                flows,
                Account.INSTITUTION,
                Account.SUPPLIER,
                LeverCode.CREDIT_TRANSFER,
                institution.place,
                cents,
            )
        if institution.rule:
            rules += 1
    nation.rule_share = rule_share(rules, world.institutions.shape[0])


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
            programme.badge = u < hazard_probability(hazard_of_mean(p.phase_in))
