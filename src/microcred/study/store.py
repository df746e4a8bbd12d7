"""The store of a study while it is written: a plan of runs, and what is done of it."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from microcred import __version__
from microcred.base.errors import BadInput, RunFailed
from microcred.study import manifest
from microcred.study.experiment import Experiment
from microcred.study.identity import rules_digest
from microcred.study.lock import NAME as LOCK
from microcred.study.lock import locked
from microcred.study.parts import (
    QUARANTINE,
    TABLES,
    DamagedPart,
    StoredFile,
    national_table,
    regional_table,
    sync_folder,
    whole_bytes,
    write_part,
    write_whole,
)
from microcred.study.perform import Done, Failed, Finished, Task
from microcred.study.plan import Planned, planned_runs, written_pieces

EXPERIMENT = "experiment.toml"
#: Runs are committed together: what waits longer than this, or is more than this, is written.
COMMIT_SECONDS = 5.0
COMMIT_BYTES = 64 * 1024 * 1024
_PAGE = 500


@dataclass(frozen=True)
class Repaired:
    """What was found damaged when a store was opened: how many files, and the runs they held."""

    files: int
    runs: int


class Store:
    """A study's folder, open for writing by one process.

    Parameters
    ----------
    folder
        The folder.
    connection
        Its manifest.
    experiment
        What is to be run.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection, experiment: Experiment) -> None:
        self.folder = folder
        self._connection = connection
        self._experiment = experiment
        self._waiting: list[Done] = []
        self._bytes = 0
        self._since = time.monotonic()
        self._kept = kept_digest(experiment)
        self.repaired = Repaired(0, 0)

    def make_plan(self) -> None:
        """Write the plan of the experiment, unless it is there already."""
        experiment = self._experiment
        digest = plan_digest(experiment)
        known = manifest.facts(self._connection)
        if known.get("plan") == digest:
            return
        write_whole(self.folder / EXPERIMENT, experiment.text.encode())
        with manifest.transaction(self._connection) as change:
            for table in ("scenarios", "points", "pieces", "plan"):
                change.execute(f"DELETE FROM {table}")
            change.executemany(
                "INSERT INTO scenarios VALUES (?, ?, ?)",
                (
                    (place, one.name, json.dumps(one.to_dict(), ensure_ascii=False))
                    for place, one in enumerate(experiment.scenarios)
                ),
            )
            change.executemany(
                "INSERT INTO points VALUES (?, ?)",
                (
                    (number, json.dumps(experiment.shown(number), ensure_ascii=False))
                    for number in range(experiment.points.shape[0])
                ),
            )
            digests = {}
            for piece in written_pieces(experiment):
                digests[piece.place, piece.parameter_set] = piece.digest
                change.execute(
                    "INSERT INTO pieces VALUES (?, ?, ?, ?)",
                    (piece.place, piece.parameter_set, piece.digest, piece.changes),
                )
            change.executemany("INSERT INTO plan VALUES (?, ?, ?, ?, ?, ?, ?)", planned_runs(experiment, digests))
            manifest.set_facts(change, {**_facts(experiment), "plan": digest})

    def remaining(self, again: bool = False) -> int:
        """Count the runs that are still to be made; `again` counts failed ones too."""
        query = f"SELECT COUNT(*) FROM plan p LEFT JOIN runs r ON r.key = p.key WHERE {self._missing(again)}"
        return int(self._connection.execute(query).fetchone()[0])

    def counts(self) -> tuple[int, int, int]:
        """Count the different runs of the plan: all, done, failed."""
        query = (
            "SELECT COUNT(*), COALESCE(SUM(r.status = 'done'), 0), COALESCE(SUM(r.status = 'failed'), 0)"
            " FROM plan p LEFT JOIN runs r ON r.key = p.key WHERE p.twin = 0"
        )
        row = self._connection.execute(query).fetchone()
        return int(row[0]), int(row[1]), int(row[2])

    def tasks(self, again: bool = False) -> Iterator[Task]:
        """Yield the runs that are still to be made, interleaved: any beginning is an even sample of them."""
        columns = "p.position, p.key, p.place, p.parameter_set, p.replicate, p.seed"
        query = (
            f"SELECT {columns} FROM plan p LEFT JOIN runs r ON r.key = p.key WHERE p.position > ?"
            f" AND {self._missing(again)} ORDER BY p.position LIMIT {_PAGE}"
        )
        last = -1
        while rows := self._connection.execute(query, (last,)).fetchall():
            for position, key, place, parameter_set, replicate, seed in rows:
                values = tuple(self._experiment.points[parameter_set].tolist())
                yield Task(key, place, parameter_set, replicate, seed, values)
                last = position

    def _missing(self, again: bool) -> str:
        enough = ", ".join(f"'{one}'" for one in enough_kept(manifest.facts(self._connection), self._experiment))
        wanted = f"r.key IS NULL OR (r.status = 'done' AND r.kept NOT IN ({enough}))"
        return f"p.twin = 0 AND ({wanted}{' OR r.status = ' + repr('failed') if again else ''})"

    def add(self, done: Done) -> None:
        """Take a run; it is on the disk after the next commit, at most some seconds later."""
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append(done)
        if isinstance(done, Finished):
            self._bytes += done.national.nbytes + done.regional.nbytes
        if self._bytes >= COMMIT_BYTES or time.monotonic() - self._since >= COMMIT_SECONDS:
            self.commit()

    def commit(self) -> None:
        """Write what waits: first the files, then, in one transaction, that they are there.

        Raises
        ------
        RunFailed
            If the disk is full or fails; what was committed before is untouched.
        """
        waiting, self._waiting, self._bytes = self._waiting, [], 0
        if not waiting:
            return
        finished = [one for one in waiting if isinstance(one, Finished)]
        written: list[StoredFile] = []
        try:
            if finished:
                written = self._write(finished)
            with manifest.transaction(self._connection) as change:
                self._note(change, waiting, written)
        except (OSError, sqlite3.Error) as error:
            for file in written:
                with suppress(OSError):
                    file.path(self.folder).unlink(missing_ok=True)
            reason = error.strerror or str(error) if isinstance(error, OSError) else str(error)
            raise RunFailed(
                f"{self.folder}: the last {len(waiting)} runs could not be stored: {reason}; all before are."
                " Make room and give the same command again: it goes on from there"
            ) from error

    def _write(self, finished: Sequence[Finished]) -> list[StoredFile]:
        number = self._connection.execute("SELECT COALESCE(MAX(part), 0) + 1 FROM parts").fetchone()[0]
        stem = f"{number:06d}-{secrets.token_hex(4)}"
        experiment = self._experiment
        written = [write_part(self.folder, stem, "national", national_table(finished, experiment.national))]
        if experiment.regional:
            try:
                written.append(write_part(self.folder, stem, "regions", regional_table(finished, experiment.regional)))
            except OSError:
                written[0].path(self.folder).unlink(missing_ok=True)
                raise
        return written

    def _note(self, change: sqlite3.Connection, waiting: Sequence[Done], written: Sequence[StoredFile]) -> None:
        part = None
        if written:
            part = change.execute("INSERT INTO parts (name) VALUES (?)", (written[0].name,)).lastrowid
            change.executemany(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?)",
                ((part, one.table, one.name, one.sha256, one.size, one.rows, one.schema) for one in written),
            )
        at = datetime.now(UTC).isoformat(timespec="seconds")
        version = f"{__version__}+{rules_digest()[:8]}"
        change.executemany(
            "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_row(one, part, self._kept, at, version) for one in waiting),
        )

    def note(self, **known: Any) -> None:
        """Note facts about the study."""
        with manifest.transaction(self._connection) as change:
            manifest.set_facts(change, known)

    def repair(self) -> None:
        """Put damaged files aside, so that their runs are made again, and remove what no manifest knows."""
        damaged: dict[int, list[StoredFile]] = {}
        by_part: dict[int, list[StoredFile]] = {}
        for part, file in manifest.files(self._connection):
            by_part.setdefault(part, []).append(file)
            try:
                whole_bytes(self.folder, file)
            except DamagedPart:
                damaged.setdefault(part, []).append(file)
        runs = 0
        for part, files in damaged.items():
            with manifest.transaction(self._connection) as change:
                runs += change.execute("DELETE FROM runs WHERE part = ?", (part,)).rowcount
                change.execute("DELETE FROM files WHERE part = ?", (part,))
                change.execute("DELETE FROM parts WHERE part = ?", (part,))
            for file in files:
                self._put_aside(file)
        self.repaired = Repaired(sum(len(files) for files in damaged.values()), runs)
        known = {(file.table, file.name) for part, files in by_part.items() if part not in damaged for file in files}
        for table in TABLES:
            for path in (self.folder / table).iterdir():
                if (table, path.name) not in known and path.is_file():
                    path.unlink()
        for path in self.folder.glob(".*.partial*"):
            path.unlink()

    def _put_aside(self, file: StoredFile) -> None:
        place = self.folder / QUARANTINE
        place.mkdir(exist_ok=True)
        path = file.path(self.folder)
        if path.is_file():
            os.replace(path, place / f"{file.table}-{secrets.token_hex(2)}-{file.name}")


