"""What a study will take, about, before it begins: runs, time, memory and disk."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from microcred.base.errors import BadInput, Fault
from microcred.effort import GIGABYTE, available_threads, estimated_effort, memory_here, worker_count
from microcred.study.experiment import Experiment

#: A driver with its store, and a worker before anybody lives in its country.
DRIVER_GIGABYTES = 0.3
#: Time to store a run and to hand it over, and for workers to start.
OVERHEAD_SECONDS = 0.003
START_SECONDS = 4.0
#: Bytes that a stored number takes, compressed, and a run in the manifest.
NUMBER_BYTES = 3.0
ROW_BYTES = 1_500.0
MOST_RUNS = 1_000_000


@dataclass(frozen=True)
class Estimate:
    """What a study takes.

    Attributes
    ----------
    points, runs
        How many points and runs.
    seconds
        Until the last one is stored, with so many workers.
    gigabytes
        Memory of the driver and all workers together.
    disk
        Gigabytes of the finished store.
    """

    points: int
    runs: int
    seconds: float
    gigabytes: float
    disk: float


def run_seconds(experiment: Experiment) -> float:
    """Mean time of a run on one thread."""
    scenarios = experiment.scenarios
    return estimated_effort(scenarios, 1).hours * 3600.0 / len(scenarios)


def default_workers(experiment: Experiment) -> int:
    """As many worker processes as there are processors, if memory bears them."""
    own = estimated_effort(experiment.scenarios, 1).gigabytes
    return worker_count(experiment.runs, available_threads(), own, memory_here() - DRIVER_GIGABYTES)


def estimated(experiment: Experiment, workers: int, runs: int | None = None) -> Estimate:
    """Estimate what a study takes.

    Parameters
    ----------
    experiment
        What is to be run.
    workers
        Processes; none for this one alone.
    runs
        Runs that are still to be made; None for all.

    Returns
    -------
    Estimate
    """
    runs = experiment.runs if runs is None else runs
    base = experiment.scenarios[0]
    places = sum(base.regions is None or place.region in base.regions for place in base.pack.places)
    numbers = base.months * (len(experiment.national) + places * len(experiment.regional))
    own = estimated_effort(experiment.scenarios, 1).gigabytes
    return Estimate(
        points=experiment.points.shape[0],
        runs=runs,
        seconds=runs * (run_seconds(experiment) / max(1, workers) + OVERHEAD_SECONDS) + START_SECONDS * bool(workers),
        gigabytes=own if workers == 0 else DRIVER_GIGABYTES + workers * own,
        disk=experiment.runs * (ROW_BYTES + NUMBER_BYTES * numbers) / GIGABYTE,
    )


def check_estimate(
    experiment: Experiment, estimate: Estimate, out: Path, most_hours: float, most_gigabytes: float | None, where: str
) -> None:
    """Refuse what cannot end well, all reasons at once.

    Raises
    ------
    BadInput
        With the estimates, and what raises the limits.
    """
    faults = []
    if experiment.runs > MOST_RUNS:
        problem = "makes more runs than one store is meant for: fewer points or replicates, or several studies"
        faults.append(Fault(where, None, "runs", problem, f"{experiment.runs:,}", f"at most {MOST_RUNS:,}"))
    hours = estimate.seconds / 3600.0
    if hours > most_hours:
        problem = f"would take about {hours:,.0f} hours; fewer points, replicates or regions, or raise --max-hours"
        faults.append(Fault(where, None, "runs", problem, f"{estimate.runs:,} runs", f"{most_hours:g} hours"))
    most = memory_here() if most_gigabytes is None else most_gigabytes
    if estimate.gigabytes > most:
        problem = f"would need about {estimate.gigabytes:,.1f} GB of memory; fewer workers, or raise --max-memory"
        people = f"{max(scenario.population for scenario in experiment.scenarios):,} people"
        faults.append(Fault(where, None, "workers", problem, people, f"{most:.1f} GB"))
    free = free_gigabytes(out)
    if estimate.disk > free:
        problem = f"would need about {estimate.disk:,.1f} GB of disk; keep fewer outcomes, or name another place"
        faults.append(Fault(where, None, "out", problem, str(out), f"{free:,.1f} GB free"))
    if faults:
        raise BadInput(faults)


def free_gigabytes(out: Path) -> float:
    """Room on the disk on which a folder is or would be."""
    place = out.absolute()
    # os.path, because Path raises for a name that is too long.
    while not os.path.exists(place) and place.parent != place:
        place = place.parent
    return shutil.disk_usage(place).free / GIGABYTE
