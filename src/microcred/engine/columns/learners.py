"""Stage `learning`, third part: admission, study and exam."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.chance import Purpose
from microcred.base.compile import borrowing, compiled
from microcred.base.leans import traits
from microcred.engine.columns.directory import enter, row_of
from microcred.engine.columns.persons import income_fifth, luck, note, weekly_hours
from microcred.engine.columns.queues import first_ones, grouped
from microcred.engine.columns.tuition import pay_for_study
from microcred.rules.study import (
    study_months,
)
from microcred.world.states import Count, Funnel, Stage, Status


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
    advances: Any,
) -> int:
    """Last month's applicants draw lots for the free seats and start; returns how many are now active.

    What is advanced to each of them, in cents, is written into `advances`.
    """
    nation = world.nation[0]
    lot = np.empty(waiting, dtype=np.float64)
    wanted = np.empty(waiting, dtype=np.int64)
    for turn in range(waiting):
        # Whoever left meanwhile stands in the queue of no programme.
        left = world.blocks[applicants[turn].block].left
        wanted[turn] = nation.programmes if left else applicants[turn].programme
    first, turns = grouped(wanted, nation.programmes + 1)
    before = studying
    for index in range(nation.programmes):
        programme = world.programmes[index]
        queue = turns[first[index] : first[index + 1]]
        if queue.shape[0] == 0:
            continue
        closed = programme.status != Status.OPEN or programme.barred
        free = 0 if closed else min(queue.shape[0], programme.seats - programme.enrolled)
        if 0 < free < queue.shape[0]:
            for turn in queue:
                lot[turn] = luck(nation.seed, world.blocks, Purpose.LOTTERY, applicants[turn], nation.month, 0)
            first_ones(queue, free, lot, lot)
        for turn in queue[:free]:
            start_study(world, applicants[turn], programme, active[studying])
            block = world.blocks[applicants[turn].block]
            counts[block.place, Count.ADMITTED] += 1
            note(world, block, world.people[applicants[turn].person], Funnel.ADMITTED)
            studying += 1
        for turn in queue[free:]:
            block = world.blocks[applicants[turn].block]
            counts[block.place, Count.REFUSED_CLOSED if closed else Count.REFUSED_SEAT] += 1
            person = world.people[applicants[turn].person]
            note(world, block, person, Funnel.REFUSED_CLOSED if closed else Funnel.REFUSED_SEAT)
            person.stage = Stage.IDLE
            person.since = nation.month
        if not closed:
            programme.year_refused += queue.shape[0] - free
    pay_for_study(world, policy, flows, counts, active[before:studying], advances)
    return studying


@borrowing
def start_study(world: Any, applicant: Any, programme: Any, learner: Any) -> None:
    """A seat is taken; study ends when its hours are done."""
    nation = world.nation[0]
    p = world.parameters[0]
    programme.enrolled += 1
    programme.year_enrolled += 1
    hours = weekly_hours(p, world.blocks[applicant.block].segment)
    learner.person = applicant.person
    learner.block = applicant.block
    learner.rank = applicant.rank
    learner.finish = nation.month + study_months(programme.hours, hours)
    person = world.people[applicant.person]
    person.finish = learner.finish
    enter_stage(person, learner, Stage.STUDYING, nation.month)
    nation.licence_income += 1.0


@borrowing
def enter_stage(person: Any, learner: Any, stage: int, month: int) -> None:
    """Write down where a learner stands from this month on, in the record and in the list."""
    person.stage = stage
    person.since = month
    learner.stage = stage
    learner.since = month


@borrowing
def keep_active(world: Any, active: Any, studying: int) -> int:
    """Drop from the list whoever no longer studies or waits for an exam; returns how many are left."""
    kept = 0
    for turn in range(studying):
        learner = active[turn]
        if learner.stage != Stage.IDLE and not world.blocks[learner.block].left:
            active[kept] = learner
            kept += 1
    return kept


@borrowing
def register(world: Any, directory: Any, counts: Any, applications: Any, found: int, applicants: Any) -> int:
    """Turn applications into records; returns how many applicants wait for next month's admission."""
    nation = world.nation[0]
    waiting = 0
    for turn in range(found):
        block, rank, chosen = applications[turn, 0], applications[turn, 1], applications[turn, 2]
        row = applications[turn, 3]
        if row < 0:
            # Whoever applied twice this month has a record by now.
            row = row_of(directory, block, rank)
        if row < 0:
            row = nation.people
            nation.people += 1
            enter(directory, block, rank, row)
            fresh = world.people[row]
            fresh.block = block
            fresh.rank = rank
            fresh.career = -1
            fresh.last_held = -1
            home = world.blocks[block]
            fresh.fifth = income_fifth(world.places[home.place], traits(nation.seed, home.key, home.cohort, rank)[1])
        person = world.people[row]
        if person.stage != Stage.IDLE:
            continue
        person.stage = Stage.APPLIED
        person.since = nation.month
        person.programme = chosen
        counts[world.blocks[block].place, Count.APPLICATIONS] += 1
        note(world, world.blocks[block], person, Funnel.APPLIED)
        applicant = applicants[waiting]
        applicant.person = row
        applicant.block = block
        applicant.rank = rank
        applicant.programme = chosen
        waiting += 1
    return waiting


@compiled
def note_peaks(world: Any, applicants: Any, waiting: int) -> None:
    """Peak demand of the year: learners in seats and applicants at the door."""
    nation = world.nation[0]
    wanting = np.zeros(nation.programmes, dtype=np.int64)
    for turn in range(waiting):
        wanting[applicants[turn].programme] += 1
    for index in range(nation.programmes):
        programme = world.programmes[index]
        programme.year_peak = max(programme.year_peak, programme.enrolled + wanting[index])
