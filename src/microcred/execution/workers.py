"""Runs on this machine's processors: one process each, watched, replaced when lost, never more than they can chew."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from multiprocessing.connection import wait
from typing import Generic

from microcred.base.compile import must_compile
from microcred.base.errors import RunFailed
from microcred.execution.attempts import Limits, Queue
from microcred.execution.identity import difference
from microcred.execution.process import Clock, WorkerProcess
from microcred.execution.tasks import E, Failed, Perform, S, T
from microcred.execution.worker import Hello, Here, Instructions

#: A worker always has about this much work before it.
CHUNK_SECONDS = 1.0
MOST_IN_CHUNK = 64
#: While nothing is compiled, one worker begins with the first stage of a month and one with the last; others wait.
COMPILING_WORKERS = 2
#: Workers that end before they are ready, one after the other, before that is held to be no accident.
MOST_STILLBIRTHS = 3
_LOOK = 0.25
_FAREWELL = 2.0


class Workers(Generic[S, T, E]):
    """Makes runs in worker processes.

    Parameters
    ----------
    setup
        What runs need to know.
    number
        How many processes.
    limits
        How often a run is tried and how long it may take.
    how
        What makes a run, in a module that a process can import.
    prepares
        Whether workers import the compiled engine, compiling it if nobody has yet, before they are given runs.
    """

    def __init__(self, setup: S, number: int, limits: Limits, how: Perform[S, T, E], *, prepares: bool = False) -> None:
        self._identity = dict(setup.identity)
        self._instructions = Instructions(setup, how)
        self._number = number
        self._limits = limits
        self._prepares = prepares
        self._workers: list[WorkerProcess[T]] = []
        self._clock = Clock()
        self._compiling = prepares and must_compile()
        self._mean = 0.0
        self._stillbirths = 0

    @property
    def together(self) -> int:
        """How many runs are made side by side."""
        return self._number

    def results(self, tasks: Iterator[T]) -> Generator[E | Failed[T], None, None]:
        """Yield the end of every run, in the order in which they end.

        Raises
        ------
        RunFailed
            If workers cannot be started, or are of another version.
        """
        queue = Queue(tasks, self._limits)
        try:
            while True:
                waits = self._feed(queue)
                if not waits and not any(worker.given for worker in self._workers):
                    return
                yield from self._collect(queue)
        finally:
            self._end()

    def _feed(self, queue: Queue[T]) -> bool:
        """Hand out runs; says whether one waits because no process could be started for it."""
        number = min(COMPILING_WORKERS, self._number) if self._compiling else self._number
        wanted = 1 if self._mean == 0.0 else max(1, min(MOST_IN_CHUNK, round(CHUNK_SECONDS / self._mean)))
        # The shortest lists first, so that the last runs are shared evenly.
        for length in range(wanted):
            for place in range(number):
                if place < len(self._workers) and len(self._workers[place].given) > length:
                    continue
                task = queue.next()
                if task is None:
                    return False
                if place >= len(self._workers) and not self._begin():
                    queue.give_back([task])
                    return True
                self._workers[place].give([task])
        return False

    def _begin(self) -> bool:
        """Start one more process; False where that is not possible now."""
        try:
            one: WorkerProcess[T] = WorkerProcess(self._instructions, self._clock, self._prepares, bool(self._workers))
        except OSError as error:
            # The machine bears no further process: it goes on with those that there are.
            self._number = max(1, len(self._workers))
            if not self._workers:
                self._stillborn(error.strerror or str(error))
            return False
        self._workers.append(one)
        return True

    def _stillborn(self, how: str) -> None:
        self._stillbirths += 1
        if self._stillbirths < MOST_STILLBIRTHS:
            return
        ready = sum(worker.ready for worker in self._workers)
        if ready == 0:
            raise RunFailed(f"worker processes cannot be started: {how}; memory may have run out: use fewer workers")
        self._number, self._stillbirths = ready, 0

    def _collect(self, queue: Queue[T]) -> Iterator[E | Failed[T]]:
        ready = wait([worker.pipe for worker in self._workers], timeout=_LOOK)
        self._clock.look()
        for worker in list(self._workers):
            if worker.pipe in ready:
                yield from self._hear(worker, queue)
            elif self._is_late(worker):
                yield from self._give_up(worker, queue)

    def _hear(self, worker: WorkerProcess[T], queue: Queue[T]) -> Iterator[E | Failed[T]]:
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._bury(worker, queue)
            return
        if isinstance(said, Here):
            worker.listens()
            return
        if isinstance(said, Hello):
            self._greet(worker, said)
            return
        worker.took(said.task)
        self._mean = said.seconds if self._mean == 0.0 else 0.8 * self._mean + 0.2 * said.seconds
        done: E | Failed[T] | None = queue.settle(said)
        if done is not None:
            yield done

    def _greet(self, worker: WorkerProcess[T], hello: Hello) -> None:
        differs = difference(hello.identity, self._identity)
        if differs:
            raise RunFailed(f"a worker is not of the version that began: {differs}")
        worker.ready = True
        self._compiling = False
        worker.since = self._clock.now
        self._stillbirths = 0

    def _is_late(self, worker: WorkerProcess[T]) -> bool:
        if self._limits.seconds is None or not worker.ready or not worker.given:
            return False
        return worker.seconds > self._limits.seconds

    def _give_up(self, worker: WorkerProcess[T], queue: Queue[T]) -> Iterator[Failed[T]]:
        task, *others = worker.given
        seconds = worker.seconds
        self._replace(worker)
        queue.give_back(others)
        yield queue.timed_out(task, seconds)

    def _bury(self, worker: WorkerProcess[T], queue: Queue[T]) -> Iterator[Failed[T]]:
        how, was_ready, given, seconds = worker.how_it_ended(), worker.ready, list(worker.given), worker.seconds
        self._replace(worker)
        if not was_ready:
            queue.give_back(given)
            self._stillborn(how)
            return
        queue.give_back(given[1:])
        done = queue.lost(given[0], seconds, how) if given else None
        if done is not None:
            yield done

    def _replace(self, worker: WorkerProcess[T]) -> None:
        worker.kill()
        self._workers.remove(worker)

    def _end(self) -> None:
        for worker in self._workers:
            if worker.given:
                worker.process.kill()
            else:
                with suppress(OSError):
                    worker.pipe.send(None)
        deadline = time.monotonic() + _FAREWELL
        for worker in self._workers:
            with suppress(subprocess.TimeoutExpired):
                worker.process.wait(max(0.0, deadline - time.monotonic()))
            worker.kill()
        self._workers.clear()
