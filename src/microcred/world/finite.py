"""Refusing numbers that are not finite, before they reach a result."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from microcred.base.errors import NonFiniteError
from microcred.base.months import month_text
from microcred.world.tables import World

# Rows in use of the tables that have spare rows.
USED = {"programmes": "programmes", "credentials": "credentials", "people": "people", "careers": "careers"}
# The largest tables, and the one that never changes.
JANUARY_ONLY = ("people", "careers", "parameters")


@cache
def real_fields(table: np.dtype[Any]) -> tuple[str, ...]:
    """Names of the real-valued fields of a table; none of a plain array."""
    return tuple(name for name in table.names or () if table[name].kind == "f")


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
        for field in real_fields(table.dtype):
            # One number that is not finite leaves no finite sum.
            if not math.isfinite(rows[field].sum()):
                raise NonFiniteError(f"{name}.{field}", month_text(month))
