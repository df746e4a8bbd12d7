"""One worker process as its driver sees it.

Processes are started afresh, never forked: a fork after a parallel kernel kills the child. Nor by multiprocessing: it
has them import the main script again, so that a script without a guard would start itself, one from a pipe cannot be
imported, and processes of other pools may start none. A worker needs nothing of the main script.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any, Generic

from microcred.execution.tasks import T
from microcred.execution.worker import KEEP_MEMORY, MEMORY, ONE_THREAD, Instructions

LONGEST_LOOK = 5.0
#: First words of a worker: it finds modules where its driver does.
BEGIN = "import sys; sys.path[:] = sys.argv[4:]; from microcred.execution.worker import main; main(sys.argv[1:4])"


class Clock:
    """Seconds for which somebody watched: a driver that was stopped (Ctrl-Z) has not waited for its workers."""

    def __init__(self) -> None:
        self.now = 0.0
        self._looked = time.monotonic()

    def look(self) -> None:
        """Note that somebody watches now."""
        real = time.monotonic()
        self.now += min(real - self._looked, LONGEST_LOOK)
        self._looked = real


class WorkerProcess(Generic[T]):
    """One process and what it has been given.

    Parameters
    ----------
    instructions
        What runs need to know, and what makes them.
    clock
        Of who watches it.
    prepares, backwards
        As for `work`.

    Raises
    ------
    OSError
        If the machine bears no further process.
    """

    def __init__(self, instructions: Instructions, clock: Clock, prepares: bool, backwards: bool) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            words = [str(theirs.fileno()), *(str(int(flag)) for flag in (prepares, backwards))]
            path = [entry or os.getcwd() for entry in sys.path]
            with _deaf_to_interrupts():
                self.process = subprocess.Popen(
                    [sys.executable, "-c", BEGIN, *words, *path],
                    stdin=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    env=_environment(),
                )
            self.pipe: Connection = Connection(ours.detach())
        self.given: deque[T] = deque()
        self.ready = False
        self._instructions: Instructions | None = instructions
        self._clock = clock
        self.since = clock.now

    def give(self, tasks: list[T]) -> None:
        """Hand over tasks, at once or as soon as it listens."""
        if not self.given:
            self.since = self._clock.now
        self.given.extend(tasks)
        if self._instructions is None:
            self._send(tasks)

    def listens(self) -> None:
        """Note that the process can be told what to do, and tell it."""
        instructions, self._instructions = self._instructions, None
        self._send([instructions, *self.given])

    def _send(self, words: list[Any]) -> None:
        # A process that has just died takes nothing; the end of its pipe says so, and what it was given goes elsewhere.
        with suppress(OSError):
            for word in words:
                self.pipe.send(word)

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
        """Say how a process ended that has hung up."""
        try:
            code = self.process.wait(LONGEST_LOOK)
        except subprocess.TimeoutExpired:
            return "hung up and did not end"
        if code < 0:
            name = signal.Signals(-code).name
            return f"killed by {name}" + (", perhaps for want of memory" if name == "SIGKILL" else "")
        return f"ended with code {code}"

    def kill(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.wait()
        self.pipe.close()


def _environment() -> dict[str, str]:
    """What a worker is started with; what the user says of memory stands last, and counts."""
    said = os.environ.get(MEMORY)
    memory = ":".join([*KEEP_MEMORY, said] if said else KEEP_MEMORY)
    return os.environ | dict.fromkeys(ONE_THREAD, "1") | {MEMORY: memory}


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Whatever is started within never hears Ctrl-C, not even while it starts."""
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
