"""A worker process: it takes tasks from a pipe, makes them one after the other and sends back what came out."""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any

from microcred.execution.identity import worker_identity

#: Set before any library counts the processors: one thread for each worker.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
#: Where the C library is told how to deal with memory, and what (only glibc listens). A worker keeps the memory of a
#: run for the next one, in large pages: to give it back and to ask for it again took up to a fifth of a run.
MEMORY = "GLIBC_TUNABLES"
KEEP_MEMORY = (
    "glibc.malloc.mmap_threshold=4294967296",
    "glibc.malloc.trim_threshold=68719476736",
    "glibc.malloc.hugetlb=1",
)


@dataclass(frozen=True)
class Here:
    """First word of a worker: it listens."""


@dataclass(frozen=True)
class Hello:
    """Second word of a worker, which is ready: what it is."""

    identity: dict[str, str]


@dataclass(frozen=True)
class Instructions:
    """First word to a worker: what runs need to know, and what makes them."""

    setup: Any
    how: Callable[[Any, Any], Any]


def main(words: Sequence[str]) -> None:
    """Begin as a process: the number of the pipe's file, and the flags of `work`."""
    descriptor, prepares, backwards = (int(word) for word in words)
    work(Connection(descriptor), bool(prepares), bool(backwards))


def work(pipe: Connection, prepares: bool, backwards: bool) -> None:
    """Serve tasks until the pipe ends or says so.

    Parameters
    ----------
    pipe
        Brings instructions, then tasks, and None to end; takes `Here`, `Hello` and what came out of each task.
    prepares
        Whether to import the compiled engine before the first task.
    backwards
        Whether to compile from the last stage of a month on, if nothing is compiled yet.
    """
    # Who stops the study in a terminal speaks to the whole group; the driver decides what becomes of workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks: SimpleQueue[Any] = SimpleQueue()
    # Tasks are taken from the pipe at any time, so that neither end ever waits for the other to read; and a driver that
    # is gone is noticed in the middle of a run.
    threading.Thread(target=_read, args=(pipe, tasks), daemon=True).start()
    # Where the driver is gone nobody hears the answer; the reader ends this process.
    with suppress(BrokenPipeError):
        pipe.send(Here())
        if prepares:
            warm_up(backwards)
        told: Instructions | None = tasks.get()
        pipe.send(Hello(worker_identity()))
        while told is not None and (task := tasks.get()) is not None:
            pipe.send(told.how(told.setup, task))


def warm_up(backwards: bool = False) -> None:
    """Import the engine and compile it, or load what others compiled, so that the time of the first run is its own.

    Parameters
    ----------
    backwards
        Begin with the last stage of a month: two processes, one from either end, share the work.
    """
    from microcred.engine.columns.ahead import compile_stages

    compile_stages(backwards)


def _read(pipe: Connection, tasks: SimpleQueue[Any]) -> None:
    while True:
        try:
            tasks.put(pipe.recv())
        except (EOFError, OSError):
            os._exit(0)
        # What cannot be read, for a module that is not there, say, would be waited for without end.
        except BaseException:  # noqa: BLE001
            traceback.print_exc()
            os._exit(1)
