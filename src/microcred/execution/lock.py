"""One driver at a time: a lock that dies with the process that holds it, and says who that is."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from microcred.base.errors import BadInput, printable

NAME = "lock"
TRIES = 4
PAUSE = 0.1


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder.

    The operating system drops it when the process ends, however it ends, so a dead process's lock is free.

    Raises
    ------
    BadInput
        If another process holds it; says which, where and since when.
    """
    handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        if not _taken(handle):
            raise BadInput.single(
                str(folder), f"another sweep works on this folder: locked by {holder(folder)}", allowed="one at a time"
            )
        since = datetime.now(UTC).isoformat(timespec="seconds")
        text = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": since})
        os.ftruncate(handle, 0)
        os.pwrite(handle, text.encode(), 0)
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    # Who only asks for the state of a study holds the lock for an instant.
    for _ in range(TRIES):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
            time.sleep(PAUSE)
        else:
            return True
    return False


def holder(folder: Path) -> str:
    """Say who holds, or held, the lock of a folder."""
    try:
        said = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return printable(f"process {said['pid']} on {said['host']} since {said['since']}")
    except (OSError, ValueError, KeyError, TypeError):
        return "a process that has not said which"


def is_locked(folder: Path) -> bool:
    """Whether a sweep works on a folder now."""
    try:
        handle = os.open(folder / NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
