"""The report renders from kept results, also where a peer is missing; measuring from outside changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from experiments.benchmarks import run as runner
from experiments.benchmarks.countries import with_people, with_shift
from experiments.benchmarks.figures import DRAWINGS, draw_population
from experiments.benchmarks.plan import PEERS, SECTIONS, Entry
from experiments.benchmarks.report import TEXTS, load_results, report_text, write_report
from experiments.benchmarks.stages import timed_stages
from experiments.benchmarks.tables import by_stage, small_rows, stage_of

from microcred import load_scenario
from microcred.engine import simulate

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PNG = b"\x89PNG\r\n\x1a\n"


def test_report_renders_every_section(tmp_path):
    write_report(HERE / "results", tmp_path)
    text = (tmp_path / "performance.md").read_text(encoding="utf-8")
    assert set(load_results(HERE / "results")) == set(SECTIONS) == set(TEXTS)
    for title, _ in TEXTS.values():
        assert f"\n## {title}\n" in text
    assert "AgentPy: **not measured**: No module named 'agentpy'" in text
    assert "nan" not in text.lower().split()
    for section in DRAWINGS:
        image = tmp_path / "images" / f"performance_{section}.png"
        assert image.read_bytes().startswith(PNG)
        assert f"(images/{image.name})" in text


def test_the_page_is_what_the_results_say():
    results = load_results(runner.RESULTS)
    drawn = {section: f"performance_{section}.png" for section in DRAWINGS if section in results}
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert page == report_text(results, drawn), "run: python experiments/benchmarks/run.py --report"
    for name in drawn.values():
        assert (ROOT / "docs" / "images" / name).is_file()


def test_the_figure_of_population_shows_what_the_table_says():
    """A run without the building of its population: with it, C's line lay three times above its own table."""
    rows = load_results(runner.RESULTS)["population"]["rows"]
    axis = draw_population(rows).axes[0]
    assert axis.get_ylabel() == "run, seconds (best of runs)"
    drawn = {str(line.get_label()): line.get_xydata().tolist() for line in axis.lines}
    for label in ("microcred_rules", "c_scan", "numba_loop"):
        table = [[row["learners"], row["best_run_seconds"]] for row in small_rows(rows) if row["label"] == label]
        assert drawn[PEERS[label].name] == table


def test_a_row_quotes_best_and_median_and_memory_per_learner():
    entry = Entry("some", {"task": "peer", "learners": 1000, "threads": 1})
    runs = [
        {"run_seconds": seconds, "process_seconds": 9.0, "months": 10, "peak_bytes": 5000, "baseline_bytes": 1000}
        for seconds in (3.0, 1.0, 2.0)
    ]
    row = runner.row_of(entry, runs)
    assert (row["best_run_seconds"], row["median_run_seconds"]) == (1.0, 2.0)
    assert row["best_ns"] == pytest.approx(1e9 / 1000 / 10)
    assert row["bytes_per_learner"] == 4.0


def test_a_failed_run_is_a_row_that_says_so(tmp_path):
    entry = Entry("some", {"task": "peer", "module": "nothing_like_this", "learners": 10, "constant": 0.0,
                           "threads": 1, "seed": 1})  # fmt: skip
    result = runner.measure_section("peers", [entry], quick=True)
    assert "nothing_like_this" in result["rows"][0]["unavailable"]
    runner.keep(result, tmp_path)
    assert json.loads((tmp_path / "peers.json").read_text(encoding="utf-8")) == result
    assert (tmp_path / "peers.csv").is_file()


def test_timing_the_stages_changes_no_result_and_is_undone():
    from microcred.engine.columns import run, stages

    scenario = load_scenario("invented_baseline")
    before = dict(vars(run)), dict(vars(stages))
    plain = simulate(scenario, 4)
    with timed_stages() as seconds:
        timed = simulate(scenario, 4)
    assert (dict(vars(run)), dict(vars(stages))) == before
    for name, values in plain.national.items():
        assert np.array_equal(values, timed.national[name], equal_nan=True)
    found = by_stage(seconds)
    assert found["learning: decisions"] > 0.0
    assert found["survey"] > 0.0
    assert sum(found.values()) == pytest.approx(sum(seconds.values()))


def test_unknown_functions_are_elsewhere():
    assert stage_of("newly_made.thing") == "elsewhere"


def test_people_are_multiplied_and_nothing_else():
    scenario = load_scenario("invented_baseline")
    larger = with_people(scenario, 10 * scenario.population)
    assert larger.population == 10 * scenario.population
    assert larger.pack.institutions == scenario.pack.institutions
    assert larger.pack.regions == scenario.pack.regions


def test_shift_moves_the_constants_only():
    scenario = load_scenario("invented_baseline")
    shifted = with_shift(scenario, 1.5)
    moved = {name for name, value in scenario.parameters.items() if shifted.parameters[name] != value}
    assert moved == {"utility_constant_student", "utility_constant_worker", "utility_constant_other"}
