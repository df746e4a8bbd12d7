"""A fiscal cut takes its share of what the government pays for, and of nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from microcred.base.months import parse_month
from microcred.catalogue.levers import LEVERS
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
