"""``microcred run`` from words to exit code, with a made-up engine."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from microcred.base.errors import NonFiniteError
from microcred.execution.files import write_whole
from microcred.execution.stopping import Terminated
from microcred.outcomes.history import History
from microcred.present import folder
from microcred.run import replicate_seed
from microcred.scenario.model import Scenario
from tests.cli import ending
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
        self.stopped_at: int | None = None
        self.stop: BaseException = KeyboardInterrupt()

    def simulate(
        self,
        scenario: Scenario,
        seed: int,
        *,
        engine: str,
        threads: int,
        progress: Callable[[int, int], None] | None = None,
        funnel: bool = True,
    ) -> History:
        if len(self.asked) == self.fails_at:
            raise NonFiniteError("wages", "2026-03")
        if len(self.asked) == self.stopped_at:
            raise self.stop
        self.asked.append((scenario, seed))
        if progress is not None:
            progress(scenario.months, scenario.months)
        strength = 1.0 if scenario.levers["outreach"].clauses else 0.0
        return synthetic.believable(strength, seed, funnel)

    @property
    def names(self) -> list[str]:
        return [scenario.name for scenario, _ in self.asked]


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A folder with two scenario files, and an engine without a model."""
    made = Engine()
    monkeypatch.setattr(sys.modules["microcred.making"], "simulate", made.simulate)
    monkeypatch.setitem(folder.WRITERS, "curves.png", lambda _, path: path.write_bytes(b"picture"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "usual.toml").write_text(BASE)
    (tmp_path / "plan.toml").write_text(PLAN)
    return made


exit_code = partial(ending.exit_code, "run")


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


def test_draws_are_made_for_the_scenarios_named_alone(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    """What a scenario extends is drawn only if somebody asks for it; the command says how."""
    drawn = ("--parameters", "prior", "--draws", "2", "--replicates", "1", "--workers", "1")
    assert exit_code("plan.toml", *drawn) == 0
    assert engine.names == ["plan"] * 3
    assert "usual" in capsys.readouterr().err
    assert exit_code("plan.toml", *drawn, "--against", "usual.toml") == 0
    assert engine.names[3:] == ["plan"] * 3 + ["usual"] * 3


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
        (["--draws", "3"], "draws: needs --parameters prior"),
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


def test_long_work_is_announced_with_its_estimate(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The readable engine takes minutes for a month of China: nobody should wonder whether anything happens."""
    words = ("plan.toml", "--against", "none", "--replicates", "2")
    assert exit_code(*words, "--engine", "objects") == 0
    assert "By estimate" not in capsys.readouterr().err
    monkeypatch.setattr("microcred.cli.runs.LONG_SECONDS", 1.0)
    assert exit_code(*words) == 0
    assert "By estimate" not in capsys.readouterr().err
    assert exit_code(*words, "--engine", "objects") == 0
    announced = "By estimate, all runs take about 2 s. --engine columns gives the same numbers in about 0 s."
    assert capsys.readouterr().err.splitlines()[0] == announced
    assert exit_code(*words, "--engine", "objects", "--replicates", "3", "--max-hours", "1e-6") == 2
    assert "By estimate" not in capsys.readouterr().err


def test_a_failed_run_is_named_and_leaves_no_folder(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    """What was finished before waits under a hidden name; where nothing was, nothing is left."""
    engine.fails_at = 0
    assert exit_code("plan.toml", "--replicates", "2", "--seed", "3") == 1
    assert list(Path("results").iterdir()) == []
    engine.fails_at = 1
    assert exit_code("plan.toml", "--replicates", "2", "--seed", "3") == 1
    text = capsys.readouterr().err
    assert f"plan, replicate 1, seed {replicate_seed(3, 1)}: wages" in text
    assert "1 finished runs are kept: the same command goes on from there" in text
    assert [path.name for path in Path("results").iterdir()] == [folder.KEPT]
    engine.fails_at = None
    assert exit_code("plan.toml", "--replicates", "2", "--seed", "3") == 0
    assert len(engine.asked) == 4
    assert [path.name for path in Path("results").iterdir()] == ["plan-1"]


def published(out: str) -> dict[str, bytes]:
    """Files of a result; of its record, what does not say when and how fast."""
    files = {path.name: path.read_bytes() for path in Path(out).iterdir()}
    record = json.loads(files["run.json"])
    for one in (record, *(run for scenario in record["scenarios"] for run in scenario["runs"])):
        assert one.pop("seconds") >= 0.0
    del record["created"]
    return files | {"run.json": json.dumps(record).encode()}


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), Terminated()], ids=["ctrl-c", "sigterm"])
def test_the_same_command_goes_on_where_it_was_stopped(
    stop: BaseException, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    """R18, R22: only what is missing is made; the result is the same to the byte; nothing hidden is left."""
    words = ("usual.toml", "plan.toml", "--replicates", "3", "--seed", "5")
    assert exit_code(*words, "--out", "whole/made") == 0
    assert len(engine.asked) == 6
    engine.stop = stop
    for moment, code in ((8, 130 if isinstance(stop, KeyboardInterrupt) else 143), (11, None), (None, 0)):
        engine.stopped_at = moment
        assert exit_code(*words, "--out", "cut/made") == code or code is None
        shown = capsys.readouterr().err
        assert "finished runs are kept: the same command goes on" in shown or moment is None
    assert "5 of 6 runs were made before" in shown
    assert [(one.name, seed) for one, seed in engine.asked[6:]] == [(one.name, seed) for one, seed in engine.asked[:6]]
    assert published("cut/made") == published("whole/made")
    assert [path.name for path in Path("cut").iterdir()] == ["made"]


def test_runs_that_are_kept_are_never_taken_for_others(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """R32: another seed, lever, engine, version, or set of sources is another run."""
    one, two = ("plan.toml", "--against", "none", "--replicates", "1"), ("--replicates", "2", "--seed", "7")

    def made(*words: str) -> int:
        before, engine.stopped_at = len(engine.asked), len(engine.asked) + 1
        exit_code(*one, *two, *words)
        return len(engine.asked) - before

    assert made("--out", "a") == 1
    # The first is there, the second is made: nothing is left to be stopped at.
    assert made("--out", "b") == 1
    assert Path("b/run.json").exists()
    for other in (("--seed", "8"), ("--set", "subsidy=0.7"), ("--engine", "objects")):
        assert made(*other, "--out", "c") == 1
        assert not Path("c").exists()
    kept = list(Path(folder.KEPT).iterdir())
    assert len(kept) == 3
    with monkeypatch.context() as patched:
        patched.setattr("microcred.execution.kept.worker_identity", lambda: {"numba": "9.9"})
        assert made("--seed", "8", "--out", "d") == 1
        assert not Path("d").exists()
    assert made("--seed", "8", "--out", "d") == 1
    assert Path("d/run.json").exists()


def test_a_disk_that_is_full_stops_the_runs_and_loses_none(
    engine: Engine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """R26: said in a line, with what to do; what was kept before is there."""
    words = ("plan.toml", "--against", "none", "--replicates", "3", "--out", "made")
    from microcred.execution import kept

    def full_later(path: Path, data: bytes) -> None:
        if len(engine.asked) > 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write_whole(path, data)

    with monkeypatch.context() as patched:
        patched.setattr(kept, "write_whole", full_later)
        assert exit_code(*words) == 1
    said = capsys.readouterr().err
    assert "could not be kept: No space left on device; make room" in said
    assert "Traceback" not in said
    assert exit_code(*words) == 0
    assert len(engine.asked) == 2 + 2


def test_a_base_out_of_reach_is_said_and_does_not_stop_the_run(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("deeper").mkdir()
    Path("usual.toml").rename("deeper/usual.toml")
    Path("plan.toml").write_text(PLAN.replace('"usual"', '"deeper/usual.toml"'))
    assert exit_code("plan.toml", "--replicates", "1") == 0
    assert engine.names == ["plan"]
    assert "Not compared with usual" in capsys.readouterr().err
