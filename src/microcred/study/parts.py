"""Parts of a study's tables: Parquet files with page checksums that appear whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from microcred.base.errors import MicrocredError
from microcred.execution.files import write_whole
from microcred.study.counted import is_counted

if TYPE_CHECKING:
    from microcred.study.perform import Finished

#: The tables of a study that are stored run by run.
TABLES = ("national", "regions")
RUN = "run"
QUARANTINE = "quarantine"
_TEXT = pa.dictionary(pa.int32(), pa.string())


class DamagedPart(MicrocredError):
    """A stored file is not what was written."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of a part, as the manifest describes it.

    Attributes
    ----------
    table
        ``national`` or ``regions``.
    name
        Name within the folder of the table.
    sha256, size
        Of its bytes.
    rows
        Rows it holds.
    schema
        Fingerprint of its columns and their types.
    """

    table: str
    name: str
    sha256: str
    size: int
    rows: int
    schema: str

    def path(self, folder: Path) -> Path:
        """Where it is in a study's folder."""
        return folder / self.table / self.name


def fingerprint(schema: pa.Schema) -> str:
    """Hash the names and types of columns, in their order."""
    text = "\n".join(f"{field.name}: {field.type}" for field in schema)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def national_table(runs: Sequence[Finished], names: Sequence[str]) -> pa.Table:
    """Put the national outcomes of some runs into one table, a row per run and month."""
    columns = _keys(runs, [1] * len(runs))
    columns |= _outcomes([run.national for run in runs], names)
    return pa.table(columns)


def regional_table(runs: Sequence[Finished], names: Sequence[str]) -> pa.Table:
    """Put the outcomes by place of some runs into one table, a row per run, month and place."""
    columns = _keys(runs, [len(run.places) for run in runs])
    for level, name in enumerate(("region", "setting")):
        texts = [np.tile([place[level] for place in run.places], len(run.months)) for run in runs]
        columns[name] = _dictionary(np.concatenate(texts))
    columns |= _outcomes([run.regional for run in runs], names)
    return pa.table(columns)


def _keys(runs: Sequence[Finished], repeats: Sequence[int]) -> dict[str, pa.Array]:
    rows = [len(run.months) * repeat for run, repeat in zip(runs, repeats, strict=True)]
    numbers = np.repeat(np.arange(len(runs), dtype=np.int32), rows)
    months = [np.repeat(run.months, repeat) for run, repeat in zip(runs, repeats, strict=True)]
    return {
        RUN: pa.DictionaryArray.from_arrays(numbers, pa.array([run.task.key for run in runs], pa.string())),
        "month": _dictionary(np.concatenate(months)),
    }


def _dictionary(texts: npt.NDArray[np.str_]) -> pa.Array:
    return pa.array(texts, pa.string()).dictionary_encode().cast(_TEXT)


def _outcomes(values: Sequence[npt.NDArray[np.float64]], names: Sequence[str]) -> dict[str, pa.Array]:
    columns = {}
    for place, name in enumerate(names):
        column = np.concatenate([own[place].reshape(-1) for own in values])
        columns[name] = pa.array(column.astype(np.int64) if is_counted(name) else column)
    return columns


def encoded(table: pa.Table) -> bytes:
    """Write a table as the bytes of a Parquet file."""
    # Readers notice a cut file by themselves, a flipped bit only through page checksums.
    sink = pa.BufferOutputStream()
    dictionaries = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    pq.write_table(
        table, sink, compression="zstd", write_page_checksum=True, use_dictionary=dictionaries, write_statistics=False
    )
    return bytes(sink.getvalue())


def write_part(folder: Path, stem: str, table: str, content: pa.Table) -> StoredFile:
    """Write one file of a part, so that it is there whole or not at all.

    Parameters
    ----------
    folder, stem, table
        Folder of the study, name of the part and table it belongs to.
    content
        The rows.

    Returns
    -------
    StoredFile
        To be told to the manifest: until then nobody reads the file.

    Raises
    ------
    OSError
        If the disk is full or fails; nothing is left behind.
    """
    data = encoded(content)
    name = f"{stem}.parquet"
    write_whole(folder / table / name, data)
    return StoredFile(
        table, name, hashlib.sha256(data).hexdigest(), len(data), content.num_rows, fingerprint(content.schema)
    )


def whole_bytes(folder: Path, file: StoredFile) -> bytes:
    """Read a file and compare it with what was written.

    Raises
    ------
    DamagedPart
        If it is missing, shorter or longer, or any bit of it differs.
    """
    path = file.path(folder)
    shown = f"{file.table}/{file.name}"
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DamagedPart(f"{shown} cannot be read: {error.strerror or error}") from None
    if len(data) != file.size:
        raise DamagedPart(f"{shown} has {len(data):,} bytes and not the {file.size:,} that were written")
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise DamagedPart(f"{shown} is not what was written: its checksum differs")
    return data


def read_part(folder: Path, file: StoredFile, columns: Sequence[str] | None = None) -> pa.Table:
    """Read some columns of a file that is whole, of the schema that was written.

    Raises
    ------
    DamagedPart
        If it is not.
    """
    data = whole_bytes(folder, file)
    try:
        with pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True) as parquet:
            schema = parquet.schema_arrow
            if fingerprint(schema) != file.schema:
                raise DamagedPart(f"{file.table}/{file.name} has other columns or types than were written")
            return parquet.read(columns=None if columns is None else list(columns), use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise DamagedPart(f"{file.table}/{file.name} cannot be read: {error}") from None
