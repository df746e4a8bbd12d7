"""Running scenarios: a pure function from scenarios, replicates and a seed to a frozen result."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from microcred.base.errors import BadInput, Fault, MicrocredError, RunFailed
from microcred.effort import available_threads, estimated_effort, memory_here
from microcred.engine import compile_once, simulate
from microcred.jobs import CENTRAL, Job, ParameterChoice, planned_jobs, replicate_seed
from microcred.options import check_options, versions
from microcred.outcomes.history import History
from microcred.result import Result, RunRecord, in_years
from microcred.scenario import load_scenario
from microcred.scenario.model import Scenario
from microcred.workers import spread, worker_count

__all__ = ["Progress", "check_options", "replicate_seed", "run", "versions"]

#: Seconds of work from which it is spread over processes unasked.
WORTH_SPREADING = 60.0


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
    """

    scenario: str
    replicate: int
    seed: int
    run: int
    runs: int
    done: float


def _restricted(scenario: Scenario, regions: Sequence[str]) -> Scenario:
    known = scenario.pack.region_codes
    faults = [
        Fault("run", None, "regions", f"{scenario.system} has no such region", code, ", ".join(known))
        for code in regions
        if code not in known
    ]
    if not regions:
        faults = [Fault("run", None, "regions", "at least one region is needed", allowed=", ".join(known))]
    if faults:
        raise BadInput(faults)
    return replace(scenario, regions=tuple(code for code in known if code in regions))


def _resolved(scenario: str | Path | Scenario, regions: Sequence[str] | None) -> Scenario:
    if isinstance(scenario, Scenario):
        return scenario if regions is None else _restricted(scenario, regions)
    return load_scenario(scenario, regions=regions)


