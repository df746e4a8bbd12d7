"""Stand-ins for the model: histories made from the scenario and seed alone, and runs that fail in every way."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np

from microcred.execution.tasks import failed
from microcred.study.perform import Done, Finished, Setup, Task

MONTHS = tuple(f"2025-{month:02d}" for month in range(1, 13))
PLACES = (("100000", "urban"), ("100000", "rural"))
#: Where the stand-ins find out what else they are to do.
FOLDER = "MICROCRED_TEST_FOLDER"


def made(setup: Setup, task: Task) -> Done:
    """Numbers that depend on the run's point and seed, and on nothing else."""
    generator = np.random.default_rng([task.seed, task.place, *(round(1000 * value) for value in task.values)])
    national = np.floor(generator.random((len(setup.national), len(MONTHS))) * 1000)
    regional = np.floor(generator.random((len(setup.regional), len(MONTHS), len(PLACES))) * 1000)
    note(f"made {task.key}")
    return Finished(task, 0.001, MONTHS, PLACES, national, regional, {"idle_levers": []})


def folder() -> Path | None:
    """Folder of the test, as the environment names it."""
    name = os.environ.get(FOLDER)
    return None if name is None else Path(name)


def note(text: str) -> None:
    """Write a line into the test's notes, from whatever process."""
    here = folder()
    if here is not None:
        handle = os.open(here / "notes", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, f"{text}\n".encode())
        os.close(handle)


def notes(here: Path) -> list[str]:
    """What was noted so far."""
    path = here / "notes"
    return path.read_text().splitlines() if path.exists() else []


def slowly(setup: Setup, task: Task) -> Done:
    """A twentieth of a second each."""
    time.sleep(0.05)
    return made(setup, task)


def halfway(setup: Setup, task: Task) -> Done:
    """The first replicates are made at once, the others never end: whoever stops the study comes in time."""
    if task.replicate > 0:
        time.sleep(600.0)
    return made(setup, task)


def raising(setup: Setup, task: Task) -> Done:
    """Point 7 raises."""
    if task.parameter_set == 7:
        return failed(task, _raised(), 0.01)
    return made(setup, task)


def _raised() -> ValueError:
    try:
        raise ValueError("no such place")
    except ValueError as error:
        return error


def flaky(setup: Setup, task: Task) -> Done:
    """Point 3 succeeds the third time."""
    if task.parameter_set == 3 and task.attempt < 3:
        return failed(task, _raised(), 0.01)
    return made(setup, task)


def poisoned(setup: Setup, task: Task) -> Done:
    """Point 5 kills its process, always."""
    if task.parameter_set == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return made(setup, task)


def shot_once(setup: Setup, task: Task) -> Done:
    """The process that makes point 5 is killed the first time."""
    here = folder()
    if task.parameter_set == 5 and here is not None and "shot" not in notes(here):
        note("shot")
        os.kill(os.getpid(), signal.SIGKILL)
    return slowly(setup, task)


def hanging(setup: Setup, task: Task) -> Done:
    """Point 2 never ends."""
    if task.parameter_set == 2:
        time.sleep(600.0)
    return made(setup, task)
