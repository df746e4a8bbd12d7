"""The shipped scenarios say what the definitions and the source paper say."""

from __future__ import annotations

import pickle

import pytest

from microcred.base.months import parse_month
from microcred.catalogue.levers import LEVERS
from microcred.catalogue.shocks import SHOCKS
from microcred.scenario import LeverSchedule, load_scenario, parse_scenario, shipped_scenarios

# The column "China today" of the definitions; every lever that is not here is 0, off, or 1 for a multiple.
CHINA_TODAY = {
    "subsidy": 0.10,
    "public_grant": 400,
    "certification_cost": 1,
    "certification_capacity": 1,
    "academic_review": 1,
    "outreach": 1,
    "hours_per_credit": 40,
    "stack_size": 4,
    "stack_acceptance": 0.1,
    "renewal_interval": 24,
    "renewal_minimum": 0.05,
    "development_time": 15,
    "evaluation_spread": 0.113,
    "public_openness": 0.13,
    "badges": 0.05,
}

# The plan's entries: lever, first month, value.
PLAN = {
    "practice_minimum": ("2026-01", 0.30),
    "project_minimum": ("2026-01", 0.40),
    "renewal_minimum": ("2026-01", 0.20),
    "renewal_interval": ("2026-01", 12),
    "survey_interval": ("2026-01", 3),
    "hours_per_credit": ("2026-01", 40),
    "exit_rule": ("2026-01", 1),
    "registry": ("2026-01", 1),
    "certification_mandate": ("2026-01", 1),
    "certification_capacity": ("2026-01", 1),
    "certification_support": ("2026-01", 0.5),
    "evaluation_spread": ("2026-01", 0.35),
    "alliance": ("2026-01", 0.8),
    "development_time": ("2026-01", 4.5),
    "framework": ("2026-01", 1),
    "credit_transfer": ("2026-07", 0.8),
    "prior_learning": ("2027-01", 1),
    "verification": ("2027-01", 1),
    "platform": ("2027-01", 1),
    "public_openness": ("2026-07", 0.6),
    "fragmented_study": ("2026-01", 1),
    "outreach": ("2026-01", 1.5),
    "badges": ("2027-01", 0.5),
    "infrastructure_spend": ("2026-01", 40),
    "learner_support": ("2026-01", 0.3),
    "subsidy": ("2026-01", 0.3),
    "demonstration_quota": ("2026-01", 30),
}


def test_china_today_is_the_column_of_the_definitions() -> None:
    baseline = load_scenario("cn_baseline")
    for name in LEVERS:
        assert baseline.levers[name] == LeverSchedule(float(CHINA_TODAY.get(name, 0))), name


def test_the_plan_is_what_the_definitions_say() -> None:
    plan, baseline = load_scenario("cn_plan"), load_scenario("cn_baseline")
    for name in LEVERS:
        if name == "key_fields":
            continue
        if name in PLAN:
            start, value = PLAN[name]
            (clause,) = plan.levers[name].clauses
            assert (clause.start, clause.value) == (parse_month(start), value), name
            assert plan.levers[name].base == baseline.levers[name].base
        else:
            assert plan.levers[name] == baseline.levers[name], name
    assert dict(plan.levers["subsidy"].clauses[0].where) == {"segment": ("worker",)}
    assert dict(plan.levers["infrastructure_spend"].clauses[0].where) == {"setting": ("rural",)}


def test_the_plan_changes_nothing_before_2026() -> None:
    """M4: 2025 is a clean base."""
    for schedule in load_scenario("cn_plan").levers.values():
        assert all(clause.start >= parse_month("2026-01") for clause in schedule.clauses)


def test_the_plan_names_ten_key_fields_and_every_emerging_occupation() -> None:
    plan = load_scenario("cn_plan")
    named = [code for clause in plan.levers["key_fields"].clauses for codes in clause.where.values() for code in codes]
    assert len(named) == 10
    fast = plan.levers["development_time"].clauses[0].where["occupation"]
    assert set(fast) == {occupation.code for occupation in plan.pack.occupations if occupation.emerging}


