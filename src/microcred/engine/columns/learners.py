"""Stage `learning`, second part: admission, study and exam."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from microcred.base.chance import Purpose, normal, uniform, when
from microcred.base.compile import compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.directory import enter, row_of
from microcred.engine.columns.offers import alignment_of
from microcred.engine.columns.provision import ask, variable_cost
from microcred.rules.access import saturating_access
from microcred.rules.policy import ANY, lever_clause, lever_value
from microcred.rules.study import (
    completion_probability,
    pass_probability,
    study_months,
)
from microcred.world.accounts import Account, affordable, pay, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.tables import Count, CredentialType, Job, Mode, Segment, Stage, Status

SMOOTHING = 1.0 / 12.0


@compiled
def luck(world: Any, purpose: int, person: Any, month: int, slot: int) -> float:
    """A person's uniform draw."""
    block = world.blocks[person.block]
    return uniform(world.nation[0].seed, purpose, block.key, person.rank, when(block.cohort, month), slot)


@compiled
def weekly_hours(p: Any, segment: int) -> float:
    """Hours of study a week."""
    if segment == Segment.STUDENT:
        return p.weekly_hours_student
    if segment == Segment.WORKER:
        return p.weekly_hours_worker
    return p.weekly_hours_other


@compiled
def learner_lever(world: Any, policy: Any, lever: int, person: Any, programme: Any) -> float:
    """Value of a lever for a learner in a programme."""
    block = world.blocks[person.block]
    return lever_value(
        policy,
        lever,
        block.place,
        block.segment,
        programme.sector,
        programme.occupation,
        programme.kind,
        programme.size,
        programme.type,
    )


@compiled
def learner_clause(world: Any, policy: Any, lever: int, person: Any, programme: Any) -> int:
    """Entry that gives `learner_lever`."""
    block = world.blocks[person.block]
    return lever_clause(
        policy,
        lever,
        block.place,
        block.segment,
        programme.sector,
        programme.occupation,
        programme.kind,
        programme.size,
        programme.type,
    )


@compiled
def admit(
    world: Any,
    policy: Any,
    flows: Any,
    counts: Any,
    applicants: Any,
    waiting: int,
    active: Any,
    studying: int,
) -> int:
    """Last month's applicants draw lots for the free seats and start; returns how many are now active."""
    nation = world.nation[0]
    order = np.empty(waiting, dtype=np.float64)
    for turn in range(waiting):
        person = world.people[applicants[turn]]
        order[turn] = person.programme + luck(world, Purpose.LOTTERY, person, nation.month, 0)
    admitted = np.empty(waiting, dtype=np.int64)
    count = 0
    free = -1
    last = -1
    for turn in np.argsort(order):
        row = applicants[turn]
        person = world.people[row]
        if person.stage != Stage.APPLIED:
            continue
        programme = world.programmes[person.programme]
        place = world.blocks[person.block].place
        if person.programme != last:
            last = person.programme
            free = programme.seats - programme.enrolled
        if programme.status != Status.OPEN or programme.barred:
            counts[place, Count.REFUSED_CLOSED] += 1
            person.stage = Stage.IDLE
            person.since = nation.month
        elif free <= 0:
            counts[place, Count.REFUSED_SEAT] += 1
            programme.year_refused += 1
            person.stage = Stage.IDLE
            person.since = nation.month
        else:
            free -= 1
            start_study(world, policy, person, programme)
            counts[place, Count.ADMITTED] += 1
            admitted[count] = row
            count += 1
            active[studying] = row
            studying += 1
    pay_for_study(world, policy, flows, counts, admitted[:count])
    return studying


@compiled
def start_study(world: Any, policy: Any, person: Any, programme: Any) -> None:
    """A seat is taken; study ends when its hours are done."""
    nation = world.nation[0]
    p = world.parameters[0]
    programme.enrolled += 1
    programme.year_enrolled += 1
    person.stage = Stage.STUDYING
    person.since = nation.month
    hours = weekly_hours(p, world.blocks[person.block].segment)
    person.finish = nation.month + study_months(programme.hours, hours)
    nation.licence_income += 1.0


