"""``microcred run`` from words to exit code, with a made-up engine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from microcred.base.errors import NonFiniteError
from microcred.cli.main import main
from microcred.outcomes.history import History
from microcred.present import folder
from microcred.run import replicate_seed
from microcred.scenario.model import Scenario
from tests.result import synthetic

BASE = """
title = "As it is"
system = "invented"

[targets.coverage]
at_least = 0.8
by = "2030-12"
"""
PLAN = """
title = "As it could be"
extends = "usual"

[levers]
outreach = { from = "2026-01", value = 2.0 }
"""


class Engine:
    """Remembers what it was asked, and answers by scenario and seed."""

    def __init__(self) -> None:
        self.asked: list[tuple[Scenario, int]] = []
        self.fails_at: int | None = None

    def simulate(
        self,
        scenario: Scenario,
        seed: int,
        *,
        engine: str,
        threads: int,
        progress: Callable[[int, int], None] | None = None,
    ) -> History:
        if len(self.asked) == self.fails_at:
            raise NonFiniteError("wages", "2026-03")
        self.asked.append((scenario, seed))
        if progress is not None:
            progress(scenario.months, scenario.months)
        strength = 1.0 if scenario.levers["outreach"].clauses else 0.0
        return synthetic.believable(strength, seed)

    @property
    def names(self) -> list[str]:
        return [scenario.name for scenario, _ in self.asked]


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A folder with two scenario files, and an engine without a model."""
    made = Engine()
    monkeypatch.setattr(sys.modules["microcred.run"], "simulate", made.simulate)
    monkeypatch.setitem(folder.WRITERS, "curves.png", lambda _, path: path.write_bytes(b"picture"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "usual.toml").write_text(BASE)
    (tmp_path / "plan.toml").write_text(PLAN)
    return made


def exit_code(*words: str) -> int:
    try:
        main(["run", *words])
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1 if end.code else 0
    return 0


def test_a_scenario_is_compared_with_what_it_extends(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("plan.toml", "--replicates", "2", "--seed", "5") == 0
    seeds = [5, replicate_seed(5, 1)]
    assert [(one.name, seed) for one, seed in engine.asked] == [
        (name, seed) for name in ("plan", "usual") for seed in seeds
    ]
    text = capsys.readouterr()
    assert "plan: As it could be" in text.out
    assert "usual: As it is" in text.out
    assert text.out.splitlines()[-1] == "Results: results/plan-1"
    assert "run 3 of 4: usual" in text.err
    assert sorted(path.name for path in Path("results/plan-1").iterdir()) == [
        "curves.png",
        "funnel.parquet",
        "ledger.parquet",
        "national.parquet",
        "regions.parquet",
        "run.json",
        "targets.csv",
    ]


def test_against_nothing_or_another(engine: Engine) -> None:
    assert exit_code("plan.toml", "--replicates", "1", "--against", "none") == 0
    assert engine.names == ["plan"]
    assert exit_code("usual.toml", "--replicates", "1", "--against", "plan.toml") == 0
    assert engine.names == ["plan", "usual", "plan"]


def test_a_base_that_is_run_anyway_is_run_once(engine: Engine) -> None:
    assert exit_code("usual.toml", "plan.toml", "--replicates", "1") == 0
    assert engine.names == ["usual", "plan"]


def test_a_changed_lever_is_seen_in_name_heading_and_record(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("plan.toml", "--replicates", "1", "--set", "subsidy=0.7", "--out", "made") == 0
    (changed, _), (base, _) = engine.asked
    assert (changed.name, changed.levers["subsidy"].base) == ("plan+set", 0.7)
    assert base.name == "usual"
    assert base.levers["subsidy"].base != 0.7
    assert "plan+set: As it could be, with subsidy=0.7" in capsys.readouterr().out
    assert '"subsidy=0.7"' in Path("made/run.json").read_text(encoding="utf-8")


def test_a_changed_scenario_that_extends_nothing_is_compared_with_itself(engine: Engine) -> None:
    assert exit_code("usual.toml", "--replicates", "1", "--set", "subsidy=0.7") == 0
    assert engine.names == ["usual+set", "usual"]
    assert exit_code("plan.toml", "--replicates", "1", "--set", "subsidy=0.7", "--against", "plan.toml") == 0
    assert engine.names[2:] == ["plan+set", "plan"]


def test_regions_hold_for_what_it_is_compared_with_too(engine: Engine) -> None:
    codes = engine_codes()
    assert exit_code("plan.toml", "--replicates", "1", "--regions", f"{codes[1]}, {codes[0]}") == 0
    assert {scenario.regions for scenario, _ in engine.asked} == {codes[:2]}


def engine_codes() -> tuple[str, ...]:
    from microcred.scenario import load_pack

    return load_pack("invented").region_codes


def test_an_existing_folder_is_refused_before_anything_runs(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine").mkdir()
    assert exit_code("plan.toml", "--out", "mine") == 2
    assert "--out: the folder exists and is left as it is (found mine)" in capsys.readouterr().err
    assert engine.asked == []
    assert list(Path("mine").iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--replicates", "0"], "replicates"),
        (["--seed", "-1"], "0 to 4294967295"),
        (["--engine", "rows"], "columns or objects"),
        (["--threads", "0"], "threads"),
        (["--regions", "999999"], "999999"),
        (["--parameters", "posterior"], "central or prior"),
        (["--parameters", "prior", "--draws", "0"], "draws"),
        (["--workers", "0"], "workers"),
        (["--set", "subsdy=1"], "did you mean 'subsidy'"),
        (["--against", "nobody"], "nobody"),
    ],
)
def test_bad_input_is_said_in_one_block_and_nothing_runs(
    words: list[str], said: str, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code("plan.toml", *words) == 2
    text = capsys.readouterr()
    assert said in text.err
    assert "Traceback" not in text.err
    assert text.out == ""
    assert engine.asked == []
    assert not Path("results").exists()


def test_a_failed_run_is_named_and_leaves_no_folder(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    engine.fails_at = 1
    assert exit_code("plan.toml", "--replicates", "2", "--seed", "3") == 1
    assert f"plan, replicate 1, seed {replicate_seed(3, 1)}: wages" in capsys.readouterr().err
    assert list(Path("results").iterdir()) == []


def test_a_base_out_of_reach_is_said_and_does_not_stop_the_run(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("deeper").mkdir()
    Path("usual.toml").rename("deeper/usual.toml")
    Path("plan.toml").write_text(PLAN.replace('"usual"', '"deeper/usual.toml"'))
    assert exit_code("plan.toml", "--replicates", "1") == 0
    assert engine.names == ["plan"]
    assert "Not compared with usual" in capsys.readouterr().err