def test_single_levers() -> None:
    baseline = load_scenario("cn_baseline")
    expected = {
        "cn_subsidy": ("subsidy", 0.5, {}),
        "cn_certification_cost": ("certification_cost", 0.5, {}),
        "cn_rural_infrastructure": ("infrastructure_spend", 60.0, {"setting": ("rural",)}),
    }
    for scenario_name, (lever, value, where) in expected.items():
        scenario = load_scenario(scenario_name)
        assert scenario.base_name == "cn_baseline"
        changed = [name for name in LEVERS if scenario.levers[name] != baseline.levers[name]]
        assert changed == [lever]
        (clause,) = scenario.levers[lever].clauses
        assert (clause.start, clause.value, dict(clause.where)) == (parse_month("2026-01"), value, where)


DIMENSIONS = ("framework", "quality", "cooperation", "platform")


def test_the_dimensions_together_are_the_plan() -> None:
    """Definitions.md: each dimension alone takes its levers from the plan; together they leave nothing out."""
    plan, baseline = load_scenario("cn_plan"), load_scenario("cn_baseline")
    taken: list[str] = []
    for dimension in DIMENSIONS:
        alone = load_scenario(f"cn_plan_{dimension}")
        mine = [name for name in LEVERS if alone.levers[name] != baseline.levers[name]]
        assert mine, dimension
        assert all(alone.levers[name] == plan.levers[name] for name in mine)
        taken += mine
    assert len(taken) == len(set(taken)), "no lever belongs to two dimensions"
    assert set(taken) == {name for name in LEVERS if plan.levers[name] != baseline.levers[name]}


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_plan_without_a_dimension_and_the_dimension_are_the_plan(dimension: str) -> None:
    plan, baseline = load_scenario("cn_plan"), load_scenario("cn_baseline")
    alone, without = load_scenario(f"cn_plan_{dimension}"), load_scenario(f"cn_plan_without_{dimension}")
    for name in LEVERS:
        mine = alone.levers[name] != baseline.levers[name]
        assert without.levers[name] == (baseline if mine else plan).levers[name], name
    assert without.base_name == "cn_plan"


def test_two_years_late_is_the_plan_with_every_date_later() -> None:
    plan, late = load_scenario("cn_plan"), load_scenario("cn_plan_two_years_late")
    for name in LEVERS:
        assert late.levers[name].base == plan.levers[name].base, name
        for clause, delayed in zip(plan.levers[name].clauses, late.levers[name].clauses, strict=True):
            assert delayed.start == clause.start + 24, name
            assert (delayed.value, delayed.where, delayed.budget) == (clause.value, clause.where, clause.budget)
    (mandate,), (ramp,) = late.levers["certification_mandate"].clauses, late.levers["evaluation_spread"].clauses
    assert mandate.deadline == parse_month("2028-12")
    assert (ramp.start, ramp.ramp_end) == (parse_month("2028-01"), parse_month("2030-01"))


@pytest.mark.parametrize("kind", SHOCKS)
def test_each_shock_meets_the_plan(kind: str) -> None:
    plan, shocked = load_scenario("cn_plan"), load_scenario(f"cn_plan_{kind}")
    assert shocked.levers == plan.levers
    assert {shock.name for shock in shocked.shocks} == {kind}
    assert plan.shocks == ()


def test_the_targets_of_2030_and_the_milestones() -> None:
    targets = {target.outcome: (target.at_least, target.by) for target in load_scenario("cn_plan").targets}
    end = parse_month("2030-12")
    assert targets == {
        "coverage": (0.8, end),
        "demonstration_projects": (100, end),
        "match_gain": (0.30, end),
        "satisfaction": (0.8, end),
        "certified_share": (0.8, parse_month("2026-12")),
        "recognition": (0.8, end),
    }


def test_the_invented_plan_moves_every_lever() -> None:
    plan, baseline = load_scenario("invented_plan"), load_scenario("invented_baseline")
    for name, lever in LEVERS.items():
        assert plan.levers[name] != baseline.levers[name], name
        assert not plan.levers[name].is_always(lever.neutral), name


@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_shipped_scenario_is_clean_titled_and_referenced(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.warnings == ()
    assert scenario.title
    assert scenario.reference
    assert scenario.name == name


@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_scenario_written_out_is_the_same_scenario(name: str) -> None:
    """R32: the resolved content, written as one file, has the same hash; so has a copy sent to a worker."""
    scenario = load_scenario(name, regions=None)
    assert parse_scenario(scenario.to_toml().encode()).digest == scenario.digest
    assert pickle.loads(pickle.dumps(scenario)) == scenario  # noqa: S301 - our own bytes
