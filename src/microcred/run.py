"""Running scenarios: a pure function from scenarios, replicates and a seed to a frozen result."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from platform import python_version
from types import ModuleType
from typing import Any

from microcred import __version__
from microcred.base.errors import BadInput, Fault, MicrocredError, RunFailed
from microcred.effort import available_threads
from microcred.engine import ENGINES, simulate
from microcred.outcomes.history import History
from microcred.result import Result, RunRecord
from microcred.scenario import load_scenario
from microcred.scenario.model import Scenario

SEED_LIMIT = 2**32
DEPENDENCIES = ("mesa", "numpy", "numba", "pandas", "pyarrow", "pydantic", "matplotlib")

_MASK = 2**64 - 1
# The increment and multipliers of SplitMix64: Steele, Lea and Flood (2014), Fast splittable pseudorandom
# number generators, OOPSLA; constants of Vigna's reference implementation.
_GOLDEN = 0x9E3779B97F4A7C15
_FIRST = 0xBF58476D1CE4E5B9
_SECOND = 0x94D049BB133111EB


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


def replicate_seed(seed: int, replicate: int) -> int:
    """Seed of a replicate: the study's own for the first, SplitMix64's k-th output for the k-th further one.

    The upper half of the 64-bit output is taken, so that every seed can be given on the command line again.

    Parameters
    ----------
    seed
        Seed of the study, in [0, 2**32).
    replicate
        Counted from 0.

    Returns
    -------
    int
        In [0, 2**32).
    """
    if replicate == 0:
        return seed
    mixed = (seed + replicate * _GOLDEN) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * _FIRST) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * _SECOND) & _MASK
    return (mixed ^ (mixed >> 31)) >> 32


def versions() -> dict[str, str]:
    """Versions of Python, this package and what its numbers depend on."""
    known = {"python": python_version(), "microcred": __version__}
    return known | {name: metadata.version(name) for name in DEPENDENCIES}


def check_options(replicates: int, seed: int, engine: str, threads: int, where: str = "run") -> None:
    """Refuse options that make no sense, all at once.

    Raises
    ------
    BadInput
        Names each option, what was found and what is allowed.
    """
    highest = SEED_LIMIT - 1
    rules = (
        (replicates >= 1, "replicates", "at least one run is needed", replicates, "1 or more"),
        (0 <= seed < SEED_LIMIT, "seed", "must fit in 32 bits", seed, f"0 to {highest}"),
        (threads >= 1, "threads", "at least one is needed", threads, "1 or more"),
        (engine in ENGINES, "engine", "there is no such engine", engine, " or ".join(ENGINES)),
    )
    faults = [
        Fault(where, None, key, problem, str(found), allowed)
        for holds, key, problem, found, allowed in rules
        if not holds
    ]
    if faults:
        raise BadInput(faults)


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
    scenario: Scenario,
    replicate: int,
    seed: int,
    engine: str,
    threads: int,
    progress: Callable[[int, int], None] | None,
) -> tuple[RunRecord, History]:
    which = f"{scenario.name}, replicate {replicate}, seed {seed}"
    started = time.perf_counter()
    try:
        history = simulate(scenario, seed, engine=engine, threads=threads, progress=progress)
    except (MicrocredError, ArithmeticError, MemoryError) as error:
        raise RunFailed(f"{which}: {str(error) or type(error).__name__}") from error
    except Exception as defect:
        # A fault of the program, not of a run: it keeps its traceback, and says where it struck.
        defect.add_note(f"in {which}")
        raise
    record = RunRecord(
        scenario=scenario.name,
        parameter_set=0,
        replicate=replicate,
        seed=seed,
        seconds=time.perf_counter() - started,
        idle_levers=history.idle_levers,
        stopped=history.stopped,
        population=history.population,
        population_share=history.population_share,
    )
    return record, history


def run(
    scenario: str | Path | Scenario | Sequence[str | Path | Scenario],
    replicates: int = 10,
    seed: int = 0,
    regions: Sequence[str] | None = None,
    engine: str = "columns",
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Result:
    """Run scenarios and return what they lead to.

    The same arguments give the same tables, whatever ran before and on any number of threads. Every scenario
    runs under the same seeds, so that differences between scenarios are not differences of luck.

    Parameters
    ----------
    scenario
        A shipped name, the path of a file, a scenario from `load_scenario`, or a list of these.
    replicates
        Runs of each scenario that differ by chance alone.
    seed
        Seed of the first replicate; the others' follow from it (`replicate_seed`).
    regions
        Codes of the regions to keep; None keeps what the scenario says.
    engine
        ``"columns"`` (compiled) or ``"objects"`` (Mesa agents, small countries); they give the same history.
    threads
        Threads of the compiled engine; None takes all processors. The numbers do not depend on it.
    progress
        Called after every simulated month.

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
    check_options(replicates, seed, engine, threads)
    wanted = [scenario] if isinstance(scenario, str | Path | Scenario) else list(scenario)
    scenarios = [_resolved(one, regions) for one in wanted]
    _refuse_namesakes(scenarios)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    started = time.perf_counter()
    plan = [(one, number, replicate_seed(seed, number)) for one in scenarios for number in range(replicates)]
    finished: list[tuple[RunRecord, History]] = []
    for one, number, own_seed in plan:
        report = _reporter(progress, one.name, number, own_seed, len(finished), len(plan))
        finished.append(_simulate(one, number, own_seed, engine, threads, report))
    provenance = {
        "created": created,
        "seconds": round(time.perf_counter() - started, 3),
        "seed": seed,
        "replicates": replicates,
        "engine": engine,
        "threads": threads,
        "versions": versions(),
    }
    return Result.of(scenarios, finished, provenance)


def _reporter(
    progress: Callable[[Progress], None] | None, name: str, replicate: int, seed: int, run: int, runs: int
) -> Callable[[int, int], None] | None:
    if progress is None:
        return None

    def report(months_done: int, months: int) -> None:
        done = (run + months_done / months) / runs
        progress(Progress(name, replicate, seed, run, runs, done))

    return report


class _CallableModule(ModuleType):
    """This module, callable: ``microcred.run(...)`` works even if ``microcred.run`` was imported before."""

    def __call__(self, *arguments: Any, **options: Any) -> Result:
        """Do what `run` does."""
        return run(*arguments, **options)


sys.modules[__name__].__class__ = _CallableModule
