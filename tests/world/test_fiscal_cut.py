"""A fiscal cut takes its share of what the government pays for, and of nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from microcred.base.months import parse_month
from microcred.catalogue.levers import LEVERS, LeverCode
from microcred.engine.columns.run import simulate
from microcred.scenario import load_scenario
from microcred.scenario.model import Clause, LeverSchedule, Scenario, Shock
from microcred.world.policy import FISCAL, Policy, after_cut, build_policy, set_month
from tests.invariants.walk import with_levers

START = parse_month("2026-01")
BUDGET = 1_000
# By the catalogue's payer; switches and intervals only through their budgets.
VALUES = (
    "subsidy",
    "loan",
    "public_grant",
    "certification_support",
    "certification_capacity",
    "infrastructure_spend",
    "outreach",
    "learner_support",
    "evaluation_spread",
    "demonstration_quota",
)
BUDGETS = {*VALUES, "framework", "registry", "platform", "verification", "survey_interval", "exit_rule"}


def under(cut: float, lever: str, value: float) -> Policy:
    """A month's policy with the same constant and entry of one lever, under a cut."""
    scenario: Scenario = replace(
        load_scenario("invented_baseline"), shocks=(Shock("fiscal_cut", START, START + 11, cut),)
    )
    entry = Clause(lever, value, START, budget=BUDGET)
    scenario = with_levers(scenario, **{lever: LeverSchedule(value, (entry,))})
    policy = build_policy(scenario, scenario.pack.region_codes)
    set_month(policy, scenario, START, False)
    return policy


def test_the_levers_are_those_that_the_government_pays() -> None:
    """The catalogue's payers decide."""
    assert FISCAL == VALUES
    assert {name for name, lever in LEVERS.items() if lever.public} == BUDGETS


@pytest.mark.parametrize("lever", LEVERS)
def test_a_cut_takes_its_share(lever: str) -> None:
    """A quarter of what lies above neutral, in constants and entries, and of a budget filled under it."""
    declared = LEVERS[lever]
    value = declared.upper
    policy = under(0.25, lever, value)
    left = declared.neutral + 0.75 * (value - declared.neutral) if lever in VALUES else value
    assert policy.base[declared.code] == left
    assert policy.value.tolist() == [left]
    budget = -1 if not declared.costs else 750 if lever in BUDGETS else BUDGET
    assert policy.remaining.tolist() == [budget]


@pytest.mark.parametrize("lever", ["outreach", "certification_capacity"])
def test_what_nobody_pays_for_is_not_cut(lever: str) -> None:
    """Less outreach or capacity than today's saves money; a cut does not bring it back."""
    assert under(0.5, lever, 0.4).value.tolist() == [0.4]
    assert under(0.5, lever, 3.0).value.tolist() == [2.0]


def test_a_cut_of_all_leaves_nothing() -> None:
    """A cut of 1 is neutral, and no money."""
    assert after_cut(0.3, 0.0, 1.0) == 0.0
    policy = under(1.0, "platform", 1.0)
    assert policy.remaining.tolist() == [0]
    assert not policy.active.any()


def by_month(shocks: tuple[Shock, ...], months: int, lever: str = "public_grant", **time: int) -> list[int]:
    """What is left at the start of each month, of a budget of 1,200 cents from which nobody takes."""
    scenario = replace(load_scenario("invented_baseline"), shocks=shocks, **time)  # type: ignore[arg-type]
    scenario = with_levers(scenario, **{lever: LeverSchedule(0.0, (Clause(lever, 1.0, START, budget=1_200),))})
    policy = build_policy(scenario, scenario.pack.region_codes)
    left = []
    for month in range(max(START, scenario.start), max(START, scenario.start) + months):
        set_month(policy, scenario, month, False)
        left.append(int(policy.remaining[0]))
    return left


def test_a_cut_within_a_year_takes_the_part_of_its_months() -> None:
    """Half of July to next March: 6 twelfths of this year's budget are halved, and 3 of the next."""
    cut = Shock("fiscal_cut", START + 6, START + 14, 0.5)
    assert by_month((cut,), 30) == [1_200] * 6 + [900] * 6 + [1_050] * 12 + [1_200] * 6
    assert by_month((cut,), 30, "levy_reimbursement") == [1_200] * 30, "others than the government are not cut"


def test_cuts_add_up_to_all_at_most() -> None:
    """Two cuts of .7 in the same autumn take its quarter of the budget, once; a cut of one month takes a twelfth."""
    cuts = tuple(Shock("fiscal_cut", START + 9, START + 11, 0.7) for _ in range(2))
    assert by_month(cuts, 12) == [1_200] * 9 + [900] * 3
    assert by_month((Shock("fiscal_cut", START + 11, START + 11, 1.0),), 12) == [1_200] * 11 + [1_100]


def test_a_year_that_begins_late_is_cut_by_its_own_months() -> None:
    """The budget of a scenario that begins in October is for three months, of which the cut takes one."""
    cut = (Shock("fiscal_cut", START + 11, START + 11, 1.0),)
    assert by_month(cut, 4, start=START + 9) == [1_200, 1_200, 800, 1_200]


def test_nothing_is_cut_before_the_cut() -> None:
    """M4: a cut that comes in July leaves the first half of the year as it is, whenever it ends."""
    for last in (6, 11, 40):
        assert by_month((Shock("fiscal_cut", START + 6, START + last, 1.0),), 6) == [1_200] * 6


def test_a_budget_that_a_cut_takes_stops_and_is_reported() -> None:
    """I2: what was spent cannot be cut: the entry pays nothing more until January, and the run says so."""
    scenario = replace(load_scenario("invented_baseline"), spin_up=12, end=START + 13)
    scenario = with_levers(
        scenario, public_grant=LeverSchedule(0.0, (Clause("public_grant", 400.0, START, budget=30_000_000),))
    )
    cut = replace(scenario, shocks=(Shock("fiscal_cut", START + 6, START + 11, 1.0),))
    whole, done = simulate(scenario, 1), simulate(cut, 1)
    granted = done.record.ledger[scenario.spin_up :, :, :, LeverCode.PUBLIC_GRANT].sum(axis=(1, 2))
    first = START - scenario.start
    assert whole.stopped == ()
    assert (granted[first : first + 6] > 0).all()
    assert not granted[first + 6 : first + 12].any()
    assert granted[first + 12] > 0
    rich = with_levers(cut, public_grant=LeverSchedule(400.0, cut.levers["public_grant"].clauses))
    spent = replace(rich.levers["public_grant"].clauses[0], budget=int(granted[first : first + 6].sum() * 1.5))
    rich = with_levers(rich, public_grant=LeverSchedule(0.0, (spent,)))
    assert [month for _, month in simulate(rich, 1).stopped] == [START + 6]
