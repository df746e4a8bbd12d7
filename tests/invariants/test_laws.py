"""What must hold every month, on the shipped invented scenarios and on random ones."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from tests.engines.trials import Trial, trials
from tests.invariants.laws import LAWS, Law, obey
from tests.invariants.same import assert_same_record
from tests.invariants.walk import finished, shipped, walk, walked

SEEDS = (0, 1)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_plan_obeys(law: Law, seed: int) -> None:
    """I1-I7, every month of the plan, its spin-up included."""
    obey(walked("invented_plan", seed), (law,))


def test_baseline_obeys() -> None:
    """I1-I7, every month without any policy."""
    obey(walked("invented_baseline", 2))


def test_walking_is_running() -> None:
    """I1-I7 are checked on the run that `simulate` makes."""
    months = walked("invented_plan", 0)
    assert_same_record(shipped("invented_plan"), months[-1].record, finished("invented_plan", 0).record)


@settings(derandomize=True, max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(trials())
def test_random_scenarios_obey(trial: Trial) -> None:
    """I1-I7 for levers, entries, parameters, shocks, regions and seeds that nobody chose."""
    obey(tuple(walk(trial.scenario, trial.seed)))


@pytest.mark.nightly
@settings(derandomize=True, max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(trials())
def test_many_random_scenarios_obey(trial: Trial) -> None:
    """I1-I7, the same at length."""
    obey(tuple(walk(trial.scenario, trial.seed)))
