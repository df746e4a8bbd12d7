"""What an offer means to people: its terms for each class of cells, and bounds on what offers can weigh together.

Cells (place x segment) to which all levers answer alike form a class, so that levers are asked once a month for a class
and an offer, not for every decision.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.compile import borrowing, compiled
from microcred.base.reference import by_reference
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.shelves import GUIDE, PUBLIC, SCHOOL
from microcred.rules.certification import credits, stack_value
from microcred.rules.decision import appeal, benefit, income_of, money_gained, time_cost, time_value, utility
from microcred.rules.policy import ANY, ANY_KIND, ANY_OCCUPATION, ANY_SECTOR, ANY_SIZE, ANY_TYPE, lever_value
from microcred.rules.thinning import odds
from microcred.world.states import Segment

OFFERS_SEEN = 4
TRUNCATION = 3.0
# Levers that a decision asks.
CHOICE_LEVERS = (
    int(LeverCode.SUBSIDY),
    int(LeverCode.LOAN),
    int(LeverCode.LEVY_REIMBURSEMENT),
    int(LeverCode.FRAGMENTED_STUDY),
    int(LeverCode.PAY_STEP),
    int(LeverCode.HOURS_PER_CREDIT),
    int(LeverCode.STACK_SIZE),
    int(LeverCode.STACK_ACCEPTANCE),
    int(LeverCode.PRIOR_LEARNING),
)


@by_reference
class Columns(NamedTuple):
    """Admitting offers and their terms for a class of cells, in columns: an order in which they are soon worked out.

    Attributes
    ----------
    gains, hours, prices, educations, trusts, changes
        Of each offer: its benefit (`gain_of`), and what `OFFER` says.
    online
        1 or 0.
    linked, interest
        Whether it counts toward a degree, and is an interest programme.
    supported, fragmented, pay_steps, asked
        What levers say: the share of the price that others bear, study in fragments, and pay; and room for an answer.
    worths, monies, appeals, weights
        `TERMS`.
    """

    gains: npt.NDArray[np.float64]
    hours: npt.NDArray[np.float64]
    prices: npt.NDArray[np.float64]
    educations: npt.NDArray[np.float64]
    trusts: npt.NDArray[np.float64]
    changes: npt.NDArray[np.float64]
    online: npt.NDArray[np.float64]
    linked: npt.NDArray[np.bool_]
    interest: npt.NDArray[np.bool_]
    supported: npt.NDArray[np.float64]
    fragmented: npt.NDArray[np.float64]
    pay_steps: npt.NDArray[np.float64]
    asked: npt.NDArray[np.float64]
    worths: npt.NDArray[np.float64]
    monies: npt.NDArray[np.float64]
    appeals: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]


def empty_columns(offers: int) -> Columns:
    """Room for so many offers."""
    return Columns(*np.empty((7, offers)), *np.empty((2, offers), dtype=np.bool_), *np.empty((8, offers)))


@borrowing
def alike(policy: Any, place: int, segment: int, other_place: int, other_segment: int) -> bool:
    """Whether every entry of the levers that decisions ask reaches both cells or neither."""
    if segment != other_segment:
        return False
    for lever in CHOICE_LEVERS:
        row = policy.levers[lever]
        for clause in range(row.first, row.last):
            reach = policy.reach[clause]
            if reach[policy.columns[0] + place] != reach[policy.columns[0] + other_place]:
                return False
    return True


@borrowing
def classes_of_cells(world: Any, policy: Any, class_of: Any, place_of: Any, segment_of: Any) -> int:
    """Sort the cells with aware people into classes; returns how many there are, each with a cell that speaks for it.

    `class_of` is filled by place and segment, -1 where nobody is aware; `place_of` and `segment_of` by class.
    """
    count = 0
    for place in range(class_of.shape[0]):
        for segment in range(class_of.shape[1]):
            class_of[place, segment] = -1
            if world.aware_cell[place, segment] == 0:
                continue
            for class_ in range(count):
                if alike(policy, place, segment, place_of[class_], segment_of[class_]):
                    class_of[place, segment] = class_
                    break
            if class_of[place, segment] < 0:
                class_of[place, segment] = count
                place_of[count] = place
                segment_of[count] = segment
                count += 1
    return count


@borrowing
def asks_offers(policy: Any, lever: int) -> bool:
    """Whether a lever has an entry in force that is limited in what is offered, so that offers must be asked apart."""
    row = policy.levers[lever]
    for clause in range(row.first, row.last):
        reach = policy.reach[clause]
        if policy.entries[clause].active and not (
            reach[ANY_SECTOR] and reach[ANY_OCCUPATION] and reach[ANY_KIND] and reach[ANY_SIZE] and reach[ANY_TYPE]
        ):
            return True
    return False


@borrowing
def ask_learners(policy: Any, lever: int, offers: Any, admitting: Any, place: int, segment: int, values: Any) -> None:
    """Values of a lever for the learners of a cell, by admitting offer."""
    if not asks_offers(policy, lever):
        values[:] = lever_value(policy, lever, place, segment, ANY, ANY, ANY, ANY, ANY)
        return
    for turn in range(values.shape[0]):
        offer = offers[admitting[turn]]
        values[turn] = lever_value(
            policy, lever, place, segment, offer.sector, offer.occupation, offer.kind, offer.size, offer.type
        )


@borrowing
def ask_place(policy: Any, lever: int, place: int) -> float:
    """Value of a lever that holds for a place."""
    return lever_value(policy, lever, place, ANY, ANY, ANY, ANY, ANY, ANY)


@borrowing
def stacking(p: Any, policy: Any, place: int) -> Any:
    """What the stacks of a place's people count for: hours per credit, credits of a full one, acceptance, learning."""
    return (
        ask_place(policy, LeverCode.HOURS_PER_CREDIT, place),
        ask_place(policy, LeverCode.STACK_SIZE, place) * p.credits_per_stack_unit,
        ask_place(policy, LeverCode.STACK_ACCEPTANCE, place),
        ask_place(policy, LeverCode.PRIOR_LEARNING, place),
    )


