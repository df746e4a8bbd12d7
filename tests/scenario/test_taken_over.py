"""Levers taken over from another scenario: every form of a value, chains, the command line, other systems."""

from __future__ import annotations

from pathlib import Path

import pytest

from microcred.base.errors import BadInput
from microcred.base.months import parse_month
from microcred.scenario import LeverSchedule, load_scenario
from tests.scenario.test_schedules import WORKER, scenario, value

# One entry of each form that a value takes.
FORMS = {
    "a constant": "subsidy = 0.4\n",
    "dated steps": 'subsidy = [{ from = "2026-01", value = 0.2 }, { from = "2028-01", to = "2028-06", value = 0.3 }]\n',
    "limits and a budget": 'subsidy = { from = "2026-01", value = 0.2, where = { setting = "rural" }, budget = 5.5 }\n',
    "a ramp": 'infrastructure_spend = { from = "2026-01", to = "2026-12", ramp = [0, 40] }\n',
    "a switch with a deadline": 'certification_mandate = { from = "2026-01", value = true, deadline = "2027-06" }\n',
    "a choice": 'academic_review = [{ value = "single" }, { from = "2027-01", value = "dual" }]\n',
    "whole months": 'survey_interval = { from = "2026-01", value = 3 }\n',
    "a list of fields": 'key_fields = { from = "2026-01", value = ["electronics_information", "welder"] }\n',
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_value_is_taken_over(tmp_path: Path, form: str) -> None:
    """As it is there, whatever held before, and through another scenario that took it over itself."""
    lever = FORMS[form].split(" = ")[0]
    there = scenario(tmp_path, FORMS[form], "there.toml").levers[lever]
    assert there != load_scenario("invented_baseline").levers[lever]
    between = scenario(tmp_path, f'{lever} = {{ system = "there" }}\n', "between.toml")
    mine = scenario(tmp_path, f'{lever} = {{ system = "between" }}\n')
    assert between.levers[lever] == mine.levers[lever] == there
    assert mine.warnings == ()
    others = {name: schedule for name, schedule in mine.levers.items() if name != lever}
    assert others == {n: s for n, s in load_scenario("invented_baseline").levers.items() if n != lever}
    later = scenario(tmp_path, f'{lever} = {{ system = "between", delay = 6 }}\n').levers[lever]
    assert [clause.start for clause in later.clauses] == [clause.start + 6 for clause in there.clauses]
    assert later.base == there.base


def test_set_takes_a_lever_over_also_from_what_extends_the_scenario() -> None:
    """The plan extends the baseline, yet what stands on the command line is part of neither."""
    plan = load_scenario("invented_plan")
    mine = load_scenario("invented_baseline", sets=['loan = { system = "invented_plan" }'])
    assert mine.levers["loan"] == plan.levers["loan"]
    assert mine.levers["subsidy"] == load_scenario("invented_baseline").levers["subsidy"]
    late = load_scenario("invented_plan", sets=['platform = { system = "invented_plan", delay = 24 }'])
    assert late.levers["platform"].clauses[0].start == parse_month("2029-01")
    then = load_scenario(
        "cn_baseline", sets=['subsidy = [{ system = "cn_plan" }, { from = "2029-01", value = 0.0 }]']
    ).levers["subsidy"]
    assert then.clauses[:-1] == load_scenario("cn_plan").levers["subsidy"].clauses
    assert value(then, "2029-01", **WORKER) == 0.0
    off = load_scenario("invented_plan", sets=['platform = { system = "invented_baseline" }'])
    assert off.levers["platform"] == LeverSchedule(0.0)
    assert off.warnings == ()


def test_what_the_other_scenario_leaves_alone_is_taken_over_as_it_is(tmp_path: Path) -> None:
    """Every scenario has every lever: at rest unless it sets it; where that changes nothing there is a warning."""
    scenario(tmp_path, "", "there.toml", head='title = "T"\nsystem = "invented"\n[levers]\n')
    mine = scenario(tmp_path, 'subsidy = { system = "there" }\nloan = { system = "there" }\n')
    assert mine.levers["subsidy"] == LeverSchedule(0.0)
    assert mine.warnings == ("levers.loan: 'there' has what holds anyway; taking it over does nothing",)


def test_levers_are_taken_over_from_another_system(tmp_path: Path) -> None:
    """Another country's: whatever names no place, sector or occupation of its own means the same here."""
    plan = load_scenario("cn_plan")
    names = ("registry", "certification_mandate", "survey_interval", "subsidy", "evaluation_spread", "exit_rule")
    mine = scenario(tmp_path, "".join(f'{name} = {{ system = "cn_plan" }}\n' for name in names))
    assert mine.system == "invented"
    assert all(mine.levers[name] == plan.levers[name] for name in names)
    with pytest.raises(BadInput, match="system 'invented' has no occupation"):
        scenario(tmp_path, 'development_time = { system = "cn_plan" }\n')
