"""What stages ask of one person: luck, levers, hours."""

from __future__ import annotations

from typing import Any

from microcred.base.chance import uniform, when
from microcred.base.compile import compiled
from microcred.rules.policy import lever_value
from microcred.world.tables import Segment


@compiled
def luck(world: Any, purpose: int, person: Any, month: int, slot: int) -> float:
    """A person's uniform draw."""
    block = world.blocks[person.block]
    return uniform(world.nation[0].seed, purpose, block.key, person.rank, when(block.cohort, month), slot)


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
def weekly_hours(p: Any, segment: int) -> float:
    """Hours of study a week."""
    if segment == Segment.STUDENT:
        return p.weekly_hours_student
    if segment == Segment.WORKER:
        return p.weekly_hours_worker
    return p.weekly_hours_other
