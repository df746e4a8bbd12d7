"""What the open programmes offer this month: quality, recognition, and where learners find them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from microcred.base.chance import Purpose, uniform
from microcred.base.compile import compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.provision import ask
from microcred.rules.certification import (
    recognition,
    recognition_education,
    recognition_employer,
    stack_value,
)
from microcred.rules.decision import (
    application_probability,
    benefit,
    cost,
    income_of,
    level_factor,
    seen_share,
    utility,
    visible_quality,
)
from microcred.rules.policy import ANY, highest_value, lever_value
from microcred.rules.quality import alignment
from microcred.rules.survey import freshness
from microcred.world.tables import CredentialType, Mode, Segment, Status

ACADEMY = 3
CENTS = 100.0
OFFERS_SEEN = 4
TRUNCATION = 3.0
# More credentials of a series than anybody holds.
MANY = 1_000
# Rounding may lift a probability above its bound by a few last bits, never by this much.
SLACK = 1e-9


@compiled
def alignment_of(p: Any, programme: Any) -> float:
    """Alignment of a programme today."""
    return alignment(
        programme.outdated,
        programme.practice,
        programme.project,
        programme.teaching,
        p.alignment_currency,
        p.alignment_practice,
        p.alignment_project,
    )


@compiled
def recognised_by_education(world: Any, policy: Any, programme: Any, certified: bool, listed: bool) -> float:
    """Recognition by institutions of a credential issued so."""
    nation = world.nation[0]
    p = world.parameters[0]
    region = world.regions[programme.region]
    verified = lever_value(policy, LeverCode.VERIFICATION, programme.place, ANY, ANY, ANY, ANY, ANY, ANY)
    value = recognition_education(
        p.recognition_constant,
        p.recognition_framework * region.framework,
        p.recognition_certified if certified else 0.0,
        p.recognition_listed if listed else 0.0,
        p.recognition_platform * nation.platform,
        p.recognition_rule * nation.rule_share,
        p.recognition_verification * verified,
        p.recognition_barrier,
    )
    return value * gate(policy, programme, region, listed)


@compiled
def recognised_by_employers(
    world: Any, policy: Any, programme: Any, certified: bool, listed: bool, partnered: bool
) -> float:
    """Recognition by employers of a credential issued so."""
    nation = world.nation[0]
    p = world.parameters[0]
    region = world.regions[programme.region]
    verified = lever_value(policy, LeverCode.VERIFICATION, programme.place, ANY, ANY, ANY, ANY, ANY, ANY)
    draw = uniform(nation.seed, Purpose.BADGES, programme.key, programme.number, 0, 0)
    badge = draw < ask(policy, LeverCode.BADGES, programme)
    value = recognition_employer(
        p.recognition_constant,
        p.recognition_framework * region.framework,
        p.recognition_certified if certified else 0.0,
        p.recognition_listed if listed else 0.0,
        p.recognition_platform * nation.platform,
        p.recognition_partner if partnered else 0.0,
        p.recognition_badges if badge else 0.0,
        p.recognition_brand * p.brand_company if programme.kind == ACADEMY else 0.0,
        p.recognition_verification * verified,
        p.recognition_barrier,
    )
    return value * gate(policy, programme, region, listed)


@compiled
def gate(policy: Any, programme: Any, region: Any, listed: bool) -> float:
    """Share of receivers to whom a credential counts: under a registry gate, an unlisted one only in its region."""
    if listed:
        return 1.0
    closed = lever_value(policy, LeverCode.REGISTRY_GATE, programme.place, ANY, ANY, ANY, ANY, ANY, ANY) > 0.5
    return region.people_share if closed else 1.0


@compiled
def make_offers(world: Any, policy: Any, offers: Any) -> None:
    """Describe every programme as learners see it this month."""
    nation = world.nation[0]
    p = world.parameters[0]
    for index in range(nation.programmes):
        programme = world.programmes[index]
        offer = offers[index]
        offer.admits = programme.status == Status.OPEN and not programme.barred
        if not offer.admits:
            continue
        sector = world.sectors[programme.sector]
        since = float(nation.month - programme.last_survey) if programme.last_survey >= 0 else -1.0
        seen = seen_share(
            programme.listed,
            freshness(since, p.survey_half_life),
            nation.platform,
            p.seen_listed,
            p.seen_survey_platform,
            p.seen_survey,
            p.seen_nothing,
        )
        offer.quality = visible_quality(alignment_of(p, programme), sector.quality, seen)
        offer.education = recognised_by_education(
            world, policy, programme, programme.certified, programme.listed
        )
        offer.employer = recognised_by_employers(
            world, policy, programme, programme.certified, programme.listed, programme.partner >= 0
        )
        offer.recognition = recognition(offer.education, offer.employer, p.recognition_employer_share)
        offer.premium = world.occupations[programme.occupation].premium * level_factor(
            programme.level, p.level_premium_step
        )
        offer.trust = sector.reputation
        offer.quality_change = sector.quality - sector.quality_start


@compiled
def offer_utility(
    world: Any,
    policy: Any,
    offers: Any,
    index: int,
    place: int,
    segment: int,
    constant: float,
    income: float,
    taste: float,
    peers: float,
    held: int,
) -> float:
    """Utility of one programme for one person."""
    nation = world.nation[0]
    p = world.parameters[0]
    programme = world.programmes[index]
    offer = offers[index]
    sector, occupation = programme.sector, programme.occupation
    kind, size, type_ = programme.kind, programme.size, programme.type
    credential = world.credentials[programme.credential]
    supported = lever_value(policy, LeverCode.SUBSIDY, place, segment, sector, occupation, kind, size, type_)
    supported += lever_value(policy, LeverCode.LOAN, place, segment, sector, occupation, kind, size, type_)
    if segment == Segment.WORKER:
        supported += lever_value(
            policy, LeverCode.LEVY_REIMBURSEMENT, place, segment, sector, occupation, kind, size, type_
        )
    fragmented = lever_value(
        policy, LeverCode.FRAGMENTED_STUDY, place, segment, sector, occupation, kind, size, type_
    )
    time_value = p.value_of_time * (1.0 - p.fragmented_time_saving * fragmented)
    if type_ == CredentialType.INTEREST:
        gain = p.interest_benefit
    else:
        gain = benefit(
            offer.premium,
            offer.quality,
            credential.overlap,
            offer.recognition,
            p.unrecognised_benefit_share,
            p.benefit_horizon,
            lever_value(policy, LeverCode.PAY_STEP, place, segment, sector, occupation, kind, size, type_),
            income,
        )
    spent = cost(
        programme.price / CENTS, supported, programme.hours, time_value, p.monthly_work_hours, income
    )
    stack = stack_value(
        held,
        lever_value(policy, LeverCode.STACK_SIZE, place, ANY, ANY, ANY, ANY, ANY, ANY),
        lever_value(policy, LeverCode.STACK_ACCEPTANCE, place, ANY, ANY, ANY, ANY, ANY, ANY),
        nation.rule_share,
        type_ == CredentialType.DEGREE_LINKED,
        lever_value(policy, LeverCode.PRIOR_LEARNING, place, ANY, ANY, ANY, ANY, ANY, ANY),
        p.prior_learning_value,
        offer.education,
    )
    lacking = 1.0 - world.places[place].access if programme.mode == Mode.ONLINE else 0.0
    return utility(
        constant,
        taste,
        p.money_weight,
        gain - spent,
        p.trust_weight,
        offer.trust,
        p.peer_weight,
        peers,
        p.stack_weight,
        stack,
        p.access_weight,
        lacking,
        p.quality_weight,
        offer.quality_change,
    )


@compiled
def utility_constant(p: Any, segment: int) -> float:
    """The constant of a segment."""
    if segment == Segment.STUDENT:
        return p.utility_constant_student
    if segment == Segment.WORKER:
        return p.utility_constant_worker
    return p.utility_constant_other


@compiled
def strongest_pull(world: Any, policy: Any, offers: Any, index: int) -> float:
    """The highest utility that a programme can have for anybody, but for what a person's cell and taste add.

    Nothing is paid for it, hours may be fitted into breaks, the stack is full, and the poorest gets the pay step.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    programme = world.programmes[index]
    offer = offers[index]
    credential = world.credentials[programme.credential]
    fragmented = highest_value(policy, LeverCode.FRAGMENTED_STUDY)
    time_value = p.value_of_time * (1.0 - p.fragmented_time_saving * fragmented)
    poorest = world.places[0].income
    for place in range(world.places.shape[0]):
        poorest = min(poorest, world.places[place].income)
    if programme.type == CredentialType.INTEREST:
        gain = p.interest_benefit
    else:
        gain = benefit(
            offer.premium,
            offer.quality,
            credential.overlap,
            offer.recognition,
            p.unrecognised_benefit_share,
            p.benefit_horizon,
            highest_value(policy, LeverCode.PAY_STEP),
            income_of(poorest, p.income_spread, -TRUNCATION),
        )
    spent = cost(0.0, 1.0, programme.hours, time_value, p.monthly_work_hours, 1.0)
    stack = stack_value(
        MANY,
        1.0,
        highest_value(policy, LeverCode.STACK_ACCEPTANCE),
        nation.rule_share,
        programme.type == CredentialType.DEGREE_LINKED,
        highest_value(policy, LeverCode.PRIOR_LEARNING),
        p.prior_learning_value,
        offer.education,
    )
    return utility(
        0.0, 0.0, p.money_weight, gain - spent, p.trust_weight, offer.trust, 0.0, 0.0, p.stack_weight, stack, 0.0, 0.0,
        p.quality_weight, offer.quality_change,
    )


