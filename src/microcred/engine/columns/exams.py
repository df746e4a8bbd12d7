"""Stage `learning`: the end of study, exam seats, exams and credentials."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from microcred.base.chance import Purpose, uniform
from microcred.base.compile import borrowing, compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.jobs import seek
from microcred.engine.columns.learners import enter_stage
from microcred.engine.columns.persons import ability_of, luck, note
from microcred.engine.columns.queues import first_ones, grouped
from microcred.engine.columns.recognition import alignment_of
from microcred.engine.columns.spending import any_budget, budget_of, budget_of_place
from microcred.rules.access import saturating_access
from microcred.rules.policy import ANY, lever_value
from microcred.rules.study import completion_probability, exam_demand, exam_seats, pass_probability
from microcred.world.accounts import Account, pay_from, whole_cents
from microcred.world.states import Count, CredentialType, Funnel, Job, Mode, Segment, Stage

# Where the month ends (`run.advance`), licence income is smoothed so: `rules.survey.yearly_mean`.


@borrowing
def exam_places(world: Any, arrived: int) -> None:
    """Exam seats of every region, by last year's demand."""
    nation = world.nation[0]
    p = world.parameters[0]
    nation.exam_demand_year = exam_demand(nation.exam_demand_year, arrived, nation.settling)
    for index in range(world.regions.shape[0]):
        region = world.regions[index]
        u = uniform(nation.seed, Purpose.EXAM_QUEUE, region.key, 0, nation.month, 1)
        region.exam_seats = exam_seats(
            p.exam_headroom,
            nation.exam_demand_year,
            nation.kept_share,
            region.institution_share,
            region.evaluation_share,
            u,
        )


@borrowing
def finish_study(world: Any, counts: Any, active: Any, studying: int) -> None:
    """Whoever has done the hours frees the seat, and waits for the exam or drops out.

    Support and fragmented study count as they were paid for when the study began.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    for turn in range(studying):
        learner = active[turn]
        if learner.stage != Stage.STUDYING or learner.finish > nation.month:
            continue
        person = world.people[learner.person]
        if not math.isfinite(person.support):
            raise OverflowError("what was paid for a learner's support is not finite")
        programme = world.programmes[person.programme]
        programme.enrolled -= 1
        block = world.blocks[person.block]
        online = programme.mode == Mode.ONLINE
        chance = completion_probability(
            p.completion_online_reference if online else p.completion_campus,
            online,
            p.completion_access_slope,
            saturating_access(world.places[block.place].access, p.access_saturation),
            p.completion_ability,
            ability_of(nation.seed, world.blocks, learner),
            p.completion_support,
            person.support,
            p.completion_fragmented,
            1.0 if person.fragmented and block.segment == Segment.WORKER else 0.0,
        )
        completed = luck(nation.seed, world.blocks, Purpose.COMPLETE, learner, nation.month, 0) < chance
        enter_stage(person, learner, Stage.WAITING_EXAM if completed else Stage.IDLE, nation.month)
        if not completed:
            counts[block.place, Count.DROPOUTS_ONLINE if online else Count.DROPOUTS_CAMPUS] += 1
            note(world, block, person, Funnel.DROPPED)


@compiled
def sit_exams(world: Any, policy: Any, flows: Any, counts: Any, active: Any, studying: int, seeking: Any) -> None:
    """Those who wait sit as far as the region's seats go, by waiting time and lot; too long a wait ends it."""
    nation = world.nation[0]
    candidates = np.empty(studying, dtype=np.int64)
    at = np.empty(studying, dtype=np.int64)
    lot = np.empty(studying, dtype=np.float64)
    since = np.empty(studying, dtype=np.int64)
    ready = 0
    arrived = 0
    for turn in range(studying):
        learner = active[turn]
        if learner.stage == Stage.WAITING_EXAM:
            candidates[ready] = turn
            at[ready] = world.places[world.blocks[learner.block].place].region
            since[ready] = learner.since
            arrived += learner.since == nation.month
            ready += 1
    exam_places(world, arrived)
    first, turns = grouped(at[:ready], world.regions.shape[0])
    sitting = np.empty(ready, dtype=np.int64)
    seats = 0
    for index in range(world.regions.shape[0]):
        region = world.regions[index]
        queue = turns[first[index] : first[index + 1]]
        seated = min(queue.shape[0], region.exam_seats)
        if seated < queue.shape[0]:
            for turn in queue:
                learner = active[candidates[turn]]
                lot[turn] = luck(nation.seed, world.blocks, Purpose.EXAM_QUEUE, learner, learner.since, 0)
            first_ones(queue, seated, since, lot)
        region.exam_seats -= seated
        for turn in queue[:seated]:
            sitting[seats] = turn
            seats += 1
        for turn in queue[seated:]:
            give_up(world, counts, active[candidates[turn]])
    if any_budget(policy):
        # What a pass costs is paid in the order of the whole nation's queue: budgets know no order of regions.
        for turn in sitting[:seats]:
            learner = active[candidates[turn]]
            lot[turn] = luck(nation.seed, world.blocks, Purpose.EXAM_QUEUE, learner, learner.since, 0)
        first_ones(sitting[:seats], seats, since, lot)
    for turn in sitting[:seats]:
        sit(world, policy, flows, counts, active[candidates[turn]], seeking)


