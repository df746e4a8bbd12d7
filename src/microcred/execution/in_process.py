"""Runs one after the other in this process: for little work, which would wait longer for workers to start."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Generic

from microcred.execution.attempts import Limits, Queue
from microcred.execution.tasks import E, Failed, Perform, S, T


class InProcess(Generic[S, T, E]):
    """Makes runs in this process.

    Parameters
    ----------
    setup
        What runs need to know.
    limits
        How often a run is tried; a time limit cannot be kept here.
    how
        What makes a run.
    """

    together = 1

    def __init__(self, setup: S, limits: Limits, how: Perform[S, T, E]) -> None:
        self._setup = setup
        self._limits = limits
        self._how = how

    def results(self, tasks: Iterator[T]) -> Generator[E | Failed[T], None, None]:
        """Yield the end of every run."""
        queue = Queue(tasks, self._limits)
        while (task := queue.next()) is not None:
            done: E | Failed[T] | None = queue.settle(self._how(self._setup, task))
            if done is not None:
                yield done
