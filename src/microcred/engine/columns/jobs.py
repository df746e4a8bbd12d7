"""Stage `hiring`: holders find jobs, the best match first; employers are satisfied or not."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.chance import Purpose, normal, when
from microcred.base.compile import compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.persons import learner_lever, luck
from microcred.engine.columns.provision import ask
from microcred.engine.columns.recognition import recognised_by_employers
from microcred.engine.columns.spending import budget_for, budget_of
from microcred.rules.hiring import finding_rate, holder_finding_rate
from microcred.rules.quality import match_now, satisfied_probability
from microcred.world.accounts import Account, pay_from, whole_cents
from microcred.world.tables import RING, Count, Job, Segment, Stage


@compiled
def class_certified(class_: int) -> bool:
    """Was a credential of this class issued by a certified programme?"""
    return class_ >= 2


@compiled
def class_listed(class_: int) -> bool:
    """Was it issued by a listed programme?"""
    return class_ >= 4


@compiled
def class_partnered(class_: int) -> bool:
    """Was it issued by a programme with a partner?"""
    return class_ % 2 == 1


@compiled
def current_match(world: Any, person: Any) -> float:
    """Match of a holder today; outside a job, the match a job in the occupation would have."""
    nation = world.nation[0]
    p = world.parameters[0]
    half_life = world.occupations[person.occupation].half_life
    if person.job == Job.IN_OCCUPATION:
        outside, inside = person.hired - person.passed, nation.month - person.hired
    else:
        outside, inside = nation.month - person.passed, 0
    fit = p.transfer if person.job == Job.ELSEWHERE else 1.0
    return match_now(person.alignment, float(outside), float(inside), half_life, p.decay_incumbent, fit)


@compiled
def job_requirement(p: Any, level: int) -> float:
    """Mean requirement of the jobs that a level of credential aims at."""
    return p.requirement_mean + p.level_requirement_step * (level - 2.0)


@compiled
def hiring(world: Any, policy: Any, flows: Any, counts: Any) -> None:
    """Every market hires as many holders as find a job by chance, the best matched of them first."""
    nation = world.nation[0]
    p = world.parameters[0]
    occupations = world.occupations.shape[0]
    regions = world.regions.shape[0]
    world.hires_ring[:, nation.month % RING] = 0
    world.satisfied_ring[:, nation.month % RING] = 0
    count = 0
    for row in range(nation.people):
        if world.people[row].job == Job.SEEKING:
            count += 1
    seekers = np.empty(count, dtype=np.int64)
    group = np.empty(count, dtype=np.int64)
    lot = np.empty(count, dtype=np.float64)
    mismatch = np.empty(count, dtype=np.float64)
    seeking = np.zeros(regions * occupations, dtype=np.int64)
    hires = np.zeros(regions * occupations, dtype=np.int64)
    count = 0
    for row in range(nation.people):
        person = world.people[row]
        if person.job == Job.SEEKING:
            region = world.places[world.blocks[person.block].place].region
            seekers[count] = row
            group[count] = region * occupations + person.occupation
            lot[count] = luck(world, Purpose.HIRE, person, nation.month, 1)
            mismatch[count] = -current_match(world, person)
            seeking[group[count]] += 1
            count += 1
    for cell in range(regions * occupations):
        world.markets[cell // occupations, cell % occupations].seeking = seeking[cell]
    for turn in range(count):
        person = world.people[seekers[turn]]
        market = world.markets[group[turn] // occupations, group[turn] % occupations]
        rate = finding_rate(
            p.matching_efficiency, market.vacancies, market.others_now + market.seeking, p.matching_elasticity
        )
        programme = world.programmes[person.held_programme]
        recognised = recognised_by_employers(
            world,
            policy,
            programme,
            class_certified(person.class_),
            class_listed(person.class_),
            class_partnered(person.class_),
        )
        chance = holder_finding_rate(rate, p.recognition_hiring_bonus, recognised)
        if luck(world, Purpose.HIRE, person, nation.month, 0) < chance:
            hires[group[turn]] += 1
    hired = np.empty(count, dtype=np.int64)
    starting = 0
    order = np.argsort(lot, kind="mergesort")
    order = order[np.argsort(mismatch[order], kind="mergesort")]
    for turn in order[np.argsort(group[order], kind="mergesort")]:
        if hires[group[turn]] > 0:
            hires[group[turn]] -= 1
            hired[starting] = seekers[turn]
            starting += 1
    for turn in starts_in_turn(world, policy, hired[:starting]):
        hire(world, policy, flows, counts, hired[turn])


@compiled
def starts_in_turn(world: Any, policy: Any, hired: Any) -> Any:
    """The order in which new jobs are paid for: by lot, if any budget may run out on the way."""
    if not policy.levers["limited"].any():
        return np.arange(hired.shape[0])
    order = np.empty(hired.shape[0], dtype=np.float64)
    for turn in range(hired.shape[0]):
        person = world.people[hired[turn]]
        order[turn] = luck(world, Purpose.BUDGET, person, world.nation[0].month, LeverCode.PAY_STEP)
    return np.argsort(order, kind="mergesort")


@compiled
def hire(world: Any, policy: Any, flows: Any, counts: Any, row: int) -> None:
    """One holder starts a job, in the occupation or elsewhere; the employer is satisfied or not."""
    nation = world.nation[0]
    p = world.parameters[0]
    person = world.people[row]
    block = world.blocks[person.block]
    programme = world.programmes[person.held_programme]
    chance = p.in_occupation
    if class_partnered(person.class_):
        lever = LeverCode.ORDER_TRAINING
        ordered = ask(policy, lever, programme)
        cents = whole_cents(p.order_training_cost * ordered)
        clause = budget_of(policy, lever, programme)
        if pay_from(policy, clause, flows, Account.EMPLOYER, Account.SUPPLIER, lever, block.place, cents):
            chance += (1.0 - chance) * ordered
    inside = luck(world, Purpose.IN_OCCUPATION, person, nation.month, 0) < chance
    person.job = Job.IN_OCCUPATION if inside else Job.ELSEWHERE
    person.hired = nation.month
    if inside:
        world.markets[world.places[block.place].region, person.occupation].filled += 1.0
    z = normal(nation.seed, Purpose.REQUIREMENT, block.key, person.rank, when(block.cohort, nation.month), 0)
    requirement = job_requirement(p, programme.level) + p.requirement_spread * z
    chance = satisfied_probability(
        p.satisfaction_constant, p.satisfaction_slope, current_match(world, person), requirement
    )
    satisfied = luck(world, Purpose.SATISFIED, person, nation.month, 0) < chance
    counts[block.place, Count.HIRES] += 1
    if inside and world.occupations[person.occupation].shortage:
        counts[block.place, Count.HIRES_SHORTAGE] += 1
    world.hires_ring[person.held_programme, nation.month % RING] += 1
    if programme.partner >= 0:
        world.enterprises[programme.partner].hires += 1
    if satisfied:
        counts[block.place, Count.HIRES_SATISFIED] += 1
        world.satisfied_ring[person.held_programme, nation.month % RING] += 1
        if programme.partner >= 0:
            world.enterprises[programme.partner].satisfied += 1
    step = learner_lever(world, policy, LeverCode.PAY_STEP, person, programme)
    cents = whole_cents(step * p.benefit_horizon)
    clause = budget_for(world, policy, LeverCode.PAY_STEP, person, programme)
    pay_from(policy, clause, flows, Account.EMPLOYER, Account.LEARNER, LeverCode.PAY_STEP, block.place, cents)


@compiled
def retire(world: Any, counts: Any) -> None:
    """People of a block that left are counted out; holders of a block that graduated start to seek."""
    nation = world.nation[0]
    for row in range(nation.people):
        person = world.people[row]
        block = world.blocks[person.block]
        if block.left:
            if person.stage != Stage.LEFT:
                leave(world, counts, person, block)
        elif block.segment == Segment.WORKER and person.job == Job.NONE and person.passed > 0:
            person.job = Job.SEEKING


@compiled
def leave(world: Any, counts: Any, person: Any, block: Any) -> None:
    """One person leaves, with the seat and the credentials."""
    if person.stage == Stage.STUDYING:
        world.programmes[person.programme].enrolled -= 1
    if person.stage == Stage.STUDYING or person.stage == Stage.WAITING_EXAM:
        counts[block.place, Count.LEFT_STUDYING] += 1
    held = person.last_held if person.credentials > 0 else -1
    while held >= 0:
        world.held_by_class[world.held[held].programme, world.held[held].class_] -= 1
        counts[block.place, Count.CREDENTIALS_LOST] += 1
        held = world.held[held].previous
    if person.credentials > 0:
        counts[block.place, Count.LEFT_HOLDERS] += 1
    counts[block.place, Count.LEFT] += 1
    person.stage = Stage.LEFT
    person.job = Job.NONE
    person.passed = 0
