"""Runs on a Dask cluster that somebody started: the same tasks, the same store, which stays with the driver."""

from __future__ import annotations

import ipaddress
import os
import threading
import time
from collections import Counter, deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from microcred.base.compile import must_compile
from microcred.base.errors import BadInput, RunFailed
from microcred.execution.attempts import KILLED, MOST_DEATHS, Limits, Queue
from microcred.execution.identity import difference, worker_identity
from microcred.execution.tasks import Failed
from microcred.execution.worker import warm_up
from microcred.execution.workers import CHUNK_SECONDS, MOST_IN_CHUNK
from microcred.study.perform import Done, Perform, Setup, Task, perform

if TYPE_CHECKING:
    from distributed import Client

LOOPBACK = "localhost"
CONNECT_SECONDS = 20.0
#: Beyond the time of one run, until some runs that were handed out together are held to be late. They are little work:
#: one of them hangs, or they are slower than those before. Each is then tried by itself, with its full time.
GRACE_SECONDS = 3.0 * CHUNK_SECONDS
#: Chunks that wait for each thread of the cluster beside the one that it works on.
AHEAD = 1
_PATIENCE = 0.5
# Where a Dask worker has several threads, runs of one process take turns.
_TURN = threading.Lock()


def check_address(address: str, insecure: bool) -> None:
    """Refuse a scheduler on another machine without TLS: who listens on the way could have workers execute anything.

    Raises
    ------
    BadInput
        Unless the user insists.
    """
    scheme, _, rest = address.rpartition("://")
    host = rest.rsplit(":", 1)[0].strip("[]")
    if ":" not in rest:
        raise BadInput.single(
            "--scheduler", "is no address", found=address, allowed="tcp://HOST:PORT or tls://HOST:PORT"
        )
    if scheme == "tls" or insecure or _is_loopback(host):
        return
    raise BadInput.single(
        "--scheduler",
        "is on another machine and not protected by TLS; in a network that you trust, add --insecure",
        found=address,
        allowed="tls://HOST:PORT, or an address of this machine",
    )


def _is_loopback(host: str) -> bool:
    if host == LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def perform_chunk(setup: Setup, tasks: list[Task], how: Perform) -> list[Done]:
    """Make some runs, one after the other, on a worker of the cluster."""
    differs = difference(worker_identity(), dict(setup.identity))
    if differs:
        raise RunFailed(differs)
    with _TURN:
        return [how(setup, task) for task in tasks]


async def _end_process() -> None:
    # A coroutine, because Dask awaits the answer of anything else, and there will be none.
    os._exit(1)


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]


@dataclass
class _Chunk:
    """Tasks that were handed to the cluster together."""

    tasks: list[Task]
    alone: bool
    worker: str = ""
    since: float = field(default_factory=time.monotonic)


