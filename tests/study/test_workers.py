"""Worker processes: killed, hanging, raising, of another version, interrupted; never a wrong or a lost number."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import psutil
import pytest

from microcred.base.errors import BadInput, RunFailed
from microcred.execution import workers
from microcred.execution.attempts import Limits
from microcred.execution.in_process import InProcess
from microcred.execution.process import WorkerProcess
from microcred.study.drive import carry_out, setup_of
from microcred.study.experiment import Experiment
from microcred.study.perform import Setup, Task
from microcred.study.read import open_study
from tests.study import makers
from tests.study.canonical import canonical
from tests.study.conftest import begun, in_process, with_workers


@pytest.mark.parametrize("number", [2, 4])
def test_workers_and_order_change_no_byte(
    number: int, experiment: Experiment, serial: dict[str, bytes], tmp_path: Path
) -> None:
    """R20, S08: as in process; meanwhile nothing listens, spoken to through pipes; afterwards no process is left."""
    runner = workers.Workers(setup_of(experiment), number, Limits(), makers.made)
    listening: list[object] = []

    class Watching:
        together = number

        def results(self, tasks):  # type: ignore[no-untyped-def]
            for done in runner.results(tasks):
                me = psutil.Process()
                for process in (me, *me.children(recursive=True)):
                    with suppress(psutil.NoSuchProcess):
                        listening.extend(one for one in process.net_connections() if one.status == psutil.CONN_LISTEN)
                yield done

    carry_out(experiment, tmp_path / "study", lambda _: Watching())
    assert listening == []
    assert canonical(tmp_path / "study") == serial
    left = [" ".join(process.cmdline()) for process in psutil.Process().children(recursive=True)]
    # Python's own, one for the life of a process that ever started others.
    assert [command for command in left if "resource_tracker" not in command] == []


def test_a_killed_worker_is_replaced(experiment: Experiment, serial: dict[str, bytes], noted: Path) -> None:
    """R13: kill -9 of one of two workers: every run is there, once, with the same numbers."""
    sitting = with_workers(experiment, noted / "study", makers.shot_once)
    assert "shot" in makers.notes(noted)
    assert (sitting.done, sitting.failed) == (20, 0)
    assert canonical(noted / "study") == serial


def test_what_kills_its_worker_fails_alone(half: Experiment, tmp_path: Path) -> None:
    """R14: the point fails as KilledWorker after three attempts, all others are made."""
    sitting = with_workers(half, tmp_path / "study", makers.poisoned)
    assert (sitting.done, sitting.failed) == (9, 1)
    failures = open_study(tmp_path / "study").failures
    assert set(failures["parameter_set"]) == {5}
    assert set(failures["kind"]) == {"KilledWorker"}
    assert failures["message"].str.contains("killed by SIGKILL").all()
    assert set(failures["attempts"]) == {3}


def test_a_worker_may_die_before_it_is_given_more(
    experiment: Experiment, serial: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R13: a process that is gone when it is handed a run costs nothing but another process."""
    given = iter(range(1000))
    give = WorkerProcess.give

    def to_the_dead(self: WorkerProcess[Task], tasks: list[Task]) -> None:
        if next(given) == 7:
            self.process.kill()
            self.process.wait()
        give(self, tasks)

    monkeypatch.setattr(WorkerProcess, "give", to_the_dead)
    sitting = with_workers(experiment, tmp_path / "study", makers.slowly)
    assert (sitting.done, sitting.failed) == (20, 0)
    assert canonical(tmp_path / "study") == serial


def test_an_error_is_a_row(experiment: Experiment, tmp_path: Path) -> None:
    """R15: traceback, point, seed and a command; no second try; the others go on."""
    out = tmp_path / "a study"
    sitting = in_process(experiment, out, makers.raising)
    assert (sitting.made, sitting.done, sitting.failed) == (20, 18, 2)
    row = open_study(out).failures.iloc[0]
    assert (row.kind, row.message, row.attempts) == ("ValueError", "no such place", 1)
    assert 'raise ValueError("no such place")' in row.trace
    assert row.point == '{"subsidy": 0.3, "outreach": 2.0}'
    assert row.command == f"microcred study repeat '{out}' invented_baseline/7/0"
    assert in_process(experiment, out).made == 0
    assert in_process(experiment, out, again=True).made == 2
    assert open_study(out).failures.empty


def test_a_passing_fault_is_overcome(experiment: Experiment, tmp_path: Path) -> None:
    """R16: with three retries the third attempt succeeds, and the manifest counts them."""
    sitting = in_process(experiment, tmp_path / "study", makers.flaky, retries=3)
    assert sitting.failed == 0
    runs = open_study(tmp_path / "study").runs
    assert set(runs.loc[runs["parameter_set"] == 3, "attempts"]) == {3}
    assert set(runs.loc[runs["parameter_set"] != 3, "attempts"]) == {1}


