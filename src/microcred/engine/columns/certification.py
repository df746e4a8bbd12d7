"""Stage `certification`: applications, queue, registry, articulation rules."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.chance import Purpose, uniform
from microcred.base.compile import borrowing, compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.evaluation import places_by_macro
from microcred.engine.columns.luck import luck_of_programmes
from microcred.engine.columns.provision import ask, ask_entry
from microcred.engine.columns.spending import (
    budget_of,
    budget_of_institution,
    institutions_in_turn,
    programmes_in_turn,
)
from microcred.rules.certification import application_hazard, certificate_expired, certificate_renewable, net_cost_ratio
from microcred.rules.draws import hazard_of_mean
from microcred.rules.evaluation import remote_places
from microcred.rules.ledger import monthly_payment
from microcred.rules.partnership import hazard_probability
from microcred.rules.policy import ANY, lever_value
from microcred.rules.provision import certification_cost
from microcred.rules.survey import shrunken_reading
from microcred.rules.systems import articulation_hazard, rule_share
from microcred.world.accounts import Account, bears, pay, pay_from, take, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.states import Status
from microcred.world.tables import QUARTERS


@compiled
def apply_for_certificates(world: Any, policy: Any, flows: Any) -> None:
    """Certificates expire; programmes without one, or in its last year, apply; a mandate's deadline bars admission."""
    nation = world.nation[0]
    p = world.parameters[0]
    # The probability of one programme is mostly that of the next: it is worked out where something changes.
    ratio_before, mandate_before, probability = np.nan, False, 0.0
    for index in programmes_in_turn(world, policy, LeverCode.CERTIFICATION_MANDATE):
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
            support_left(policy, programme),
        )
        if ratio != ratio_before or mandate != mandate_before:
            hazard = application_hazard(
                p.certification_application_voluntary,
                ratio,
                p.certification_cost_floor,
                p.certification_elasticity,
                mandate,
                p.certification_application_mandate,
            )
            ratio_before, mandate_before, probability = ratio, mandate, hazard_probability(hazard)
        u = uniform(nation.seed, Purpose.CERTIFICATION_APPLICATION, programme.key, programme.number, nation.month, 0)
        if u < probability and (not mandate or pays_mandate(p, policy, flows, programme)):
            programme.applied_month = nation.month


@borrowing
def support_left(policy: Any, programme: Any) -> float:
    """Share of the certification cost that an applicant may hope for: none once this month's budget has run out."""
    support = ask(policy, LeverCode.CERTIFICATION_SUPPORT, programme)
    clause = budget_of(policy, LeverCode.CERTIFICATION_SUPPORT, programme)
    return 0.0 if clause >= 0 and policy.entries[clause].stopped else support


@borrowing
def pays_mandate(p: Any, policy: Any, flows: Any, programme: Any) -> bool:
    """Whether the cost of an application under a mandate is borne; without it nobody applies under the mandate."""
    lever = LeverCode.CERTIFICATION_MANDATE
    cents = whole_cents(p.mandate_cost)
    clause = budget_of(policy, lever, programme)
    return pay_from(policy, clause, flows, Account.INSTITUTION, Account.SUPPLIER, lever, programme.place, cents)


@borrowing
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
    turns = np.argsort(order[:count], kind="mergesort")
    for turn in turns:
        programme = world.programmes[waiting[turn]]
        macro = world.regions[programme.region].macro
        if places[macro] > 0 and certify(world, policy, flows, programme, 1.0):
            places[macro] -= 1
            waiting[turn] = -1
    spare = remote_places(p.certification_remote_efficiency, places.sum())
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
            cents = whole_cents(monthly_payment(p.registry_cost, 1.0))
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
            cents = whole_cents(monthly_payment(p.transfer_cost, transfer))
            clause = budget_of_institution(policy, lever, institution)
            pay_from(policy, clause, flows, Account.INSTITUTION, Account.SUPPLIER, lever, place, cents)
        if institution.rule:
            rules += 1
    nation.rule_share = rule_share(rules, world.institutions.shape[0])


@compiled
def badges(world: Any, policy: Any) -> None:
    """Issuers that the policy reaches put their badges on job sites, within about a year; others take them off."""
    nation = world.nation[0]
    inclined = luck_of_programmes(world, Purpose.BADGES, 0, 0)
    probability = hazard_probability(hazard_of_mean(world.parameters[0].phase_in))
    for index in range(nation.programmes):
        programme = world.programmes[index]
        if inclined[index] >= ask(policy, LeverCode.BADGES, programme):
            programme.badge = False
        elif not programme.badge:
            luck = uniform(nation.seed, Purpose.BADGES, programme.key, programme.number, nation.month, 0)
            programme.badge = luck < probability
