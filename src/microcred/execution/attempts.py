"""How often a run may be tried: errors are not repeated unless asked for; a lost process says little about a run."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Generic

from microcred.execution.tasks import E, Failed, T

KILLED = "KilledWorker"
TIMEOUT = "timeout"
#: Processes that a run may lose before it is held to be what kills them.
MOST_DEATHS = 3
#: A run is given up after so many times its estimate, but not before some minutes.
PATIENCE = 20.0
LEAST_PATIENCE = 600.0


@dataclass(frozen=True)
class Limits:
    """What a run may take.

    Attributes
    ----------
    retries
        How often a run that raised an error is tried again.
    seconds
        Time after which a run is given up; None for any.
    """

    retries: int = 0
    seconds: float | None = None


def patience(estimate: float) -> float:
    """Seconds after which a run that was estimated to take so many is given up."""
    return max(LEAST_PATIENCE, PATIENCE * estimate)


class Queue(Generic[T]):
    """The runs that wait: those that were asked for in their order, before them those to be tried again.

    Parameters
    ----------
    tasks
        The runs.
    limits
        How often they may be tried.
    """

    def __init__(self, tasks: Iterator[T], limits: Limits) -> None:
        self._tasks = tasks
        self._limits = limits
        self._again: deque[T] = deque()
        self._deaths: Counter[str] = Counter()

    def next(self) -> T | None:
        """Take the next run; None if there is none."""
        return self._again.popleft() if self._again else next(self._tasks, None)

    def give_back(self, tasks: list[T]) -> None:
        """Put runs back that were not begun, or whose process was lost while another ran."""
        self._again.extendleft(reversed(tasks))

    def settle(self, done: E | Failed[T]) -> E | Failed[T] | None:
        """Return a run's end; None if it is tried again."""
        if (
            isinstance(done, Failed)
            and done.kind not in (KILLED, TIMEOUT)
            and done.task.attempt <= self._limits.retries
        ):
            self._again.append(replace(done.task, attempt=done.task.attempt + 1))
            return None
        return done

    def lost(self, task: T, seconds: float, how: str) -> Failed[T] | None:
        """Note that a run's process was lost; return its end once that happened too often, else try it again."""
        self._deaths[task.key] += 1
        deaths = self._deaths[task.key]
        if deaths < MOST_DEATHS:
            self._again.append(replace(task, attempt=task.attempt + 1))
            return None
        return Failed(task, seconds, KILLED, f"its process was lost {deaths} times: {how}")

    def timed_out(self, task: T, seconds: float) -> Failed[T]:
        """Return the end of a run that took too long."""
        limit = self._limits.seconds or 0.0
        return Failed(task, seconds, TIMEOUT, f"took longer than {limit:g} s and was given up")
