"""How much time and memory runs take, about, so that what cannot end well is refused before it begins."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from microcred.base.errors import BadInput, Fault
from microcred.scenario.model import Scenario

GIGABYTE = 1e9


class Rate(NamedTuple):
    """What one engine takes, measured on China's plan, on one thread and with everything compiled."""

    seconds_per_month: float
    seconds_per_person_month: float
    bytes_per_person: float


RATES = {"columns": Rate(0.002, 4.5e-11, 0.4), "objects": Rate(0.01, 6e-9, 8.0)}
# Interpreter, compiler, tables and figures, before anybody lives in the country.
BYTES_TO_BEGIN = 370e6
#: Seconds of work from which it is spread over processes unasked.
WORTH_SPREADING = 60.0
#: Part of the memory that processes may fill.
MEMORY_SHARE = 0.8


class Effort(NamedTuple):
    """An estimate: hours in all, and gigabytes at the peak."""

    hours: float
    gigabytes: float


def estimated_effort(scenarios: Sequence[Scenario], replicates: int, engine: str = "columns") -> Effort:
    """About how long runs take one after the other, and the memory of the largest; a first compilation comes on top.

    Parameters
    ----------
    scenarios
        What is to be run.
    replicates
        Runs of each.
    engine
        ``"columns"`` or ``"objects"``.

    Returns
    -------
    Effort
        Hours on one thread, and gigabytes (10^9 bytes) of resident memory.
    """
    rate = RATES[engine]
    seconds = 0.0
    for scenario in scenarios:
        months = scenario.spin_up + scenario.end - scenario.start + 1
        seconds += months * (rate.seconds_per_month + rate.seconds_per_person_month * scenario.population)
    most = max((scenario.population for scenario in scenarios), default=0)
    return Effort(seconds * replicates / 3600.0, (BYTES_TO_BEGIN + rate.bytes_per_person * most) / GIGABYTE)


def memory_here() -> float:
    """Gigabytes of memory that this machine has; without end where it does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIGABYTE
    except (AttributeError, ValueError, OSError):
        return float("inf")


def check_effort(
    scenarios: Sequence[Scenario],
    replicates: int,
    engine: str,
    most_hours: float,
    most_gigabytes: float,
    where: str,
) -> None:
    """Refuse what would take longer or more memory than the user allowed, before anything runs.

    Raises
    ------
    BadInput
        With the estimates and the options that raise the limits.
    """
    effort = estimated_effort(scenarios, replicates, engine)
    faults = []
    if effort.hours > most_hours:
        problem = f"would take about {effort.hours:,.0f} hours; fewer replicates or regions, or raise --max-hours"
        faults.append(Fault(where, None, "replicates", problem, str(replicates), f"{most_hours:g} hours"))
    if effort.gigabytes > most_gigabytes:
        problem = f"would need about {effort.gigabytes:,.1f} GB of memory; keep fewer regions, or raise --max-memory"
        people = f"{max(scenario.population for scenario in scenarios):,} people"
        faults.append(Fault(where, None, "regions", problem, people, f"{most_gigabytes:.1f} GB"))
    if faults:
        raise BadInput(faults)


def available_threads() -> int:
    """Processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def worker_count(tasks: int, processors: int, gigabytes_each: float, gigabytes: float) -> int:
    """How many processes to start: no more than tasks, processors, or what memory bears; at least one.

    Parameters
    ----------
    tasks
        How many tasks there are.
    processors
        Processors that may be used.
    gigabytes_each
        What one process needs at its peak.
    gigabytes
        Memory of the machine.

    Returns
    -------
    int
    """
    fit = int(min(MEMORY_SHARE * gigabytes / gigabytes_each, tasks, processors))
    return max(1, fit)


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