@compiled
def pay_for_study(world: Any, policy: Any, flows: Any, counts: Any, admitted: Any) -> None:
    """Money of the admitted, in keyed order: where a budget runs out, the rest pay for themselves."""
    nation = world.nation[0]
    order = np.empty(admitted.shape[0], dtype=np.float64)
    for turn in range(admitted.shape[0]):
        order[turn] = luck(world, Purpose.BUDGET, world.people[admitted[turn]], nation.month, 0)
    for turn in np.argsort(order):
        person = world.people[admitted[turn]]
        pay_one(world, policy, flows, counts, person, world.programmes[person.programme])


@compiled
def pay_share(
    world: Any,
    policy: Any,
    flows: Any,
    lever: int,
    payer: int,
    person: Any,
    programme: Any,
    price: int,
    most: int,
) -> int:
    """Pay a share of the price for a learner; returns the cents paid, 0 if the entry's budget does not allow it."""
    share = learner_lever(world, policy, lever, person, programme)
    cents = min(most, whole_cents(price / 100.0 * share))
    if cents <= 0:
        return 0
    if not affordable(policy, learner_clause(world, policy, lever, person, programme), cents):
        return 0
    pay(flows, payer, Account.INSTITUTION, lever, world.blocks[person.block].place, cents)
    return cents