class Cluster:
    """Makes runs on the workers of a Dask scheduler.

    Parameters
    ----------
    setup
        What runs need to know.
    address
        Of the scheduler.
    limits
        How often a run is tried and how long it may take.
    how
        What makes a run.
    """

    def __init__(self, setup: Setup, address: str, limits: Limits, how: Perform = perform) -> None:
        self._setup = setup
        self._address = address
        self._limits = limits
        self._how = how
        self._given: dict[str, tuple[Any, _Chunk]] = {}
        self._suspects: deque[Task] = deque()
        self._lost_alone: Counter[str] = Counter()
        self._mean = 0.0
        self._number = 0
        self.together = 1

    def results(self, tasks: Iterator[Task]) -> Generator[Done, None, None]:
        """Yield the end of every run, in the order in which they end.

        Raises
        ------
        BadInput
            If there is no scheduler or worker there, or workers are of another version.
        """
        client = self._connected()
        try:
            self._check_workers(client)
            if self._how is perform:
                self._compile(client)
            yield from self._all(client, Queue(tasks, self._limits))
        finally:
            client.cancel([future for future, _ in self._given.values()], force=True)
            client.close()

    def _connected(self) -> Client:
        from distributed import Client

        try:
            return Client(self._address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            problem = f"no scheduler answers there: {error}"
            raise BadInput.single("--scheduler", problem, found=self._address) from None

    def _check_workers(self, client: Client) -> None:
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError:
            raise BadInput.single("--scheduler", "has no workers", found=self._address) from None
        wanted = dict(self._setup.identity)
        for worker, answer in client.run(worker_identity, on_error="return").items():
            if isinstance(answer, BaseException):
                problem = f"the worker {worker} has no microcred like this one: {answer}"
                raise BadInput.single("--scheduler", problem, found=self._address)
            differs = difference(answer, wanted)
            if differs:
                raise BadInput.single("--scheduler", f"{worker}: {differs}", found=self._address)

    def _compile(self, client: Client) -> None:
        """Let two workers of each machine compile for all of it, one from either end of a month."""
        machines: dict[str, list[str]] = {}
        for worker, needs in client.run(must_compile).items():
            if needs:
                machines.setdefault(worker.rsplit(":", 1)[0], []).append(worker)
        ahead = [
            client.submit(warm_up, backwards, workers=[worker], pure=False)
            for workers in machines.values()
            for worker, backwards in zip(workers, (False, True), strict=False)
        ]
        client.gather(ahead, errors="skip")

    def _all(self, client: Client, queue: Queue[Task]) -> Iterator[Done]:
        from distributed import as_completed

        finished = as_completed(loop=client.loop, raise_errors=False)
        while True:
            self._feed(client, queue, finished)
            if not self._given:
                return
            for future in self._next(finished):
                if future.key in self._given:
                    yield from self._take(future, self._given.pop(future.key)[1], queue)
            yield from self._give_up_late(client, queue)

    def _next(self, finished: Any) -> list[Any]:
        """Futures that have ended, after waiting a moment for one."""
        deadline = time.monotonic() + _PATIENCE
        while finished.is_empty() is False and not finished.has_ready() and time.monotonic() < deadline:
            time.sleep(0.005)
        return list(finished.next_batch(block=False)) if finished.has_ready() else []

    def _feed(self, client: Client, queue: Queue[Task], finished: Any) -> None:
        threads = self.together = sum(client.nthreads().values()) or 1
        wanted = 1 if self._mean == 0.0 else max(1, min(MOST_IN_CHUNK, round(CHUNK_SECONDS / self._mean)))
        while len(self._given) < threads * (1 + AHEAD):
            tasks = self._chunk(queue, wanted)
            alone = not tasks and not self._given and bool(self._suspects)
            if alone:
                tasks = [self._suspects.popleft()]
            if not tasks:
                return
            self._number += 1
            key = f"microcred-{tasks[0].key}-{self._number}"
            future = client.submit(perform_chunk, self._setup, tasks, self._how, key=key, pure=False)
            self._given[future.key] = (future, _Chunk(tasks, alone))
            finished.add(future)
            if alone:
                return

    def _chunk(self, queue: Queue[Task], wanted: int) -> list[Task]:
        tasks: list[Task] = []
        while len(tasks) < wanted:
            task = queue.next()
            if task is None:
                return tasks
            if task.attempt > 1:
                # What failed or lost its process before goes alone: nobody else shall suffer for it.
                if tasks:
                    queue.give_back([task])
                    return tasks
                return [task]
            tasks.append(task)
        return tasks

    def _take(self, future: Any, chunk: _Chunk, queue: Queue[Task]) -> Iterator[Done]:
        from distributed import CancelledError, KilledWorker

        try:
            # What was finished may be lost before it is fetched, and be made again, or not.
            ends = future.result()
        except (KilledWorker, CancelledError, OSError) as error:
            yield from self._lost(chunk, _reason(error))
            return
        for said in ends:
            self._mean = said.seconds if self._mean == 0.0 else 0.8 * self._mean + 0.2 * said.seconds
            done = queue.settle(said)
            if done is not None:
                yield done

    def _lost(self, chunk: _Chunk, how: str) -> Iterator[Done]:
        # Dask suspects all that a lost worker had before it. Each is tried again at the end with nothing beside it:
        # what loses its workers then, again and again, does it by itself.
        self._lost_alone.update(task.key for task in chunk.tasks if chunk.alone)
        if not chunk.alone or self._lost_alone[chunk.tasks[0].key] < MOST_DEATHS:
            self._suspects.extend(replace(task, attempt=task.attempt + 1) for task in chunk.tasks)
            return
        yield Failed(chunk.tasks[0], time.monotonic() - chunk.since, KILLED, f"its process was lost: {how}")

    def _give_up_late(self, client: Client, queue: Queue[Task]) -> Iterator[Done]:
        if self._limits.seconds is None:
            return
        now = time.monotonic()
        oldest = min((chunk.since for _, chunk in self._given.values()), default=now)
        if now - oldest <= self._limits.seconds:
            return
        working = {key: worker for worker, keys in client.processing().items() for key in keys}
        seen = set()
        # In the order in which they were given: of those that a worker has, it is at the first.
        for key, (future, chunk) in list(self._given.items()):
            worker = working.get(key, "")
            is_first = worker not in seen
            seen.add(worker)
            if not worker or worker != chunk.worker or not is_first:
                chunk.worker, chunk.since = worker, now
            elif now - chunk.since > self._limits.seconds + GRACE_SECONDS * (len(chunk.tasks) > 1):
                del self._given[key]
                client.cancel([future], force=True)
                # Ends the process in the middle of the run; its nanny starts another. To be asked would take a minute.
                client.run(_end_process, workers=[worker], wait=False, on_error="ignore")
                if chunk.alone or len(chunk.tasks) == 1:
                    yield queue.timed_out(chunk.tasks[0], now - chunk.since)
                else:
                    self._suspects.extend(replace(task, attempt=task.attempt + 1) for task in chunk.tasks)
