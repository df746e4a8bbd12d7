"""Runs on this machine's processors: one process each, watched, replaced when lost, never more than they can chew."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait

from microcred.base.compile import must_compile
from microcred.base.errors import RunFailed
from microcred.study.attempts import Limits, Queue
from microcred.study.identity import difference
from microcred.study.perform import Done, Setup, Task, perform
from microcred.study.worker import ONE_THREAD, Hello, Perform, work

#: A worker always has about this much work before it.
CHUNK_SECONDS = 1.0
MOST_IN_CHUNK = 64
#: While nothing is compiled, one worker begins with the first stage of a month and one with the last; others wait.
COMPILING_WORKERS = 2
#: Workers that end before they are ready, one after the other, before that is held to be no accident.
MOST_STILLBIRTHS = 3
_PATIENCE = 0.25
_FAREWELL = 2.0


class _Worker:
    """One process and what it has been given."""

    def __init__(self, setup: Setup, how: Perform, backwards: bool = False) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self.pipe: Connection = ours
        self.process = context.Process(target=work, args=(theirs, setup, how, backwards), daemon=True)
        with _one_thread():
            self.process.start()
        theirs.close()
        self.given: deque[Task] = deque()
        self.ready = False
        self.since = time.monotonic()

    def give(self, tasks: list[Task]) -> None:
        if not self.given:
            self.since = time.monotonic()
        self.given.extend(tasks)
        # A process that has just died takes nothing; the end of its pipe says so, and what it was given goes elsewhere.
        with suppress(OSError):
            for task in tasks:
                self.pipe.send(task)

    def took(self, task: Task) -> None:
        """Note that a task is finished and the next one begins."""
        if self.given and self.given[0].key == task.key:
            self.given.popleft()
        self.since = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long the current run takes already."""
        return time.monotonic() - self.since

    def how_it_ended(self) -> str:
        code = self.process.exitcode
        if code is not None and code < 0:
            name = signal.Signals(-code).name
            return f"killed by {name}" + (", perhaps for want of memory" if name == "SIGKILL" else "")
        return f"ended with code {code}"

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


@contextmanager
def _one_thread() -> Iterator[None]:
    """Whatever is started within counts one processor."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class Workers:
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
        What makes a run.
    """

    def __init__(self, setup: Setup, number: int, limits: Limits, how: Perform = perform) -> None:
        self._setup = setup
        self._number = number
        self._limits = limits
        self._how = how
        self._workers: list[_Worker] = []
        self._compiling = how is perform and must_compile()
        self._mean = 0.0
        self._stillbirths = 0

    def results(self, tasks: Iterator[Task]) -> Generator[Done, None, None]:
        """Yield the end of every run, in the order in which they end.

        Raises
        ------
        RunFailed
            If workers cannot be started, or are of another version.
        """
        queue = Queue(tasks, self._limits)
        try:
            while True:
                self._feed(queue)
                if not any(worker.given for worker in self._workers):
                    return
                yield from self._collect(queue)
        finally:
            self._end()

    def _feed(self, queue: Queue) -> None:
        number = min(COMPILING_WORKERS, self._number) if self._compiling else self._number
        wanted = 1 if self._mean == 0.0 else max(1, min(MOST_IN_CHUNK, round(CHUNK_SECONDS / self._mean)))
        # The shortest lists first, so that the last runs are shared evenly.
        for length in range(wanted):
            for place in range(number):
                if place < len(self._workers) and len(self._workers[place].given) > length:
                    continue
                task = queue.next()
                if task is None:
                    return
                while place >= len(self._workers):
                    self._workers.append(_Worker(self._setup, self._how, backwards=bool(self._workers)))
                self._workers[place].give([task])

    def _collect(self, queue: Queue) -> Iterator[Done]:
        ready = wait([worker.pipe for worker in self._workers], timeout=_PATIENCE)
        for worker in list(self._workers):
            if worker.pipe in ready:
                yield from self._hear(worker, queue)
            elif self._is_late(worker):
                yield from self._give_up(worker, queue)

    def _hear(self, worker: _Worker, queue: Queue) -> Iterator[Done]:
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
        done = queue.settle(said)
        if done is not None:
            yield done

    def _greet(self, worker: _Worker, hello: Hello) -> None:
        differs = difference(hello.identity, dict(self._setup.identity))
        if differs:
            raise RunFailed(f"a worker is not of the version that began the study: {differs}")
        worker.ready = True
        self._compiling = False
        worker.since = time.monotonic()
        self._stillbirths = 0

    def _is_late(self, worker: _Worker) -> bool:
        if self._limits.seconds is None or not worker.ready or not worker.given:
            return False
        return worker.seconds > self._limits.seconds

    def _give_up(self, worker: _Worker, queue: Queue) -> Iterator[Done]:
        task, *others = worker.given
        seconds = worker.seconds
        self._replace(worker)
        queue.give_back(others)
        yield queue.timed_out(task, seconds)

    def _bury(self, worker: _Worker, queue: Queue) -> Iterator[Done]:
        worker.process.join()
        how, was_ready, given, seconds = worker.how_it_ended(), worker.ready, list(worker.given), worker.seconds
        self._replace(worker)
        if not was_ready:
            self._stillbirths += 1
            queue.give_back(given)
            if self._stillbirths >= MOST_STILLBIRTHS:
                raise RunFailed(f"worker processes cannot be started: {how}")
            return
        queue.give_back(given[1:])
        done = queue.lost(given[0], seconds, how) if given else None
        if done is not None:
            yield done

    def _replace(self, worker: _Worker) -> None:
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