@compiled
def pay_one(world: Any, policy: Any, flows: Any, counts: Any, person: Any, programme: Any) -> None:
    """The flows that one learner's start causes."""
    p = world.parameters[0]
    block = world.blocks[person.block]
    place = block.place
    price = programme.price
    wanted = learner_lever(world, policy, LeverCode.SUBSIDY, person, programme)
    paid = pay_share(world, policy, flows, LeverCode.SUBSIDY, Account.GOVERNMENT, person, programme, price, price)
    if wanted > 0.0 and paid == 0 and price > 0:
        counts[place, Count.UNPAID_SUBSIDIES] += 1
    if block.segment == Segment.WORKER:
        paid += pay_share(
            world,
            policy,
            flows,
            LeverCode.LEVY_REIMBURSEMENT,
            Account.LEVY_FUND,
            person,
            programme,
            price,
            price - paid,
        )
    pay(flows, Account.LEARNER, Account.INSTITUTION, Paid.PRICE, place, price - paid)
    deferred = learner_lever(world, policy, LeverCode.LOAN, person, programme) * (price - paid) / 100.0
    pay(
        flows,
        Account.GOVERNMENT,
        Account.SUPPLIER,
        LeverCode.LOAN,
        place,
        whole_cents(deferred * p.loan_interest),
    )
    grant = whole_cents(ask(policy, LeverCode.PUBLIC_GRANT, programme))
    clause = lever_clause(
        policy,
        LeverCode.PUBLIC_GRANT,
        programme.place,
        ANY,
        programme.sector,
        programme.occupation,
        programme.kind,
        programme.size,
        programme.type,
    )
    if grant > 0 and affordable(policy, clause, grant):
        pay(flows, Account.GOVERNMENT, Account.INSTITUTION, LeverCode.PUBLIC_GRANT, programme.place, grant)
    support = learner_lever(world, policy, LeverCode.LEARNER_SUPPORT, person, programme)
    cents = whole_cents(p.support_cost * support)
    if cents > 0 and affordable(
        policy, learner_clause(world, policy, LeverCode.LEARNER_SUPPORT, person, programme), cents
    ):
        pay(flows, Account.GOVERNMENT, Account.SUPPLIER, LeverCode.LEARNER_SUPPORT, place, cents)
    fragmented = learner_lever(world, policy, LeverCode.FRAGMENTED_STUDY, person, programme)
    cents = whole_cents(p.fragmented_cost * fragmented)
    pay(flows, Account.INSTITUTION, Account.SUPPLIER, LeverCode.FRAGMENTED_STUDY, programme.place, cents)
    if world.nation[0].platform > 0.0:
        cents = whole_cents(p.platform_learner_cost)
        pay(flows, Account.GOVERNMENT, Account.SUPPLIER, LeverCode.PLATFORM, place, cents)
    cents = whole_cents(variable_cost(p, programme))
    pay(flows, Account.INSTITUTION, Account.SUPPLIER, Paid.TEACHING, programme.place, cents)
    pay(
        flows,
        Account.INSTITUTION,
        Account.ORGANISATION,
        Paid.LICENCE,
        programme.place,
        whole_cents(p.licence_fee),
    )


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
def finish_study(world: Any, policy: Any, counts: Any, active: Any, studying: int) -> None:
    """Whoever has done the hours frees the seat, and waits for the exam or drops out."""
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
        fragmented = 0.0
        if block.segment == Segment.WORKER:
            fragmented = learner_lever(world, policy, LeverCode.FRAGMENTED_STUDY, person, programme)
        chance = completion_probability(
            p.completion_online_reference if online else p.completion_campus,
            online,
            p.completion_access_slope,
            saturating_access(world.places[block.place].access, p.access_saturation),
            p.completion_ability,
            normal(nation.seed, Purpose.ABILITY, block.key, person.rank, when(block.cohort, 0), 0),
            p.completion_support,
            learner_lever(world, policy, LeverCode.LEARNER_SUPPORT, person, programme),
            p.completion_fragmented,
            fragmented,
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
    order = np.empty(studying, dtype=np.float64)
    ready = 0
    arrived = 0
    for turn in range(studying):
        person = world.people[active[turn]]
        if person.stage == Stage.WAITING_EXAM:
            candidates[ready] = active[turn]
            order[ready] = person.since + luck(world, Purpose.EXAM_QUEUE, person, person.since, 0)
            ready += 1
            if person.since == nation.month:
                arrived += 1
    exam_places(world, arrived)
    for turn in np.argsort(order[:ready]):
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
    book_credential(world, policy, flows, programme)
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
def book_credential(world: Any, policy: Any, flows: Any, programme: Any) -> None:
    """Costs of issuing one credential: verification, badge."""
    nation = world.nation[0]
    p = world.parameters[0]
    place = programme.place
    if lever_value(policy, LeverCode.VERIFICATION, place, ANY, ANY, ANY, ANY, ANY, ANY) > 0.5:
        pay(
            flows,
            Account.GOVERNMENT,
            Account.SUPPLIER,
            LeverCode.VERIFICATION,
            place,
            whole_cents(p.verification_cost),
        )
    draw = uniform(nation.seed, Purpose.BADGES, programme.key, programme.number, 0, 0)
    if draw < ask(policy, LeverCode.BADGES, programme):
        pay(flows, Account.INSTITUTION, Account.SUPPLIER, LeverCode.BADGES, place, whole_cents(p.badge_cost))
    if lever_value(policy, LeverCode.PRIOR_LEARNING, place, ANY, ANY, ANY, ANY, ANY, ANY) > 0.5:
        cents = whole_cents(p.prior_learning_cost)
        pay(flows, Account.INSTITUTION, Account.SUPPLIER, LeverCode.PRIOR_LEARNING, place, cents)


@compiled
def keep_active(world: Any, active: Any, studying: int) -> int:
    """Drop from the list whoever no longer studies or waits for an exam; returns how many are left."""
    kept = 0
    for turn in range(studying):
        stage = world.people[active[turn]].stage
        if stage == Stage.STUDYING or stage == Stage.WAITING_EXAM:
            active[kept] = active[turn]
            kept += 1
    return kept


@compiled
def register(world: Any, directory: Any, counts: Any, applications: Any, found: int, applicants: Any) -> int:
    """Turn applications into records; returns how many applicants wait for next month's admission."""
    nation = world.nation[0]
    waiting = 0
    for turn in range(found):
        block, rank, chosen = applications[turn, 0], applications[turn, 1], applications[turn, 2]
        row = row_of(directory, block, rank)
        if row < 0:
            row = nation.people
            nation.people += 1
            enter(directory, block, rank, row)
            fresh = world.people[row]
            fresh.block = block
            fresh.rank = rank
            fresh.hired = -1
            fresh.last_held = -1
        person = world.people[row]
        if person.stage != Stage.IDLE:
            continue
        person.stage = Stage.APPLIED
        person.since = nation.month
        person.programme = chosen
        counts[world.blocks[block].place, Count.APPLICATIONS] += 1
        applicants[waiting] = row
        waiting += 1
    return waiting


@compiled
def note_peaks(world: Any, applicants: Any, waiting: int) -> None:
    """Peak demand of the year: learners in seats and applicants at the door."""
    nation = world.nation[0]
    wanting = np.zeros(nation.programmes, dtype=np.int64)
    for turn in range(waiting):
        wanting[world.people[applicants[turn]].programme] += 1
    for index in range(nation.programmes):
        programme = world.programmes[index]
        programme.year_peak = max(programme.year_peak, programme.enrolled + wanting[index])