def kept_digest(experiment: Experiment) -> str:
    """Short name of what a study keeps of each run."""
    text = json.dumps([experiment.national, experiment.regional])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def enough_kept(known: dict[str, Any], experiment: Experiment) -> list[str]:
    """Which ways of keeping, of those used in a store so far, keep all that an experiment asks for."""
    return [
        name
        for name, (national, regional) in known.get("kept", {}).items()
        if set(experiment.national) <= set(national) and set(experiment.regional) <= set(regional)
    ]


def plan_digest(experiment: Experiment) -> str:
    """Hash everything that a plan follows from."""
    digest = hashlib.sha256()
    content = [
        __version__, rules_digest(), experiment.text, [one.digest for one in experiment.scenarios],
        [one.name for one in experiment.scenarios], repr(experiment.factors),
    ]  # fmt: skip
    digest.update(json.dumps(content, ensure_ascii=False).encode())
    digest.update(experiment.points.tobytes())
    return digest.hexdigest()


def _facts(experiment: Experiment) -> dict[str, Any]:
    return {
        "name": experiment.name,
        "title": experiment.title,
        "reference": experiment.reference,
        "replicates": experiment.replicates,
        "seed": experiment.seed,
        "common_random_numbers": experiment.common,
        "design": experiment.design.kind,
        "factors": [
            {"name": one.name, "kind": one.kind, "target": one.target, "levels": list(one.levels)}
            for one in experiment.factors
        ],
        "national": list(experiment.national),
        "regions": list(experiment.regional),
        "version": __version__,
        "rules": rules_digest(),
    }


def _row(done: Done, part: int | None, kept: str, at: str, version: str) -> tuple[Any, ...]:
    task = done.task
    if isinstance(done, Failed):
        what = (done.kind, done.message, done.trace, "{}")
        return (task.key, "failed", None, kept, task.attempt, done.seconds, *what, at, version)
    notes = json.dumps(done.notes, ensure_ascii=False)
    return (task.key, "done", part, kept, task.attempt, done.seconds, "", "", "", notes, at, version)


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
                shown, "holds something else and no study", found=others[0], allowed="a new folder, or that of the study"
            )