@borrowing
def gain_of(p: Any, offer: Any) -> float:
    """Benefit of a credential; an interest programme is chosen for itself."""
    if offer.interest:
        return p.interest_benefit
    return benefit(
        offer.premium,
        offer.quality,
        offer.overlap,
        offer.recognition,
        p.unrecognised_benefit_share,
        p.benefit_horizon,
    )


@borrowing
def appeal_of(nation: Any, p: Any, offer: Any, worth: float, stacks: Any, held_hours: float) -> float:
    """Appeal of an offer, given the `stacking` of a place, to somebody who holds so many hours of its series."""
    hours, linked, education = offer.hours, offer.degree_linked, offer.education
    return attraction(nation, p, stacks, held_hours, hours, linked, education, worth, offer.trust, offer.quality_change)


@borrowing
def attraction(
    nation: Any,
    p: Any,
    stacks: Any,
    held_hours: float,
    hours: float,
    degree_linked: bool,
    education: float,
    worth: float,
    trust: float,
    quality_change: float,
) -> float:
    """`appeal_of` an offer of which so much is known."""
    hours_per_credit, full, acceptance, prior_learning = stacks
    stack = stack_value(
        credits(held_hours, hours_per_credit),
        credits(hours, hours_per_credit),
        full,
        acceptance,
        nation.rule_share,
        degree_linked,
        prior_learning,
        p.prior_learning_value,
        education,
    )
    return appeal(
        p.money_weight,
        worth,
        p.trust_weight,
        trust,
        p.stack_weight,
        stack,
        p.quality_weight,
        quality_change,
    )


