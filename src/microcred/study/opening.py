"""Opening a study's folder for writing: by one process at a time, whole, or with a reason why not."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from microcred.base.errors import BadInput
from microcred.study import manifest
from microcred.study.experiment import Experiment
from microcred.study.lock import NAME as LOCK
from microcred.study.lock import locked
from microcred.study.parts import TABLES, sync_folder
from microcred.study.store import Store
from microcred.study.written import kept_digest


@contextmanager
def open_store(folder: Path, experiment: Experiment) -> Iterator[Store]:
    """Open a study's folder for writing, making it if there is none, with its plan.

    Raises
    ------
    BadInput
        If the folder cannot be used, or another process works on it.
    """
    _check_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            path = folder / manifest.NAME
            if not path.exists():
                _create(folder)
            for table in TABLES:
                (folder / table).mkdir(exist_ok=True)
            connection = manifest.connect(path, writing=True)
            try:
                store = Store(folder, connection, experiment)
                store.repair()
                kept = manifest.facts(connection).get("kept", {})
                store.note(kept={**kept, kept_digest(experiment): [experiment.national, experiment.regional]})
                store.make_plan()
                yield store
            finally:
                connection.close()
    except PermissionError as error:
        raise BadInput.single(str(folder), f"cannot be written to: {error.strerror}") from None


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
