"""Stage `learning`, third part: admission, study and exam."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.batches import WORDS, uniform_of_each, words_of_all
from microcred.base.chance import Purpose, when
from microcred.base.compile import borrowing, compiled
from microcred.engine.columns.applied import enter
from microcred.engine.columns.persons import income_fifth, note, weekly_hours
from microcred.engine.columns.queues import foremost, grouped
from microcred.engine.columns.tuition import pay_for_study
from microcred.rules.study import study_months
from microcred.world.states import Count, Funnel, Stage, Status

# As many as the processor's nearest memory holds with all that is asked of them.
CHUNK = 1024
LOTTERY = int(Purpose.LOTTERY)
TRAITS = int(Purpose.TRAITS)
# Who is answered nothing: `Funnel.PEOPLE` is no answer.
LEFT = 0


@compiled
def admit(
    world: Any,
    policy: Any,
    flows: Any,
    counts: Any,
    applicants: Any,
    active: Any,
    studying: int,
    advances: Any,
) -> int:
    """Last month's applicants draw lots for the free seats and start; returns how many are now active.

    What is advanced to each of them, in cents, is written into `advances`.
    """
    programmes = world.nation[0].programmes
    wanted = np.empty(applicants.shape[0], dtype=np.int64)
    lots = np.empty(applicants.shape[0], dtype=np.float64)
    answers = np.zeros(applicants.shape[0], dtype=np.int8)
    line_up(world, applicants, wanted, lots)
    first, turns = grouped(wanted, programmes + 1)
    admitted = 0
    for index in range(programmes):
        queue = turns[first[index] : first[index + 1]]
        if queue.shape[0] > 0:
            # Those before have been answered: the front of `turns` is free for the admitted.
            for turn in queue[: answer_queue(world.programmes[index], queue, lots, answers)]:
                turns[admitted] = turn
                admitted += 1
    learners = active[studying : studying + admitted]
    seat(world, applicants, turns[:admitted], learners)
    begin_study(world, learners)
    tell(world, counts, applicants, answers)
    pay_for_study(world, policy, flows, counts, learners, advances)
    return studying + admitted


@compiled
def line_up(world: Any, applicants: Any, wanted: Any, lots: Any) -> None:
    """The programme that each applicant wants, and the lot drawn for a seat."""
    nation = world.nation[0]
    keys, ranks, cohorts = np.empty(CHUNK, np.int64), np.empty(CHUNK, np.int64), np.empty(CHUNK, np.int64)
    for first in range(0, applicants.shape[0], CHUNK):
        some = applicants[first : first + CHUNK]
        count = some.shape[0]
        name_all(world.blocks, some, keys, ranks, cohorts)
        for turn in range(count):
            # Whoever left meanwhile stands in the queue of no programme.
            left = world.blocks[some[turn].block].left
            wanted[first + turn] = nation.programmes if left else some[turn].programme
            cohorts[turn] = when(cohorts[turn], nation.month)
        drawn = lots[first : first + count]
        uniform_of_each(nation.seed, LOTTERY, keys[:count], ranks[:count], cohorts[:count], 0, drawn)


@borrowing
def name_all(blocks: Any, people: Any, keys: Any, ranks: Any, cohorts: Any) -> None:
    """The names of some people in the chance service."""
    for turn in range(people.shape[0]):
        block = blocks[people[turn].block]
        keys[turn] = block.key
        ranks[turn] = people[turn].rank
        cohorts[turn] = block.cohort


@borrowing
def answer_queue(programme: Any, queue: Any, lots: Any, answers: Any) -> int:
    """Answer those who want a programme, by steps of the `Funnel`.

    Whoever takes a seat then stands first in the queue; returns how many these are.
    """
    closed = programme.status != Status.OPEN or programme.barred
    free = 0 if closed else min(queue.shape[0], programme.seats - programme.enrolled)
    if 0 < free < queue.shape[0]:
        foremost(queue, free, lots, lots)
    free = max(0, free)
    programme.enrolled += free
    programme.year_enrolled += free
    for turn in queue[:free]:
        answers[turn] = Funnel.ADMITTED
    for turn in queue[free:]:
        answers[turn] = Funnel.REFUSED_CLOSED if closed else Funnel.REFUSED_SEAT
    if not closed:
        programme.year_refused += queue.shape[0] - free
    return free


@borrowing
def tell(world: Any, counts: Any, applicants: Any, answers: Any) -> None:
    """Count what applicants were answered; nothing else is left of a refusal."""
    for turn in range(applicants.shape[0]):
        answer = answers[turn]
        if answer == LEFT:
            continue
        applicant = applicants[turn]
        block = world.blocks[applicant.block]
        note(world, block, applicant, answer)
        if answer == Funnel.ADMITTED:
            counts[block.place, Count.ADMITTED] += 1
            continue
        counts[block.place, Count.REFUSED_CLOSED if answer == Funnel.REFUSED_CLOSED else Count.REFUSED_SEAT] += 1
        if applicant.person >= 0:
            person = world.people[applicant.person]
            person.stage = Stage.IDLE
            person.since = world.nation[0].month


@borrowing
def seat(world: Any, applicants: Any, turns: Any, learners: Any) -> None:
    """Write the admitted into the list of learners; the first seat in life begins a record."""
    nation = world.nation[0]
    for place in range(turns.shape[0]):
        applicant = applicants[turns[place]]
        learner = learners[place]
        if applicant.person < 0:
            applicant.person = nation.people
            nation.people += 1
            begin_record(applicant, world.people[applicant.person])
        learner.person = applicant.person
        learner.block = applicant.block
        learner.rank = applicant.rank
        world.people[applicant.person].programme = applicant.programme


@borrowing
def begin_record(applicant: Any, person: Any) -> None:
    """Who somebody is, and that nothing is held yet."""
    person.block = applicant.block
    person.rank = applicant.rank
    person.fifth = applicant.fifth
    person.career = -1
    person.last_held = -1


@borrowing
def begin_study(world: Any, learners: Any) -> None:
    """Study ends when its hours are done."""
    nation = world.nation[0]
    p = world.parameters[0]
    for turn in range(learners.shape[0]):
        learner = learners[turn]
        person = world.people[learner.person]
        hours = weekly_hours(p, world.blocks[learner.block].segment)
        learner.finish = nation.month + study_months(world.programmes[person.programme].hours, hours)
        person.finish = learner.finish
        enter_stage(person, learner, Stage.STUDYING, nation.month)
    nation.licence_income += float(learners.shape[0])


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


@compiled
def register(world: Any, applied: Any, counts: Any, applications: Any, applicants: Any) -> int:
    """Turn applications into the list of those who wait for next month's admission; returns how many they are."""
    waiting = put_down(applied, applications, applicants)
    mark_fifths(world, applicants[:waiting])
    for turn in range(waiting):
        applicant = applicants[turn]
        block = world.blocks[applicant.block]
        counts[block.place, Count.APPLICATIONS] += 1
        note(world, block, applicant, Funnel.APPLIED)
        if applicant.person >= 0:
            person = world.people[applicant.person]
            person.stage = Stage.APPLIED
            person.since = world.nation[0].month
            person.programme = applicant.programme
    return waiting


