"""Stage `learning`, third part: who applied, who is admitted, and the start of study."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from microcred.base.compile import borrowing, compiled
from microcred.engine.columns.applied import enter
from microcred.engine.columns.lottery import CLOSED, LEFT, draw_lots
from microcred.engine.columns.persons import note, weekly_hours
from microcred.engine.columns.tuition import pay_for_study
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
    in `advances`. How many wait is `waiting_in_cells`.
    """
    answers = np.empty(applicants.shape[0], dtype=np.int32)
    count = draw_lots(world, applicants, answers)
    learners = admitted[:count]
    tell(world, applicants, answers, learners)
    begin_study(world, learners)
    note_refused(world, waiting)
    pay_for_study(world, policy, flows, counts, learners, advances)
    return count


@compiled
def waiting_in_cells(world: Any, applicants: Any) -> Any:
    """How many wait for admission, by place, segment and fifth of incomes; nobody of a block that left."""
    waiting = np.zeros(world.funnel_cell.shape[:3], dtype=np.int64)
    for turn in range(applicants.shape[0]):
        block = world.blocks[applicants[turn].block]
        waiting[block.place, block.segment, applicants[turn].fifth] += not block.left
    return waiting


@borrowing
def tell(world: Any, applicants: Any, answers: Any, learners: Any) -> None:
    """Write the admitted into the list of learners; nothing is left of a refusal but a count (`note_refused`)."""
    for turn in range(applicants.shape[0]):
        answer = answers[turn]
        applicant = applicants[turn]
        if answer >= 0:
            seat(applicant, learners[answer])
            continue
        if answer == CLOSED:
            note(world, world.blocks[applicant.block], applicant, Funnel.REFUSED_CLOSED)
        if answer != LEFT and applicant.person >= 0:
            person = world.people[applicant.person]
            person.stage = Stage.IDLE
            person.since = world.nation[0].month


@borrowing
def note_refused(world: Any, waiting: Any) -> None:
    """Who waited, and neither was admitted nor found the programme closed, was refused for want of a seat."""
    places, segments, fifths = waiting.shape
    for place in range(places):
        for segment in range(segments):
            for fifth in range(fifths):
                steps = world.funnel_cell[place, segment, fifth]
                answered = steps[Funnel.ADMITTED] + steps[Funnel.REFUSED_CLOSED]
                steps[Funnel.REFUSED_SEAT] = waiting[place, segment, fifth] - answered


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
def begin_study(world: Any, learners: Any) -> None:
    """Study ends when its hours are done; the first seat in life begins a record."""
    nation = world.nation[0]
    p = world.parameters[0]
    for turn in range(learners.shape[0]):
        learner = learners[turn]
        if learner.person < 0:
            learner.person = nation.people
            nation.people += 1
            begin_record(learner, world.people[learner.person])
        block = world.blocks[learner.block]
        note(world, block, learner, Funnel.ADMITTED)
        hours = weekly_hours(p, block.segment)
        learner.finish = nation.month + study_months(world.programmes[learner.programme].hours, hours)
        person = world.people[learner.person]
        person.programme = learner.programme
        person.finish = learner.finish
        person.stage = Stage.STUDYING
        person.since = nation.month
    nation.licence_income += float(learners.shape[0])


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
def register(world: Any, applied: Any, applications: Any, applicants: Any, wanting: Any) -> int:
    """List those who applied, the first time in the month, for next month's admission; returns how many they are.

    They are counted by the programme that they want, too.
    """
    waiting = 0
    for turn in range(applications.shape[0]):
        index, rank = applications[turn, 0], applications[turn, 1]
        if not enter(applied, index, rank):
            continue
        applicant = applicants[waiting]
        applicant.block = index
        applicant.rank = rank
        applicant.programme = applications[turn, 2]
        applicant.person = applications[turn, 3]
        applicant.fifth = applications[turn, 4]
        waiting += 1
        wanting[applicant.programme] += 1
        note(world, world.blocks[index], applicant, Funnel.APPLIED)
        if applicant.person >= 0:
            person = world.people[applicant.person]
            person.stage = Stage.APPLIED
            person.since = world.nation[0].month
            person.programme = applicant.programme
    return waiting


@borrowing
def note_peaks(world: Any, wanting: Any) -> None:
    """Peak demand of the year: learners in seats and applicants at the door, of whom so many want each programme."""
    for index in range(wanting.shape[0]):
        programme = world.programmes[index]
        programme.year_peak = max(programme.year_peak, programme.enrolled + wanting[index])
