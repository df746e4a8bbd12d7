"""A small experiment on the invented country, and what compares two stores."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from microcred.execution.attempts import Limits
from microcred.execution.in_process import InProcess
from microcred.execution.workers import Workers
from microcred.study import store
from microcred.study.drive import Sitting, carry_out, setup_of
from microcred.study.experiment import Experiment
from microcred.study.experiment_file import parse_experiment
from microcred.study.perform import Perform
from tests.study import makers
from tests.study.canonical import canonical

SMALL = """
title = "Ten points"
scenarios = ["invented_baseline"]
replicates = 2

[levers.subsidy]
values = [0.0, 0.1, 0.2, 0.3, 0.4]

[levers.outreach]
values = [1.0, 2.0]
from = "2026-01"

[keep]
national = ["coverage", "holders"]
regions = ["holders"]
"""


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made together is committed together, however slow the machine is just now."""
    monkeypatch.setattr(store, "COMMIT_SECONDS", 600.0)


@pytest.fixture(scope="session")
def experiment() -> Experiment:
    """Ten points, two replicates."""
    return parse_experiment(SMALL, "small")


@pytest.fixture(scope="session")
def half() -> Experiment:
    """The same points, one replicate."""
    return parse_experiment(SMALL.replace("replicates = 2", "replicates = 1"), "small")


@pytest.fixture(scope="session")
def serial(experiment: Experiment, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The study as one process makes it, one run after the other."""
    out = tmp_path_factory.mktemp("serial") / "study"
    in_process(experiment, out)
    return canonical(out)


@pytest.fixture
def noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder into which every run made writes a line."""
    monkeypatch.setenv(makers.FOLDER, str(tmp_path))
    return tmp_path


def in_process(experiment: Experiment, out: Path, how: Perform = makers.made, **options: object) -> Sitting:
    """Carry an experiment out in this process with a stand-in for the model."""
    limits = Limits(int(str(options.pop("retries", 0))))
    return carry_out(experiment, out, lambda _: InProcess(setup_of(experiment), limits, how), **options)  # type: ignore[arg-type]


def with_workers(
    experiment: Experiment,
    out: Path,
    how: Perform = makers.made,
    number: int = 2,
    seconds: float | None = 60.0,
    retries: int = 0,
) -> Sitting:
    """Carry an experiment out in worker processes with a stand-in for the model."""
    limits = Limits(retries, seconds)
    return carry_out(experiment, out, lambda _: Workers(setup_of(experiment), number, limits, how))


@contextmanager
def begun(command: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program as a terminal starts it, which never outlives its test.

    What a script starts in the background does not hear Ctrl-C, nor do its children.
    """

    def hear() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen(command, preexec_fn=hear, **options) as program:
        try:
            yield program
        finally:
            program.kill()