def test_a_hanging_run_is_given_up(half: Experiment, tmp_path: Path) -> None:
    """R17: after its time the run fails, its worker is replaced, the others go on."""
    began = time.monotonic()
    sitting = with_workers(half, tmp_path / "study", makers.hanging, seconds=3.0)
    assert (sitting.done, sitting.failed) == (9, 1)
    failures = open_study(tmp_path / "study").failures
    assert set(failures["kind"]) == {"timeout"}
    assert set(failures["parameter_set"]) == {2}
    assert time.monotonic() - began < 120.0


def test_another_version_is_refused(experiment: Experiment, tmp_path: Path) -> None:
    """R23: a worker that is not what the driver is makes nothing."""
    setup = setup_of(experiment)
    other = Setup(
        setup.scenarios, setup.factors, setup.national, setup.regional, {**setup.identity, "microcred": "9.9"}
    )
    with pytest.raises(RunFailed, match=r"worker has microcred .*, client 9\.9"):
        carry_out(experiment, tmp_path / "study", lambda _: workers.Workers(other, 1, Limits(), makers.made))
    assert open_study(tmp_path / "study").status.done == 0


DRIVER = """
import sys
from pathlib import Path
from microcred.study import store
from microcred.study.experiment_file import parse_experiment
from microcred.execution.stopping import Terminated
from tests.study import makers
from tests.study.conftest import SMALL, in_process, with_workers
if __name__ == "__main__":
    store.COMMIT_SECONDS = 0.0
    drive = in_process if sys.argv[2] == "0" else with_workers
    try:
        drive(parse_experiment(SMALL, "small"), Path(sys.argv[1]), getattr(makers, sys.argv[3]))
    except KeyboardInterrupt:
        sys.exit(130)
    except Terminated:
        sys.exit(143)
"""


def start(out: Path, number: int, how: str) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """Begin the small study in a process of its own."""
    script = out.parent / "driver.py"
    script.write_text(DRIVER)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([os.getcwd(), *filter(None, sys.path)])}
    return begun([sys.executable, str(script), str(out), str(number), how], env=environment)


def wait_for_runs(out: Path, least: int) -> None:
    """Wait until so many runs are committed."""
    deadline = time.monotonic() + 120.0
    while time.monotonic() < deadline:
        # The folder is only just being made.
        with suppress(BadInput):
            if open_study(out).status.done >= least:
                return
        time.sleep(0.1)
    raise AssertionError("nothing was committed")


def slowed(seconds: float) -> float:
    """Time in which a machine that has nothing else to do would do what takes so many seconds, as it is just now."""
    wall, used = time.monotonic(), time.process_time()
    while time.process_time() - used < 0.05:
        pass
    return seconds * max(1.0, (time.monotonic() - wall) / 0.05)


@pytest.mark.parametrize(
    ("how", "code", "number"),
    [
        (signal.SIGINT, 130, 2),
        (signal.SIGTERM, 143, 0),
        pytest.param(signal.SIGINT, 130, 0, marks=pytest.mark.nightly),
        pytest.param(signal.SIGTERM, 143, 2, marks=pytest.mark.nightly),
    ],
)
def test_a_request_to_stop_is_followed(
    how: signal.Signals, code: int, number: int, experiment: Experiment, serial: dict[str, bytes], tmp_path: Path
) -> None:
    """R22: within five seconds, with the usual exit code, nothing half-written left; the study goes on later."""
    out = tmp_path / "study"
    with start(out, number, "halfway") as driver:
        wait_for_runs(out, 10)
        driver.send_signal(how)
        assert driver.wait(slowed(5.0)) == code
    assert not list(out.rglob(".*partial*"))
    assert open_study(out).status.done == 10
    assert in_process(experiment, out).made == 10
    assert canonical(out) == serial


def kill_driver(out: Path, number: int, least: int, how: str) -> None:
    """Kill the driver of a study once so many runs are committed; its workers end by themselves."""
    children: list[psutil.Process] = []
    with start(out, number, how) as driver:
        wait_for_runs(out, least)
        # It may have come to its end just now.
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(driver.pid).children(recursive=True)
        driver.kill()
        driver.wait()
    _, alive = psutil.wait_procs(children, timeout=30.0)
    assert alive == []


