"""What stages ask of one person: luck, levers, hours."""

from __future__ import annotations

from typing import Any

from microcred.base.chance import share, uniform, when
from microcred.base.compile import borrowing
from microcred.engine.columns.askers import learner_in
from microcred.rules.incomes import fifth_of
from microcred.rules.policy import lever_value
from microcred.world.states import Segment


@borrowing
def luck(seed: int, blocks: Any, purpose: int, person: Any, month: int, slot: int) -> float:
    """A person's uniform draw."""
    block = blocks[person.block]
    return uniform(seed, purpose, block.key, person.rank, when(block.cohort, month), slot)


@borrowing
def learner_lever(blocks: Any, policy: Any, lever: int, person: Any, programme: Any) -> float:
    """Value of a lever for a learner in a programme."""
    return lever_value(policy, lever, *learner_in(blocks, person, programme))


@borrowing
def income_fifth(place: Any, word: int) -> int:
    """Fifth of the country's incomes to which somebody of a place belongs, by the random word of the income."""
    return fifth_of(share(word), place.second_fifth, place.third_fifth, place.fourth_fifth, place.highest_fifth)


@borrowing
def note(world: Any, block: Any, person: Any, step: int) -> None:
    """Count a person of a block at a step of the `Funnel`."""
    note_fifth(world, block, person.fifth, step)


@borrowing
def note_fifth(world: Any, block: Any, fifth: int, step: int) -> None:
    """The same of somebody whose `Fifth` is known."""
    world.funnel_cell[block.place, block.segment, fifth, step] += 1


@borrowing
def enter_stage(world: Any, learner: Any, stage: int) -> None:
    """Write down in the record where a learner stands from this month on."""
    person = world.people[learner.person]
    person.stage = stage
    person.since = world.nation[0].month


@borrowing
def weekly_hours(p: Any, segment: int) -> float:
    """Hours of study a week."""
    if segment == Segment.STUDENT:
        return p.weekly_hours_student
    if segment == Segment.WORKER:
        return p.weekly_hours_worker
    return p.weekly_hours_other
