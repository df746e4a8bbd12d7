"""The same study on a Dask cluster: separate processes over loopback, one of them killed on the way."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from microcred.base.errors import BadInput
from microcred.execution.attempts import Limits
from microcred.execution.in_process import InProcess
from microcred.study.cluster import Cluster, check_address
from microcred.study.drive import Sitting, carry_out, setup_of
from microcred.study.experiment import Experiment
from microcred.study.experiment_file import load_experiment, parse_experiment
from microcred.study.perform import Perform, perform
from microcred.study.read import open_study
from tests.study import makers
from tests.study.canonical import canonical
from tests.study.conftest import SMALL, in_process

HERE = Path(__file__).resolve().parents[2]


def environment(package: Path | None = None) -> dict[str, str]:
    """Environment in which the commands of Dask find this package, or another copy of it."""
    source = HERE / "src" if package is None else package
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(source), str(HERE)]),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "2",
        "DASK_DISTRIBUTED__WORKER__DAEMON": "True",
    }


@contextmanager
def cluster(folder: Path, workers: int = 2, package: Path | None = None) -> Iterator[str]:
    """Scheduler and workers, started with the README's own commands, but on a port of their own."""
    file = folder / "scheduler.json"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker"]
    local = ["--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
    started = [
        subprocess.Popen(
            [*dask, *local, "--port", "0", "--scheduler-file", str(file)], env=environment(), stderr=subprocess.DEVNULL
        )
    ]
    try:
        options = [*local, "--nthreads", "1", "--nworkers", str(workers), "--scheduler-file", str(file)]
        command = [*worker, *options, "--local-directory", str(folder)]
        started.append(subprocess.Popen(command, env=environment(package), stderr=subprocess.DEVNULL))
        deadline = time.monotonic() + 60.0
        # The file is there before its content.
        while not (file.exists() and file.read_text().endswith("}")):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        import json

        yield str(json.loads(file.read_text())["address"])
    finally:
        family = [child for one in started for child in _children(one.pid)]
        # Nothing of it is worth an orderly end.
        for one in started:
            one.kill()
            one.wait()
        for child in family:
            if child.is_running():
                child.kill()


def _children(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def on_cluster(
    experiment: Experiment, out: Path, address: str, how: Perform = makers.made, seconds: float | None = 60.0
) -> Sitting:
    """Carry an experiment out on a cluster."""
    return carry_out(experiment, out, lambda _: Cluster(setup_of(experiment), address, Limits(0, seconds), how))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A cluster of two worker processes for all quick tests."""
    folder = tmp_path_factory.mktemp("cluster")
    os.environ[makers.FOLDER] = str(folder)
    try:
        with cluster(folder) as found:
            yield found
    finally:
        del os.environ[makers.FOLDER]


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes(
    experiment: Experiment, serial: dict[str, bytes], address: str, tmp_path: Path
) -> None:
    """R13, R20: as in one process, although one worker is killed on the way."""
    on_cluster(experiment, tmp_path / "quiet", address)
    assert canonical(tmp_path / "quiet") == serial
    sitting = on_cluster(experiment, tmp_path / "shot", address, makers.shot_once)
    assert (sitting.done, sitting.failed) == (20, 0)
    assert canonical(tmp_path / "shot") == serial


@pytest.mark.nightly
def test_what_kills_the_workers_of_a_cluster_fails_alone(experiment: Experiment, address: str, tmp_path: Path) -> None:
    """R14: Dask gives up on the run after some workers; all others are made."""
    sitting = on_cluster(experiment, tmp_path / "study", address, makers.poisoned)
    assert (sitting.done, sitting.failed) == (18, 2)
    failures = open_study(tmp_path / "study").failures
    assert set(failures["parameter_set"]) == {5}
    assert set(failures["kind"]) == {"KilledWorker"}


@pytest.mark.nightly
def test_what_hangs_on_a_cluster_is_given_up(experiment: Experiment, address: str, tmp_path: Path) -> None:
    """R17: its worker is restarted, the others go on."""
    sitting = on_cluster(experiment, tmp_path / "study", address, makers.hanging, seconds=5.0)
    assert (sitting.done, sitting.failed) == (18, 2)
    assert set(open_study(tmp_path / "study").failures["kind"]) == {"timeout"}


@pytest.mark.slow
def test_a_cluster_listens_on_loopback_only(address: str) -> None:
    """S08: with the README's commands, scheduler and workers are reached from this machine alone."""
    assert address.startswith("tcp://127.0.0.1:")
    family = [one for one in psutil.Process().children(recursive=True) if "distributed" in " ".join(one.cmdline())]
    assert family
    for process in family:
        for one in process.net_connections():
            if one.status == psutil.CONN_LISTEN:
                assert one.laddr.ip in ("127.0.0.1", "::1"), (process.cmdline(), one)


@pytest.mark.nightly
def test_a_worker_of_another_version_is_refused(experiment: Experiment, tmp_path: Path) -> None:
    """R23: before any task, in one line."""
    package = tmp_path / "other"
    shutil.copytree(HERE / "src" / "microcred", package / "microcred", ignore=shutil.ignore_patterns("__pycache__"))
    initial = package / "microcred" / "__init__.py"
    text = initial.read_text()
    assert '__version__ = "' in text
    start = text.index('__version__ = "')
    initial.write_text(text[:start] + '__version__ = "9.9"' + text[text.index("\n", start) :])
    with cluster(tmp_path, 1, package) as address, pytest.raises(BadInput, match=r"worker has microcred 9\.9, client"):
        on_cluster(experiment, tmp_path / "study", address)
    assert open_study(tmp_path / "study").status.done == 0


@pytest.mark.nightly
def test_workers_that_die_all_the_time_lose_nothing(tmp_path: Path) -> None:
    """R19: every worker is killed two seconds after it began; all 200 runs are made, with the same bytes."""
    from distributed import Client
    from distributed.chaos import KillWorker

    many = parse_experiment(SMALL.replace("replicates = 2", "replicates = 20"), "many")
    in_process(many, tmp_path / "serial")
    with cluster(tmp_path, 2) as address:
        with Client(address, set_as_default=False) as client:
            client.register_plugin(KillWorker(delay="2 s", mode="segfault"))
        sitting = on_cluster(many, tmp_path / "study", address, makers.slowly)
    assert (sitting.done, sitting.failed) == (200, 0)
    assert canonical(tmp_path / "study") == canonical(tmp_path / "serial")


@pytest.mark.nightly
def test_the_model_on_a_cluster_gives_the_same_bytes(tmp_path: Path) -> None:
    """R13, R20: real runs of the invented country; a worker is killed from outside while they are made."""
    (tmp_path / "two.toml").write_text(
        'title = "Two"\nscenarios = ["invented_baseline"]\nreplicates = 6\n[levers.subsidy]\nvalues = [0.1, 0.6]\n'
    )
    two = load_experiment(tmp_path / "two.toml")
    carry_out(two, tmp_path / "serial", lambda _: InProcess(setup_of(two), Limits(), perform))
    with cluster(tmp_path, 2) as address:
        shot: list[int] = []

        def shoot(_: object) -> None:
            if not shot:
                for process in psutil.Process().children(recursive=True):
                    if "dask_worker" in " ".join(process.cmdline()):
                        for nanny_child in process.children():
                            if "spawn_main" in " ".join(nanny_child.cmdline()):
                                shot.append(nanny_child.pid)
                                os.kill(nanny_child.pid, signal.SIGKILL)
                                return

        runner = lambda _: Cluster(setup_of(two), address, Limits())  # noqa: E731
        carry_out(two, tmp_path / "cluster", runner, progress=shoot)
        assert shot
    assert canonical(tmp_path / "cluster") == canonical(tmp_path / "serial")


def test_who_is_far_needs_protection() -> None:
    """S23: a scheduler on another machine without TLS is refused, unless the user insists."""
    for address in ("tcp://127.0.0.1:8786", "localhost:8786", "tls://far.example:8786", "tcp://[::1]:8786"):
        check_address(address, insecure=False)
    for address in ("tcp://10.0.0.1:8786", "far.example:8786", "tcp://localhost.evil.example:1"):
        with pytest.raises(BadInput, match="not protected by TLS"):
            check_address(address, insecure=False)
        check_address(address, insecure=True)
    with pytest.raises(BadInput, match="is no address"):
        check_address("nonsense", insecure=False)


def test_nobody_there_is_said(experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduler that does not answer is named in one line."""
    monkeypatch.setattr("microcred.study.cluster.CONNECT_SECONDS", 0.5)
    with pytest.raises(BadInput, match="no scheduler answers there"):
        on_cluster(experiment, tmp_path / "study", "tcp://127.0.0.1:9")
