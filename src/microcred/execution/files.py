"""Files that appear whole or not at all, whatever stops the program."""

from __future__ import annotations

import fcntl
import os
import secrets
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under a hidden name, make sure that it is on the disk, and only then give it its name.

    Raises
    ------
    OSError
        If the disk is full or fails; nothing is left behind.
    """
    # A name that begins with a dot: readers of whole folders pass over it.
    hidden = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
    try:
        with open(hidden, "wb") as file:
            # Says that somebody writes; some shared folders know no locks.
            with suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.replace(hidden, path)
        sync_folder(path.parent)
    except BaseException:
        hidden.unlink(missing_ok=True)
        raise


def clear_unfinished(folder: Path) -> None:
    """Remove what programs that were killed had begun to write into a folder, and nothing that one is writing now."""
    for path in folder.glob(".*.partial"):
        with suppress(OSError), open(path, "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
