"""Reading one table of a data pack: every cell checked, every fault with its line and column."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection, Iterator
from pathlib import Path

from microcred.base.errors import BadInput
from microcred.scenario.document import read_bytes
from microcred.scenario.faults import Faults, describe

LARGEST_TABLE = 16 * 1024 * 1024


class Row:
    """One row of a table.

    A cell that is wrong is noted as a fault and read as something harmless; the table is refused in the end.
    """

    def __init__(self, file: str, line: int, cells: dict[str, str], faults: Faults) -> None:
        self.file = file
        self.line = line
        self._cells = cells
        self._faults = faults

    def fault(self, column: str, problem: str, *, found: str = "", allowed: str = "") -> None:
        """Note a fault of a cell."""
        self._faults.add(self.file, self.line, column, problem, found=found, allowed=allowed)

    def text(self, column: str) -> str:
        """Return a text; it may be empty."""
        return self._cells.get(column, "")

    def code(self, column: str) -> str:
        """Return a text that may not be empty."""
        text = self.text(column)
        if not text:
            self.fault(column, "is empty")
        return text

    def label(self, column: str, labels: Collection[str]) -> str:
        """Return one of several labels."""
        text = self.text(column)
        if text not in labels:
            self._faults.add(
                self.file,
                self.line,
                column,
                "is not known",
                found=describe(text),
                allowed=", ".join(sorted(labels)) if len(labels) <= 8 else "",
                near=(text, labels),
            )
        return text

    def number(self, column: str, lower: float, upper: float) -> float:
        """Return a number within bounds."""
        text = self.text(column)
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and lower <= value <= upper):
            self.fault(
                column,
                "must be a number" if math.isnan(value) else "lies outside its bounds",
                found=describe(text),
                allowed=f"{lower:g} to {upper:g}",
            )
            return min(max(0.0, lower), upper)
        return value

    def whole(self, column: str, lower: int, upper: int) -> int:
        """Return a whole number within bounds."""
        value = self.number(column, lower, upper)
        if not value.is_integer():
            self.fault(column, "must be a whole number", found=describe(self.text(column)))
        return int(value)

    def flag(self, column: str) -> bool:
        """Return true or false."""
        return self.label(column, ("true", "false")) == "true"


def table_rows(path: Path, file: str, columns: Collection[str], faults: Faults) -> Iterator[Row]:
    """Read a table row by row.

    Parameters
    ----------
    path
        The CSV file, UTF-8 with a header.
    file
        Name to show in messages.
    columns
        Columns that must be there; further ones are left alone.
    faults
        Where faults are noted.

    Yields
    ------
    Row
        Every row with as many cells as the header.
    """
    try:
        text = read_bytes(path, file, LARGEST_TABLE).decode("utf-8-sig")
        rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        header = next(rows, [])
        absent = [column for column in columns if column not in header]
        for column in absent:
            faults.add(file, 1, column, "the column is missing", near=(column, header))
        if absent:
            return
        for cells in rows:
            line = rows.line_num
            if not cells:
                continue
            if len(cells) != len(header):
                faults.add(
                    file, line, "", "has another number of cells than the header",
                    found=str(len(cells)), allowed=str(len(header)),
                )  # fmt: skip
                continue
            yield Row(file, line, dict(zip(header, cells, strict=True)), faults)
    except BadInput as error:
        faults.take(error)
    except UnicodeDecodeError:
        faults.add(file, None, "", "is not UTF-8 text")
    except csv.Error as error:
        faults.add(file, None, "", f"is not a valid table: {error}")
