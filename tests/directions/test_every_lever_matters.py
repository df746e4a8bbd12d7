"""The plan of the invented country sets every lever, and each of them changes what happens, not only who pays."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from microcred.base.months import parse_month
from microcred.catalogue.levers import LEVERS
from microcred.engine import history_of
from microcred.engine.columns import run as engine
from microcred.engine.columns.run import Columns, simulate
from microcred.outcomes.record import Record, empty_record
from microcred.scenario.model import Scenario
from microcred.world.accounts import empty_flows
from tests.invariants.same import first_row_that_differs
from tests.invariants.walk import branch, finished, shipped, until, with_levers

SEED = 0
START = parse_month("2026-01")
MONTHS = 36


def test_the_plan_sets_every_lever() -> None:
    """House.md: every lever differs from what holds without the plan, and none is idle."""
    plan, baseline = shipped("invented_plan"), shipped("invented_baseline")
    for name in LEVERS:
        assert plan.levers[name].clauses, name
        assert plan.levers[name] != baseline.levers[name], name
    assert history_of(plan, finished("invented_plan", SEED)).idle_levers == ()
    assert plan.warnings == ()


@cache
def eve() -> Columns:
    """The run as it stands before the plan's first month: until then it is the baseline's."""
    return until(shipped("invented_baseline"), SEED, START)


def onward(scenario: Scenario) -> Record:
    """What happens from there on under a scenario."""
    run = branch(eve(), scenario)
    record = empty_record(MONTHS, run.world.places.shape[0])
    for index in range(MONTHS):
        counts = np.zeros_like(record.counts[0])
        flows = empty_flows(counts.shape[0])
        engine.step(run, counts, flows)
        engine.observe(run, record, index, counts, flows)
        engine.advance(run)
    return record


@cache
def whole() -> Record:
    """What happens under the whole plan."""
    return onward(shipped("invented_plan"))


def test_going_on_from_the_eve_is_the_run() -> None:
    """M4: the plan from its eve on is the plan's run."""
    record = finished("invented_plan", SEED).record
    first = shipped("invented_plan").spin_up + START - shipped("invented_plan").start
    assert record.counts[first : first + MONTHS].tolist() == whole().counts.tolist()
    assert record.ledger[first : first + MONTHS].tolist() == whole().ledger.tolist()


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_matters(name: str) -> None:
    """House.md, M4: the plan without one of its levers is another history, from the lever's start on and not before."""
    plan, baseline = shipped("invented_plan"), shipped("invented_baseline")
    without = onward(with_levers(plan, **{name: baseline.levers[name]}))
    row = first_row_that_differs(whole(), without, money=False)
    assert row is not None, "at most the ledger differs"
    anything = first_row_that_differs(whole(), without)
    assert anything is not None
    assert min(clause.start for clause in plan.levers[name].clauses) - START <= anything <= row


@pytest.mark.nightly
@pytest.mark.parametrize("name", LEVERS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_lever_matters_to_anybody(name: str, seed: int) -> None:
    """House.md: the same under other seeds."""
    plan, baseline = shipped("invented_plan"), shipped("invented_baseline")
    without = simulate(with_levers(plan, **{name: baseline.levers[name]}), seed).record
    assert first_row_that_differs(finished("invented_plan", seed).record, without, money=False) is not None
