"""Refusing numbers that are not finite, before they reach a result."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from microcred.base.compile import compiled
from microcred.base.errors import NonFiniteError
from microcred.base.months import month_text
from microcred.world.tables import Table, World

# Rows in use of the tables that have spare rows.
USED = {"programmes": "programmes", "credentials": "credentials", "careers": "careers"}
# The largest table, and the one that never changes.
JANUARY_ONLY = ("careers", "parameters")
WIDTH = np.dtype(np.float64).itemsize
# Bits of a double's exponent: all are set in what is no finite number.
EXPONENT = np.int64(0x7FF << 52)


@cache
def real_fields(table: np.dtype[Any]) -> dict[int, list[str]]:
    """Names of the real-valued fields of a table, those that lie side by side together, by where they begin in a row.

    A plain array has none.
    """
    groups: dict[int, list[str]] = {}
    first = end = -1
    for name, (kind, offset, *_) in (table.fields or {}).items():
        if kind.kind == "f":
            first = first if offset == end else offset
            groups.setdefault(first, []).append(name)
            end = offset + WIDTH
    return groups


@compiled
def all_finite(numbers: Any) -> bool:
    """Whether none of the numbers, of which the bits are given, is infinite or none at all."""
    bad = False
    for row in range(numbers.shape[0]):
        for column in range(numbers.shape[1]):
            bad |= (numbers[row, column] & EXPONENT) == EXPONENT
    return not bad


def bits_at(rows: Table, offset: int, columns: int) -> npt.NDArray[np.int64]:
    """Bits of so many real-valued fields of a table that lie side by side, without copying them."""
    return np.ndarray((rows.size, columns), np.int64, rows, offset, (rows.itemsize, WIDTH))


def check_world(world: World, everybody: bool = False) -> None:
    """Look at every real number of the world; at `JANUARY_ONLY` in January only, or if told so (`everybody`).

    Raises
    ------
    NonFiniteError
        Naming the table and field, and the month.
    """
    nation = world.nation[0]
    month = int(nation["month"])
    for name, table in zip(World._fields, world, strict=True):
        if name in JANUARY_ONLY and month % 12 != 0 and not everybody:
            continue
        rows = table[: int(nation[USED[name]])] if name in USED else table
        for offset, fields in real_fields(table.dtype).items():
            if not all_finite(bits_at(rows, offset, len(fields))):
                field = next(one for one in fields if not np.isfinite(rows[one]).all())
                raise NonFiniteError(f"{name}.{field}", month_text(month))
