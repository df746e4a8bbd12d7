"""A study's tables as plain files, for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from microcred.base.errors import BadInput
from microcred.present.folder import without_formula
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
    """
    if out.exists():
        raise BadInput.single("--out", "the folder exists and is left as it is", found=str(out), allowed="a new name")
    out.mkdir(parents=True)
    tables = {
        "points": study.points,
        "targets": study.targets,
        "runs": study.runs.drop(columns=["seconds", "attempts", "place"]),
    }
    tables |= {name: study.table(name) for name in TABLES if study.facts[name]}
    written = []
    for name, table in tables.items():
        path = out / f"{name}.{kind}"
        if kind == "csv":
            _safe(table).to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
        else:
            arrow = pa.Table.from_pandas(table, preserve_index=False)
            pq.write_table(arrow, path, compression="zstd", write_page_checksum=True)
        written.append(path)
    return written


def _safe(table: pd.DataFrame) -> pd.DataFrame:
    """The table without texts that a spreadsheet would run as a formula."""

    def safe(value: Any) -> Any:
        return without_formula(value) if isinstance(value, str) else value

    texts = table.select_dtypes(include=["object", "str"]).columns
    return table.assign(**{name: table[name].map(safe) for name in texts})