@borrowing
def highest_weight(p: Any, online: float, most: float, money: float, poorest: float, richest: float) -> float:
    """The highest exp V of an offer of an appeal, but for what the cell adds: at either end of incomes, all access."""
    lacking = online if p.access_weight < 0.0 else 0.0
    return odds(
        max(
            utility(0.0, most, p.money_weight, money, poorest, p.access_weight, lacking),
            utility(0.0, most, p.money_weight, money, richest, p.access_weight, lacking),
        )
    )


@compiled
def ends_of_incomes(world: Any) -> tuple[float, float]:
    """What the poorest and the richest of the country earn."""
    incomes, spread = world.places.income, world.parameters[0].income_spread
    return income_of(incomes.min(), spread, -TRUNCATION), income_of(incomes.max(), spread, TRUNCATION)


@compiled
def set_terms(
    world: Any,
    policy: Any,
    offers: Any,
    admitting: Any,
    classes: int,
    place_of: Any,
    segment_of: Any,
    columns: Any,
    terms: Any,
) -> None:
    """Terms of every admitting offer for every class of cells."""
    nation = world.nation[0]
    p = world.parameters[0]
    poorest, richest = ends_of_incomes(world)
    if admitting.shape[0] == 0:
        return
    gather(p, offers, admitting, columns)
    for class_ in range(classes):
        place, segment = place_of[class_], segment_of[class_]
        ask_levers(policy, offers, admitting, place, segment, columns)
        work_out(nation, p, stacking(p, policy, place), poorest, richest, columns)
        for turn in range(admitting.shape[0]):
            row = terms[class_, admitting[turn]]
            row.weight = columns.weights[turn]
            row.appeal = columns.appeals[turn]
            row.money = columns.monies[turn]
            row.worth = columns.worths[turn]
            row.online = columns.online[turn] > 0.0


@borrowing
def gather(p: Any, offers: Any, admitting: Any, columns: Any) -> None:
    """What is the same for all learners."""
    for turn in range(admitting.shape[0]):
        offer = offers[admitting[turn]]
        columns.gains[turn] = gain_of(p, offer)
        columns.hours[turn] = offer.hours
        columns.prices[turn] = offer.price
        columns.educations[turn] = offer.education
        columns.trusts[turn] = offer.trust
        columns.changes[turn] = offer.quality_change
        columns.linked[turn] = offer.degree_linked
        columns.online[turn] = offer.online
        columns.interest[turn] = offer.interest


@borrowing
def ask_levers(policy: Any, offers: Any, admitting: Any, place: int, segment: int, columns: Any) -> None:
    """What levers say to the learners of a cell."""
    asked, supported = columns.asked, columns.supported
    ask_learners(policy, LeverCode.SUBSIDY, offers, admitting, place, segment, supported)
    ask_learners(policy, LeverCode.LOAN, offers, admitting, place, segment, asked)
    supported += asked
    if segment == Segment.WORKER:
        ask_learners(policy, LeverCode.LEVY_REIMBURSEMENT, offers, admitting, place, segment, asked)
        supported += asked
    ask_learners(policy, LeverCode.FRAGMENTED_STUDY, offers, admitting, place, segment, columns.fragmented)
    ask_learners(policy, LeverCode.PAY_STEP, offers, admitting, place, segment, columns.pay_steps)
    for turn in range(admitting.shape[0]):
        if columns.interest[turn]:
            columns.pay_steps[turn] = 0.0


@borrowing
def work_out(nation: Any, p: Any, stacks: Any, poorest: float, richest: float, columns: Any) -> None:
    """Terms from what is the same for all learners, and what levers say to some."""
    worths, monies, appeals, weights = columns.worths, columns.monies, columns.appeals, columns.weights
    for turn in range(worths.shape[0]):
        hours, linked, education = columns.hours[turn], columns.linked[turn], columns.educations[turn]
        trust, change = columns.trusts[turn], columns.changes[turn]
        hour = time_value(p.value_of_time, p.fragmented_time_saving, columns.fragmented[turn])
        worth = columns.gains[turn] - time_cost(hours, hour, p.monthly_work_hours)
        money = money_gained(columns.pay_steps[turn], p.benefit_horizon, columns.prices[turn], columns.supported[turn])
        # Only what counts toward a degree appeals more to those who hold some.
        plain = attraction(nation, p, stacks, 0.0, hours, linked, education, worth, trust, change)
        stacked = attraction(nation, p, stacks, math.inf, hours, linked, education, worth, trust, change)
        worths[turn], monies[turn], appeals[turn] = worth, money, plain
        weights[turn] = highest_weight(p, columns.online[turn], max(plain, stacked), money, poorest, richest)


