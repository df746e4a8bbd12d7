"""What the open programmes offer this month: quality, recognition, and where learners find them."""

from __future__ import annotations

import math
from typing import Any

from microcred.base.compile import compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.recognition import alignment_of, recognised_by_education, recognised_by_employers
from microcred.rules.certification import (
    credits,
    recognition,
    stack_value,
)
from microcred.rules.decision import (
    benefit,
    cost,
    income_of,
    level_factor,
    seen_share,
    utility,
    visible_quality,
)
from microcred.rules.policy import ANY, highest_value, lever_value
from microcred.rules.survey import freshness
from microcred.world.tables import CredentialType, Mode, Segment, Standard, Status

CENTS = 100.0
OFFERS_SEEN = 4
TRUNCATION = 3.0
# Rounding may lift a probability above its bound by a few last bits, never by this much.
SLACK = 1e-9


@compiled
def make_offers(world: Any, policy: Any, offers: Any) -> None:
    """Describe every programme as learners see it this month."""
    for index in range(world.nation[0].programmes):
        programme = world.programmes[index]
        offer = offers[index]
        in_force = world.credentials[programme.credential].status == Standard.IN_FORCE
        offer.admits = programme.status == Status.OPEN and not programme.barred and in_force
        if offer.admits:
            describe(world, policy, programme, offer)


@compiled
def describe(world: Any, policy: Any, programme: Any, offer: Any) -> None:
    """One offer: what it is, what it costs, what is seen of its quality, who recognises it."""
    nation = world.nation[0]
    p = world.parameters[0]
    credential = world.credentials[programme.credential]
    sector = world.sectors[programme.sector]
    offer.online = programme.mode == Mode.ONLINE
    offer.degree_linked = programme.type == CredentialType.DEGREE_LINKED
    offer.interest = programme.type == CredentialType.INTEREST
    offer.region = programme.region
    offer.sector = programme.sector
    offer.occupation = programme.occupation
    offer.kind = programme.kind
    offer.size = programme.size
    offer.type = programme.type
    offer.credential = programme.credential
    offer.series = credential.series
    offer.price = programme.price / CENTS
    offer.hours = programme.hours
    offer.overlap = credential.overlap
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
    offer.education = recognised_by_education(world, policy, programme, programme.certified, programme.listed)
    employers = recognised_by_employers(
        world, policy, programme, programme.certified, programme.listed, programme.partner >= 0
    )
    offer.recognition = recognition(offer.education, employers, p.recognition_employer_share)
    offer.premium = world.occupations[programme.occupation].premium * level_factor(
        programme.level, p.level_premium_step
    )
    offer.trust = sector.reputation
    offer.quality_change = sector.quality - sector.quality_start


@compiled
def gain_of(p: Any, offer: Any, pay_step: float, income: float) -> float:
    """Expected benefit of an offer, monthly incomes; an interest programme is chosen for itself."""
    if offer.interest:
        return p.interest_benefit
    return benefit(
        offer.premium,
        offer.quality,
        offer.overlap,
        offer.recognition,
        p.unrecognised_benefit_share,
        p.benefit_horizon,
        pay_step,
        income,
    )


@compiled
def ask_learner(policy: Any, lever: int, offer: Any, place: int, segment: int) -> float:
    """Value of a lever for a learner of a cell and an offer."""
    return lever_value(
        policy, lever, place, segment, offer.sector, offer.occupation, offer.kind, offer.size, offer.type
    )


@compiled
def ask_place(policy: Any, lever: int, place: int) -> float:
    """Value of a lever that holds for a place."""
    return lever_value(policy, lever, place, ANY, ANY, ANY, ANY, ANY, ANY)


