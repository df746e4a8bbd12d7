"""Work spread over processes of this machine: same answers, in the order they were asked for.

Processes are started afresh (spawn), never forked: a fork after a parallel kernel kills the child.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, TypeVar

from microcred.base.errors import RunFailed

Task = TypeVar("Task")
Answer = TypeVar("Answer")

#: Tasks handed out ahead of those at work, per process.
AHEAD = 2
#: Part of the memory that processes may fill.
MEMORY_SHARE = 0.8

_shared: Any = None


def _begin(shared: Any) -> None:
    # Read when numba is first imported, which is later than this: the processes are as many as the processors.
    os.environ["NUMBA_NUM_THREADS"] = "1"
    global _shared
    _shared = shared


def _work(function: Callable[[Any, Any], Any], task: Any) -> Any:
    return function(_shared, task)


def worker_count(tasks: int, processors: int, gigabytes_each: float, gigabytes: float) -> int:
    """How many processes to start: no more than tasks, processors, or what memory bears; at least one.

    Parameters
    ----------
    tasks
        How many tasks there are.
    processors
        Processors that may be used.
    gigabytes_each
        What one process needs at its peak.
    gigabytes
        Memory of the machine.

    Returns
    -------
    int
    """
    fit = int(min(MEMORY_SHARE * gigabytes / gigabytes_each, tasks, processors))
    return max(1, fit)


def spread(
    function: Callable[[Any, Task], Answer], shared: Any, tasks: Sequence[Task], workers: int
) -> Iterator[tuple[int, Answer]]:
    """Answer every task in one of several processes.

    Parameters
    ----------
    function
        ``function(shared, task)``, of a module that a process can import.
    shared
        What all tasks need; sent to each process once.
    tasks
        What is to be answered.
    workers
        Number of processes.

    Yields
    ------
    tuple
        Number of the task and its answer, as they come.

    Raises
    ------
    RunFailed
        If a process dies; else whatever the function raises.
    """
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin, (shared,))
    waiting: dict[Future[Answer], int] = {}
    left = iter(enumerate(tasks))
    try:
        while True:
            while len(waiting) < workers * AHEAD and (following := next(left, None)) is not None:
                waiting[pool.submit(_work, function, following[1])] = following[0]
            if not waiting:
                return
            for done in wait(waiting, return_when=FIRST_COMPLETED).done:
                yield waiting.pop(done), done.result()
    except BrokenProcessPool as error:
        raise RunFailed(
            "a worker process died: memory may have run out (use fewer workers), or a script that starts workers"
            ' has no `if __name__ == "__main__":`'
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)