@borrowing
def put_in(largest: Any, weight: float) -> None:
    """Keep the largest few weights, in falling order."""
    place = largest.shape[0] - 1
    if weight <= largest[place]:
        return
    while place > 0 and largest[place - 1] < weight:
        largest[place] = largest[place - 1]
        place -= 1
    largest[place] = weight


@compiled
def weigh(
    shelves: Any,
    terms: Any,
    classes: int,
    segment_of: Any,
    posted: Any,
    ceilings: Any,
    weights: Any,
    least_prices: Any,
) -> None:
    """Terms in the order of the shelves, what the offers seen can weigh together at most, and cost at least.

    `posted` and `ceilings` are filled by class and place on the shelves, `weights` by class, region and occupation
    aimed at, `least_prices` by class.
    """
    regions = shelves.aims.shape[0]
    occupations = weights.shape[2]
    nationwide = np.empty(OFFERS_SEEN, dtype=np.float64)
    largest = np.empty(OFFERS_SEEN, dtype=np.float64)
    for class_ in range(classes):
        audience = SCHOOL if segment_of[class_] == Segment.STUDENT else PUBLIC
        campus_first, online_first = shelves.campus_first[audience], shelves.online_first[audience]
        rows, here, most = shelves.rows[audience], posted[class_], ceilings[class_]
        on_campus = post(rows, terms[class_], campus_first, here, most)
        # Whatever is online stands on both kinds of shelves.
        post(rows, terms[class_], shelves.own_first[audience], here, most)
        online = post(rows, terms[class_], online_first, here, most)
        least_prices[class_] = max(0.0, min(on_campus, online))
        for occupation in range(occupations):
            nationwide[:] = 0.0
            for place in range(online_first[occupation], online_first[occupation + 1]):
                put_in(nationwide, most[place])
            for region in range(regions):
                cell = region * occupations + occupation
                largest[:] = nationwide
                for place in range(campus_first[cell], campus_first[cell + 1]):
                    put_in(largest, most[place])
                weights[class_, region, occupation] = largest.sum()


@borrowing
def post(rows: Any, terms: Any, first: Any, posted: Any, ceilings: Any) -> float:
    """Fill in what decisions ask of the offers on one kind of shelves; returns what each costs at least, net of pay."""
    cost = np.inf
    for place in range(first[0], first[first.shape[0] - 1]):
        offer, row = posted[place], terms[rows[place]]
        ceilings[place] = row.weight
        offer.appeal = row.appeal
        offer.money = row.money
        offer.online = 1.0 if row.online else 0.0
        cost = min(cost, -row.money)
    return cost


@compiled
def weigh_parts(shelves: Any, weights: Any, parts: Any) -> None:
    """Highest of the `weights` of the occupations that a part of a region's guide may lie in, by class and region."""
    occupations = weights.shape[2]
    for class_ in range(weights.shape[0]):
        for region in range(weights.shape[1]):
            aims, guide = shelves.aims[region], shelves.guides[region]
            for part in range(GUIDE + 1):
                # A little late, as the guide is a little early.
                end = aims[occupations] * (part + 1) / GUIDE * (1.0 + 1e-12)
                row = np.int64(guide[part])
                highest = weights[class_, region, row]
                while row < occupations - 1 and aims[row + 1] <= end:
                    row += 1
                    highest = max(highest, weights[class_, region, row])
                parts[class_, region, part] = highest
