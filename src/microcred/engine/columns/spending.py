"""Who is paid for first, and whose budget a payment counts against."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.chance import Purpose, uniform
from microcred.base.compile import borrowing, compiled
from microcred.engine.columns.askers import asker_of, learner_in
from microcred.rules.policy import ANY, budget_clause


@borrowing
def any_budget(policy: Any) -> bool:
    """Whether any budget may run out, so that it matters who is paid for first."""
    return bool(policy.levers["limited"].any())


@compiled
def in_turn(world: Any, policy: Any, lever: int, keys: Any, numbers: Any) -> Any:
    """The order in which a stage visits agents of these names: by a keyed draw if any budget may run out on the way.

    Without budgets no order of visiting shows, and the rows come as they stand.
    """
    count = keys.shape[0]
    if not any_budget(policy):
        return np.arange(count)
    nation = world.nation[0]
    order = np.empty(count, dtype=np.float64)
    for index in range(count):
        order[index] = uniform(nation.seed, Purpose.BUDGET, keys[index], numbers[index], nation.month, lever)
    return np.argsort(order, kind="mergesort")


@compiled
def programmes_in_turn(world: Any, policy: Any, lever: int) -> Any:
    """All programmes, in the order in which budgets reach them."""
    used = world.programmes[: world.nation[0].programmes]
    return in_turn(world, policy, lever, used["key"], used["number"])


@compiled
def institutions_in_turn(world: Any, policy: Any, lever: int) -> Any:
    """All institutions, in the order in which budgets reach them."""
    return in_turn(world, policy, lever, world.institutions["key"], world.institutions["number"])


@compiled
def regions_in_turn(world: Any, policy: Any, lever: int) -> Any:
    """All regions, in the order in which budgets reach them."""
    keys = world.regions["key"]
    return in_turn(world, policy, lever, keys, np.zeros_like(keys))


@borrowing
def budget_of_place(policy: Any, lever: int, place: int) -> int:
    """Entry whose budget bears what a lever costs at a place; -1 without a limit."""
    return budget_clause(policy, lever, place, ANY, ANY, ANY, ANY, ANY, ANY)


@borrowing
def budget_of(policy: Any, lever: int, programme: Any) -> int:
    """Entry whose budget bears what a lever costs for a programme; -1 without a limit."""
    return budget_clause(policy, lever, *asker_of(programme))


@borrowing
def budget_for(blocks: Any, policy: Any, lever: int, person: Any, programme: Any) -> int:
    """Entry whose budget bears what a lever costs for a learner of a programme; -1 without a limit."""
    return budget_clause(policy, lever, *learner_in(blocks, person, programme))


@borrowing
def budget_of_institution(policy: Any, lever: int, institution: Any) -> int:
    """Entry whose budget bears what a lever costs an institution; -1 without a limit."""
    return budget_clause(policy, lever, institution.place, ANY, ANY, ANY, institution.kind, institution.size, ANY)
