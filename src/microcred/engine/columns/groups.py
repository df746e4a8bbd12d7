"""Learners who are looked at together, so that their draws are made, and their records fetched, many at a time."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.batches import WORDS, normals_from, uniform_of_each, words_of_all
from microcred.base.chance import Purpose, share, when
from microcred.base.compile import borrowing
from microcred.base.reference import by_reference

# So many that what is fetched for them, programmes above all, stays in fast memory until it is used.
GROUP = 128
ABILITY_WORD = 3


@by_reference
class Group(NamedTuple):
    """Some learners of a list.

    Attributes
    ----------
    turns, programmes, modes, classes
        Of each: its row in the list, that of its programme, how this teaches, and the class of its credentials.
    keys, ranks, cohorts, months
        Of each: its name, and the month word of this month's draws.
    ability, draws, further, alignment
        Of each: in standard deviations; two draws; and what the programme's content is worth.
    logits, succeeded
        Of each: how likely the study is completed or the exam passed, and whether it is.
    first
        Of each: whether the credential is the first one.
    words
        Four of each.
    """

    turns: npt.NDArray[np.int64]
    programmes: npt.NDArray[np.int64]
    modes: npt.NDArray[np.int64]
    classes: npt.NDArray[np.int64]
    keys: npt.NDArray[np.int64]
    ranks: npt.NDArray[np.int64]
    cohorts: npt.NDArray[np.int64]
    months: npt.NDArray[np.int64]
    ability: npt.NDArray[np.float64]
    draws: npt.NDArray[np.float64]
    further: npt.NDArray[np.float64]
    alignment: npt.NDArray[np.float64]
    logits: npt.NDArray[np.float64]
    succeeded: npt.NDArray[np.bool_]
    first: npt.NDArray[np.bool_]
    words: npt.NDArray[np.int64]


def empty_group() -> Group:
    """Room for a group of learners."""

    def integers() -> npt.NDArray[np.int64]:
        return np.zeros(GROUP, dtype=np.int64)

    def reals() -> npt.NDArray[np.float64]:
        return np.zeros(GROUP, dtype=np.float64)

    return Group(
        turns=integers(),
        programmes=integers(),
        modes=integers(),
        classes=integers(),
        keys=integers(),
        ranks=integers(),
        cohorts=integers(),
        months=integers(),
        ability=reals(),
        draws=reals(),
        further=reals(),
        alignment=reals(),
        logits=reals(),
        succeeded=np.zeros(GROUP, dtype=np.bool_),
        first=np.zeros(GROUP, dtype=np.bool_),
        words=np.zeros((WORDS, GROUP), dtype=np.int64),
    )


@borrowing
def fetch(world: Any, learners: Any, group: Any, count: int) -> None:
    """Names and programmes of a group's first learners, whose `turns` are given."""
    for one in range(count):
        learner = learners[group.turns[one]]
        block = world.blocks[learner.block]
        programme = learner.programme
        group.programmes[one] = programme
        group.modes[one] = world.programmes[programme].mode
        group.keys[one] = block.key
        group.ranks[one] = learner.rank
        group.cohorts[one] = block.cohort
        group.months[one] = when(block.cohort, world.nation[0].month)


@borrowing
def draw(seed: int, purpose: int, group: Any, count: int, draws: Any) -> None:
    """This month's draw of everybody for a purpose, as `luck` gives it."""
    uniform_of_each(seed, purpose, group.keys[:count], group.ranks[:count], group.months[:count], 0, draws)


@borrowing
def find_ability(seed: int, group: Any, count: int) -> None:
    """Everybody's ability in standard deviations, by a word of the traits."""
    keys, ranks, cohorts = group.keys[:count], group.ranks[:count], group.cohorts[:count]
    words_of_all(seed, Purpose.TRAITS, keys, ranks, cohorts, 0, group.words)
    for one in range(count):
        group.draws[one] = share(group.words[ABILITY_WORD, one])
    normals_from(group.draws[:count], group.ability)
