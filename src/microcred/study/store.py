"""The store of a study while it is written: a plan of runs, and what is done of it."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from microcred import __version__
from microcred.base.errors import RunFailed
from microcred.execution.files import write_whole
from microcred.execution.identity import rules_digest
from microcred.study import manifest
from microcred.study.experiment import Experiment
from microcred.study.parts import (
    QUARANTINE,
    TABLES,
    DamagedPart,
    StoredFile,
    national_table,
    regional_table,
    whole_bytes,
    write_part,
)
from microcred.study.perform import Done, Finished, Task
from microcred.study.plan import planned_runs, written_pieces
from microcred.study.written import enough_kept, facts_of, kept_digest, plan_digest, row_of

EXPERIMENT = "experiment.toml"
#: Runs are committed together: what waits longer than this, or is more than this, is written.
COMMIT_SECONDS = 5.0
COMMIT_BYTES = 32 * 1024 * 1024
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
            manifest.set_facts(change, {**facts_of(experiment), "plan": digest})

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
            (row_of(one, part, self._kept, at, version) for one in waiting),
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