def test_a_killed_driver_is_resumed(experiment: Experiment, serial: dict[str, bytes], noted: Path) -> None:
    """R18: kill -9 of the driver: what was committed is not made again, and the store ends the same to the byte."""
    out = noted / "study"
    kill_driver(out, 2, 10, "halfway")
    assert open_study(out).status.done == 10
    before = len(makers.notes(noted))
    assert in_process(experiment, out).made == 10
    assert len(makers.notes(noted)) - before == 10
    assert canonical(out) == serial


@pytest.mark.nightly
@pytest.mark.parametrize("moment", range(10))
def test_a_driver_killed_at_ten_moments_is_resumed(
    moment: int, experiment: Experiment, serial: dict[str, bytes], tmp_path: Path
) -> None:
    """R18, R33: at ten random moments, with a manifest that is sound each time."""
    out = tmp_path / "study"
    kill_driver(out, moment % 3, 1 + moment, "slowly")
    import sqlite3

    with sqlite3.connect(out / "study.sqlite") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    done = open_study(out).status.done
    assert done >= 1 + moment
    assert in_process(experiment, out).made == 20 - done
    assert canonical(out) == serial


# Each writer is a fork of one process that has imported everything and begun nothing yet.
WRITER = """
import os, sys
from pathlib import Path
import numpy as np, pyarrow as pa
from microcred.study.parts import write_part
table = pa.table({"x": np.arange(200_000) * 1.0})
for round in range(int(sys.argv[2])):
    writer = os.fork()
    if writer == 0:
        for number in range(10_000):
            write_part(Path(sys.argv[1]), f"{round:03d}-{number:05d}", "national", table)
    print(writer, flush=True)
    assert os.waitpid(writer, 0) == (writer, 9)
"""


@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.nightly)])
def test_a_killed_writer_leaves_no_bad_file(kills: int, tmp_path: Path) -> None:
    """R24: whatever is visible can be read whole."""
    import pyarrow.parquet as pq

    (tmp_path / "national").mkdir()
    seen = 0

    def visible_parts() -> list[Path]:
        return [path for path in (tmp_path / "national").iterdir() if not path.name.startswith(".")]

    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path), str(kills)], stdout=subprocess.PIPE, text=True
    ) as writers:
        assert writers.stdout is not None
        for number in range(kills):
            writer = int(writers.stdout.readline())
            time.sleep(0.01 + 0.0031 * (number % 10))
            deadline = time.monotonic() + 60.0
            # On a slow machine no file may have been finished so far: the last writer has the time that it takes.
            while number == kills - 1 and seen == 0 and not visible_parts() and time.monotonic() < deadline:
                time.sleep(0.01)
            os.kill(writer, signal.SIGKILL)
            visible = visible_parts()
            for path in visible:
                assert pq.ParquetFile(path, page_checksum_verification=True).read().num_rows == 200_000
                path.unlink()
            seen += len(visible)
    assert writers.returncode == 0
    assert seen > 0


def test_in_process_gives_what_the_model_gives(tmp_path: Path) -> None:
    """M16, R20: a point inside a study is that point alone, number by number; and so it is in a worker process."""
    import pandas as pd

    from microcred.run import run
    from microcred.study.experiment_file import parse_experiment
    from microcred.study.perform import perform

    text = """
    title = "Two points"
    scenarios = ["short"]
    replicates = 2
    [levers.subsidy]
    values = [0.1, 0.6]
    """
    (tmp_path / "short.toml").write_text(
        'title = "Short"\nextends = "invented_baseline"\n[time]\nstart = "2025-01"\nend = "2025-06"\nspin_up = 3\n'
    )
    (tmp_path / "two.toml").write_text(text)
    from microcred.study.experiment_file import load_experiment

    del parse_experiment
    two = load_experiment(tmp_path / "two.toml")
    carry_out(two, tmp_path / "one", lambda _: InProcess(setup_of(two), Limits(), perform))
    carry_out(two, tmp_path / "many", lambda _: workers.Workers(setup_of(two), 1, Limits(), perform, prepares=True))
    assert canonical(tmp_path / "one") == canonical(tmp_path / "many")
    study = open_study(tmp_path / "one")
    alone = run(study.scenario("short", 1), replicates=2, threads=2)
    own = study.national[study.national["parameter_set"] == 1].reset_index(drop=True)
    pd.testing.assert_frame_equal(own.drop(columns="parameter_set"), alone.national.drop(columns="parameter_set"))
    own = study.regions[study.regions["parameter_set"] == 1].reset_index(drop=True)
    pd.testing.assert_frame_equal(own.drop(columns="parameter_set"), alone.regions.drop(columns="parameter_set"))
    own = study.targets[study.targets["parameter_set"] == 1].reset_index(drop=True)
    pd.testing.assert_frame_equal(own.drop(columns="parameter_set"), alone.targets)
