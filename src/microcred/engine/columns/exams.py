"""Stage `learning`: the end of study, exam seats, exams and credentials."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from microcred.base.chance import Purpose, normal, uniform, when
from microcred.base.compile import compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.persons import luck
from microcred.engine.columns.recognition import alignment_of
from microcred.engine.columns.spending import budget_of, budget_of_place
from microcred.rules.access import saturating_access
from microcred.rules.policy import ANY, lever_value
from microcred.rules.study import (
    completion_probability,
    pass_probability,
)
from microcred.world.accounts import Account, pay_from, whole_cents
from microcred.world.tables import Count, CredentialType, Job, Mode, Segment, Stage

SMOOTHING = 1.0 / 12.0


@compiled
def exam_places(world: Any, arrived: int) -> None:
    """Exam seats of every region: half by institutions, half by evaluation capacity, against last year's demand.

    While the world settles, seats follow a rising demand at once.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    nation.exam_demand_year += SMOOTHING * (arrived - nation.exam_demand_year)
    if nation.settling:
        nation.exam_demand_year = max(nation.exam_demand_year, float(arrived))
    national = p.exam_headroom * nation.exam_demand_year / nation.kept_share
    for index in range(world.regions.shape[0]):
        region = world.regions[index]
        seats = national * 0.5 * (region.institution_share + region.evaluation_share)
        u = uniform(nation.seed, Purpose.EXAM_QUEUE, region.key, 0, nation.month, 1)
        region.exam_seats = int(math.floor(seats + u))


@compiled
def finish_study(world: Any, counts: Any, active: Any, studying: int) -> None:
    """Whoever has done the hours frees the seat, and waits for the exam or drops out.

    Support and fragmented study count as they were paid for when the study began.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    for turn in range(studying):
        person = world.people[active[turn]]
        if person.stage != Stage.STUDYING or person.finish > nation.month:
            continue
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
            normal(nation.seed, Purpose.ABILITY, block.key, person.rank, when(block.cohort, 0), 0),
            p.completion_support,
            person.support,
            p.completion_fragmented,
            1.0 if person.fragmented and block.segment == Segment.WORKER else 0.0,
        )
        person.since = nation.month
        if luck(world, Purpose.COMPLETE, person, nation.month, 0) < chance:
            person.stage = Stage.WAITING_EXAM
        else:
            person.stage = Stage.IDLE
            counts[block.place, Count.DROPOUTS_ONLINE if online else Count.DROPOUTS_CAMPUS] += 1


@compiled
def sit_exams(world: Any, policy: Any, flows: Any, counts: Any, active: Any, studying: int) -> None:
    """Those who wait sit as far as the region's seats go, by waiting time and lot; too long a wait ends it."""
    nation = world.nation[0]
    p = world.parameters[0]
    candidates = np.empty(studying, dtype=np.int64)
    lot = np.empty(studying, dtype=np.float64)
    since = np.empty(studying, dtype=np.int64)
    ready = 0
    arrived = 0
    for turn in range(studying):
        person = world.people[active[turn]]
        if person.stage == Stage.WAITING_EXAM:
            candidates[ready] = active[turn]
            lot[ready] = luck(world, Purpose.EXAM_QUEUE, person, person.since, 0)
            since[ready] = person.since
            ready += 1
            if person.since == nation.month:
                arrived += 1
    exam_places(world, arrived)
    by_lot = np.argsort(lot[:ready], kind="mergesort")
    for turn in by_lot[np.argsort(since[by_lot], kind="mergesort")]:
        row = candidates[turn]
        person = world.people[row]
        place = world.blocks[person.block].place
        region = world.regions[world.places[place].region]
        online = world.programmes[person.programme].mode == Mode.ONLINE
        if region.exam_seats > 0:
            region.exam_seats -= 1
            counts[place, Count.COMPLETIONS_ONLINE if online else Count.COMPLETIONS_CAMPUS] += 1
            sit(world, policy, flows, counts, row)
        elif nation.month - person.since >= p.exam_wait_limit:
            counts[place, Count.DROPOUTS_ONLINE if online else Count.DROPOUTS_CAMPUS] += 1
            person.stage = Stage.IDLE
            person.since = nation.month


@compiled
def sit(world: Any, policy: Any, flows: Any, counts: Any, row: int) -> None:
    """One exam: a pass is a credential."""
    nation = world.nation[0]
    p = world.parameters[0]
    person = world.people[row]
    block = world.blocks[person.block]
    person.stage = Stage.IDLE
    person.since = nation.month
    ability = normal(nation.seed, Purpose.ABILITY, block.key, person.rank, when(block.cohort, 0), 0)
    if luck(world, Purpose.PASS, person, nation.month, 0) >= pass_probability(p.pass_rate, p.pass_ability, ability):
        return
    counts[block.place, Count.PASSES] += 1
    if luck(world, Purpose.EXCELLENT, person, nation.month, 0) < p.excellent_share:
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
    person.credentials += 1
    book_credential(policy, flows, p, programme)
    if programme.type == CredentialType.INTEREST:
        return
    person.occupation = programme.occupation
    person.held_programme = person.programme
    person.class_ = class_
    person.alignment = alignment_of(p, programme)
    person.passed = nation.month
    person.hired = -1
    person.job = Job.NONE if block.segment == Segment.STUDENT else Job.SEEKING


@compiled
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
