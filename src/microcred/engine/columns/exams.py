"""Stage `learning`: the end of study, exam seats, and who gets one."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.chance import Purpose, uniform
from microcred.base.compile import borrowing, compiled
from microcred.engine.columns.groups import GROUP, draw, fetch, find_ability
from microcred.engine.columns.odds import below_logistic
from microcred.engine.columns.passes import book_rest, sit
from microcred.engine.columns.persons import enter_stage, luck, note
from microcred.engine.columns.queues import first_ones, grouped
from microcred.engine.columns.spending import any_budget
from microcred.rules.access import saturating_access
from microcred.rules.study import completion_logits, exam_demand, exam_seats, logit
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
def finish_study(world: Any, counts: Any, learners: Any, group: Any) -> int:
    """Learners who have done the hours free the seat, and are ready for the exam or drop out.

    Returns how many are ready; they stand first in the list, in their order.
    """
    ready = 0
    count = 0
    for turn in range(learners.shape[0]):
        if not world.blocks[learners[turn].block].left:
            group.turns[count] = turn
            count += 1
        if count == GROUP or turn == learners.shape[0] - 1:
            finish(world, counts, learners, group, count)
            for one in range(count):
                if group.succeeded[one]:
                    learners[ready] = learners[group.turns[one]]
                    ready += 1
            count = 0
    return ready


@borrowing
def finish(world: Any, counts: Any, learners: Any, group: Any, count: int) -> None:
    """The end of study of a group.

    Support and fragmented study count as they were paid for when the study began.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    fetch(world, learners, group, count)
    find_ability(nation.seed, group, count)
    draw(nation.seed, Purpose.COMPLETE, group, count, group.draws)
    on_campus, at_distance = logit(p.completion_campus), logit(p.completion_online_reference)
    for one in range(count):
        learner = learners[group.turns[one]]
        block = world.blocks[learner.block]
        online = group.modes[one] == Mode.ONLINE
        world.programmes[learner.programme].enrolled -= 1
        learner.ability = group.ability[one]
        group.logits[one] = completion_logits(
            at_distance if online else on_campus,
            online,
            p.completion_access_slope,
            saturating_access(world.places[block.place].access, p.access_saturation),
            p.completion_ability,
            learner.ability,
            p.completion_support,
            learner.support,
            p.completion_fragmented,
            1.0 if learner.fragmented and block.segment == Segment.WORKER else 0.0,
        )
    below_logistic(group.draws[:count], group.logits[:count], group.succeeded)
    for one in range(count):
        if not group.succeeded[one]:
            drop_out(world, counts, learners[group.turns[one]], group.modes[one] == Mode.ONLINE)


@borrowing
def drop_out(world: Any, counts: Any, learner: Any, online: bool) -> None:
    """Count somebody who will not sit the exam."""
    block = world.blocks[learner.block]
    counts[block.place, Count.DROPOUTS_ONLINE if online else Count.DROPOUTS_CAMPUS] += 1
    note(world, block, learner, Funnel.DROPPED)
    enter_stage(world, learner, Stage.IDLE)


@compiled
def sit_exams(world: Any, policy: Any, flows: Any, counts: Any, learners: Any, seeking: Any, group: Any) -> int:
    """Those who wait sit as far as the region's seats go, by waiting time and lot; too long a wait ends it.

    Returns how many wait on; they stand first in the list.
    """
    nation = world.nation[0]
    candidates = np.empty(learners.shape[0], dtype=np.int64)
    at = np.empty(learners.shape[0], dtype=np.int64)
    lot = np.empty(learners.shape[0], dtype=np.float64)
    since = np.empty(learners.shape[0], dtype=np.int64)
    ready = 0
    arrived = 0
    for turn in range(learners.shape[0]):
        learner = learners[turn]
        block = world.blocks[learner.block]
        candidates[ready] = turn
        at[ready] = world.places[block.place].region
        since[ready] = learner.finish
        arrived += learner.finish == nation.month
        ready += not block.left
    exam_places(world, arrived)
    first, turns = grouped(at[:ready], world.regions.shape[0])
    sitting = np.empty(ready, dtype=np.int64)
    stays = np.zeros(learners.shape[0], dtype=np.bool_)
    seats = 0
    for index in range(world.regions.shape[0]):
        region = world.regions[index]
        queue = turns[first[index] : first[index + 1]]
        seated = min(queue.shape[0], region.exam_seats)
        if seated < queue.shape[0]:
            for turn in queue:
                learner = learners[candidates[turn]]
                lot[turn] = luck(nation.seed, world.blocks, Purpose.EXAM_QUEUE, learner, learner.finish, 0)
            first_ones(queue, seated, since, lot)
        region.exam_seats -= seated
        for turn in queue[:seated]:
            sitting[seats] = turn
            seats += 1
        for turn in queue[seated:]:
            stays[candidates[turn]] = waits_on(world, counts, learners[candidates[turn]])
    if any_budget(policy):
        # What a pass costs is paid in the order of the whole nation's queue: budgets know no order of regions.
        for turn in sitting[:seats]:
            learner = learners[candidates[turn]]
            lot[turn] = luck(nation.seed, world.blocks, Purpose.EXAM_QUEUE, learner, learner.finish, 0)
        first_ones(sitting[:seats], seats, since, lot)
    issued = np.zeros((world.places.shape[0], 2), dtype=np.int64)
    for start in range(0, seats, GROUP):
        turns = sitting[start : min(seats, start + GROUP)]
        for one in range(turns.shape[0]):
            group.turns[one] = candidates[turns[one]]
        sit(world, policy, flows, counts, learners, seeking, issued, group, turns.shape[0])
    book_rest(world, policy, flows, issued)
    return kept(learners, stays)


@borrowing
def waits_on(world: Any, counts: Any, learner: Any) -> bool:
    """Whether somebody without a seat waits on; too long a wait ends it."""
    months = world.nation[0].month - learner.finish
    if months >= world.parameters[0].exam_wait_limit:
        drop_out(world, counts, learner, world.programmes[learner.programme].mode == Mode.ONLINE)
        return False
    if months == 0:
        enter_stage(world, learner, Stage.WAITING_EXAM)
    return True


@borrowing
def kept(learners: Any, stays: Any) -> int:
    """Bring those who stay to the front of a list, in their order; returns how many they are."""
    count = 0
    for turn in range(learners.shape[0]):
        if stays[turn]:
            learners[count] = learners[turn]
            count += 1
    return count
