"""The commands of a study, with the model itself on six months of the invented country."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import pandas as pd
import psutil
import pytest

from microcred.base.errors import BadInput
from microcred.cli.main import main
from microcred.execution.stopping import Terminated
from microcred.present.folder import KEPT
from microcred.study import manifest
from microcred.study.estimate import check_estimate, estimated
from microcred.study.experiment_file import load_experiment, parse_experiment
from microcred.study.perform import Done, Setup, Task
from microcred.study.read import open_study
from tests.study import makers
from tests.study.canonical import canonical
from tests.study.conftest import begun

SHORT = """
title = "Six months"
extends = "invented_baseline"

[time]
start = "2025-01"
end = "2025-06"
spin_up = 3

[targets.coverage]
at_least = 0.5
by = "2025-06"
"""
EXPERIMENT = """
title = "A small sweep"
scenarios = ["short"]
replicates = 2

[levers.subsidy]
values = [0.1, 0.4, 0.7]

[levers.outreach]
values = [1.0, 3.0]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a scenario and an experiment, in which commands are given."""
    (tmp_path / "short.toml").write_text(SHORT)
    (tmp_path / "sweep.toml").write_text(EXPERIMENT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def command(*words: str) -> int:
    """Exit code of a command given in this process."""
    try:
        main(words)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1 if end.code else 0
    return 0


def test_a_sweep_from_beginning_to_end(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sweep, status, failures, export, verify and plot of a study, each by its command."""
    assert command("sweep", "sweep.toml", "--workers", "0") == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == "Study: results/sweep"
    assert "12 of 12 runs" in said.err
    assert command("sweep", "sweep.toml", "--workers", "0") == 0
    assert "0 runs made" in capsys.readouterr().err
    assert command("study", "status", "results/sweep") == 0
    assert "12: 12 done, 0 failed, 0 missing" in capsys.readouterr().out
    assert command("study", "failures", "results/sweep") == 0
    assert "no run failed" in capsys.readouterr().out
    assert command("study", "export", "results/sweep", "--csv") == 0
    national = pd.read_csv("results/sweep-export/national.csv")
    assert len(national) == 12 * 6
    assert command("study", "export", "results/sweep") == 2
    assert "the folder exists" in capsys.readouterr().err
    assert command("verify", "results/sweep") == 0
    assert capsys.readouterr().out.count("every number is the same") == 2
    assert command("study", "repeat", "results/sweep", "short/3/1") == 0
    assert "the run ends. In 2025-06" in capsys.readouterr().out


def test_an_export_is_canonical(folder: Path) -> None:
    """The same runs give the same bytes, however they were made."""
    for number in ("0", "2"):
        assert command("sweep", "sweep.toml", "--workers", number, "--out", number) == 0
        assert command("study", "export", number, "--out", f"{number}-export") == 0
    for path in Path("0-export").iterdir():
        assert path.read_bytes() == (Path("2-export") / path.name).read_bytes(), path.name