@borrowing
def put_down(applied: Any, applications: Any, applicants: Any) -> int:
    """List those who applied, the first time in the month; returns how many they are."""
    waiting = 0
    for turn in range(applications.shape[0]):
        block, rank = applications[turn, 0], applications[turn, 1]
        if enter(applied, block, rank):
            applicant = applicants[waiting]
            applicant.block = block
            applicant.rank = rank
            applicant.programme = applications[turn, 2]
            applicant.person = applications[turn, 3]
            waiting += 1
    return waiting


@compiled
def mark_fifths(world: Any, applicants: Any) -> None:
    """Fifth of incomes of each applicant, by the word of `traits` that the income comes from."""
    keys, ranks, cohorts = np.empty(CHUNK, np.int64), np.empty(CHUNK, np.int64), np.empty(CHUNK, np.int64)
    words = np.empty((WORDS, CHUNK), dtype=np.int64)
    for first in range(0, applicants.shape[0], CHUNK):
        some = applicants[first : first + CHUNK]
        count = some.shape[0]
        name_all(world.blocks, some, keys, ranks, cohorts)
        words_of_all(world.nation[0].seed, TRAITS, keys[:count], ranks[:count], cohorts[:count], 0, words)
        for turn in range(count):
            place = world.places[world.blocks[some[turn].block].place]
            some[turn].fifth = income_fifth(place, words[1, turn])


@compiled
def note_peaks(world: Any, applicants: Any) -> None:
    """Peak demand of the year: learners in seats and applicants at the door."""
    nation = world.nation[0]
    wanting = np.zeros(nation.programmes, dtype=np.int64)
    for turn in range(applicants.shape[0]):
        wanting[applicants[turn].programme] += 1
    for index in range(nation.programmes):
        programme = world.programmes[index]
        programme.year_peak = max(programme.year_peak, programme.enrolled + wanting[index])