@borrowing
def give_up(world: Any, counts: Any, learner: Any) -> None:
    """Too long a wait for a seat ends it."""
    nation = world.nation[0]
    if nation.month - learner.since >= world.parameters[0].exam_wait_limit:
        person = world.people[learner.person]
        online = world.programmes[person.programme].mode == Mode.ONLINE
        block = world.blocks[learner.block]
        counts[block.place, Count.DROPOUTS_ONLINE if online else Count.DROPOUTS_CAMPUS] += 1
        note(world, block, person, Funnel.DROPPED)
        enter_stage(person, learner, Stage.IDLE, nation.month)


@borrowing
def sit(world: Any, policy: Any, flows: Any, counts: Any, learner: Any, seeking: Any) -> None:
    """One exam: a pass is a credential."""
    nation = world.nation[0]
    p = world.parameters[0]
    person = world.people[learner.person]
    block = world.blocks[learner.block]
    online = world.programmes[person.programme].mode == Mode.ONLINE
    counts[block.place, Count.COMPLETIONS_ONLINE if online else Count.COMPLETIONS_CAMPUS] += 1
    note(world, block, person, Funnel.SAT)
    enter_stage(person, learner, Stage.IDLE, nation.month)
    ability = ability_of(nation.seed, world.blocks, learner)
    if luck(nation.seed, world.blocks, Purpose.PASS, learner, nation.month, 0) >= pass_probability(
        p.pass_rate, p.pass_ability, ability
    ):
        return
    counts[block.place, Count.PASSES] += 1
    note(world, block, person, Funnel.PASSED)
    if luck(nation.seed, world.blocks, Purpose.EXCELLENT, learner, nation.month, 0) < p.excellent_share:
        counts[block.place, Count.EXCELLENT] += 1
    programme = world.programmes[person.programme]
    programme.graduates += 1
    programme.last_graduate_month = nation.month
    class_ = (2 if programme.listed else 1 if programme.certified else 0) * 2 + (1 if programme.partner >= 0 else 0)
    held = world.held[nation.held]
    held.previous = person.last_held if person.credentials > 0 else -1
    held.programme = person.programme
    held.series = world.credentials[programme.credential].series
    held.class_ = class_
    person.last_held = nation.held
    nation.held += 1
    world.held_by_class[person.programme, class_] += 1
    if person.credentials == 0:
        block.holders += 1
        world.holders_fifth[learner.block, person.fifth] += 1
    person.credentials += 1
    book_credential(policy, flows, p, programme)
    if programme.type == CredentialType.INTEREST:
        return
    if person.career < 0:
        person.career = nation.careers
        nation.careers += 1
    career = world.careers[person.career]
    career.person = learner.person
    career.block = learner.block
    career.rank = learner.rank
    career.level = programme.level
    career.place = block.place
    career.occupation = programme.occupation
    career.programme = person.programme
    career.class_ = class_
    career.alignment = alignment_of(p, programme)
    career.passed = nation.month
    career.hired = -1
    if block.segment == Segment.STUDENT:
        career.job = Job.NONE
    elif career.job != Job.SEEKING:
        seek(world, person.career, seeking)


@borrowing
def book_credential(policy: Any, flows: Any, p: Any, programme: Any) -> None:
    """Costs of issuing one credential: verification, badge, prior learning. A badge not paid for comes off."""
    place = programme.place
    if lever_value(policy, LeverCode.VERIFICATION, place, ANY, ANY, ANY, ANY, ANY, ANY) > 0.5:
        cents = whole_cents(p.verification_cost)
        clause = budget_of_place(policy, LeverCode.VERIFICATION, place)
        pay_from(policy, clause, flows, Account.GOVERNMENT, Account.SUPPLIER, LeverCode.VERIFICATION, place, cents)
    if programme.badge:
        cents = whole_cents(p.badge_cost)
        clause = budget_of(policy, LeverCode.BADGES, programme)
        payer, payee = Account.INSTITUTION, Account.SUPPLIER
        programme.badge = pay_from(policy, clause, flows, payer, payee, LeverCode.BADGES, place, cents)
    if lever_value(policy, LeverCode.PRIOR_LEARNING, place, ANY, ANY, ANY, ANY, ANY, ANY) > 0.5:
        cents = whole_cents(p.prior_learning_cost)
        clause = budget_of_place(policy, LeverCode.PRIOR_LEARNING, place)
        pay_from(policy, clause, flows, Account.INSTITUTION, Account.SUPPLIER, LeverCode.PRIOR_LEARNING, place, cents)
