"""M3, M4, M5: no look ahead, no effect before a cause, no effect of a policy of nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from microcred.base.months import parse_month
from microcred.catalogue.levers import LEVERS
from microcred.engine.columns.run import simulate
from microcred.outcomes.record import Record
from microcred.scenario import load_scenario
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Clause, LeverSchedule, Scenario, Shock
from tests.invariants.same import assert_same_record, assert_same_until, first_months, first_row_that_differs
from tests.invariants.walk import finished, months_of, shipped, with_levers

START = parse_month("2025-11")
SPIN_UP = 9


@cache
def before_any_policy() -> tuple[Scenario, Record]:
    """The baseline for a few months, and its record."""
    scenario = replace(shipped("invented_baseline"), spin_up=SPIN_UP, end=START + 1)
    return scenario, simulate(scenario, 1).record


def some_value(name: str) -> float:
    """A value at which a lever does something: one that the plan gives it."""
    plan = shipped("invented_plan").levers[name]
    return next(clause.value for clause in plan.clauses if clause.value != plan.base)


@pytest.mark.parametrize("end", ["2025-01", "2026-11", "2029-03"])
def test_a_shorter_run_is_the_beginning_of_a_longer_one(end: str, plan: Scenario) -> None:
    """M3: the horizon changes no month before it."""
    short = replace(plan, end=parse_month(end))
    whole = finished("invented_plan", 1).record
    assert_same_record(short, simulate(short, 1).record, first_months(whole, months_of(short)))


def test_the_plan_changes_nothing_before_it_starts(plan: Scenario) -> None:
    """M4: the plan's first entries are of 2026-01: until then its run is the baseline's."""
    months = plan.spin_up + parse_month("2026-01") - plan.start
    one, other = finished("invented_baseline", 1).record, finished("invented_plan", 1).record
    assert_same_until(plan, one, other, months)
    assert first_row_that_differs(one, other) == months


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_changes_nothing_before_it_starts(name: str) -> None:
    """M4: one lever alone, from some month on: until then the run is the baseline's."""
    scenario, record = before_any_policy()
    entry = Clause(name, some_value(name), START, deadline=START if name == "certification_mandate" else None)
    changed = with_levers(scenario, **{name: LeverSchedule(scenario.levers[name].base, (entry,))})
    assert_same_until(scenario, record, simulate(changed, 1).record, SPIN_UP + START - scenario.start)


@pytest.mark.parametrize(
    ("name", "value"), [("fiscal_cut", 0.5), ("demand_shift", 1.0), ("technology_jump", 24.0), ("fraud_cleanup", 0.9)]
)
def test_a_shock_changes_nothing_before_it_strikes(name: str, value: float) -> None:
    """M4: the same of shocks, and in its month it does something."""
    scenario, record = before_any_policy()
    shaken = replace(scenario, shocks=(Shock(name, START, START + 1, value),))
    other = simulate(shaken, 1).record
    assert first_row_that_differs(record, other) == SPIN_UP + START - scenario.start


@pytest.mark.parametrize("last", ["", 'to = "2026-04"\n'])
def test_a_shorter_run_knows_of_a_cut_what_a_longer_one_knows(tmp_path: Path, last: str) -> None:
    """M3: a cut within a year takes the same part of a budget, however soon the run ends and whenever the cut does."""
    head = 'title = "T"\nextends = "invented_baseline"\n'
    grant = '[levers]\npublic_grant = { from = "2026-01", value = 600, budget = 12_000 }\n'
    cut = f'[shocks.fiscal_cut]\nfrom = "2026-02"\n{last}value = 0.5\n'
    found = []
    for end in ("2026-04", "2027-06"):
        time = f'[time]\nspin_up = {SPIN_UP}\nend = "{end}"\n'
        (tmp_path / "mine.toml").write_text(head + time + grant + cut, encoding="utf-8")
        scenario = load_scenario(tmp_path / "mine.toml")
        found.append((scenario, simulate(scenario, 1)))
    (short, one), (_, other) = found
    assert one.stopped == tuple(stop for stop in other.stopped if stop[1] <= short.end) != ()
    assert_same_record(short, one.record, first_months(other.record, months_of(short)))


def saying_what_holds_anyway(scenario: Scenario, name: str) -> LeverSchedule:
    """A lever's schedule with a step and, where it may ramp, a ramp at the value that it has without them."""
    base = scenario.levers[name].base
    step = Clause(name, base, scenario.start + 4)
    ramp = Clause(name, base, scenario.start + 8, None, base, base, scenario.start + 14)
    return LeverSchedule(base, (step, ramp) if LEVERS[name].may_ramp else (step,))


def test_entries_that_say_what_holds_anyway_change_nothing(short_baseline: Scenario) -> None:
    """M5: amounts of nothing, shares of nothing, switches that stay off, today's values: all levers at once."""
    schedules = {name: saying_what_holds_anyway(short_baseline, name) for name in LEVERS}
    other = replace(short_baseline, levers=FrozenMap(schedules))
    assert_same_record(short_baseline, simulate(short_baseline, 4).record, simulate(other, 4).record)


@pytest.mark.nightly
@pytest.mark.parametrize("name", LEVERS)
def test_an_entry_that_says_what_holds_anyway_changes_nothing(name: str, short_baseline: Scenario) -> None:
    """M5: the same, lever by lever."""
    other = with_levers(short_baseline, **{name: saying_what_holds_anyway(short_baseline, name)})
    assert_same_record(short_baseline, simulate(short_baseline, 4).record, simulate(other, 4).record)


def test_levers_at_rest_change_nothing(short_baseline: Scenario) -> None:
    """M5: a country in which every lever is at rest is left alone by entries that put them to rest."""
    resting = {name: LeverSchedule(lever.neutral) for name, lever in LEVERS.items()}
    entries = {
        name: LeverSchedule(lever.neutral, (Clause(name, lever.neutral, short_baseline.start + 2),))
        for name, lever in LEVERS.items()
    }
    one = replace(short_baseline, levers=FrozenMap(resting))
    other = replace(short_baseline, levers=FrozenMap(entries))
    assert_same_record(one, simulate(one, 4).record, simulate(other, 4).record)


@pytest.mark.parametrize("name", [name for name, lever in LEVERS.items() if "region" in lever.dimensions])
def test_an_entry_for_a_region_that_is_not_run_changes_nothing(name: str) -> None:
    """M5: a lever that reaches nobody is no lever."""
    scenario, _ = before_any_policy()
    kept = replace(scenario, regions=("100000", "200000"))
    nobody = Clause(name, some_value(name), START - 6, where=FrozenMap({"region": ("300000",)}))
    other = with_levers(kept, **{name: LeverSchedule(kept.levers[name].base, (nobody,))})
    assert_same_record(kept, simulate(kept, 2).record, simulate(other, 2).record)
