"""A study that was stored: tidy tables, read only when they are asked for, and only through the manifest."""

from __future__ import annotations

import json
import os
import shlex
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from microcred.base.errors import BadInput
from microcred.execution.lock import holder, is_locked
from microcred.result import RUN_KEYS
from microcred.scenario.model import Scenario
from microcred.study import manifest
from microcred.study.asked import check_asked, check_table
from microcred.study.parts import QUARANTINE, RUN, DamagedPart, StoredFile, read_part
from microcred.study.restore import restored
from microcred.study.verdicts import verdicts

#: How a run is named on the command line: scenario, parameter set and replicate.
SEPARATOR = "/"


@dataclass(frozen=True)
class Status:
    """How far a study is.

    Attributes
    ----------
    runs, done, failed
        Different runs of the plan: all, made, failed.
    others
        Runs in the folder that the plan does not ask for: of points left out since, or of another version.
    seconds
        Time that the runs of the plan took, together.
    files, size
        Stored files, and their bytes together.
    put_aside
        Files that were found damaged.
    locked_by
        Who works on it now; empty if nobody.
    """

    runs: int
    done: int
    failed: int
    others: int
    seconds: float
    files: int
    size: int
    put_aside: int
    locked_by: str


class Study:
    """A study's folder, read.

    Attributes
    ----------
    folder
        The folder.
    facts
        What the experiment said, and the version that made the plan.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with self._manifest() as connection:
            self.facts: dict[str, Any] = manifest.facts(connection)
        if "plan" not in self.facts:
            raise BadInput.single(str(folder), "the study was never begun: give the sweep's command again")

    def __repr__(self) -> str:
        return f"Study({str(self.folder)!r}: {self.facts['title']})"

    @contextmanager
    def _manifest(self) -> Iterator[sqlite3.Connection]:
        if not os.path.isdir(self.folder):
            raise BadInput.single(str(self.folder), "there is no such folder")
        with closing(manifest.connect(self.folder / manifest.NAME, writing=False)) as connection:
            connection.execute("BEGIN")
            yield connection

    @property
    def factor_names(self) -> list[str]:
        """What is varied, in the order of the experiment."""
        return [factor["name"] for factor in self.facts["factors"]]

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row per parameter set, a column for everything that is varied."""
        with self._manifest() as connection:
            rows = connection.execute("SELECT parameter_set, point FROM points ORDER BY parameter_set").fetchall()
        table = pd.DataFrame([json.loads(point) for _, point in rows], columns=self.factor_names)
        table.insert(0, "parameter_set", [number for number, _ in rows])
        return table

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The base scenarios."""
        with self._manifest() as connection:
            rows = connection.execute("SELECT resolved FROM scenarios ORDER BY place").fetchall()
        return tuple(restored(json.loads(text)) for (text,) in rows)

    @cached_property
    def _span(self) -> tuple[str, str]:
        """First and last month: the same in all scenarios of a study."""
        with self._manifest() as connection:
            (text,) = connection.execute("SELECT resolved FROM scenarios ORDER BY place").fetchone()
        resolved = json.loads(text)
        return str(resolved["start"]), str(resolved["end"])

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run of the plan: seed, key, status (`done`, `failed` or `missing`), attempts, seconds."""
        query = (
            "SELECT s.name AS scenario, p.parameter_set, p.replicate, p.seed, p.key,"
            " COALESCE(r.status, 'missing') AS status, COALESCE(r.attempts, 0) AS attempts, r.seconds, p.place"
            " FROM plan p JOIN scenarios s ON s.place = p.place LEFT JOIN runs r ON r.key = p.key"
            " ORDER BY p.place, p.parameter_set, p.replicate"
        )
        with self._manifest() as connection:
            return pd.read_sql_query(query, connection)

    @cached_property
    def failures(self) -> pd.DataFrame:
        """One row per failed run: what happened, the traceback, the point, and a command that makes it again."""
        query = (
            "SELECT s.name AS scenario, p.parameter_set, p.replicate, p.seed, r.kind, r.message, r.attempts, r.seconds,"
            " r.trace, o.point FROM plan p JOIN scenarios s ON s.place = p.place JOIN runs r ON r.key = p.key"
            " JOIN points o ON o.parameter_set = p.parameter_set WHERE r.status = 'failed'"
            " ORDER BY p.place, p.parameter_set, p.replicate"
        )
        with self._manifest() as connection:
            table = pd.read_sql_query(query, connection)
        runs = zip(table["scenario"], table["parameter_set"], table["replicate"], strict=True)
        table["command"] = [repeat_command(self.folder, *run) for run in runs]
        return table

    def files(self) -> list[StoredFile]:
        """Every stored file, as the manifest describes it."""
        with self._manifest() as connection:
            return [file for _, file in manifest.files(connection)]

    @property
    def status(self) -> Status:
        """How far it is, as of now."""
        with self._manifest() as connection:
            row = connection.execute(
                "SELECT COUNT(*), COALESCE(SUM(r.status = 'done'), 0), COALESCE(SUM(r.status = 'failed'), 0),"
                " COALESCE(SUM(r.seconds), 0) FROM plan p LEFT JOIN runs r ON r.key = p.key WHERE p.twin = 0"
            ).fetchone()
            others = connection.execute(
                "SELECT COUNT(*) FROM runs r WHERE NOT EXISTS (SELECT 1 FROM plan p WHERE p.key = r.key)"
            ).fetchone()[0]
            files = [file for _, file in manifest.files(connection)]
        aside = self.folder / QUARANTINE
        return Status(
            runs=row[0],
            done=row[1],
            failed=row[2],
            others=others,
            seconds=row[3],
            files=len(files),
            size=sum(file.size for file in files),
            put_aside=len(list(aside.iterdir())) if aside.is_dir() else 0,
            locked_by=holder(self.folder) if is_locked(self.folder) else "",
        )

    @cached_property
    def national(self) -> pd.DataFrame:
        """One row per (scenario, parameter_set, replicate, month), one column per outcome that was kept."""
        return self.table("national")

    @cached_property
    def regions(self) -> pd.DataFrame:
        """The same by region and setting; without rows where nothing was kept by place."""
        return self.table("regions")

    @cached_property
    def targets(self) -> pd.DataFrame:
        """One row per target, scenario and parameter set: median, band, probability, month first met."""
        return verdicts(self)

    def table(
        self, table: str, columns: Sequence[str] | None = None, months: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Read some outcomes of all runs.

        Parameters
        ----------
        table
            ``national`` or ``regions``.
        columns
            Outcomes; None for all that were kept.
        months
            Only these; None for all.

        Returns
        -------
        pandas.DataFrame
            Sorted by scenario, parameter set, replicate, month and place.

        Raises
        ------
        DamagedPart
            If a file is not what was written; nothing is returned then.
        BadInput
            If there is no such table, an outcome was not kept, or no run has a month.
        """
        check_table(str(self.folder), table)
        kept = list(self.facts[table])
        wanted = kept if columns is None else [columns] if isinstance(columns, str) else list(columns)
        check_asked(str(self.folder), kept, wanted, months, self._span)
        place = ["region", "setting"] if table == "regions" else []
        with self._manifest() as connection:
            plan, files = self._done(connection), manifest.files(connection, table)
        frames = [
            frame
            for part, file in files
            if not (chosen := plan[plan["part"] == part]).empty
            and (frame := _rows(self._read(file, ["month", *place, *wanted]), chosen, months)) is not None
        ]
        if not frames:
            return pd.DataFrame(columns=[*RUN_KEYS, "month", *place, *wanted])
        whole = pd.concat(frames, ignore_index=True)
        # Months and places of a run stand in their order already.
        order = whole.sort_values(["place", "parameter_set", "replicate"], kind="stable", ignore_index=True)
        return order[[*RUN_KEYS, "month", *place, *wanted]]

    def _done(self, connection: sqlite3.Connection) -> pd.DataFrame:
        query = (
            "SELECT s.name AS scenario, p.place, p.parameter_set, p.replicate, p.key AS run, r.part"
            " FROM plan p JOIN scenarios s ON s.place = p.place JOIN runs r ON r.key = p.key WHERE r.status = 'done'"
        )
        return pd.read_sql_query(query, connection)

    def _read(self, file: StoredFile, columns: Sequence[str]) -> pa.Table:
        try:
            return read_part(self.folder, file, [RUN, *columns])
        except DamagedPart as error:
            raise DamagedPart(
                f"{self.folder}: {error}. Give the sweep's command again, and its runs are made anew"
            ) from None

    def scenario(self, name: str, parameter_set: int) -> Scenario:
        """Return a base scenario with the levers and parameters of a point."""
        with self._manifest() as connection:
            row = connection.execute(
                "SELECT s.resolved, c.changes FROM pieces c JOIN scenarios s ON s.place = c.place"
                " WHERE s.name = ? AND c.parameter_set = ?",
                (name, parameter_set),
            ).fetchone()
        if row is None:
            raise BadInput.single(str(self.folder), "has no such point", found=f"{name}{SEPARATOR}{parameter_set}")
        return with_changes(json.loads(row[0]), json.loads(row[1]))


def repeat_command(folder: Path, scenario: str, parameter_set: int, replicate: int) -> str:
    """Command that makes one run again and shows what happens."""
    name = SEPARATOR.join((scenario, str(parameter_set), str(replicate)))
    return f"microcred study repeat {shlex.quote(str(folder))} {shlex.quote(name)}"


def with_changes(resolved: dict[str, Any], changes: dict[str, Any]) -> Scenario:
    """Build the scenario of a point from the base scenario and what the point changes, both as plain values."""
    content = {
        **resolved,
        "levers": {**resolved["levers"], **changes["levers"]},
        "parameters": {**resolved["parameters"], **changes["parameters"]},
    }
    return restored(content)


def _rows(table: pa.Table, chosen: pd.DataFrame, months: Sequence[str] | None) -> pd.DataFrame | None:
    """Rows of a file that belong to the plan; what else the file holds is passed over."""
    frame = table.to_pandas()
    for name in frame.columns:
        if isinstance(frame[name].dtype, pd.CategoricalDtype):
            frame[name] = frame[name].astype(frame[name].cat.categories.dtype)
    if months is not None:
        frame = frame[frame["month"].isin(list(months))]
    merged = frame.merge(chosen, on=RUN, how="inner")
    return None if merged.empty else merged


def open_study(path: str | Path) -> Study:
    """Open a study's folder for reading; a sweep may work on it meanwhile.

    Parameters
    ----------
    path
        The folder that ``microcred sweep`` was given.

    Returns
    -------
    Study

    Raises
    ------
    BadInput
        If it is no study.
    """
    return Study(Path(path))
