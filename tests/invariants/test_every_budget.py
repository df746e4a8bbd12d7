"""I2, M13: every lever that somebody pays for keeps a budget: what its entries cause, whoever pays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from microcred.base.months import parse_month
from microcred.catalogue.levers import LEVERS, LeverCode
from microcred.engine.columns import run as engine
from microcred.engine.columns.run import simulate
from microcred.outcomes.record import Record, empty_record
from microcred.scenario.model import Scenario
from microcred.world.accounts import Account, Purpose
from microcred.world.policy import entries
from tests.invariants.laws import i2_ledger
from tests.invariants.same import assert_same_record
from tests.invariants.tight import TIGHT, plan_for, with_budgets
from tests.invariants.walk import Month, months_of, one_month, walk, with_levers

MONTHS = 12
PLENTY = 10**15
# Levers whose cost is part of another payment.
BOOKED_AS = {
    "certification_cost": Purpose.CERTIFICATION,
    "academic_review": Purpose.LAUNCH,
    "practice_minimum": Purpose.TEACHING,
    "project_minimum": Purpose.TEACHING,
    "renewal_interval": Purpose.REVIEW,
    "renewal_minimum": Purpose.REVIEW,
    "development_time": Purpose.STANDARD,
    "exit_rule": Purpose.INSPECTION,
}
# Levers whose base value costs too.
BASE_COSTS = {"subsidy", "public_grant", "evaluation_spread", "badges"}


# Years by which a lever that acts late has been paid for; the others have after three.
LATE = ("demonstration_quota", "course_commitment")
# Levers of whom a whole run is also asked what it reports to have stopped: it reports all in the same way.
REPORTED = ("subsidy", "survey_interval", "infrastructure_spend", "course_commitment")
# The plain run asks a few levers what `.ci/run` asks all of.
ALL_OF_THEM = [
    pytest.param(lever, marks=() if lever in (*REPORTED, "loan", "badges") else pytest.mark.nightly) for lever in TIGHT
]


def early_years(lever: str) -> Scenario:
    """The plan until every entry of the lever has been paid from in some year."""
    return plan_for(lever) if lever in LATE else replace(plan_for(lever), end=parse_month("2027-12"))


@cache
def unlimited(late: bool, inspected: bool) -> Record:
    """The record of those years without a budget, which most levers share."""
    lever = "demonstration_quota" if late else "exit_rule" if inspected else "subsidy"
    return simulate(early_years(lever), 1).record


def without_budget(lever: str) -> Record:
    """The record of a lever's early years without a budget."""
    return unlimited(lever in LATE, lever == "exit_rule")


def left_by_month(scenario: Scenario, seed: int, record: Record) -> Iterator[np.ndarray]:
    """What is left of every entry's budget at the end of each month, while the run fills a record."""
    run = engine.start(scenario, seed)
    for index in range(months_of(scenario)):
        one_month(run, record, index)
        yield run.policy.remaining.copy()
        assert not run.policy.stopped.any()
        engine.advance(run)


def rows_of(scenario: Scenario, lever: str) -> list[int]:
    """Rows of a lever's entries in the policy's tables."""
    return [row for row, clause in enumerate(entries(scenario)) if clause.lever == lever]


def booked(month: Month, lever: str) -> int:
    """Cents paid this month for what the lever's cost is a part of."""
    purpose = BOOKED_AS.get(lever, LeverCode[lever.upper()])
    paid = month.record.ledger[month.index, :, :, purpose]
    # What learners repay of a loan is booked for it too.
    return int(paid[Account.GOVERNMENT].sum() if lever == "loan" else paid.sum())


def test_every_lever_that_costs_has_a_budget_here() -> None:
    """The table of these tests is complete."""
    assert list(TIGHT) == [name for name, lever in LEVERS.items() if lever.costs]


@pytest.mark.parametrize("lever", TIGHT)
def test_a_small_budget_stops_the_lever(lever: str) -> None:
    """I2: each entry spends its budget at most, pays nothing once it has stopped, and begins anew in January."""
    years = plan_for(lever) if lever in LATE else replace(plan_for(lever), end=parse_month("2028-12"))
    scenario = with_budgets(years, {lever: TIGHT[lever]})
    rows = rows_of(scenario, lever)
    stops: list[tuple[int, int]] = []
    for month in walk(scenario, 0):
        i2_ledger(month)
        before, after = month.before.remaining[rows], month.after.remaining[rows]
        filled = month.month % MONTHS == 0 or month.month == scenario.start
        left = np.full_like(after, TIGHT[lever]) if filled else before
        spent = left - after
        if month.month < scenario.start:
            assert set(after.tolist()) <= {-1, TIGHT[lever]}, "the spin-up pays from an entry"
            continue
        assert (after >= 0).all()
        assert (spent >= 0).all()
        stopped = month.before.stopped[rows]
        if not filled:
            assert not spent[stopped].any(), "a stopped entry pays"
            assert month.after.stopped[rows][stopped].all(), "a stopped entry goes on before January"
        paid = booked(month, lever)
        assert spent.sum() <= paid
        if lever not in BASE_COSTS and lever not in BOOKED_AS:
            assert spent.sum() == paid
        already = np.zeros_like(stopped) if filled else stopped
        stops += [(rows[row], month.month) for row in np.flatnonzero(month.after.stopped[rows] & ~already)]
    assert len({month // MONTHS for _, month in stops}) >= 2, "choose a smaller budget for this test"
    if lever in REPORTED:
        assert simulate(scenario, 0).stopped == tuple(sorted(stops, key=lambda stop: stop[1]))


@pytest.mark.parametrize("lever", ALL_OF_THEM)
def test_a_budget_of_plenty_limits_nothing(lever: str) -> None:
    """M13: a budget beyond all that can be spent is no budget, though somebody is paid from it."""
    rich = with_budgets(early_years(lever), {lever: PLENTY})
    record = empty_record(months_of(rich), without_budget(lever).people.shape[1])
    left = [remaining[rows_of(rich, lever)].min() for remaining in left_by_month(rich, 1, record)]
    assert min(value for value in left if value >= 0) < PLENTY
    assert_same_record(rich, without_budget(lever), record)


@pytest.mark.parametrize("lever", ALL_OF_THEM)
def test_a_budget_of_nothing_is_no_policy(lever: str) -> None:
    """M11: entries whose budget is nothing give the run without them."""
    plan = early_years(lever)
    gone = with_levers(plan, **{lever: replace(plan.levers[lever], clauses=())})
    penniless = with_budgets(plan, {lever: 0})
    assert_same_record(gone, simulate(gone, 1).record, simulate(penniless, 1).record)


@pytest.mark.parametrize("lever", [name for name, lever in LEVERS.items() if not lever.costs])
@pytest.mark.parametrize("cents", [0, pytest.param(1, marks=pytest.mark.nightly)])
def test_a_budget_that_nothing_is_paid_from_never_runs_out(lever: str, cents: int) -> None:
    """I2: a lever that nobody pays for acts as without its budget."""
    done = simulate(with_budgets(early_years(lever), {lever: cents}), 1)
    assert done.stopped == ()
    assert_same_record(early_years(lever), without_budget(lever), done.record)
