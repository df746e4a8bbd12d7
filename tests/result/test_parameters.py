"""Runs over sets of parameters: beside the central ones, the same in worker processes, and said in every table."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from microcred.analysis.conditional import conditional_verdicts
from microcred.base.errors import BadInput
from microcred.base.months import parse_month
from microcred.effort import worker_count
from microcred.jobs import planned_jobs
from microcred.present.conditional import conditional
from microcred.present.curves import curves
from microcred.present.numbers import percent_tick
from microcred.present.tables import shown
from microcred.result import Result
from microcred.run import run
from microcred.scenario.model import Scenario, Target
from tests.invariants.walk import shipped
from tests.result import synthetic

DRAWS = 3


def short(name: str) -> Scenario:
    """Half a year of the invented country."""
    return replace(shipped(name), spin_up=6, end=parse_month("2025-06"), targets=())


@pytest.fixture(scope="module")
def in_process() -> Result:
    wanted = [short("invented_plan"), short("invented_baseline")]
    return run(wanted, replicates=2, seed=5, parameters="prior", draws=DRAWS, workers=1)


def test_the_central_set_is_what_it_is_without_an_ensemble(in_process: Result) -> None:
    """M16: parameter set 0 is the plain run."""
    plain = run([short("invented_plan"), short("invented_baseline")], replicates=2, seed=5)
    pd.testing.assert_frame_equal(in_process.central.reset_index(drop=True), plain.national)
    pd.testing.assert_frame_equal(in_process.regions, plain.regions)
    assert plain.over == "chance"
    assert in_process.over == "parameters and chance"


@pytest.mark.nightly  # `.ci/run` runs it
def test_worker_processes_change_no_number(in_process: Result) -> None:
    """R04, M1: spread over two processes, every table is the same, in the same order."""
    wanted = [short("invented_plan"), short("invented_baseline")]
    spread_out = run(wanted, replicates=2, seed=5, parameters="prior", draws=DRAWS, workers=2)
    for name in ("national", "regions", "ledger", "parameters", "targets"):
        pd.testing.assert_frame_equal(getattr(spread_out, name), getattr(in_process, name))


def test_every_set_runs_once_with_the_same_seed_and_quantiles_in_every_scenario(in_process: Result) -> None:
    drawn = [record for record in in_process.runs if record.parameter_set]
    plan, base = (
        [(one.parameter_set, one.replicate, one.seed, dict(one.parameters)) for one in drawn if one.scenario == name]
        for name in ("invented_plan", "invented_baseline")
    )
    assert plan == base
    assert [number for number, *_ in plan] == [1, 2, 3]
    assert len({seed for _, _, seed, _ in plan}) == DRAWS
    table = in_process.parameters
    assert table.shape[0] == 2 * DRAWS
    assert table["peer_influence"].nunique() == DRAWS


def test_a_set_alone_is_what_it_is_in_the_ensemble(in_process: Result) -> None:
    """M16: a sweep point alone = inside the sweep."""
    record = next(one for one in in_process.runs if (one.scenario, one.parameter_set) == ("invented_plan", 2))
    alone = run(short("invented_plan").with_parameters(record.parameters), replicates=1, seed=record.seed).national
    inside = in_process.national.query("scenario == 'invented_plan' and parameter_set == 2")
    columns = [name for name in alone.columns if name not in ("parameter_set", "replicate")]
    pd.testing.assert_frame_equal(inside[columns].reset_index(drop=True), alone[columns])


def test_given_sets_are_run_and_faults_in_them_are_named() -> None:
    jobs = planned_jobs([short("invented_baseline")], 1, 0, [{"peer_influence": 0.4}], 300)
    assert [(job.parameter_set, dict(job.values)) for job in jobs] == [(0, {}), (1, {"peer_influence": 0.4})]
    with pytest.raises(BadInput, match=r"set 1: peer_influence.*out of bounds"):
        run(short("invented_baseline"), 1, parameters=[{"peer_influence": -1.0}])
    with pytest.raises(BadInput, match="unknown parameter"):
        run(short("invented_baseline"), 1, parameters=[{"peers": 0.4}])


def test_the_ledger_is_the_costs_of_the_months(in_process: Result) -> None:
    """I2: what governments pay less what they receive, summed over a year, is the year's public cost."""
    keys = ["scenario", "parameter_set", "replicate"]
    ledger = in_process.ledger
    paid = ledger[ledger["payer"] == "government"].groupby(keys)["amount"].sum()
    received = ledger[ledger["payee"] == "government"].groupby(keys)["amount"].sum().reindex(paid.index, fill_value=0.0)
    public = in_process.national.groupby(keys)["cost_public"].sum()
    np.testing.assert_allclose((paid - received).reindex(public.index), public, rtol=0, atol=0.005)


