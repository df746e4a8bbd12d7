"""House.md: a lever that never changed anything in a run is named; a clause may not silently do nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from microcred.base.months import parse_month
from microcred.catalogue.levers import LEVERS
from microcred.engine import simulate
from microcred.scenario import parse_scenario
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Clause, LeverSchedule, Scenario
from tests.invariants.tight import plan_for
from tests.invariants.walk import shipped, with_entry, with_levers

START = parse_month("2025-07")
RURAL = FrozenMap({"setting": ("rural",)})
WORKERS = FrozenMap({"segment": ("worker",)})


def short() -> Scenario:
    """A year without policy, after a year of spin-up."""
    return replace(shipped("invented_baseline"), spin_up=12, end=parse_month("2025-12"))


def idle(scenario: Scenario) -> tuple[str, ...]:
    """What the output names."""
    return simulate(scenario, 0).idle_levers


def test_both_engines_name_the_same() -> None:
    """What an entry or base value did is compared wherever the engines dock; here the names that come of it."""
    scenario = with_entry(short(), "subsidy", 0.1, START)
    names = [simulate(scenario, 0, engine=engine).idle_levers for engine in ("columns", "objects")]
    assert names == [("subsidy from 2025-07",)] * 2


def test_nothing_is_idle_where_every_lever_moves() -> None:
    """Every lever of the plan, and every entry, changes something."""
    assert simulate(shipped("invented_plan"), 0).idle_levers == ()


def test_an_entry_that_nobody_asked_for() -> None:
    """It is limited to a region that is not run."""
    scenario = with_entry(short(), "subsidy", 0.5, START, where=FrozenMap({"region": ("elsewhere",)}))
    assert idle(scenario) == ("subsidy from 2025-07 (region elsewhere)",)


def test_an_entry_that_says_what_holds_anyway() -> None:
    """The same value as the constant, and the same as an earlier entry, for all whom it reaches."""
    assert idle(with_entry(short(), "subsidy", 0.1, START)) == ("subsidy from 2025-07",)
    twice = with_entry(with_entry(short(), "outreach", 2.0, START), "outreach", 2.0, START + 1, where=RURAL)
    assert idle(twice) == ("outreach from 2025-08 (setting rural)",)


def test_an_entry_that_changes_something_for_some() -> None:
    """Beneath the rural entry workers have the same already, students do not."""
    scenario = with_entry(short(), "subsidy", 0.5, START, where=WORKERS)
    assert idle(with_entry(scenario, "subsidy", 0.5, START, where=RURAL)) == ()


def test_an_entry_that_never_comes_to_pass() -> None:
    """A later entry for everybody covers it from its first month on; or its budget is nothing."""
    covered = with_entry(with_entry(short(), "public_grant", 900.0, START), "public_grant", 600.0, START)
    assert idle(covered) == ("public_grant from 2025-07",)
    assert idle(with_entry(short(), "learner_support", 0.5, START, budget=0)) == ("learner_support",)


def test_an_entry_whose_value_is_cut_to_neutral() -> None:
    """What a shock leaves nothing of did nothing."""
    shocked = parse_scenario(
        b'title = "T"\nextends = "invented_baseline"\n[time]\nend = "2025-12"\n'
        b'[shocks.fiscal_cut]\nfrom = "2025-07"\nvalue = 1.0\n'
        b'[levers]\nlearner_support = { from = "2025-07", value = 0.5 }\n'
    )
    assert "learner_support" in idle(shocked)


def test_a_constant_that_nobody_asked_for() -> None:
    """Constants count from the start: in a world without partners nobody is trained to order."""
    alone = {"partner_start": 0.0, "partner_hazard": 0.0}
    scenario = with_levers(short(), order_training=LeverSchedule(0.4)).with_parameters(alone)
    assert idle(scenario) == ("order_training",)


def test_a_constant_at_rest_is_not_set() -> None:
    """Levers that no file moves are not named, whether anybody asks for them or not."""
    assert idle(short().with_parameters({"partner_start": 0.0, "partner_hazard": 0.0})) == ()


def test_a_list_of_fields_is_one_entry() -> None:
    """Its first clause, which ends what was listed before, is not named by itself; a list of nothing is idle."""
    start = with_entry(short(), "alliance", 1.0, START)
    fields = (
        Clause("key_fields", 0.0, START),
        Clause("key_fields", 1.0, START, where=FrozenMap({"sector": ("electronics_information",)})),
    )
    assert idle(with_levers(start, key_fields=LeverSchedule(0.0, fields))) == ()
    assert idle(with_levers(start, key_fields=LeverSchedule(0.0, fields[:1]))) == ("key_fields",)


@pytest.mark.parametrize("lever", [name for name, lever in LEVERS.items() if lever.void_without])
def test_a_lever_that_is_void_alone(lever: str) -> None:
    """What acts only together with others is named where none of them is there, and not where one is."""
    plan = replace(plan_for(lever), end=parse_month("2027-12"))
    assert lever not in simulate(plan, 0).idle_levers
    resting = {other: LeverSchedule(LEVERS[other].neutral) for other in LEVERS[lever].void_without}
    alone = with_levers(plan, **resting)
    assert lever in simulate(alone, 0).idle_levers


def test_what_is_said_to_be_void_is() -> None:
    """Without what it needs, such a lever changes nothing but the ledger."""
    baseline = with_levers(short(), stack_acceptance=LeverSchedule(0.0))
    for lever in (name for name, one in LEVERS.items() if one.void_without):
        value = next(clause.value for clause in shipped("invented_plan").levers[lever].clauses)
        one, other = (simulate(scenario, 3) for scenario in (baseline, with_entry(baseline, lever, value, START)))
        for name in one.national:
            if not name.startswith("cost_"):
                assert one.national[name].tobytes() == other.national[name].tobytes(), (lever, name)