def test_a_dry_run_does_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says runs, time, memory, disk and the first points."""
    assert command("sweep", "sweep.toml", "--dry-run") == 0
    said = capsys.readouterr().out
    for words in ("12 = 1 scenarios x 6 points x 2 replicates", "about", "first points", "subsidy = 0.1, outreach = 3"):
        assert words in said
    assert sorted(path.name for path in folder.iterdir()) == ["short.toml", "sweep.toml"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sweep", "nowhere"], "unknown experiment"),
        (["sweep", "plan_dimension"], "did you mean 'plan_dimensions'"),
        (["sweep", "sweep.toml", "--workers", "-1"], "workers"),
        (["sweep", "sweep.toml", "--retries", "-1"], "retries"),
        (["sweep", "sweep.toml", "--timeout", "0"], "timeout"),
        (["sweep", "all_levers_lhs", "--max-hours", "0.001"], "raise --max-hours"),
        (["sweep", "sweep.toml", "--max-memory", "0.1"], "raise --max-memory"),
        (["sweep", "sweep.toml", "--scheduler", "tcp://10.1.2.3:8786"], "not protected by TLS"),
        (["sweep", "sweep.toml", "--out", "short.toml"], "is a file"),
        (["sweep", "sweep.toml", "--out", "x" * 300], "cannot be written to"),
        (["study", "stat", "x"], "status, failures, export, repeat"),
        (["study", "status", "x"], "there is no such folder"),
        (["study", "repeat", "x"], "needs a run"),
        (["verify", "."], "is neither a study's nor a result's folder"),
        (["plot", "."], "no result folder"),
    ],
)
def test_bad_input_is_one_block_and_nothing_runs(
    words: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """R35, S05: exit code 2 before anything runs, no traceback."""
    assert command(*words) == 2
    text = capsys.readouterr()
    assert said in text.err
    assert "Traceback" not in text.err
    assert not (folder / "results").exists()


def test_a_study_verifies_until_it_is_touched(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """R28: a changed byte is named; numbers that a run does not give are named too."""
    assert command("sweep", "sweep.toml", "--workers", "0", "--out", "study") == 0
    (path,) = Path("study/national").iterdir()
    data = path.read_bytes()
    path.write_bytes(data[:-100] + bytes([data[-100] ^ 1]) + data[-99:])
    capsys.readouterr()
    assert command("verify", "study") == 1
    said = capsys.readouterr().out.splitlines()
    assert said == [
        f"BAD   national/{path.name}: is not what was written: its checksum differs",
        "good  1 of 2 files",
    ]
    path.write_bytes(data)
    connection = manifest.connect(Path("study") / manifest.NAME, writing=True)
    connection.execute("UPDATE plan SET seed = seed + 1")
    connection.close()
    assert command("verify", "study", "--runs", "1") == 1
    assert "differs in national." in capsys.readouterr().out


def test_a_result_verifies_until_it_is_touched(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same for the folder that `microcred run` makes."""
    assert command("run", "short.toml", "--replicates", "2", "--against", "none", "--out", "result") == 0
    capsys.readouterr()
    assert command("verify", "result") == 0
    assert capsys.readouterr().out.count("every number is the same") == 2
    record = json.loads(Path("result/run.json").read_text())
    record["scenarios"][0]["runs"][0]["seed"] += 1
    Path("result/run.json").write_text(json.dumps(record))
    assert command("verify", "result") == 1
    targets = Path("result/targets.csv")
    targets.write_text(targets.read_text().replace("coverage", "Coverage"))
    assert command("verify", "result") == 1
    assert "BAD   targets.csv" in capsys.readouterr().out


