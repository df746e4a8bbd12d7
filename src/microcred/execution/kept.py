"""Finished runs that wait for the others: each a file of its own, so that a cut-off loses nothing that was finished.

A file is named by everything that its run follows from, so that it can never be taken for another run, and appears
whole or not at all: no list of them is needed.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from microcred.base.errors import RunFailed
from microcred.execution.files import clear_unfinished, write_whole
from microcred.execution.identity import run_key, worker_identity
from microcred.outcomes.history import History, HistoryPlace
from microcred.outcomes.incomes import Incomes

#: Part of each name: raised whenever a file of before would be misread.
FORMAT = 1
SUFFIX = ".run"
#: What a history is made of, besides arrays, mappings, tuples and plain values.
KINDS: tuple[type[Any], ...] = (History, HistoryPlace, Incomes)
_DIGEST = 64


def kept_key(scenario_digest: str, seed: int, engine: str, form: str) -> str:
    """Name a run by everything that what is kept of it follows from.

    Parameters
    ----------
    scenario_digest, seed
        As for `run_key`, which stands for version, sources and data too.
    engine
        Both give the same history; one is not taken for the other all the same.
    form
        Says how much of the history is kept.
    """
    content = [FORMAT, run_key(scenario_digest, seed), worker_identity(), engine, form]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]


class KeptRuns:
    """Finished runs in a folder.

    Parameters
    ----------
    folder
        Where they are; made when there is one to keep. Several programs may use it at once.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._used: set[str] = set()
        self.found = 0

    def __len__(self) -> int:
        """How many runs were found or kept here."""
        return len(self._used)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{SUFFIX}"

    def find(self, key: str) -> tuple[float, History] | None:
        """Return a run's time and history; None if it is not here, or not as it was written."""
        try:
            data = self._path(key).read_bytes()
            if hashlib.sha256(data[_DIGEST:]).hexdigest().encode() != data[:_DIGEST]:
                return None
            seconds, history = _decoded(data[_DIGEST:])
        except (OSError, zlib.error, zipfile.BadZipFile, ValueError, KeyError, TypeError):
            return None
        self._used.add(key)
        self.found += 1
        return seconds, history

    def keep(self, key: str, seconds: float, history: History) -> None:
        """Put a run on the disk.

        Raises
        ------
        RunFailed
            If the disk is full or fails; those kept before are untouched.
        """
        body = _encoded(seconds, history)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._path(key), hashlib.sha256(body).hexdigest().encode() + body)
        except OSError as error:
            raise RunFailed(f"a finished run could not be kept: {error.strerror or error}; make room") from error
        self._used.add(key)

    def forget(self) -> None:
        """Remove the runs found or kept here, and the folder if nobody else has any in it."""
        with suppress(OSError):
            for key in self._used:
                self._path(key).unlink(missing_ok=True)
            clear_unfinished(self.folder)
            self.folder.rmdir()
        self._used.clear()


def _encoded(seconds: float, history: History) -> bytes:
    arrays: dict[str, npt.NDArray[Any]] = {}

    def plain(value: Any) -> Any:
        """Write a value as JSON has it, its arrays as their numbers."""
        if isinstance(value, np.ndarray):
            arrays[f"{len(arrays)}"] = value
            return {"array": f"{len(arrays) - 1}"}
        if isinstance(value, tuple):
            return {"tuple": [plain(one) for one in value]}
        if isinstance(value, Mapping):
            return {"mapping": [[name, plain(one)] for name, one in value.items()]}
        if value is None or isinstance(value, str | int | float):
            return value
        return {
            "kind": KINDS.index(type(value)),
            "fields": {one.name: plain(getattr(value, one.name)) for one in fields(value)},
        }

    text = json.dumps(plain((seconds, history)))
    sink = io.BytesIO()
    np.savez(sink, text=np.frombuffer(text.encode(), dtype=np.uint8), **arrays)  # type: ignore[arg-type]
    # Most of a history is small whole numbers: the fastest way of packing leaves a tenth of it.
    return zlib.compress(sink.getvalue(), 1)


def _decoded(body: bytes) -> tuple[float, History]:
    with np.load(io.BytesIO(zlib.decompress(body)), allow_pickle=False) as arrays:

        def value(plain: Any) -> Any:
            if not isinstance(plain, dict):
                return plain
            if "array" in plain:
                return arrays[plain["array"]]
            if "tuple" in plain:
                return tuple(value(one) for one in plain["tuple"])
            if "mapping" in plain:
                return {name: value(one) for name, one in plain["mapping"]}
            return KINDS[plain["kind"]](**{name: value(one) for name, one in plain["fields"].items()})

        seconds, history = value(json.loads(arrays["text"].tobytes()))
        return seconds, history
