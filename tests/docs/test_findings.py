"""The page of findings is made from stored runs alone, and what it explains is worked out from scenarios."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from microcred.base.months import month_text, parse_month
from microcred.engine import history_of
from microcred.engine.columns.run import simulate
from microcred.result import Result
from microcred.scenario import load_scenario
from tests.result import synthetic

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def module() -> ModuleType:
    """The script that writes the page, which is no package."""
    sys.path.insert(0, str(DOCS))
    spec = importlib.util.spec_from_file_location("findings_page", DOCS / "findings.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    sys.path.remove(str(DOCS))
    return found


@pytest.fixture
def targets(module: ModuleType) -> ModuleType:
    """The part of the script that says what the plan reaches."""
    return sys.modules["findings_targets"]


@pytest.fixture
def checks(module: ModuleType) -> ModuleType:
    """The part of the script that says which levers did nothing."""
    return sys.modules["findings_checks"]


def made(names: list[str], sets: int) -> Result:
    """Believable runs of shipped scenarios, on the tiny country's places."""
    scenarios = [replace(load_scenario(name), pack=synthetic.PACK) for name in names]
    finished = []
    for place, one in enumerate(scenarios):
        strength = 0.0 if one.name == "cn_baseline" else 0.4 + 0.6 * place / len(names)
        for number in range(3 + sets):
            ledger = np.zeros((72, 2, 2, 1), dtype=np.int64)
            ledger[:, 0, 1, 0] = 100_00
            axes = (("government", "institution"), ("subsidy",))
            history = replace(synthetic.believable(strength, number), ledger=ledger, ledger_axes=axes)
            record = synthetic.record(one.name, number, history)
            if number >= 3:
                record = replace(record, parameter_set=number - 2, replicate=0, parameters={"x": 1.0})
            finished.append((record, history))
    facts = {"created": "", "seconds": 1.0, "seed": 0, "replicates": 3, "parameter_sets": sets, "versions": {}}
    return Result.of(scenarios, finished, facts)


def test_the_page_has_every_section_and_its_numbers(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["findings_checks"], "predictions_of", lambda _: ())
    central = made(list(module.CENTRAL), 0)
    ensemble = made([module.PLAN, module.TODAY], 6)
    text = module.page(central, ensemble, central)
    sections = [line for line in text.splitlines() if line.startswith("## ")]
    assert len(sections) == 10
    assert "By income: the stored runs were made before it was recorded." in text
    assert "images/findings_funnel.png" in text
    assert "6 sets of parameters" in text
    assert "nan" not in text.lower()
    assert "-0.0 " not in text
    assert "90 at most" in text
    assert "the three other targets are met together in" in text
    assert "programmes that qualify" in text
    cut = [line for line in text.splitlines() if line.startswith("| a quarter of public money cut")]
    assert [line.split(" | ")[1] for line in cut] == ["2029, during", "2030, after"]
    single = text[text.index("## Single levers") : text.index("## What it costs")]
    assert "Completion rate online, rural, points | Rural over urban holders" in single
    plan = central.national.query("scenario == 'cn_plan' and month == '2030-12'")["coverage"]
    today = central.national.query("scenario == 'cn_baseline' and month == '2030-12'")["coverage"]
    together = 100.0 * (plan.to_numpy() - today.to_numpy()).mean()
    row = next(line for line in text.splitlines() if line.startswith("| together |"))
    assert f"{together:+.1f}" in row
    assert all(f"images/findings_{name}.png" in text for name in ("curves", "conditional", "parts", "payers", "groups"))


def test_the_page_in_the_repository_was_written_by_the_script() -> None:
    text = (DOCS / "findings.md").read_text(encoding="utf-8")
    assert "Written by docs/findings.py from stored runs" in text
    for name in ("curves", "conditional", "parts", "payers", "groups"):
        assert (DOCS / "images" / f"findings_{name}.png").is_file()


def test_the_bound_of_projects_follows_from_the_scenario(targets: ModuleType) -> None:
    """Surveys from 2026-01, two surveyed years, a quota of 30: three Januaries are left before 2030-12, 90 projects."""
    plan = load_scenario("cn_plan")
    target = next(one for one in plan.targets if one.outcome == targets.PROJECTS)
    assert targets.most_named(plan, target.by) == {parse_month(f"{year}-01"): 30 for year in (2028, 2029, 2030)}
    assert "30 + 30 + 30 = 90 at most" in targets.project_bound(plan, target)
    assert "cannot be met" in targets.project_bound(plan, target)
    assert "can be met" in targets.project_bound(plan, replace(target, at_least=90.0))

    late = load_scenario("cn_plan_two_years_late")
    assert list(targets.most_named(late, target.by)) == [parse_month("2030-01")]
    alone = load_scenario("cn_plan_quality")
    assert targets.most_named(alone, target.by) == {}
    assert "none qualifies" in targets.project_bound(alone, target)


def test_the_engine_names_what_the_bound_allows_and_no_more(targets: ModuleType) -> None:
    """In the invented country enough programmes qualify: the first January after two surveyed years fills the quota."""
    plan = load_scenario("invented_plan")
    named = targets.most_named(plan, plan.end)
    history = history_of(plan, simulate(plan, 0))
    projects = dict(zip(history.months, history.national[targets.PROJECTS].tolist(), strict=True))
    allowed = [sum(list(named.values())[: place + 1]) for place in range(len(named))]
    assert [projects[month_text(month)] for month in named] == allowed
    assert projects[month_text(min(named) - 1)] == 0.0


def test_why_a_lever_did_nothing_is_worked_out(checks: ModuleType) -> None:
    """The plan sets two levers to today's value; without surveys no project is named; the rest stays a question."""
    today, plan, alone = (load_scenario(name) for name in ("cn_baseline", "cn_plan", "cn_plan_quality"))
    assert "set to 1, which is today's value" in checks.why_idle("certification_capacity", "", plan, today)
    assert "set to 40, which is today's value" in checks.why_idle("hours_per_credit", "", plan, today)
    assert "without `survey_interval`" in checks.why_idle("demonstration_quota", "", alone, today)
    assert "to be looked into" in checks.why_idle("demonstration_quota", "", plan, today)
    assert "to be looked into" in checks.why_idle("subsidy", "from 2026-01 (segment worker)", plan, today)
    assert "no run asked for" in checks.why_idle("stack_size", "", today, today)
