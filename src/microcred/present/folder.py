"""The result folder: files that appear together or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from microcred.analysis.conditional import conditional_verdicts
from microcred.base.errors import BadInput, RunFailed
from microcred.execution.files import sync_folder
from microcred.execution.kept import KeptRuns
from microcred.present.conditional import applies, write_conditional
from microcred.present.curves import write_curves
from microcred.present.places import check_folder_place, hidden_name
from microcred.present.record import record_text
from microcred.result import Result

DEFAULT_ROOT = Path("results")
RECORD = "run.json"
#: Beside the results: runs that ended while others of the same call are still to be made.
KEPT = ".finished-runs"
#: Written where sets of parameters were drawn or given.
PARAMETERS = "parameters.parquet"
#: Written where incomes were recorded.
INCOME_FILE = "income.parquet"
CONDITIONAL_TABLE, CONDITIONAL = "conditional.csv", "conditional.png"
# A spreadsheet takes a text that begins so for a formula.
_FORMULA = re.compile("^[=+\\-@\t\r＝＋－＠]")


def without_formula(text: str) -> str:
    """Quote a text that a spreadsheet would run as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet whose pages carry checksums."""
    # Readers notice a cut file by themselves, a flipped bit only through page checksums.
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    pq.write_table(arrow, path, compression="zstd", write_page_checksum=True)


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table for spreadsheets, in which no text is a formula."""
    texts = table.select_dtypes(include=["object", "str"]).columns
    safe = table.assign(**{name: table[name].map(without_formula) for name in texts})
    safe.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


WRITERS: dict[str, Callable[[Result, Path], None]] = {
    "national.parquet": lambda result, path: write_table(result.national, path),
    "regions.parquet": lambda result, path: write_table(result.regions, path),
    "funnel.parquet": lambda result, path: write_table(result.funnel, path),
    INCOME_FILE: lambda result, path: write_table(result.incomes, path),
    "ledger.parquet": lambda result, path: write_table(result.ledger, path),
    PARAMETERS: lambda result, path: write_table(result.parameters, path),
    CONDITIONAL_TABLE: lambda result, path: write_csv(conditional_verdicts(result.ensemble, result.scenarios), path),
    CONDITIONAL: write_conditional,
    "targets.csv": lambda result, path: write_csv(result.targets, path),
    "curves.png": write_curves,
}


def needed(result: Result, name: str) -> bool:
    """Whether a file says anything of this result."""
    if name == PARAMETERS:
        return not result.parameters.empty
    if name == INCOME_FILE:
        return not result.incomes.empty
    return applies(result) if name in (CONDITIONAL_TABLE, CONDITIONAL) else True


def _synced_digest(path: Path) -> str:
    with path.open("rb+") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return digest


def _taken(out: Path) -> BadInput:
    return BadInput.single("--out", "the folder exists and is left as it is", found=str(out), allowed="a new name")


def next_free(root: Path, stem: str) -> Path:
    """First name ``<stem>-<number>`` after all that exist."""
    pattern = re.compile(re.escape(stem) + r"-([0-9]+)")
    names = os.listdir(root) if root.is_dir() else []
    numbers = [int(found.group(1)) for name in names if (found := pattern.fullmatch(name))]
    return root / f"{stem}-{max(numbers, default=0) + 1}"


@dataclass(frozen=True)
class PendingFolder:
    """A folder that will be filled under a hidden name and then shown.

    Attributes
    ----------
    parent
        Where it will be.
    out
        The name asked for; None takes the next free number.
    stem
        Begin of the name where none was asked for.
    kept
        Runs that ended, until they are part of a result.
    """

    parent: Path
    out: Path | None
    stem: str
    kept: KeptRuns

    def publish(self, result: Result, extra: Mapping[str, Callable[[Result, Path], None]] | None = None) -> Path:
        """Write all files, then give the folder its name; runs that were kept for it are forgotten.

        Parameters
        ----------
        result
            What to write.
        extra
            Further files by name.

        Returns
        -------
        pathlib.Path
            The finished folder.

        Raises
        ------
        RunFailed
            If the disk is full or fails; nothing is left behind.
        BadInput
            If somebody else made a folder of that name meanwhile.
        """
        # Begins with a dot, so that no reader takes it for a result.
        hidden = hidden_name(self.out or self.parent / self.stem)
        try:
            hidden.mkdir()
            digests = {}
            for name, write in {**WRITERS, **(extra or {})}.items():
                if not needed(result, name):
                    continue
                write(result, hidden / name)
                digests[name] = _synced_digest(hidden / name)
            (hidden / RECORD).write_text(record_text(result, digests), encoding="utf-8")
            _synced_digest(hidden / RECORD)
            sync_folder(hidden)
            out = self._show(hidden)
        except OSError as error:
            raise RunFailed(f"the results could not be written: {error.strerror or error}") from error
        finally:
            shutil.rmtree(hidden, ignore_errors=True)
        self.kept.forget()
        return out

    def _show(self, hidden: Path) -> Path:
        while True:
            out = self.out or next_free(self.parent, self.stem)
            try:
                if os.path.lexists(out):
                    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
                hidden.rename(out)
            except OSError as error:
                if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                    raise
                if self.out is not None:
                    raise _taken(self.out) from error
            else:
                sync_folder(out.parent)
                return out


@contextmanager
def pending_folder(out: Path | None, stem: str) -> Iterator[PendingFolder]:
    """Make sure, before anything is simulated, that a result can be written.

    Parameters
    ----------
    out
        The folder to make; None makes ``results/<stem>-<next free number>``.
    stem
        Name of the first scenario.

    Yields
    ------
    PendingFolder
        To be published with the result.

    Raises
    ------
    BadInput
        If the folder exists or its place cannot be written to.
    """
    if out is not None and os.path.lexists(out):
        raise _taken(out)
    parent = DEFAULT_ROOT if out is None else out.parent
    check_folder_place(out or parent / stem, out or parent)
    yield PendingFolder(parent, out, stem, KeptRuns(parent / KEPT))
