"""I2: a yearly budget is spent on what it is for, never overdrawn, and its end is reported."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from microcred.base.months import parse_month
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.run import simulate
from microcred.scenario.model import Clause, LeverSchedule, Scenario, Shock
from tests.invariants.walk import walk, with_levers

START = parse_month("2026-03")
# A value of each lever that keeps a budget, and a budget in cents that its payments use up.
BUDGETED = {
    "subsidy": (0.5, 200_000),
    "levy_reimbursement": (0.5, 100_000),
    "public_grant": (600.0, 1_500_000),
    "certification_support": (0.5, 60_000),
    "infrastructure_spend": (40.0, 20_000_000),
    "learner_support": (0.5, 200_000),
}
MONTHS = 12


def only_entry(scenario: Scenario, lever: str, value: float, budget: int | None) -> Scenario:
    """The scenario with one entry of a lever that rests otherwise."""
    short = replace(scenario, spin_up=12, end=parse_month("2028-06"))
    entry = Clause(lever, value, START, budget=budget)
    return with_levers(short, **{lever: LeverSchedule(0.0, (entry,))})


@pytest.mark.parametrize("lever", BUDGETED)
def test_a_budget_is_kept(lever: str, baseline: Scenario) -> None:
    """I2: in every year, what is spent and what is left are the budget; somebody goes unpaid; January begins anew."""
    value, budget = BUDGETED[lever]
    scenario = only_entry(baseline, lever, value, budget)
    spent: dict[int, int] = {}
    refused = set()
    for month in walk(scenario, 0):
        paid = int(month.record.ledger[month.index, :, :, LeverCode[lever.upper()]].sum())
        if month.month < START:
            assert paid == 0
            continue
        year = month.month // MONTHS
        spent[year] = spent.get(year, 0) + paid
        assert month.after.remaining.max() == budget - spent[year]
        if month.before.stopped.any() and month.month % MONTHS:
            assert paid == 0, "a stopped entry pays"
        if month.after.stopped.any():
            refused.add(year)
    assert len(spent) == 3
    assert all(0 < amount <= budget for amount in spent.values())
    assert {START // MONTHS, START // MONTHS + 1} <= refused, "choose a smaller budget for this test"


def test_the_end_of_a_budget_is_reported_once_a_year(baseline: Scenario) -> None:
    """I2: the run says in which months a budget ran out."""
    value, budget = BUDGETED["public_grant"]
    done = simulate(only_entry(baseline, "public_grant", value, budget), 0)
    years = [month // MONTHS for _, month in done.stopped]
    assert years
    assert sorted(set(years)) == years


@pytest.mark.parametrize("lever", BUDGETED)
def test_a_budget_of_nothing_pays_nothing(lever: str, baseline: Scenario) -> None:
    """M11: nothing is spent."""
    value, _ = BUDGETED[lever]
    done = simulate(only_entry(baseline, lever, value, 0), 0)
    assert not done.record.ledger[:, :, :, LeverCode[lever.upper()]].any()


def test_a_fiscal_cut_takes_its_share_of_a_budget(baseline: Scenario) -> None:
    """I2: what may be spent in a year that begins under a cut is the smaller budget."""
    value, budget = BUDGETED["public_grant"]
    scenario = replace(
        only_entry(baseline, "public_grant", value, budget),
        shocks=(Shock("fiscal_cut", parse_month("2027-01"), parse_month("2027-12"), 0.25),),
    )
    paid = simulate(scenario, 0).record.ledger[scenario.spin_up :, :, :, LeverCode.PUBLIC_GRANT].sum(axis=(1, 2))
    by_year = [int(np.sum(paid[year : year + MONTHS])) for year in (12, 24)]
    assert by_year[1] <= 0.75 * budget < by_year[0] <= budget
