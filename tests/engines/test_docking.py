"""The compiled engine gives exactly the readable one's history, person by person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from microcred.base.months import parse_month
from microcred.engine.columns.run import live, start
from microcred.engine.columns.run import simulate as simulate_columns
from microcred.engine.objects.country import Country
from microcred.engine.objects.run import forget
from microcred.engine.objects.run import simulate as simulate_objects
from microcred.outcomes.record import Record
from microcred.scenario import load_scenario
from microcred.scenario.model import Scenario
from microcred.world.policy import entries
from tests.engines.compare import assert_same, first_difference
from tests.engines.trials import Trial, trials
from tests.invariants.tight import TIGHT, with_budgets
from tests.invariants.walk import with_entry, with_numbers

# Levers of which the others' budgets leave too little for their own to run out.
SHADED = {"course_commitment", "demonstration_quota"}
# Without shrinking: a smaller scenario costs minutes and says less than the first difference does.
PLAIN = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def assert_docked(scenario: Scenario, seed: int) -> None:
    """Run both engines and compare, with two observed situations of a cell and month.

    In the readable engine the usual sixteen, which the shipped scenarios dock with, take as long as all the rest.
    """
    run, country = start(scenario, seed), Country(scenario, seed)
    run.situations = country.situations = 2
    while country.running:
        country.step()
    forget(country)
    assert_same(scenario, live(run, None), country.finished())


@pytest.mark.parametrize(
    ("name", "seed", "end"),
    [
        ("invented_baseline", 0, "2027-06"),
        ("invented_plan", 7, "2030-12"),
        pytest.param("invented_baseline", 0, "2030-12", marks=pytest.mark.nightly),
    ],
)
def test_shipped_scenarios_dock(name: str, seed: int, end: str) -> None:
    """R05: after three years of spin-up, every array of the record and every person's record, bit for bit.

    The plan, in which every lever moves, to its end.
    """
    scenario = replace(load_scenario(name), end=parse_month(end))
    assert_same(scenario, simulate_columns(scenario, seed), simulate_objects(scenario, seed))


def test_docked_where_every_budget_runs_out() -> None:
    """R05, I2: the plan with a small budget for every entry of every lever that costs."""
    scenario = with_budgets(replace(load_scenario("invented_plan"), spin_up=12), TIGHT)
    columns = simulate_columns(scenario, 2)
    clauses = entries(scenario)
    assert {clauses[row].lever for row, _ in columns.stopped} >= set(TIGHT) - SHADED
    assert_same(scenario, columns, simulate_objects(scenario, 2))


def test_thinning_is_exact() -> None:
    """R05: looking at every decision moment of every aware person gives the history that thinned ones give.

    Which lever entries acted is not compared: who is never looked at asks for no lever.
    """
    scenario = replace(load_scenario("invented_plan"), spin_up=12, end=parse_month("2028-06"))
    thinned = simulate_columns(scenario, 3)
    every_moment = simulate_objects(scenario, 3, thinned=False)
    assert thinned.record.counts.sum() > 0
    assert_same(scenario, thinned, every_moment, asked=False)


@pytest.mark.parametrize("region", ["540000", "630000", "640000"])
def test_small_provinces_dock_one_to_one(region: str) -> None:
    """R05: China's plan in Tibet, Qinghai and Ningxia, one agent per person, to the end of its second year."""
    scenario = replace(load_scenario("cn_plan", regions=[region]), spin_up=12, end=parse_month("2027-12"))
    assert_docked(scenario, 4)


@settings(PLAIN, max_examples=6)
@given(trials())
def test_random_scenarios_dock(trial: Trial) -> None:
    """R05: whatever the levers, limits, budgets, ramps, parameters, shocks, regions and the seed."""
    assert_docked(trial.scenario, trial.seed)


def test_docked_where_nothing_is_on_offer() -> None:
    """R05: from a mandate's deadline on nobody is certified and nothing on offer: no lever of an offer is asked for."""
    scenario = replace(load_scenario("invented_baseline"), spin_up=24, end=parse_month("2026-03"))
    scenario = with_numbers(scenario, certified_start=0.0, certification_throughput=0.0)
    month = parse_month("2025-03")
    scenario = with_entry(scenario, "certification_mandate", 1.0, month, deadline=month)
    scenario = with_entry(scenario, "stack_size", 7.0, month + 3)
    assert_docked(scenario, 1)
    assert simulate_columns(scenario, 1).acted.tolist() == [True, False]


@pytest.mark.nightly
@settings(PLAIN, max_examples=25)
@given(trials())
def test_more_random_scenarios_dock(trial: Trial) -> None:
    """R05: the same with 25 scenarios, which `.ci/run` asks for."""
    assert_docked(trial.scenario, trial.seed)


@pytest.mark.nightly
@settings(PLAIN, max_examples=200)
@given(trials())
def test_many_random_scenarios_dock(trial: Trial) -> None:
    """R05 with more scenarios, and four years each."""
    scenario = replace(trial.scenario, end=parse_month("2028-12"))
    assert_same(scenario, simulate_columns(scenario, trial.seed), simulate_objects(scenario, trial.seed))


def test_a_difference_is_named() -> None:
    """A failure says in which month, array, place and field the engines differ first."""
    scenario = replace(load_scenario("invented_baseline"), spin_up=3, end=parse_month("2025-03"))
    record = simulate_columns(scenario, 0).record
    assert first_difference(scenario, record, record) == ""
    counts = record.counts.copy()
    counts[4, 1, 0] += 1
    found = first_difference(scenario, record, replace(record, counts=counts))
    assert found.startswith("2025-02 counts 100000 rural APPLICATIONS: ")
    assert isinstance(record, Record)
    assert np.array_equal(counts[:4], record.counts[:4])
