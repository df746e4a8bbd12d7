"""Running scenarios: a pure function from scenarios, replicates and a seed to a frozen result."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from microcred.effort import available_threads, processes_for
from microcred.execution.identity import rules_digest
from microcred.execution.kept import KeptRuns
from microcred.jobs import CENTRAL, ParameterChoice, planned_jobs, replicate_seed
from microcred.making import Progress, make
from microcred.options import check_options, refuse_namesakes, resolved, versions
from microcred.result import Result
from microcred.scenario.model import Scenario

__all__ = ["Progress", "check_options", "replicate_seed", "run", "versions"]


def run(
    scenario: str | Path | Scenario | Sequence[str | Path | Scenario],
    replicates: int = 10,
    seed: int = 0,
    regions: str | Sequence[str] | None = None,
    engine: str = "columns",
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    *,
    parameters: ParameterChoice = CENTRAL,
    draws: int | None = None,
    workers: int | None = None,
    kept: str | Path | KeptRuns | None = None,
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
        Codes of the regions to keep, a list or one text with commas; None keeps what the scenario says.
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
        Sets drawn from the priors, 300 where nothing is said.
    workers
        Processes; None takes as many as processors and memory bear if there are sets of parameters, else none.
    kept
        Folder in which every run that ends is kept, so that the same call makes only what is missing if it was cut off;
        it can be deleted once the result is there. None keeps nothing.

    Returns
    -------
    Result
        Tables, verdicts and provenance.

    Raises
    ------
    BadInput
        If a scenario or option cannot be used; nothing has run then.
    RunFailed
        If a run breaks off, hangs or loses its process again and again; names scenario, replicate and seed. Or if
        worker processes cannot be started.
    """
    threads = available_threads() if threads is None else threads
    check_options(replicates, seed, engine, threads, parameters=parameters, draws=draws, workers=workers)
    # What counts with 64 bits would overflow in the seeds' arithmetic.
    replicates, seed, threads = int(replicates), int(seed), int(threads)
    wanted = [scenario] if isinstance(scenario, str | Path | Scenario) else list(scenario)
    scenarios = [resolved(one, regions) for one in wanted]
    refuse_namesakes(scenarios)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    started = time.perf_counter()
    jobs = planned_jobs(scenarios, replicates, seed, parameters, draws)
    if workers is None:
        ensemble = any(job.parameter_set for job in jobs)
        workers = processes_for(scenarios, len(jobs), engine) if ensemble else 1
    store = KeptRuns(Path(kept)) if isinstance(kept, str | Path) else kept
    finished = make(scenarios, jobs, engine, threads, workers, progress, store)
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
        "rules": rules_digest(),
    }
    return Result.of(scenarios, finished, provenance)


class _CallableModule(ModuleType):
    """This module, callable: ``microcred.run(...)`` works even if ``microcred.run`` was imported before."""

    def __call__(self, *arguments: Any, **options: Any) -> Result:
        """Do what `run` does."""
        return run(*arguments, **options)


sys.modules[__name__].__class__ = _CallableModule