@compiled
def offer_utility(
    nation: Any,
    p: Any,
    policy: Any,
    offer: Any,
    access: float,
    place: int,
    segment: int,
    income: float,
    taste: float,
    peers: float,
    held_hours: float,
) -> float:
    """Utility of one offer for one person."""
    supported = ask_learner(policy, LeverCode.SUBSIDY, offer, place, segment)
    supported += ask_learner(policy, LeverCode.LOAN, offer, place, segment)
    if segment == Segment.WORKER:
        supported += ask_learner(policy, LeverCode.LEVY_REIMBURSEMENT, offer, place, segment)
    fragmented = ask_learner(policy, LeverCode.FRAGMENTED_STUDY, offer, place, segment)
    time_value = p.value_of_time * (1.0 - p.fragmented_time_saving * fragmented)
    gain = gain_of(p, offer, ask_learner(policy, LeverCode.PAY_STEP, offer, place, segment), income)
    spent = cost(offer.price, supported, offer.hours, time_value, p.monthly_work_hours, income)
    hours_per_credit = ask_place(policy, LeverCode.HOURS_PER_CREDIT, place)
    stack = stack_value(
        credits(held_hours, hours_per_credit),
        credits(offer.hours, hours_per_credit),
        ask_place(policy, LeverCode.STACK_SIZE, place) * p.credits_per_stack_unit,
        ask_place(policy, LeverCode.STACK_ACCEPTANCE, place),
        nation.rule_share,
        offer.degree_linked,
        ask_place(policy, LeverCode.PRIOR_LEARNING, place),
        p.prior_learning_value,
        offer.education,
    )
    return utility(
        utility_constant(p, segment),
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
        1.0 - access if offer.online else 0.0,
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
def strongest_pull(nation: Any, p: Any, policy: Any, offer: Any, poorest: float) -> float:
    """The highest utility that an offer can have for anybody, but for what a person's cell and taste add.

    Nothing is paid for it, hours may be fitted into breaks, the stack is full, and the poorest gets the pay step.
    """
    fragmented = highest_value(policy, LeverCode.FRAGMENTED_STUDY)
    time_value = p.value_of_time * (1.0 - p.fragmented_time_saving * fragmented)
    gain = gain_of(p, offer, highest_value(policy, LeverCode.PAY_STEP), poorest)
    spent = cost(0.0, 1.0, offer.hours, time_value, p.monthly_work_hours, 1.0)
    stack = stack_value(
        0.0,
        1.0,
        1.0,
        highest_value(policy, LeverCode.STACK_ACCEPTANCE),
        nation.rule_share,
        offer.degree_linked,
        highest_value(policy, LeverCode.PRIOR_LEARNING),
        p.prior_learning_value,
        offer.education,
    )
    return utility(
        0.0,
        0.0,
        p.money_weight,
        gain - spent,
        p.trust_weight,
        offer.trust,
        0.0,
        0.0,
        p.stack_weight,
        stack,
        0.0,
        0.0,
        p.quality_weight,
        offer.quality_change,
    )


@compiled
def cell_pull(world: Any, place: int, segment: int) -> float:
    """What a cell adds to the utility of every offer: the segment's constant and the peers."""
    p = world.parameters[0]
    return utility_constant(p, segment) + p.peer_weight * peers_of(world, place, segment) / p.market_potential


@compiled
def beyond(draw: float, weight: float) -> bool:
    """Whether a draw cannot become an application when the offers seen weigh at most this much.

    The weight is a bound of the sum of exp V; the probability is weight / (1 + weight).
    """
    return draw * (1.0 + weight) > weight * (1.0 + SLACK)


@compiled
def strongest_offers(world: Any, policy: Any, offers: Any, weights: Any) -> None:
    """Bounds of this month's offers: of each, and in `weights` of the best by region and occupation."""
    nation = world.nation[0]
    p = world.parameters[0]
    regions = world.regions.shape[0]
    poorest = world.places[0].income
    for place in range(world.places.shape[0]):
        poorest = min(poorest, world.places[place].income)
    poorest = income_of(poorest, p.income_spread, -TRUNCATION)
    weights[:] = 0.0
    for index in range(nation.programmes):
        offer = offers[index]
        if not offer.admits:
            continue
        offer.weight = math.exp(strongest_pull(nation, p, policy, offer, poorest))
        first = 0 if offer.online else offer.region
        last = regions if offer.online else offer.region + 1
        for region in range(first, last):
            weights[region, offer.occupation] = max(weights[region, offer.occupation], offer.weight)


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
