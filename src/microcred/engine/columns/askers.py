"""Who asks for a lever, in the order in which `rules.policy` wants to know: place, segment, and what is taught."""

from __future__ import annotations

from typing import Any

from microcred.base.compile import borrowing
from microcred.rules.policy import ANY


@borrowing
def asker_of(programme: Any) -> Any:
    """A programme, whoever learns in it."""
    return (
        programme.place,
        ANY,
        programme.sector,
        programme.occupation,
        programme.kind,
        programme.size,
        programme.type,
    )


@borrowing
def learner_in(blocks: Any, person: Any, programme: Any) -> Any:
    """A learner of a programme."""
    block = blocks[person.block]
    return (
        block.place,
        block.segment,
        programme.sector,
        programme.occupation,
        programme.kind,
        programme.size,
        programme.type,
    )
