"""A design that somebody else made: the rows of a CSV or Parquet file beside the experiment."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path, PurePosixPath
from typing import Any

from microcred.base.errors import BadInput
from microcred.scenario.document import read_bytes
from microcred.scenario.toml_lines import KeyPath
from microcred.scenario.values import Reader

LARGEST_TABLE = 256 * 1024 * 1024
_TRUTH = {"true": True, "false": False}


def read_design_table(reader: Reader, path: KeyPath, name: object) -> dict[str, list[Any]] | None:
    """Read a table of points.

    Parameters
    ----------
    reader, path, name
        The name of the file and where it stands.

    Returns
    -------
    dict or None
        Values by column: numbers, true or false, else text. None if it cannot be used, for reasons noted as faults.
    """
    text = reader.text(path, name)
    if text is None:
        return None
    found = _beside(reader, text)
    if found is None:
        reader.fault(
            path, "must be a file beside the experiment", text, allowed="a plain name ending in .csv or .parquet"
        )
        return None
    try:
        content = read_bytes(found, text, LARGEST_TABLE)
    except BadInput as error:
        # Nothing of the file is known: what is wrong is the line that names it.
        for fault in error.faults:
            reader.fault(path, fault.problem, text, allowed=fault.allowed)
        return None
    try:
        columns = _parquet(content, text) if found.suffix == ".parquet" else _csv(content, text)
    except BadInput as error:
        reader.faults.take(error)
        return None
    if not columns or not next(iter(columns.values())):
        reader.fault(path, "holds no points", text)
        return None
    return columns


def _beside(reader: Reader, name: str) -> Path | None:
    posix = PurePosixPath(name)
    document = reader.document
    if document.path is None or posix.is_absolute() or len(posix.parts) != 1 or "\\" in name or not name.isprintable():
        return None
    found = document.path.parent / name
    inside = found.resolve().is_relative_to(document.path.parent.resolve())
    return found if inside and found.suffix in (".csv", ".parquet") else None


def _csv(content: bytes, name: str) -> dict[str, list[Any]]:
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput.single(name, f"is not a CSV file in UTF-8: {error}") from None
    heads, lines = (rows[0] if rows else []), [(number, row) for number, row in enumerate(rows[1:], 2) if row]
    _check_heads(heads, name)
    for number, row in lines:
        if len(row) != len(heads):
            raise BadInput.single(name, "has another number of values than the head", line=number, found=str(len(row)))
    columns: dict[str, list[Any]] = {head: [] for head in heads}
    for number, row in lines:
        for head, text in zip(heads, row, strict=True):
            columns[head].append(_value(text, name, number, head))
    return columns


def _check_heads(heads: list[str], name: str) -> None:
    for head in heads:
        if heads.count(head) > 1:
            raise BadInput.single(name, "has a column twice", found=head)


def _value(text: str, name: str, line: int, head: str) -> float | bool | str:
    if text.lower() in _TRUTH:
        return _TRUTH[text.lower()]
    try:
        number = float(text)
    except ValueError:
        return text
    if not math.isfinite(number):
        raise BadInput.single(name, "is not a finite number", line=line, key=head, found=text)
    return number


def _parquet(content: bytes, name: str) -> dict[str, list[Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(content))
    except (pa.ArrowException, OSError) as error:
        raise BadInput.single(name, "is not a Parquet file", found=str(error)) from None
    _check_heads(table.column_names, name)
    columns = {head: table[head].to_pylist() for head in table.column_names}
    for head, values in columns.items():
        for value in values:
            whole = not isinstance(value, float) or math.isfinite(value)
            if not isinstance(value, bool | int | float | str) or not whole:
                raise BadInput.single(name, "holds something that is no value", key=head, found=str(value))
    return columns
