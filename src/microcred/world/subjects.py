"""What institutions teach in January 2025."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from microcred.base.chance import Purpose, uniform
from microcred.base.compile import compiled
from microcred.world.chances import chosen_one

# Of a programme's draws, the one that chooses its standard.
CHOICE_SLOT = 1

Numbers = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


@compiled
def choose_standards(
    keys: Indices, numbers: Indices, strengths: Any, sectors: Indices, appeal: Numbers, counts: Indices, seed: int
) -> Indices:
    """What each institution teaches: standards drawn by appeal, none twice, until there are enough or none is left.

    Parameters
    ----------
    keys, numbers
        Names of the institutions' programmes: each one's own number goes into the lower bits of the second.
    strengths
        Sectors in which each institution is strong.
    sectors, appeal
        Of each standard: its sector, and its weight to whoever is strong there, >= 0.
    counts
        How many each institution is to have.
    seed
        Seed of the run.

    Returns
    -------
    array of int
        Columns: institution, own number from 1 on, and standard of each programme, by institution and own number.
    """
    taught = np.empty((counts.sum(), 3), dtype=np.int64)
    standards = np.empty(sectors.size, dtype=np.int64)
    weights = np.empty(sectors.size, dtype=np.float64)
    rows = 0
    for institution in range(counts.size):
        here = 0
        for standard in range(sectors.size):
            standards[here], weights[here] = standard, appeal[standard]
            here += strengths[institution, sectors[standard]] and appeal[standard] > 0.0
        for own in range(1, counts[institution] + 1):
            u = uniform(seed, Purpose.WORLD, keys[institution], numbers[institution] | own, 0, CHOICE_SLOT)
            choice = chosen_one(weights[:here], u)
            if choice < 0:
                break
            taught[rows, 0], taught[rows, 1], taught[rows, 2] = institution, own, standards[choice]
            weights[choice] = 0.0
            rows += 1
    return taught[:rows]