def _refuse_namesakes(scenarios: Sequence[Scenario]) -> None:
    names = [scenario.name for scenario in scenarios]
    problem = "two scenarios have the same name, and tables and figures tell them apart by it"
    faults = [
        Fault("run", None, "scenario", problem, name, "each name once")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if not names:
        faults = [Fault("run", None, "scenario", "at least one scenario is needed")]
    if faults:
        raise BadInput(faults)


def _simulate(
    scenarios: Sequence[Scenario],
    job: Job,
    engine: str,
    threads: int,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[RunRecord, History]:
    scenario = job.of(scenarios)
    drawn = f", parameter set {job.parameter_set}" if job.parameter_set else ""
    which = f"{scenario.name}{drawn}, replicate {job.replicate}, seed {job.seed}"
    started = time.perf_counter()
    try:
        history = simulate(scenario, job.seed, engine=engine, threads=threads, progress=progress)
    except (MicrocredError, ArithmeticError, MemoryError) as error:
        raise RunFailed(f"{which}: {str(error) or type(error).__name__}") from error
    except Exception as defect:
        # A fault of the program, not of a run: it keeps its traceback, and says where it struck.
        defect.add_note(f"in {which}")
        raise
    record = RunRecord(
        scenario=scenario.name,
        parameter_set=job.parameter_set,
        replicate=job.replicate,
        seed=job.seed,
        seconds=time.perf_counter() - started,
        idle_levers=history.idle_levers,
        stopped=history.stopped,
        population=history.population,
        population_share=history.population_share,
        parameters=dict(scenario.parameters) if job.parameter_set else {},
    )
    # Hundreds of runs by place and month would fill the memory: places are kept of the central set.
    history = in_years(history)
    if job.parameter_set:
        history = replace(history, places=(), regional={}, funnel=history.funnel[:0], incomes=None)
    return record, history


def _in_worker(shared: tuple[tuple[Scenario, ...], str], job: Job) -> tuple[RunRecord, History]:
    scenarios, engine = shared
    return _simulate(scenarios, job, engine, 1)


def run(
    scenario: str | Path | Scenario | Sequence[str | Path | Scenario],
    replicates: int = 10,
    seed: int = 0,
    regions: Sequence[str] | None = None,
    engine: str = "columns",
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    *,
    parameters: ParameterChoice = CENTRAL,
    draws: int = 300,
    workers: int | None = None,
) -> Result:
    """Run scenarios and return what they lead to.

    The same arguments give the same tables, whatever ran before and on any number of threads or workers. Every
    scenario runs under the same seeds and the same sets of parameters, so that differences between scenarios are
    not differences of luck.

    Parameters
    ----------
    scenario
        A shipped name, the path of a file, a scenario from `load_scenario`, or a list of these.
    replicates
        Runs of each scenario, with its own parameters, that differ by chance alone.
    seed
        Seed of the first replicate; the others' follow from it (`replicate_seed`).
    regions
        Codes of the regions to keep; None keeps what the scenario says.
    engine
        ``"columns"`` (compiled) or ``"objects"`` (Mesa agents, small countries); they give the same history.
    threads
        Threads of the compiled engine; None takes all processors. The numbers do not depend on it.
    progress
        Called after every simulated month, or with `workers` after every run.
    parameters
        ``"central"``: the scenario's own; ``"prior"``: besides, sets drawn by Latin hypercube from the priors of
        the data pack; or a sequence of sets, each a mapping from names to values. One run is made of each set, with
        a seed of its own: these runs differ by parameters and chance.
    draws
        Sets drawn from the priors.
    workers
        Processes; None takes as many as processors and memory bear if there are sets of parameters, else none.

    Returns
    -------
    Result
        Tables, verdicts and provenance.

    Raises
    ------
    BadInput
        If a scenario or option cannot be used; nothing has run then.
    RunFailed
        If a run breaks off; names scenario, replicate and seed.
    """
    threads = available_threads() if threads is None else threads
    check_options(replicates, seed, engine, threads, parameters=parameters, draws=draws, workers=workers)
    wanted = [scenario] if isinstance(scenario, str | Path | Scenario) else list(scenario)
    scenarios = [_resolved(one, regions) for one in wanted]
    _refuse_namesakes(scenarios)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    started = time.perf_counter()
    jobs = planned_jobs(scenarios, replicates, seed, parameters, draws)
    if workers is None:
        ensemble = any(job.parameter_set for job in jobs)
        workers = processes_for(scenarios, len(jobs), engine) if ensemble else 1
    if workers == 1:
        finished: list[tuple[RunRecord, History]] = []
        for job in jobs:
            report = _reporter(progress, scenarios[job.scenario].name, job, len(finished), len(jobs))
            finished.append(_simulate(scenarios, job, engine, threads, report))
    else:
        finished = _with_workers(scenarios, jobs, engine, workers, progress)
    sets = len({job.parameter_set for job in jobs}) - 1
    provenance = {
        "created": created,
        "seconds": round(time.perf_counter() - started, 3),
        "seed": seed,
        "replicates": replicates,
        "parameters": parameters if isinstance(parameters, str) else "given",
        "parameter_sets": sets,
        "engine": engine,
        "threads": threads if workers == 1 else 1,
        "workers": workers,
        "versions": versions(),
    }
    return Result.of(scenarios, finished, provenance)


def processes_for(scenarios: Sequence[Scenario], runs: int, engine: str) -> int:
    """How many processes an ensemble is spread over on this machine."""
    each = estimated_effort(scenarios, 1, engine).gigabytes
    return worker_count(runs, available_threads(), each, memory_here())


def usual_processes(scenarios: Sequence[Scenario], replicates: int, engine: str) -> int:
    """How many processes so many runs of each scenario are best spread over; one where starting others takes longer.

    Two runs side by side on a thread each end sooner than one after the other on two.
    """
    runs = replicates * len(scenarios)
    seconds = 3600.0 * estimated_effort(scenarios, replicates, engine).hours
    if seconds < WORTH_SPREADING or runs < 2 * available_threads():
        return 1
    return processes_for(scenarios, runs, engine)


def _with_workers(
    scenarios: Sequence[Scenario],
    jobs: Sequence[Job],
    engine: str,
    workers: int,
    progress: Callable[[Progress], None] | None,
) -> list[tuple[RunRecord, History]]:
    done: dict[int, tuple[RunRecord, History]] = {}
    if engine == "columns":
        compile_once()
    for number, answer in spread(_in_worker, (tuple(scenarios), engine), jobs, workers):
        done[number] = answer
        if progress is not None:
            job = jobs[number]
            share = len(done) / len(jobs)
            name = scenarios[job.scenario].name
            progress(Progress(name, job.replicate, job.seed, len(done) - 1, len(jobs), share))
    return [done[number] for number in range(len(jobs))]


def _reporter(
    progress: Callable[[Progress], None] | None, name: str, job: Job, run: int, runs: int
) -> Callable[[int, int], None] | None:
    if progress is None:
        return None

    def report(months_done: int, months: int) -> None:
        done = (run + months_done / months) / runs
        progress(Progress(name, job.replicate, job.seed, run, runs, done))

    return report


class _CallableModule(ModuleType):
    """This module, callable: ``microcred.run(...)`` works even if ``microcred.run`` was imported before."""

    def __call__(self, *arguments: Any, **options: Any) -> Result:
        """Do what `run` does."""
        return run(*arguments, **options)


sys.modules[__name__].__class__ = _CallableModule
