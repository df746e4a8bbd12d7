"""Carrying out a study: what is missing is run, wherever, and committed as it comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from microcred.execution.attempts import Limits, patience
from microcred.execution.identity import worker_identity
from microcred.execution.in_process import InProcess
from microcred.execution.speed import Speed
from microcred.execution.stopping import terminable
from microcred.execution.tasks import Failed
from microcred.execution.workers import Workers
from microcred.study.estimate import run_seconds
from microcred.study.experiment import Experiment
from microcred.study.opening import open_store
from microcred.study.perform import Done, Setup, Task, perform
from microcred.study.store import Repaired

#: Studies of less work than this are done in this process: workers take some seconds to start.
SMALL_SECONDS = 10.0


class Runner(Protocol):
    """Anything that makes runs."""

    @property
    def together(self) -> int:
        """How many runs are made side by side, as far as that is known."""
        ...

    def results(self, tasks: Iterator[Task]) -> Generator[Done, None, None]:
        """Yield the end of every run."""
        ...


@dataclass(frozen=True)
class Pace:
    """How far a study is.

    Attributes
    ----------
    runs, done, failed
        Different runs of the study: all, made, failed; those of earlier sittings included.
    made
        Runs made in this sitting, failed ones included.
    to_make
        Runs of this sitting.
    rate
        Runs per second; 0 while there is no telling.
    left
        Seconds until the last of them ends; None while there is no telling.
    """

    runs: int
    done: int
    failed: int
    made: int
    to_make: int
    rate: float
    left: float | None


@dataclass(frozen=True)
class Sitting:
    """What one call of `carry_out` did.

    Attributes
    ----------
    runs, done, failed
        Different runs of the study: all, made, failed.
    made
        Runs made now.
    seconds
        Time it took.
    repaired
        What was found damaged and made again.
    """

    runs: int
    done: int
    failed: int
    made: int
    seconds: float
    repaired: Repaired


def setup_of(experiment: Experiment) -> Setup:
    """What every worker is told of an experiment."""
    return Setup(experiment.scenarios, experiment.factors, experiment.national, experiment.regional, worker_identity())


def limits_of(experiment: Experiment, retries: int, seconds: float | None) -> Limits:
    """How often a run is tried, and how long it may take: by its estimate where nothing is said."""
    return Limits(retries, patience(run_seconds(experiment)) if seconds is None else seconds)


def local_runner(experiment: Experiment, workers: int, limits: Limits, to_make: int) -> Runner:
    """Choose where runs are made on this machine; no workers, or little work, means in this process."""
    setup = setup_of(experiment)
    if workers == 0 or to_make * run_seconds(experiment) < SMALL_SECONDS:
        return InProcess(setup, limits, perform)
    return Workers(setup, min(workers, to_make), limits, perform, prepares=True)


def carry_out(
    experiment: Experiment,
    out: Path,
    runner: Callable[[int], Runner],
    *,
    again: bool = False,
    progress: Callable[[Pace], None] | None = None,
) -> Sitting:
    """Make every run of an experiment that its folder does not hold yet.

    Parameters
    ----------
    experiment
        What to run.
    out
        Folder of the study; made if there is none.
    runner
        Given the number of runs to make, returns what makes them.
    again
        Whether runs that failed before are tried again.
    progress
        Called after every run.

    Returns
    -------
    Sitting

    Raises
    ------
    BadInput
        If the folder cannot be used; nothing has run then.
    RunFailed
        If runs cannot be stored or workers cannot be started. What was committed stays.
    """
    started = time.monotonic()
    with open_store(out, experiment) as store:
        runs, done, failed = store.counts()
        to_make = store.remaining(again)
        if again:
            failed = 0
        made = 0
        if to_make:
            making = runner(to_make)
            with terminable(), closing(making.results(store.tasks(again))) as results:
                try:
                    speed: Speed | None = None
                    for one in results:
                        # Only now a cluster knows how many of its workers there are.
                        speed = speed or Speed(min(making.together, to_make))
                        speed.end(one.seconds)
                        store.add(one)
                        made += 1
                        done, failed = (done, failed + 1) if isinstance(one, Failed) else (done + 1, failed)
                        if progress is not None:
                            left = speed.left(to_make - made)
                            progress(Pace(runs, done, failed, made, to_make, speed.rate, left))
                finally:
                    store.commit()
        runs, done, failed = store.counts()
        return Sitting(runs, done, failed, made, time.monotonic() - started, store.repaired)
