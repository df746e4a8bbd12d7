"""Carrying out a study: what is missing is run, wherever, and committed as it comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from microcred.study.attempts import Limits
from microcred.study.estimate import run_seconds
from microcred.study.experiment import Experiment
from microcred.study.identity import worker_identity
from microcred.study.in_process import InProcess
from microcred.study.opening import open_store
from microcred.study.perform import Done, Failed, Setup, Task
from microcred.study.stopping import terminable
from microcred.study.store import Repaired
from microcred.study.workers import Workers

#: Studies of less work than this are done in this process: workers take some seconds to start.
SMALL_SECONDS = 10.0
#: A run is given up after so many times its estimate, but not before some minutes.
PATIENCE = 20.0
LEAST_PATIENCE = 600.0


class Runner(Protocol):
    """Anything that makes runs."""

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
    seconds
        Time since the first of them ended.
    """

    runs: int
    done: int
    failed: int
    made: int
    to_make: int
    seconds: float

    @property
    def rate(self) -> float:
        """Runs per second since the first ended; 0 while there is no telling."""
        return (self.made - 1) / self.seconds if self.made > 1 and self.seconds > 0.0 else 0.0


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
    patience = max(LEAST_PATIENCE, PATIENCE * run_seconds(experiment))
    return Limits(retries, patience if seconds is None else seconds)


def local_runner(experiment: Experiment, workers: int, limits: Limits, to_make: int) -> Runner:
    """Choose where runs are made on this machine; no workers, or little work, means in this process."""
    setup = setup_of(experiment)
    if workers == 0 or to_make * run_seconds(experiment) < SMALL_SECONDS:
        return InProcess(setup, limits)
    return Workers(setup, min(workers, to_make), limits)


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
            with terminable(), closing(runner(to_make).results(store.tasks(again))) as results:
                try:
                    begun = 0.0
                    for one in results:
                        # The pace counts from the first end: workers start and compile before it, and only once.
                        begun = begun or time.monotonic()
                        store.add(one)
                        made += 1
                        done, failed = (done, failed + 1) if isinstance(one, Failed) else (done + 1, failed)
                        if progress is not None:
                            progress(Pace(runs, done, failed, made, to_make, time.monotonic() - begun))
                finally:
                    store.commit()
        runs, done, failed = store.counts()
        return Sitting(runs, done, failed, made, time.monotonic() - started, store.repaired)