def ensemble() -> Result:
    """Runs that begin at a match rate of .25 or .45 and end with a gain of .5 or .1."""
    target = Target("match", "match_gain", 0.3, synthetic.END)
    one = synthetic.scenario("plan", targets=[target])
    finished = []
    for number in range(9):
        low = number in (0, 1, 2, 3)
        final = np.full(72, 0.5 if low and number else 0.1)
        given = {"match_rate": 0.25 if low else 0.45, "match_gain": final, "satisfaction": 0.5}
        history = synthetic.history(given)
        record = replace(synthetic.record("plan", 0, history), parameter_set=number, parameters={"x": 1.0})
        finished.append((record, history))
    facts = {"created": "", "seconds": 1.0, "seed": 0, "replicates": 1, "parameter_sets": 8, "versions": {}}
    return Result.of([one], finished, facts)


def test_conditional_verdicts_by_hand() -> None:
    """Of eight sets three begin at .25, all of which meet the target, and five at .45, none of which does."""
    made = ensemble()
    table = conditional_verdicts(made.ensemble, made.scenarios)
    assert table["level_low"].tolist() == [0.2, 0.4]
    assert table["runs"].tolist() == [3, 5]
    assert table["probability"].tolist() == [1.0, 0.0]
    assert table["level_of"].unique().tolist() == ["match_rate"]


def test_verdicts_stand_once_over_parameters_and_once_over_chance() -> None:
    targets = ensemble().targets.set_index("over")
    assert targets.loc["parameters and chance", "runs"] == 8
    assert targets.loc["parameters and chance", "probability"] == pytest.approx(3 / 8)
    assert targets.loc["chance", "runs"] == 1
    assert targets.loc["chance", "probability"] == 0.0


def test_tables_and_figures_say_what_bands_are_over() -> None:
    made = ensemble()
    text = "\n".join(shown(made))
    assert "over 8 sets of parameters (bands: parameters and chance)" in text
    assert "with central parameters (bands: chance alone)" in text
    assert "Match rate of holders 20–30 %" in text
    labels = [label.get_text() for label in curves(made).legends[0].get_texts()]
    assert "90 % of runs: parameters and chance" in labels
    assert "central parameters" in labels


def test_ticks_of_verdicts_by_level_say_where_they_stand() -> None:
    """No tick at 47.5 that says 48; chances have the ends of the ranges they are of."""
    figure = conditional(ensemble())
    figure.canvas.draw()
    for axis in figure.axes:
        for side in (axis.xaxis, axis.yaxis):
            labels = [float(text.get_text().removesuffix(" %")) for text in side.get_ticklabels()]
            np.testing.assert_allclose(labels, 100 * side.get_ticklocs(), rtol=0, atol=1e-9)
            np.testing.assert_allclose(labels, np.rint(labels))
    assert [text.get_text() for text in figure.axes[1].get_xticklabels()] == ["20 %", "30 %", "40 %", "50 %"]
    assert [percent_tick(share) for share in (0.475, -0.0, 0.07 + 0.07 + 0.07)] == ["47.5 %", "0 %", "21 %"]


def test_as_many_workers_as_memory_bears() -> None:
    assert worker_count(100, 8, 1.0, 4.0) == 3
    assert worker_count(100, 2, 1.0, 64.0) == 2
    assert worker_count(1, 8, 1.0, 64.0) == 1
    assert worker_count(100, 8, 10.0, 4.0) == 1
    assert worker_count(100, 8, 1.0, math.inf) == 8
