"""Refusing numbers that are not finite, before they reach a result."""

from __future__ import annotations

import numpy as np

from microcred.base.errors import NonFiniteError
from microcred.base.months import month_text
from microcred.world.tables import World

# Rows in use of the tables that have spare rows.
USED = {"programmes": "programmes", "credentials": "credentials", "people": "people", "careers": "careers"}
# The largest tables, and the one that never changes.
JANUARY_ONLY = ("people", "careers", "parameters")


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
        if table.dtype.names is None or (name in JANUARY_ONLY and month % 12 != 0 and not everybody):
            continue
        rows = table[: int(nation[USED[name]])] if name in USED else table
        for field in table.dtype.names:
            if table.dtype[field].kind == "f" and not np.isfinite(rows[field]).all():
                raise NonFiniteError(f"{name}.{field}", month_text(month))
