"""One run of a study: from a task of a few numbers to arrays ready to be stored, or to a failure that says why."""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from microcred.base.errors import RunFailed, printable
from microcred.engine import simulate
from microcred.outcomes.history import History
from microcred.scenario.model import Scenario
from microcred.study.counted import is_counted
from microcred.study.experiment import at_point
from microcred.study.factors import Factor

Numbers = npt.NDArray[np.float64]
#: Lines of a traceback that are kept, from the end.
MOST_LINES = 60


@dataclass(frozen=True)
class Setup:
    """What every worker is told once.

    Attributes
    ----------
    scenarios, factors
        Base scenarios, and what is varied.
    national, regional
        Outcomes that are kept.
    identity
        Versions and sources of who asks, which the worker's must equal.
    """

    scenarios: tuple[Scenario, ...]
    factors: tuple[Factor, ...]
    national: tuple[str, ...]
    regional: tuple[str, ...]
    identity: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Task:
    """One run to be made.

    Attributes
    ----------
    key
        Name of the run by its content.
    place, parameter_set, replicate
        Which base scenario, point and replicate it is.
    seed
        Seed of the run.
    values
        Value of each factor.
    attempt
        Counted from 1.
    """

    key: str
    place: int
    parameter_set: int
    replicate: int
    seed: int
    values: tuple[float, ...]
    attempt: int = 1


@dataclass(frozen=True, eq=False)
class Finished:
    """A run that was made.

    Attributes
    ----------
    task
        Which run.
    seconds
        Time it took.
    months
        Text of the recorded months, T of them.
    places
        (Region, setting) of the places, P of them.
    national, regional
        Outcomes as (K, T) and (K, T, P), in the order of the setup.
    notes
        What a run reports besides numbers: idle levers, budgets that ran out, people.
    """

    task: Task
    seconds: float
    months: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    national: Numbers
    regional: Numbers
    notes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Failed:
    """A run that could not be made.

    Attributes
    ----------
    task
        Which run.
    seconds
        Time until it failed.
    kind
        Name of the error, ``timeout`` or ``KilledWorker``.
    message
        What happened, in a line.
    trace
        The traceback; empty where the process was lost.
    """

    task: Task
    seconds: float
    kind: str
    message: str
    trace: str = ""


Done = Finished | Failed


def perform(setup: Setup, task: Task) -> Done:
    """Make one run on one thread.

    Parameters
    ----------
    setup, task
        What to run.

    Returns
    -------
    Finished or Failed
        The same for the same task, in whatever process and order.
    """
    started = time.perf_counter()
    try:
        scenario = _scenario(setup.scenarios[task.place], setup.factors, task.values)
        history = simulate(scenario, task.seed, threads=1)
        return _finished(setup, task, history, time.perf_counter() - started)
    # A failure of one run is a row of the study and must not end the others, whatever it is.
    except Exception as error:  # noqa: BLE001
        return failed(task, error, time.perf_counter() - started)


def failed(task: Task, error: BaseException, seconds: float) -> Failed:
    """Describe an error as a row."""
    cause = error.__cause__ if isinstance(error, RunFailed) and error.__cause__ is not None else error
    lines = "".join(traceback.format_exception(error)).splitlines()
    trace = "\n".join(printable(line) for line in lines[-MOST_LINES:])
    message = printable(str(error)) or type(cause).__name__
    return Failed(task, seconds, type(cause).__name__, message, trace)


@lru_cache(maxsize=4)
def _scenario(base: Scenario, factors: tuple[Factor, ...], values: tuple[float, ...]) -> Scenario:
    return at_point(base, factors, list(values))


def _finished(setup: Setup, task: Task, history: History, seconds: float) -> Finished:
    return Finished(
        task=task,
        seconds=seconds,
        months=history.months,
        places=tuple((place.region, place.setting) for place in history.places),
        national=_stacked(history.national, setup.national, (len(history.months),)),
        regional=_stacked(history.regional, setup.regional, (len(history.months), len(history.places))),
        notes={
            "idle_levers": list(history.idle_levers),
            "stopped": [list(one) for one in history.stopped],
            "population": history.population,
            "population_share": history.population_share,
        },
    )


def _stacked(outcomes: Mapping[str, Numbers], names: Sequence[str], shape: tuple[int, ...]) -> Numbers:
    made = np.empty((len(names), *shape), dtype=np.float64)
    for place, name in enumerate(names):
        values = outcomes[name]
        if is_counted(name) and not (values == np.rint(values)).all():
            raise ValueError(f"{name} is counted and cannot be a fraction or unknown")
        made[place] = values
    return made
