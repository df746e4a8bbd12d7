"""Which points a study looks at: every combination, a hypercube, a sequence for variance or screening, or a table."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from microcred.study.factors import Factor

DesignKind = Literal["factorial", "latin_hypercube", "sobol", "morris", "table"]
KINDS: tuple[DesignKind, ...] = ("factorial", "latin_hypercube", "sobol", "morris", "table")
#: More points are refused before they are made.
MOST_POINTS = 1_000_000

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Design:
    """How points are chosen.

    Attributes
    ----------
    kind
        ``factorial``: every combination of the listed values. ``latin_hypercube``: `sets` points, each factor's
        range cut into as many equal parts with one point in each. ``sobol``: Saltelli's design for Sobol' indices
        from `sets` base points. ``morris``: `sets` trajectories that move one factor at a time. ``table``: the rows
        of a file.
    sets
        As above; none for a factorial design or a table.
    seed
        Seed of the design: another one than that of the runs.
    second_order
        Whether a Saltelli design allows second-order indices.
    levels
        Levels of a Morris design.
    """

    kind: DesignKind
    sets: int = 0
    seed: int = 0
    second_order: bool = False
    levels: int = 4


def number_of_points(design: Design, factors: Sequence[Factor], rows: int = 0) -> int:
    """Count the points without making them; `rows` is the length of the table."""
    if design.kind == "factorial":
        return math.prod(len(factor.levels) for factor in factors)
    if design.kind == "sobol":
        return design.sets * ((2 * len(factors) + 2) if design.second_order else (len(factors) + 2))
    if design.kind == "morris":
        return design.sets * (len(factors) + 1)
    return rows if design.kind == "table" else design.sets


def points_of(design: Design, factors: Sequence[Factor]) -> Matrix:
    """Make the points of any design but a table.

    Parameters
    ----------
    design
        Which design.
    factors
        What is varied.

    Returns
    -------
    numpy.ndarray
        A row per point, a column per factor; values as `Factor.value` returns them.
    """
    if design.kind == "factorial":
        places = list(itertools.product(*(range(len(factor.levels)) for factor in factors)))
        return np.array(places, dtype=np.float64).reshape(len(places), len(factors))
    shares = _shares(design, len(factors))
    values = np.empty_like(shares)
    for place, factor in enumerate(factors):
        values[:, place] = [factor.value(share) for share in shares[:, place].tolist()]
    return values


def _shares(design: Design, factors: int) -> Matrix:
    """Points in the unit cube, from SciPy's or SALib's sampler under the design's own seed."""
    if design.kind == "latin_hypercube":
        from scipy.stats import qmc

        return np.asarray(qmc.LatinHypercube(factors, rng=design.seed).random(design.sets), dtype=np.float64)
    problem = {
        "num_vars": factors,
        "names": [f"factor_{number}" for number in range(factors)],
        "bounds": [[0.0, 1.0]] * factors,
    }
    if design.kind == "sobol":
        from SALib.sample import sobol

        made = sobol.sample(problem, design.sets, calc_second_order=design.second_order, seed=design.seed)
    else:
        from SALib.sample import morris

        made = morris.sample(problem, design.sets, num_levels=design.levels, seed=design.seed)
    return np.asarray(made, dtype=np.float64)
