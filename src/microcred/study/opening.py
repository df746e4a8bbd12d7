"""Opening a study's folder for writing: by one process at a time, whole, or with a reason why not."""

from __future__ import annotations

import errno
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from microcred.base.errors import BadInput, RunFailed
from microcred.execution.files import sync_folder
from microcred.execution.lock import NAME as LOCK
from microcred.execution.lock import locked
from microcred.study import manifest
from microcred.study.experiment import Experiment
from microcred.study.parts import TABLES
from microcred.study.store import Store
from microcred.study.written import kept_digest

#: Reasons that lie in the place, not in the moment.
_NOT_HERE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENAMETOOLONG)


@contextmanager
def open_store(folder: Path, experiment: Experiment) -> Iterator[Store]:
    """Open a study's folder for writing, making it if there is none, with its plan.

    Raises
    ------
    BadInput
        If the folder cannot be used, or another process works on it.
    RunFailed
        If the disk is full or fails.
    """
    with ExitStack() as stack:
        try:
            store = _prepared(stack, folder, experiment)
        except (OSError, sqlite3.Error) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            if isinstance(error, OSError) and error.errno in _NOT_HERE:
                raise BadInput.single(str(folder), f"cannot be written to: {reason}") from None
            raise RunFailed(f"{folder}: the study could not be opened for writing: {reason}") from error
        yield store


def _prepared(stack: ExitStack, folder: Path, experiment: Experiment) -> Store:
    _check_folder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    stack.enter_context(locked(folder))
    if not (folder / manifest.NAME).exists():
        _create(folder)
    for table in TABLES:
        (folder / table).mkdir(exist_ok=True)
    connection = stack.enter_context(closing(manifest.connect(folder / manifest.NAME, writing=True)))
    store = Store(folder, connection, experiment)
    store.repair()
    kept = manifest.facts(connection).get("kept", {})
    store.note(kept={**kept, kept_digest(experiment): [experiment.national, experiment.regional]})
    store.make_plan()
    return store


def _create(folder: Path) -> None:
    hidden = folder / f".{manifest.NAME}.{secrets.token_hex(4)}.partial"
    manifest.create(hidden)
    os.replace(hidden, folder / manifest.NAME)
    sync_folder(folder)


def _check_folder(folder: Path) -> None:
    shown = str(folder)
    if folder.is_symlink():
        raise BadInput.single(shown, "is a link: name the folder itself")
    if folder.exists() and not folder.is_dir():
        raise BadInput.single(shown, "is a file, not a folder")
    if folder.is_dir() and not (folder / manifest.NAME).exists():
        others = [one.name for one in folder.iterdir() if one.name != LOCK and not one.name.startswith(".")]
        # A first start that was cut off leaves empty folders.
        if any(name not in TABLES for name in others):
            raise BadInput.single(
                shown,
                "holds something else and no study",
                found=others[0],
                allowed="a new folder, or that of the study",
            )
