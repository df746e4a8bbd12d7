"""The plan of the invented country sets every lever, and each of them changes what happens, not only who pays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from microcred.catalogue.levers import LEVERS
from microcred.engine import history_of
from microcred.engine.columns.run import simulate
from tests.invariants.same import first_row_that_differs
from tests.invariants.walk import finished, shipped, with_levers

SEED = 0


def test_the_plan_sets_every_lever() -> None:
    """House.md: every lever differs from what holds without the plan, and none is idle."""
    plan, baseline = shipped("invented_plan"), shipped("invented_baseline")
    for name in LEVERS:
        assert plan.levers[name].clauses, name
        assert plan.levers[name] != baseline.levers[name], name
    assert history_of(plan, finished("invented_plan", SEED)).idle_levers == ()
    assert plan.warnings == ()


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_matters(name: str) -> None:
    """House.md, M4: the plan without one of its levers is another history, from the lever's start on and not before."""
    plan, baseline = shipped("invented_plan"), shipped("invented_baseline")
    whole = finished("invented_plan", SEED).record
    without = simulate(with_levers(plan, **{name: baseline.levers[name]}), SEED).record
    row = first_row_that_differs(whole, without, money=False)
    assert row is not None, "only the ledger differs"
    anything = first_row_that_differs(whole, without)
    assert anything is not None
    start = min(clause.start for clause in plan.levers[name].clauses)
    assert plan.spin_up + start - plan.start <= anything <= row


@pytest.mark.nightly
@pytest.mark.parametrize("name", LEVERS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_lever_matters_to_anybody(name: str, seed: int) -> None:
    """House.md: the same under other seeds."""
    plan, baseline = shipped("invented_plan"), shipped("invented_baseline")
    without = simulate(replace(with_levers(plan, **{name: baseline.levers[name]})), seed).record
    assert first_row_that_differs(finished("invented_plan", seed).record, without, money=False) is not None