@compiled
def cell_pull(world: Any, place: int, segment: int) -> float:
    """What a cell adds to the utility of every offer: the segment's constant and the peers."""
    p = world.parameters[0]
    return utility_constant(p, segment) + p.peer_weight * peers_of(world, place, segment) / p.market_potential


@compiled
def probability_bound(pull: float) -> float:
    """A bound of the probability to apply when no offer seen has more than this utility."""
    return min(1.0, application_probability(OFFERS_SEEN * math.exp(pull)) * (1.0 + SLACK))


@compiled
def probability_bounds(world: Any, policy: Any, offers: Any, pulls: Any, bounds: Any) -> None:
    """The strongest pulls of this month's offers, and for every cell a bound of the probability to apply.

    Parameters
    ----------
    world, policy, offers
        State, levers, offers.
    pulls
        Filled: strongest pull by region and occupation.
    bounds
        Filled: probability by place and segment, for a person of the strongest taste.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    regions = world.regions.shape[0]
    pulls[:] = -np.inf
    for index in range(nation.programmes):
        if not offers[index].admits:
            continue
        programme = world.programmes[index]
        pull = strongest_pull(world, policy, offers, index)
        if programme.mode == Mode.ONLINE:
            for region in range(regions):
                pulls[region, programme.occupation] = max(pulls[region, programme.occupation], pull)
        else:
            pulls[programme.region, programme.occupation] = max(pulls[programme.region, programme.occupation], pull)
    for place in range(bounds.shape[0]):
        best = pulls[world.places[place].region].max()
        for segment in range(3):
            pull = cell_pull(world, place, segment) + TRUNCATION * p.taste_spread + best
            bounds[place, segment] = probability_bound(pull)


@compiled
def peers_of(world: Any, place: int, segment: int) -> float:
    """Share of a cell's people who hold a credential."""
    return world.holders_cell[place, segment] / max(1, world.people_cell[place, segment])


@compiled
def sort_by(keys: Any, wanted: Any, groups: int, first: Any, rows: Any) -> None:
    """Lay the wanted rows out by group: those of group g are rows[first[g] : first[g + 1]], in their own order."""
    first[:] = 0
    for index in range(keys.shape[0]):
        if wanted[index]:
            first[keys[index] + 1] += 1
    for group in range(groups):
        first[group + 1] += first[group]
    filled = first[:groups].copy()
    for index in range(keys.shape[0]):
        if wanted[index]:
            rows[filled[keys[index]]] = index
            filled[keys[index]] += 1
