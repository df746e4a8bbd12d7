"""M16: a run alone is the run inside an ensemble."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

import microcred
from microcred.base.months import parse_month
from microcred.engine import simulate
from microcred.run import replicate_seed
from microcred.scenario.model import Scenario
from tests.invariants.walk import shipped

KEYS = ["scenario", "parameter_set", "replicate", "month"]


def tiny(name: str) -> Scenario:
    """A year and a half of a shipped scenario."""
    return replace(shipped(name), spin_up=6, end=parse_month("2026-06"))


def test_a_seed_alone_is_the_seed_inside_an_ensemble() -> None:
    """M16: each replicate of one study is the only replicate of another, and what the engine says."""
    scenario = tiny("invented_plan")
    ensemble = microcred.run(scenario, replicates=3, seed=11)
    for replicate in range(3):
        seed = replicate_seed(11, replicate)
        alone = microcred.run(scenario, replicates=1, seed=seed)
        for table in ("national", "regions"):
            inside = getattr(ensemble, table)
            inside = inside[inside["replicate"] == replicate].drop(columns="replicate").reset_index(drop=True)
            outside = getattr(alone, table).drop(columns="replicate").reset_index(drop=True)
            pd.testing.assert_frame_equal(inside, outside, check_exact=True)
        history = simulate(scenario, seed)
        for name, values in history.national.items():
            column = ensemble.national.loc[ensemble.national["replicate"] == replicate, name].to_numpy()
            assert column.astype(float).tobytes() == values.tobytes(), name


def test_a_scenario_alone_is_the_scenario_beside_another() -> None:
    """M16: which other scenarios run, and in what order, changes nothing."""
    plan, baseline = tiny("invented_plan"), tiny("invented_baseline")
    alone = microcred.run(plan, replicates=2, seed=3).national
    for pair in ([plan, baseline], [baseline, plan]):
        beside = microcred.run(pair, replicates=2, seed=3).national
        beside = beside[beside["scenario"] == plan.name].reset_index(drop=True)
        pd.testing.assert_frame_equal(beside, alone.reset_index(drop=True), check_exact=True)
        assert not beside.duplicated(KEYS).any()
