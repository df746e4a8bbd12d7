"""Stage `learning`, third part: who applied, who is admitted, and the start of study."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from microcred.base.compile import borrowing, compiled
from microcred.engine.columns.applied import enter
from microcred.engine.columns.lottery import FULL, LEFT, draw_lots
from microcred.engine.columns.persons import weekly_hours
from microcred.engine.columns.spending import any_budget
from microcred.engine.columns.tuition import nothing_due, pay_by_lot, pay_learner, pay_programme
from microcred.rules.study import study_months
from microcred.world.states import Count, Funnel, Stage
from microcred.world.tables import World

# Steps of the funnel that are counted by place, too.
COUNTED = {
    Funnel.APPLIED: Count.APPLICATIONS,
    Funnel.ADMITTED: Count.ADMITTED,
    Funnel.REFUSED_SEAT: Count.REFUSED_SEAT,
    Funnel.REFUSED_CLOSED: Count.REFUSED_CLOSED,
}


@compiled
def admit(
    world: Any, policy: Any, flows: Any, counts: Any, applicants: Any, waiting: Any, admitted: Any, advances: Any
) -> int:
    """Last month's applicants draw lots for the free seats and start; returns how many got one.

    They stand first in `admitted`, in the order of their programmes, and what is advanced to each of them, in cents,
    in `advances`. How many applied by block and fifth of incomes is `waiting`.
    """
    answers = np.empty(applicants.shape[0], dtype=np.int32)
    count = draw_lots(world, applicants, answers)
    learners = admitted[:count]
    tell(world, applicants, waiting, answers, learners)
    if any_budget(policy):
        for turn in range(count):
            begin_study(world, learners[turn], world.programmes[learners[turn].programme].hours)
        pay_by_lot(world, policy, flows, counts, learners, advances)
    else:
        begin_and_pay(world, policy, flows, counts, nothing_due(world, policy), learners, advances)
    world.nation[0].licence_income += float(count)
    return count


@borrowing
def begin_and_pay(world: Any, policy: Any, flows: Any, counts: Any, known: Any, learners: Any, advances: Any) -> None:
    """Study begins, and is paid for, without budgets.

    Learners of a programme stand side by side: what the programme pays is booked once for all of them.
    """
    start = 0
    while start < learners.shape[0]:
        index = learners[start].programme
        programme = world.programmes[index]
        turn = start
        while turn < learners.shape[0] and learners[turn].programme == index:
            begin_study(world, learners[turn], programme.hours)
            advances[turn] = pay_learner(world, policy, flows, counts, known, learners[turn], programme)
            turn += 1
        pay_programme(world.parameters[0], policy, flows, programme, turn - start)
        start = turn


@borrowing
def tell(world: Any, applicants: Any, waiting: Any, answers: Any, learners: Any) -> None:
    """Write the admitted into the list of learners; nothing is left of a refusal but a count.

    Everybody is counted as refused for want of a seat first, as most are where many apply.
    """
    note_blocks(world, waiting, Funnel.REFUSED_SEAT)
    for turn in range(applicants.shape[0]):
        answer = answers[turn]
        if answer == LEFT:
            continue
        applicant = applicants[turn]
        if answer != FULL:
            block = world.blocks[applicant.block]
            steps = world.funnel_cell[block.place, block.segment, applicant.fifth]
            steps[Funnel.REFUSED_SEAT] -= 1
            steps[Funnel.ADMITTED if answer >= 0 else Funnel.REFUSED_CLOSED] += 1
        if answer >= 0:
            seat(applicant, learners[answer])
        elif applicant.person >= 0:
            person = world.people[applicant.person]
            person.stage = Stage.IDLE
            person.since = world.nation[0].month


@borrowing
def note_blocks(world: Any, people: Any, step: int) -> None:
    """Count people at a step of the `Funnel`, given by block and fifth; nobody of a block that left."""
    for index in range(people.shape[0]):
        block = world.blocks[index]
        if block.left:
            continue
        for fifth in range(people.shape[1]):
            world.funnel_cell[block.place, block.segment, fifth, step] += people[index, fifth]


@borrowing
def seat(applicant: Any, learner: Any) -> None:
    """Write an applicant into the list of learners."""
    learner.person = applicant.person
    learner.block = applicant.block
    learner.rank = applicant.rank
    learner.programme = applicant.programme
    learner.fifth = applicant.fifth


def count_by_place(world: World, counts: npt.NDArray[np.int64], steps: Sequence[Funnel]) -> None:
    """Count by place who took some steps this month; by segment and income the funnel counts them."""
    for step in steps:
        counts[:, COUNTED[step]] = world.funnel_cell[:, :, :, step].sum(axis=(1, 2))


@borrowing
def begin_study(world: Any, learner: Any, hours: float) -> None:
    """Study ends when its hours are done; the first seat in life begins a record."""
    nation = world.nation[0]
    if learner.person < 0:
        learner.person = nation.people
        nation.people += 1
        begin_record(learner, world.people[learner.person])
    weekly = weekly_hours(world.parameters[0], world.blocks[learner.block].segment)
    learner.finish = nation.month + study_months(hours, weekly)
    person = world.people[learner.person]
    person.programme = learner.programme
    person.finish = learner.finish
    person.stage = Stage.STUDYING
    person.since = nation.month


@borrowing
def begin_record(learner: Any, person: Any) -> None:
    """Who somebody is, and that nothing is held yet."""
    person.block = learner.block
    person.rank = learner.rank
    person.fifth = learner.fifth
    person.career = -1
    person.last_held = -1
    person.credentials = 0


@borrowing
def register(world: Any, applied: Any, applications: Any, applicants: Any, waiting: Any, wanting: Any) -> int:
    """List those who applied, the first time in the month, for next month's admission; returns how many they are.

    They are counted by block and fifth of incomes (`waiting`), and by programme (`wanting`).
    """
    count = 0
    for turn in range(applications.shape[0]):
        index, rank = applications[turn, 0], applications[turn, 1]
        if not enter(applied, index, rank):
            continue
        applicant = applicants[count]
        applicant.block = index
        applicant.rank = rank
        applicant.programme = applications[turn, 2]
        applicant.person = applications[turn, 3]
        applicant.fifth = applications[turn, 4]
        count += 1
        waiting[index, applicant.fifth] += 1
        wanting[applicant.programme] += 1
        if applicant.person >= 0:
            person = world.people[applicant.person]
            person.stage = Stage.APPLIED
            person.since = world.nation[0].month
            person.programme = applicant.programme
    note_blocks(world, waiting, Funnel.APPLIED)
    return count


@borrowing
def note_peaks(world: Any, wanting: Any) -> None:
    """Peak demand of the year: learners in seats and applicants at the door, of whom so many want each programme."""
    for index in range(wanting.shape[0]):
        programme = world.programmes[index]
        programme.year_peak = max(programme.year_peak, programme.enrolled + wanting[index])
