"""Stage `learning`: the end of study, exam seats, and who gets one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from microcred.base.chance import Purpose, uniform
from microcred.base.compile import borrowing, compiled
from microcred.engine.columns.groups import GROUP, draw, fetch, find_ability
from microcred.engine.columns.learners import enter_stage
from microcred.engine.columns.passes import book_rest, sit
from microcred.engine.columns.persons import luck, note
from microcred.engine.columns.queues import first_ones, grouped
from microcred.engine.columns.spending import any_budget
from microcred.rules.access import saturating_access
from microcred.rules.study import completion_probability, exam_demand, exam_seats
from microcred.world.states import Count, Funnel, Mode, Segment, Stage

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
def finish_study(world: Any, counts: Any, active: Any, studying: int, group: Any) -> None:
    """Whoever has done the hours frees the seat, and waits for the exam or drops out."""
    month = world.nation[0].month
    count = 0
    for turn in range(studying):
        if active[turn].stage == Stage.STUDYING and active[turn].finish <= month:
            group.turns[count] = turn
            count += 1
        if count == GROUP or turn == studying - 1:
            finish(world, counts, active, group, count)
            count = 0


@borrowing
def finish(world: Any, counts: Any, active: Any, group: Any, count: int) -> None:
    """The end of study of a group.

    Support and fragmented study count as they were paid for when the study began.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    fetch(world, active, group, count)
    find_ability(nation.seed, group, count)
    draw(nation.seed, Purpose.COMPLETE, group, count, group.draws)
    for one in range(count):
        programme = world.programmes[group.programmes[one]]
        programme.enrolled -= 1
        group.modes[one] = programme.mode
    for one in range(count):
        learner = active[group.turns[one]]
        person = world.people[learner.person]
        if not math.isfinite(person.support):
            raise OverflowError("what was paid for a learner's support is not finite")
        block = world.blocks[learner.block]
        online = group.modes[one] == Mode.ONLINE
        chance = completion_probability(
            p.completion_online_reference if online else p.completion_campus,
            online,
            p.completion_access_slope,
            saturating_access(world.places[block.place].access, p.access_saturation),
            p.completion_ability,
            group.ability[one],
            p.completion_support,
            person.support,
            p.completion_fragmented,
            1.0 if person.fragmented and block.segment == Segment.WORKER else 0.0,
        )
        completed = group.draws[one] < chance
        learner.ability = group.ability[one]
        enter_stage(person, learner, Stage.WAITING_EXAM if completed else Stage.IDLE, nation.month)
        if not completed:
            counts[block.place, Count.DROPOUTS_ONLINE if online else Count.DROPOUTS_CAMPUS] += 1
            note(world, block, person, Funnel.DROPPED)


@compiled
def sit_exams(
    world: Any, policy: Any, flows: Any, counts: Any, active: Any, studying: int, seeking: Any, group: Any
) -> None:
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
    issued = np.zeros((world.places.shape[0], 2), dtype=np.int64)
    for start in range(0, seats, GROUP):
        turns = sitting[start : min(seats, start + GROUP)]
        for one in range(turns.shape[0]):
            group.turns[one] = candidates[turns[one]]
        sit(world, policy, flows, counts, active, seeking, issued, group, turns.shape[0])
    book_rest(world, policy, flows, issued)


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
