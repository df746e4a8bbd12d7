"""A study's tables as plain files, for other programs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from microcred.base.errors import RunFailed
from microcred.present.folder import without_formula, write_table
from microcred.present.places import check_new_folder, hidden_name, reason
from microcred.study.parts import TABLES
from microcred.study.read import Study


def export_study(study: Study, out: Path, kind: str) -> list[Path]:
    """Write a study's tables as plain files.

    Parameters
    ----------
    study
        What to write.
    out
        A new folder.
    kind
        ``parquet`` or ``csv``.

    Returns
    -------
    list
        The files, in a canonical form: the same runs give the same bytes.

    Raises
    ------
    BadInput
        If the folder exists or cannot be made.
    DamagedPart
        If a file of the store is not what was written: then nothing is exported.
    RunFailed
        If the disk is full or fails; nothing is left behind.
    """
    check_new_folder(out)
    tables = {
        "points": study.points,
        "targets": study.targets,
        "runs": study.runs.drop(columns=["seconds", "attempts", "place"]),
    }
    tables |= {name: study.table(name) for name in TABLES if study.facts[name]}
    hidden = hidden_name(out)
    try:
        hidden.mkdir()
        for name, table in tables.items():
            _write(table, hidden / f"{name}.{kind}")
        hidden.rename(out)
    except OSError as error:
        raise RunFailed(f"the tables could not be written: {reason(error)}") from error
    finally:
        shutil.rmtree(hidden, ignore_errors=True)
    return [out / f"{name}.{kind}" for name in tables]


def _write(table: pd.DataFrame, path: Path) -> None:
    if path.suffix == ".csv":
        _safe(table).to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
    else:
        write_table(table, path)


def _safe(table: pd.DataFrame) -> pd.DataFrame:
    """The table without texts that a spreadsheet would run as a formula."""

    def safe(value: Any) -> Any:
        return without_formula(value) if isinstance(value, str) else value

    texts = table.select_dtypes(include=["object", "str"]).columns
    return table.assign(**{name: table[name].map(safe) for name in texts})
