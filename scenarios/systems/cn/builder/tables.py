"""Reading tables and sharing out whole numbers."""

from __future__ import annotations

import csv
import functools
import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

Row = dict[str, str]

HERE = Path(__file__).resolve().parent.parent


def read_table(folder: str, name: str) -> list[Row]:
    """Return the rows of ``<folder>/<name>`` of this pack."""
    with (HERE / folder / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def table_text(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
    """Return a table as CSV text; every row must have exactly these columns."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, fieldnames=list(columns), lineterminator="\n", extrasaction="raise")
    writer.writeheader()
    for row in rows:
        if set(row) != set(columns):
            raise ValueError(f"columns {sorted(row)} instead of {sorted(columns)}")
        writer.writerow(row)
    return stream.getvalue()


@functools.cache
def assumptions() -> dict[str, float]:
    """Return our own assumptions by name."""
    return {row["name"]: float(row["value"]) for row in read_table("own", "assumptions.csv")}


def share_out(total: int, weights: Sequence[float], minimum: int = 0) -> list[int]:
    """Share a whole number out in proportion to weights (largest remainders, ties by order).

    With a minimum, whoever would get less gets the minimum and the rest is shared among the others.
    """
    held = [False] * len(weights)
    while True:
        rest = total - minimum * sum(held)
        free_weight = sum(weight for weight, is_held in zip(weights, held, strict=True) if not is_held)
        exact = [
            float(minimum) if is_held else rest * weight / free_weight
            for weight, is_held in zip(weights, held, strict=True)
        ]
        below = [not is_held and value < minimum for value, is_held in zip(exact, held, strict=True)]
        if not any(below):
            break
        held = [is_held or is_below for is_held, is_below in zip(held, below, strict=True)]
    parts = [math.floor(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda index: (parts[index] - exact[index], index))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts


def rounded(value: float, digits: int) -> str:
    """Return a number as short text."""
    return f"{value:.{digits}f}"
