"""Enterprises that partner programmes of January 2025."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from microcred.base.compile import compiled

Numbers = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


@compiled
def choose_partners(
    cells: Indices, u: Numbers, first: Indices, capacity: Indices, taken: Indices, partners: Indices
) -> None:
    """An enterprise of each programme's cell with room for one more, all alike; -1 if there is none.

    Parameters
    ----------
    cells
        Region and sector of each programme, as one number.
    u
        Uniform draw of each, (0, 1).
    first
        Where each cell's enterprises start, and where the last one's end.
    capacity, taken
        Programmes that each enterprise may serve, and serves; `taken` is raised.
    partners
        Filled with the enterprise of each programme.
    """
    for row in range(cells.size):
        begin, end = first[cells[row]], first[cells[row] + 1]
        rooms = 0.0
        for enterprise in range(begin, end):
            rooms += 1.0 if capacity[enterprise] > taken[enterprise] else 0.0
        aim = u[row] * rooms
        partners[row] = -1
        passed = 0.0
        for enterprise in range(begin, end):
            if capacity[enterprise] > taken[enterprise]:
                passed += 1.0
                if passed > aim:
                    taken[enterprise] += 1
                    partners[row] = enterprise
                    break
