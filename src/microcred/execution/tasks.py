"""What is handed to a worker, and what comes back: tasks, and their ends."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from microcred.base.errors import RunFailed, printable

#: Lines of a traceback that are kept, from the end.
MOST_LINES = 60


class Setup(Protocol):
    """What every worker is told once."""

    @property
    def identity(self) -> Mapping[str, str]:
        """Versions and sources of who asks, which the worker's must equal."""
        ...


@dataclass(frozen=True, slots=True)
class Task:
    """One run to be made.

    Attributes
    ----------
    key
        Name of the run by its content.
    attempt
        Counted from 1.
    """

    key: str
    attempt: int = field(default=1, kw_only=True)


S = TypeVar("S", bound=Setup)
T = TypeVar("T", bound=Task)


@dataclass(frozen=True, eq=False)
class Ended(Generic[T]):
    """The end of a run.

    Attributes
    ----------
    task
        Which run.
    seconds
        Time it took.
    """

    task: T
    seconds: float


@dataclass(frozen=True, eq=False)
class Failed(Ended[T]):
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

    kind: str
    message: str
    trace: str = ""


E = TypeVar("E", bound=Ended[Any])
#: Makes a run: always ends with its result or with a failure, and never raises because of the run.
Perform = Callable[[S, T], E | Failed[T]]


def failed(task: T, error: BaseException, seconds: float) -> Failed[T]:
    """Describe an error as the end of a run."""
    cause = error.__cause__ if isinstance(error, RunFailed) and error.__cause__ is not None else error
    lines = "".join(traceback.format_exception(error)).splitlines()
    trace = "\n".join(printable(line) for line in lines[-MOST_LINES:])
    message = printable(str(error)) or type(cause).__name__
    return Failed(task, seconds, type(cause).__name__, message, trace)
