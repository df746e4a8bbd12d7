"""Runs on this machine's processors: one process each, watched, replaced when lost, never more than they can chew.

Processes are started afresh (spawn), never forked: a fork after a parallel kernel kills the child.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Generic

from microcred.base.compile import must_compile
from microcred.base.errors import RunFailed
from microcred.execution.attempts import Limits, Queue
from microcred.execution.identity import difference
from microcred.execution.tasks import E, Failed, Perform, S, Setup, T
from microcred.execution.worker import ONE_THREAD, Hello, work

#: A worker always has about this much work before it.
CHUNK_SECONDS = 1.0
MOST_IN_CHUNK = 64
#: While nothing is compiled, one worker begins with the first stage of a month and one with the last; others wait.
COMPILING_WORKERS = 2
#: Workers that end before they are ready, one after the other, before that is held to be no accident.
MOST_STILLBIRTHS = 3
_LOOK = 0.25
_LONGEST_LOOK = 5.0
_FAREWELL = 2.0


class _Clock:
    """Seconds for which somebody watched: a driver that was stopped (Ctrl-Z) has not waited for its workers."""

    def __init__(self) -> None:
        self.now = 0.0
        self._looked = time.monotonic()

    def look(self) -> None:
        real = time.monotonic()
        self.now += min(real - self._looked, _LONGEST_LOOK)
        self._looked = real


class _Worker(Generic[T]):
    """One process and what it has been given."""

    def __init__(self, setup: Setup, how: Any, clock: _Clock, prepares: bool, backwards: bool) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self.pipe: Connection = ours
        self.process = context.Process(target=work, args=(theirs, setup, how, prepares, backwards), daemon=True)
        try:
            with _as_worker():
                self.process.start()
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self.given: deque[T] = deque()
        self.ready = False
        self._clock = clock
        self.since = clock.now

    def give(self, tasks: list[T]) -> None:
        if not self.given:
            self.since = self._clock.now
        self.given.extend(tasks)
        # A process that has just died takes nothing; the end of its pipe says so, and what it was given goes elsewhere.
        with suppress(OSError):
            for task in tasks:
                self.pipe.send(task)

    def took(self, task: T) -> None:
        """Note that a task is finished and the next one begins."""
        if self.given and self.given[0].key == task.key:
            self.given.popleft()
        self.since = self._clock.now

    @property
    def seconds(self) -> float:
        """How long the current run takes already."""
        return self._clock.now - self.since

    def how_it_ended(self) -> str:
        code = self.process.exitcode
        if code is not None and code < 0:
            name = signal.Signals(-code).name
            return f"killed by {name}" + (", perhaps for want of memory" if name == "SIGKILL" else "")
        return f"ended with code {code}"

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.process.close()
        self.pipe.close()


@contextmanager
def _as_worker() -> Iterator[None]:
    """Whatever is started within counts one processor, and never hears Ctrl-C, not even while it starts."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


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
        self._setup = setup
        self._number = number
        self._limits = limits
        self._how = how
        self._prepares = prepares
        self._workers: list[_Worker[T]] = []
        self._clock = _Clock()
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
            one: _Worker[T] = _Worker(self._setup, self._how, self._clock, self._prepares, bool(self._workers))
        except AssertionError as error:
            # What multiprocessing says where this process is itself a worker of something.
            raise RunFailed(f"worker processes cannot be started here: {error}; make the runs without") from error
        except OSError as error:
            # It died while it was told what to do, or the machine bears no further process.
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
            raise RunFailed(
                f"worker processes cannot be started: {how}; memory may have run out (use fewer workers), or a script"
                ' that starts workers has no `if __name__ == "__main__":`'
            )
        # The machine bears no more of them: it goes on with those that there are.
        self._number, self._stillbirths = ready, 0

    def _collect(self, queue: Queue[T]) -> Iterator[E | Failed[T]]:
        ready = wait([worker.pipe for worker in self._workers], timeout=_LOOK)
        self._clock.look()
        for worker in list(self._workers):
            if worker.pipe in ready:
                yield from self._hear(worker, queue)
            elif self._is_late(worker):
                yield from self._give_up(worker, queue)

    def _hear(self, worker: _Worker[T], queue: Queue[T]) -> Iterator[E | Failed[T]]:
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._bury(worker, queue)
            return
        if isinstance(said, Hello):
            self._greet(worker, said)
            return
        worker.took(said.task)
        self._mean = said.seconds if self._mean == 0.0 else 0.8 * self._mean + 0.2 * said.seconds
        done: E | Failed[T] | None = queue.settle(said)
        if done is not None:
            yield done

    def _greet(self, worker: _Worker[T], hello: Hello) -> None:
        differs = difference(hello.identity, dict(self._setup.identity))
        if differs:
            raise RunFailed(f"a worker is not of the version that began: {differs}")
        worker.ready = True
        self._compiling = False
        worker.since = self._clock.now
        self._stillbirths = 0

    def _is_late(self, worker: _Worker[T]) -> bool:
        if self._limits.seconds is None or not worker.ready or not worker.given:
            return False
        return worker.seconds > self._limits.seconds

    def _give_up(self, worker: _Worker[T], queue: Queue[T]) -> Iterator[Failed[T]]:
        task, *others = worker.given
        seconds = worker.seconds
        self._replace(worker)
        queue.give_back(others)
        yield queue.timed_out(task, seconds)

    def _bury(self, worker: _Worker[T], queue: Queue[T]) -> Iterator[Failed[T]]:
        worker.process.join()
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

    def _replace(self, worker: _Worker[T]) -> None:
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
            worker.process.join(max(0.0, deadline - time.monotonic()))
            worker.kill()
        self._workers.clear()