def test_a_failure_is_shown_with_its_command(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """R15: exit code 1; the command that is shown makes the run again, and its error with it."""
    from microcred.study import perform

    real = perform.simulate

    def failing(scenario: object, seed: int, **options: object) -> object:
        if getattr(scenario, "levers")["subsidy"].base == 0.4:  # noqa: B009 (any scenario)
            raise ValueError("forty per cent")
        return real(scenario, seed, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(perform, "simulate", failing)
    assert command("sweep", "sweep.toml", "--workers", "0", "--out", "study") == 1
    assert "4 failed: microcred study failures study" in capsys.readouterr().err
    assert command("study", "failures", "study") == 0
    said = capsys.readouterr().out
    assert "short/2/0, seed 0: ValueError: forty per cent" in said
    assert 'raise ValueError("forty per cent")' in said
    assert "microcred study repeat study short/2/0" in said
    monkeypatch.setattr("microcred.engine.simulate", failing)
    with pytest.raises(ValueError, match="forty per cent"):
        command("study", "repeat", "study", "short/2/0")
    monkeypatch.setattr("microcred.engine.simulate", real)
    monkeypatch.setattr(perform, "simulate", real)
    assert command("sweep", "sweep.toml", "--workers", "0", "--out", "study") == 1
    assert command("sweep", "sweep.toml", "--workers", "0", "--out", "study", "--retry-failed") == 0


@pytest.mark.parametrize(("stop", "code"), [(KeyboardInterrupt(), 130), (Terminated(), 143)])
def test_a_sweep_that_is_stopped_says_how_far_it_is(
    stop: BaseException, code: int, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And that the same command goes on: it ends the study."""
    made = 0

    def halted(setup: Setup, task: Task) -> Done:
        nonlocal made
        if made == 5:
            raise stop
        made += 1
        return makers.made(setup, task)

    words = ("sweep", "sweep.toml", "--workers", "0", "--out", "study")
    with monkeypatch.context() as patched:
        patched.setattr("microcred.study.drive.perform", halted)
        assert command(*words) == code
        said = capsys.readouterr().err
        assert "5 of 12 runs are done: the same command goes on from there.\nstopped" in said
        made = -100
        assert command(*words) == 0
    assert "12 of 12 runs" in capsys.readouterr().err


LINE = "from microcred.cli.main import main; main()"
#: The same, committing ten times as often.
HASTY = f"from microcred.study import store; store.COMMIT_SECONDS = 0.5; {LINE}"


def start(folder: Path, *words: str, line: str = LINE) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """Give a command in a process of its own."""
    return begun([sys.executable, "-c", line, *words], cwd=folder, stderr=subprocess.DEVNULL)


@pytest.mark.nightly
def test_the_command_is_killed_and_given_again(folder: Path) -> None:
    """R18: kill -9 of `microcred sweep` with the model itself in two workers; the same command ends it."""
    larger = EXPERIMENT.replace("replicates = 2", "replicates = 30")
    (folder / "sweep.toml").write_text(larger)
    with start(folder, "sweep", "sweep.toml", "--workers", "2", "--out", "study", line=HASTY) as sweep:
        deadline = time.monotonic() + 900.0
        done = 0
        while done == 0 and time.monotonic() < deadline:
            time.sleep(0.05)
            # The folder is only just being made.
            with suppress(BadInput):
                done = open_study(folder / "study").status.done
        children = psutil.Process(sweep.pid).children(recursive=True)
        sweep.send_signal(signal.SIGKILL)
        sweep.wait()
    assert psutil.wait_procs(children, timeout=20.0)[1] == []
    done = open_study(folder / "study").status.done
    assert 0 < done < 180
    assert command("sweep", "sweep.toml", "--workers", "0", "--out", "study") == 0
    assert command("sweep", "sweep.toml", "--workers", "0", "--out", "whole") == 0
    assert canonical(folder / "study") == canonical(folder / "whole")


@pytest.mark.nightly
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["kill -9", "ctrl-c"])
def test_a_plain_run_is_stopped_and_given_again(how: signal.Signals, folder: Path) -> None:
    """R18, R22: `microcred run` in two workers: what was finished is not made again; the same tables to the byte."""
    words = ("run", "short.toml", "--against", "none", "--replicates", "120", "--out")
    kept = folder / KEPT
    with start(folder, *words, "made", "--workers", "2") as run:
        deadline = time.monotonic() + 900.0
        while len(list(kept.glob("*.run"))) < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        children = psutil.Process(run.pid).children(recursive=True)
        run.send_signal(how)
        assert run.wait() == (-9 if how == signal.SIGKILL else 130)
    assert psutil.wait_procs(children, timeout=30.0)[1] == []
    finished = len(list(kept.glob("*.run")))
    assert 3 <= finished < 120
    assert sorted(path.name for path in folder.iterdir()) == [KEPT, "short.toml", "sweep.toml"]
    again = [sys.executable, "-c", LINE, *words, "made", "--workers", "2"]
    done = subprocess.run(again, cwd=folder, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stderr
    assert f"{finished} of 120 runs were made before" in done.stderr
    assert f"run {finished + 1} of 120" in done.stderr
    assert not kept.exists()
    assert command(*words, "whole") == 0
    for path in (folder / "whole").iterdir():
        if path.name != "run.json":
            assert path.read_bytes() == (folder / "made" / path.name).read_bytes(), path.name


def test_disk_is_estimated_within_twice(folder: Path) -> None:
    """S05: six years of the invented country take what the dry run says, within a factor of two."""
    text = 'title = "T"\nscenarios = ["invented_plan"]\nreplicates = 4\n'
    (folder / "years.toml").write_text(text)
    assert command("sweep", "years.toml", "--workers", "0", "--out", "study") == 0
    size = sum(path.stat().st_size for path in Path("study").rglob("*") if path.is_file())
    guess = estimated(load_experiment("years.toml"), 0).disk * 1e9 + 65_000  # an empty manifest
    assert guess / 2 < size < 2 * guess, (guess, size)


@pytest.mark.nightly
def test_time_and_memory_are_estimated_within_twice(folder: Path) -> None:
    """S05: with two workers, everything compiled; the memory of all processes together at its peak."""
    (folder / "years.toml").write_text('title = "T"\nscenarios = ["invented_plan"]\nreplicates = 60\n')
    assert command("sweep", "years.toml", "--workers", "0", "--out", "first") == 0
    peak = 0.0
    used: dict[int, float] = {}
    with start(folder, "sweep", "years.toml", "--workers", "2", "--out", "study") as sweep:
        driver = psutil.Process(sweep.pid)
        while sweep.poll() is None:
            try:
                family = [driver, *driver.children(recursive=True)]
                peak = max(peak, sum(one.memory_info().rss for one in family))
                used |= {one.pid: sum(one.cpu_times()[:2]) for one in family}
            except psutil.NoSuchProcess:
                pass
            time.sleep(0.1)
    # As long as two processors take that have nothing else to do.
    seconds = sum(used.values()) / 2
    estimate = estimated(load_experiment(folder / "years.toml"), 2)
    assert estimate.gigabytes / 2 < peak / 1e9 < 2 * estimate.gigabytes, (estimate, peak)
    assert estimate.seconds / 2 < seconds < 2 * estimate.seconds, (estimate, seconds)


def test_what_cannot_end_well_is_refused_with_its_estimate(tmp_path: Path) -> None:
    """S05: two million national runs: too many, too long, in one block."""
    text = 'title = "T"\nscenarios = ["cn_plan"]\nreplicates = 1_000_000\n[levers.subsidy]\nvalues = [0.1, 0.2]\n'
    huge = parse_experiment(text, "huge")
    with pytest.raises(BadInput) as refused:
        check_estimate(huge, estimated(huge, 2), tmp_path, 240.0, 24.0, "command line")
    said = str(refused.value)
    assert "2,000,000" in said
    assert "hours; fewer points, replicates or regions, or raise --max-hours" in said


def test_a_copied_study_stands_alone(folder: Path, tmp_path: Path) -> None:
    """Scenario and experiment files may be gone: the store holds what its runs follow from."""
    assert command("sweep", "sweep.toml", "--workers", "0", "--out", "study") == 0
    before = canonical(Path("study"))
    shutil.move("study", "elsewhere")
    (folder / "short.toml").unlink()
    (folder / "sweep.toml").unlink()
    assert canonical(Path("elsewhere")) == before
    assert command("verify", "elsewhere", "--runs", "3") == 0


FIXTURES = Path(__file__).resolve().parent / "fixtures"


@pytest.mark.parametrize("name", sorted(path.name for path in FIXTURES.iterdir()))
def test_stores_of_every_release_open(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """R34: opens, reports and resumes; runs of another version of the model are kept and not mixed with new ones."""
    shutil.copytree(FIXTURES / name, tmp_path / name)
    study = open_study(tmp_path / name / "study")
    assert study.status.done == 4
    assert study.national.shape[0] == 4 * 6
    assert set(study.targets["target"]) >= {"coverage"}
    assert command("study", "status", str(tmp_path / name / "study")) == 0
    assert "4: 4 done" in capsys.readouterr().out
    experiment = str(tmp_path / name / "sweep.toml")
    assert command("sweep", experiment, "--workers", "0", "--out", str(tmp_path / name / "study")) == 0
    after = open_study(tmp_path / name / "study")
    assert (after.status.done, after.national.shape[0]) == (4, 4 * 6)
    assert after.status.others in (0, 4)
