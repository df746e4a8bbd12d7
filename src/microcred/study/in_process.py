"""Runs one after the other in this process: for small studies, which would wait longer for workers to start."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from microcred.study.attempts import Limits, Queue
from microcred.study.perform import Done, Setup, Task, perform
from microcred.study.worker import Perform


class InProcess:
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

    def __init__(self, setup: Setup, limits: Limits, how: Perform = perform) -> None:
        self._setup = setup
        self._limits = limits
        self._how = how

    def results(self, tasks: Iterator[Task]) -> Generator[Done, None, None]:
        """Yield the end of every run."""
        queue = Queue(tasks, self._limits)
        while (task := queue.next()) is not None:
            done = queue.settle(self._how(self._setup, task))
            if done is not None:
                yield done
