"""One run of a study: from a task of a few numbers to arrays ready to be stored, or to a failure that says why."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from microcred.engine import simulate
from microcred.execution import tasks
from microcred.execution.tasks import Ended, Failed, failed
from microcred.outcomes.history import History
from microcred.scenario.model import Scenario
from microcred.study.counted import is_counted
from microcred.study.experiment import at_point
from microcred.study.factors import Factor

Numbers = npt.NDArray[np.float64]


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
class Task(tasks.Task):
    """One run of a study.

    Attributes
    ----------
    place, parameter_set, replicate
        Which base scenario, point and replicate it is.
    seed
        Seed of the run.
    values
        Value of each factor.
    """

    place: int
    parameter_set: int
    replicate: int
    seed: int
    values: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Finished(Ended[Task]):
    """A run that was made.

    Attributes
    ----------
    months
        Text of the recorded months, T of them.
    places
        (Region, setting) of the places, P of them.
    national, regional
        Outcomes as (K, T) and (K, T, P), in the order of the setup.
    notes
        What a run reports besides numbers: idle levers, budgets that ran out, people.
    """

    months: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    national: Numbers
    regional: Numbers
    notes: Mapping[str, object] = field(default_factory=dict)


Done = Finished | Failed[Task]
Perform = Callable[[Setup, Task], Done]


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
        history = simulate(scenario, task.seed, threads=1, funnel=False)
        return _finished(setup, task, history, time.perf_counter() - started)
    # A failure of one run is a row of the study and must not end the others, whatever it is.
    except Exception as error:  # noqa: BLE001
        return failed(task, error, time.perf_counter() - started)


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
