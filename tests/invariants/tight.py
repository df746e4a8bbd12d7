"""A yearly budget for the entries of every lever, small enough to run out under the plan of the invented country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from microcred.scenario.model import Scenario
from tests.invariants.walk import shipped, with_levers

#: In cents, of each entry: a third to a half of what the plan spends in a usual year.
TIGHT = {
    "subsidy": 300_000,
    "levy_reimbursement": 400_000,
    "loan": 400_000,
    "public_grant": 5_000_000,
    "certification_cost": 100_000,
    "certification_support": 100_000,
    "certification_capacity": 20_000_000,
    "certification_mandate": 100_000,
    "academic_review": 400_000,
    "infrastructure_spend": 8_000_000,
    "outreach": 20_000,
    "learner_support": 600_000,
    "fragmented_study": 300_000,
    "framework": 700_000,
    "credit_transfer": 300_000,
    "prior_learning": 1_000_000,
    "registry": 150_000,
    "platform": 2_000_000,
    "verification": 10_000,
    "practice_minimum": 300_000,
    "project_minimum": 200_000,
    "renewal_interval": 800_000,
    "renewal_minimum": 200_000,
    "survey_interval": 1_500_000,
    "development_time": 300_000,
    "alliance": 3_000_000,
    "evaluation_spread": 150_000,
    "public_openness": 400_000,
    "course_commitment": 300_000,
    "pay_step": 150_000,
    "badges": 20_000,
    "order_training": 500_000,
    "exit_rule": 200_000,
    "demonstration_quota": 600_000,
}


def with_budgets(scenario: Scenario, budgets: Mapping[str, int]) -> Scenario:
    """The scenario with a budget of its own for each entry of some levers."""
    schedules = {}
    for name, cents in budgets.items():
        schedule = scenario.levers[name]
        clauses = tuple(replace(clause, budget=cents) for clause in schedule.clauses)
        schedules[name] = replace(schedule, clauses=clauses)
    return with_levers(scenario, **schedules)


def plan_for(lever: str) -> Scenario:
    """The plan after a short spin-up; for the exit rule without surveys, since inspections come where there is none."""
    plan = replace(shipped("invented_plan"), spin_up=12)
    if lever == "exit_rule":
        plan = with_levers(plan, survey_interval=shipped("invented_baseline").levers["survey_interval"])
    # One budget at a time: the plan's own is another test's.
    subsidy = plan.levers["subsidy"]
    clauses = tuple(replace(clause, budget=None) for clause in subsidy.clauses)
    return with_levers(plan, subsidy=replace(subsidy, clauses=clauses))
