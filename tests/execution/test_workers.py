"""The pool of worker processes where it is started wrongly, or on a machine that bears none."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from microcred.base.errors import RunFailed
from microcred.execution import process, workers
from microcred.execution.attempts import Limits
from microcred.execution.identity import worker_identity
from microcred.execution.tasks import Ended, Task

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Setup:
    identity: dict[str, str] = field(default_factory=worker_identity)
    ballast: bytes = b""


def made(setup: Setup, task: Task) -> Ended[Task]:
    """Nothing but an end."""
    return Ended(task, 0.001)


def ends(setup: Setup, number: int = 2, runs: int = 5) -> list[str]:
    """Keys of all runs that such a pool makes."""
    pool: workers.Workers[Setup, Task, Ended[Task]] = workers.Workers(setup, number, Limits(), made)
    return sorted(one.task.key for one in pool.results(Task(f"{number}") for number in range(runs)))


def test_a_machine_that_bears_no_process_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """After some tries, with what may be done about it; nothing hangs."""
    monkeypatch.setattr(workers, "_LOOK", 0.01)

    def refused(*_: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(workers, "WorkerProcess", refused)
    with pytest.raises(RunFailed, match="Resource temporarily unavailable; memory may have run out"):
        ends(Setup())


def test_a_machine_that_bears_one_process_goes_on_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer workers than asked for make all the runs."""
    real, started = workers.WorkerProcess, []

    def once(*arguments: object) -> object:
        if started:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        started.append(real(*arguments))  # type: ignore[arg-type]
        return started[0]

    monkeypatch.setattr(workers, "WorkerProcess", once)
    assert ends(Setup()) == ["0", "1", "2", "3", "4"]


def test_a_worker_that_dies_before_it_reads_is_no_broken_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """More to be told than a pipe holds: who tells it notices the death while it speaks."""
    monkeypatch.setattr(workers, "_LOOK", 0.01)
    monkeypatch.setattr(process.sys, "executable", "/bin/false")
    with pytest.raises(RunFailed, match="worker processes cannot be started: ended with code 1; memory"):
        ends(Setup(ballast=bytes(1_000_000)))


@pytest.mark.parametrize("said", [None, "glibc.malloc.hugetlb=0"])
def test_a_worker_keeps_its_memory_unless_the_user_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, said: str | None
) -> None:
    """One thread, and memory kept from run to run; what the user says of memory stands last, and counts."""
    monkeypatch.delenv(process.MEMORY, raising=False)
    if said is not None:
        monkeypatch.setenv(process.MEMORY, said)
    environment = process._environment()
    assert {environment[name] for name in process.ONE_THREAD} == {"1"}
    words = environment[process.MEMORY].split(":")
    assert words == [*process.KEEP_MEMORY, *([said] if said else [])]
    assert os.environ.get(process.MEMORY) == said


def test_a_driver_that_was_stopped_has_not_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-Z for an hour is no hour of a run that hangs."""
    clock = process.Clock()
    real = time.monotonic()
    monkeypatch.setattr(process.time, "monotonic", lambda: real + 3600.0)
    clock.look()
    assert clock.now <= 5.0


SCRIPT = """
import microcred
result = microcred.run("short.toml", replicates=2, workers=2)
print(len(result.runs), "runs")
"""
SHORT = 'title = "S"\nextends = "invented_baseline"\n[time]\nstart = "2025-01"\nend = "2025-06"\nspin_up = 3\n'


@pytest.mark.nightly
@pytest.mark.parametrize("how", ["script", "standard input", "daemon"])
def test_workers_do_not_need_the_main_script(how: str, tmp_path: Path) -> None:
    """A script without a guard, lines from a pipe, as a notebook's kernel reads them, a process of another pool."""
    (tmp_path / "short.toml").write_text(SHORT)
    text = SCRIPT
    if how == "daemon":
        text = f"import multiprocessing\nmultiprocessing.current_process()._config['daemon'] = True\n{SCRIPT}"
    (tmp_path / "script.py").write_text(text)
    done = subprocess.run(
        [sys.executable, "-" if how == "standard input" else "script.py"],
        input=text, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "2 runs\n"), done.stderr
