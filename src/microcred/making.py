"""Making the runs of a result: those kept from before are taken, the others made in this process or in workers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from microcred.base.errors import MicrocredError, RunFailed
from microcred.effort import estimated_effort
from microcred.engine import simulate
from microcred.execution import tasks
from microcred.execution.attempts import KILLED, TIMEOUT, Limits, patience
from microcred.execution.identity import worker_identity
from microcred.execution.in_process import InProcess
from microcred.execution.kept import KeptRuns, kept_key
from microcred.execution.speed import Speed
from microcred.execution.tasks import Ended, Failed, failed
from microcred.execution.workers import Workers
from microcred.jobs import Job
from microcred.outcomes.history import History
from microcred.result import RunRecord, in_years
from microcred.scenario.model import Scenario


@dataclass(frozen=True)
class Progress:
    """How far all runs are.

    Attributes
    ----------
    scenario
        Name of the scenario that runs now.
    replicate
        Replicate that runs now, from 0.
    seed
        Its seed.
    run
        How many runs are finished.
    runs
        How many there are.
    done
        Share of all the work that is done.
    together
        How many runs are made side by side.
    left
        Where there are several: seconds until the last ends; None while there is no telling.
    """

    scenario: str
    replicate: int
    seed: int
    run: int
    runs: int
    done: float
    together: int = 1
    left: float | None = None


class DefectInRun(Exception):
    """A fault of the program in a worker process: with the traceback that it had there."""


@dataclass(frozen=True)
class _Setup:
    """What every worker is told once."""

    scenarios: tuple[Scenario, ...]
    engine: str
    identity: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Task(tasks.Task):
    """One run: its place among all, and which it is."""

    number: int
    job: Job


@dataclass(frozen=True, eq=False)
class _Made(Ended[_Task]):
    """A run that was made."""

    history: History


def _which(scenarios: Sequence[Scenario], job: Job) -> str:
    drawn = f", parameter set {job.parameter_set}" if job.parameter_set else ""
    return f"{scenarios[job.scenario].name}{drawn}, replicate {job.replicate}, seed {job.seed}"


def _simulate(
    scenarios: Sequence[Scenario],
    job: Job,
    engine: str,
    threads: int,
    progress: Callable[[int, int], None] | None = None,
) -> History:
    which = _which(scenarios, job)
    try:
        history = simulate(
            job.of(scenarios),
            job.seed,
            engine=engine,
            threads=threads,
            progress=progress,
            funnel=job.parameter_set == 0,
        )
    except (MicrocredError, ArithmeticError, MemoryError) as error:
        raise RunFailed(f"{which}: {str(error) or type(error).__name__}") from error
    except Exception as defect:
        # A fault of the program, not of a run: it keeps its traceback, and says where it struck.
        defect.add_note(f"in {which}")
        raise
    # Hundreds of runs by place and month would fill the memory: places are kept of the central set.
    history = in_years(history)
    if job.parameter_set:
        history = replace(history, places=(), regional={})
    return history


def _in_worker(setup: _Setup, task: _Task) -> _Made | Failed[_Task]:
    started = time.perf_counter()
    try:
        history = _simulate(setup.scenarios, task.job, setup.engine, 1)
    except RunFailed as error:
        return replace(failed(task, error, time.perf_counter() - started), trace="")
    except Exception as defect:  # noqa: BLE001 (the driver raises it again)
        return failed(task, defect, time.perf_counter() - started)
    return _Made(task, time.perf_counter() - started, history)


def _raise(one: Failed[_Task], scenarios: Sequence[Scenario]) -> None:
    if one.kind in (KILLED, TIMEOUT):
        raise RunFailed(f"{_which(scenarios, one.task.job)}: {one.message}; fewer workers need less memory")
    if one.trace:
        raise DefectInRun(f"in {_which(scenarios, one.task.job)}:\n{one.trace}")
    raise RunFailed(one.message)


def _record(scenarios: Sequence[Scenario], job: Job, seconds: float, history: History) -> RunRecord:
    scenario = job.of(scenarios)
    return RunRecord(
        scenario=scenario.name,
        parameter_set=job.parameter_set,
        replicate=job.replicate,
        seed=job.seed,
        seconds=seconds,
        idle_levers=history.idle_levers,
        stopped=history.stopped,
        population=history.population,
        population_share=history.population_share,
        parameters=dict(scenario.parameters) if job.parameter_set else {},
    )


def make(
    scenarios: Sequence[Scenario],
    jobs: Sequence[Job],
    engine: str,
    threads: int,
    workers: int,
    progress: Callable[[Progress], None] | None,
    kept: KeptRuns | None,
) -> list[tuple[RunRecord, History]]:
    """Make all runs that are not kept from before.

    Parameters
    ----------
    scenarios, jobs
        What is to be run.
    engine, threads, workers
        With what: threads are of this process, where there is but one worker.
    progress
        Told after every month, or with several workers after every run.
    kept
        Where finished runs are kept.

    Returns
    -------
    list
        Record and history of each run, in the order of the jobs.

    Raises
    ------
    RunFailed
        If a run breaks off, hangs or loses its process again and again, or cannot be kept.
    """
    keys = [str(number) for number in range(len(jobs))] if kept is None else _keys(scenarios, jobs, engine)
    made: dict[int, tuple[float, History]] = {}
    if kept is not None:
        made = {number: before for number, key in enumerate(keys) if (before := kept.find(key)) is not None}
    missing = [_Task(keys[number], number, job) for number, job in enumerate(jobs) if number not in made]

    def told(task: _Task, share: float, left: float | None = None) -> None:
        if progress is not None:
            job, ended = task.job, len(made) - (task.number in made)
            name = scenarios[job.scenario].name
            progress(Progress(name, job.replicate, job.seed, ended, len(jobs), share, runner.together, left))

    def here(setup: _Setup, task: _Task) -> _Made:
        started = time.perf_counter()

        def report(done: int, months: int) -> None:
            told(task, (len(made) + done / months) / len(jobs))

        history = _simulate(setup.scenarios, task.job, setup.engine, threads, None if progress is None else report)
        return _Made(task, time.perf_counter() - started, history)

    setup = _Setup(tuple(scenarios), engine, worker_identity())
    runner: InProcess[_Setup, _Task, _Made] | Workers[_Setup, _Task, _Made]
    if workers == 1:
        runner = InProcess(setup, Limits(), here)
    else:
        longest = max(3600.0 * estimated_effort([one], 1, engine).hours for one in scenarios)
        limits, number = Limits(seconds=patience(longest)), min(workers, len(missing))
        runner = Workers(setup, number, limits, _in_worker, prepares=engine == "columns")
    speed = Speed(runner.together)
    with closing(runner.results(iter(missing))) as results:
        for one in results:
            if isinstance(one, Failed):
                _raise(one, scenarios)
                continue
            if kept is not None:
                kept.keep(one.task.key, one.seconds, one.history)
            made[one.task.number] = one.seconds, one.history
            speed.end(one.seconds)
            if workers > 1:
                told(one.task, len(made) / len(jobs), speed.left(len(jobs) - len(made)))
    return [(_record(scenarios, job, *made[number]), made[number][1]) for number, job in enumerate(jobs)]


def _keys(scenarios: Sequence[Scenario], jobs: Sequence[Job], engine: str) -> list[str]:
    digests = {(job.scenario, job.parameter_set): job.of(scenarios).digest for job in jobs if job.replicate == 0}
    return [
        kept_key(digests[job.scenario, job.parameter_set], job.seed, engine, "national" if job.parameter_set else "all")
        for job in jobs
    ]
