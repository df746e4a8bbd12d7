"""What each factor of a study does to an outcome: differences between points that differ in nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Effect:
    """One marginal effect.

    Attributes
    ----------
    factor
        What changes.
    start, end
        From which of its values to which.
    effect
        Mean change of the outcome; of everything else, all values of the study count alike.
    error
        Standard error: of paired differences between replicates, else of the regression.
    freedom
        Degrees of freedom of that error: replicates less one, or points less coefficients; 0 where there is none.
    paired
        Whether points were compared that differ in nothing else, under the same seeds.
    """

    factor: str
    start: Any
    end: Any
    effect: float
    error: float
    freedom: int
    paired: bool


def effects_of(points: pd.DataFrame, values: Numbers, factors: Sequence[str], factorial: bool) -> list[Effect]:
    """Marginal effects of all factors on one outcome.

    Parameters
    ----------
    points
        A row per point, a column per factor.
    values
        The outcome, a row per point and a column per replicate; NaN where a run is missing or the outcome unknown.
    factors
        Which columns.
    factorial
        Whether every combination of the factors' values is there; else a linear regression is made.

    Returns
    -------
    list
        In a factorial design one per level but the first, which the others are compared with; else one per factor, from
        its lowest to its highest value.
    """
    if factorial:
        return [effect for factor in factors for effect in _paired(points, values, factor, factors)]
    return _regressed(points, values, factors)


def _paired(points: pd.DataFrame, values: Numbers, factor: str, factors: Sequence[str]) -> list[Effect]:
    levels = list(dict.fromkeys(points[factor]))
    others = [name for name in factors if name != factor]
    keys = [tuple(row) for row in points[others].itertuples(index=False)] if others else [()] * len(points)
    first = {key: row for key, row, level in zip(keys, values, points[factor], strict=True) if level == levels[0]}
    effects = []
    for level in levels[1:]:
        chosen = [(key, row) for key, row, own in zip(keys, values, points[factor], strict=True) if own == level]
        differences = np.array([row - first[key] for key, row in chosen if key in first])
        effects.append(Effect(factor, levels[0], level, *_mean_and_error(differences), True))
    return effects


def _mean_and_error(differences: Numbers) -> tuple[float, float, int]:
    """Mean of paired differences, its standard error from replicate to replicate, and the degrees of freedom of it."""
    # A replicate counts where all its pairs are known: else replicates would be means over different points.
    whole = np.isfinite(differences).all(axis=0)
    if differences.size == 0 or not whole.any():
        return math.nan, math.nan, 0
    means = differences[:, whole].mean(axis=0)
    error = float(means.std(ddof=1) / math.sqrt(means.size)) if means.size > 1 else math.nan
    return float(means.mean()), error, means.size - 1


def _regressed(points: pd.DataFrame, values: Numbers, factors: Sequence[str]) -> list[Effect]:
    coordinates, ends = _unit_coordinates(points, factors)
    known = np.isfinite(values)
    counts = known.sum(axis=1)
    rows = counts > 0
    means = np.where(known, values, 0.0).sum(axis=1)[rows] / counts[rows]
    design = np.column_stack([np.ones(int(rows.sum())), coordinates[rows]])
    freedom = design.shape[0] - design.shape[1]
    if freedom < 1 or np.linalg.matrix_rank(design) < design.shape[1]:
        return [Effect(name, *ends[name], math.nan, math.nan, 0, False) for name in factors]
    inverse = np.linalg.inv(design.T @ design)
    slopes = inverse @ design.T @ means
    left = means - design @ slopes
    # White's errors: points in a corner of the space scatter more than others.
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    weights = (left / np.maximum(1e-9, 1.0 - leverage)) ** 2
    covariance = inverse @ (design.T * weights) @ design @ inverse
    errors = np.sqrt(np.maximum(0.0, np.diag(covariance)))
    return [
        Effect(name, *ends[name], float(slopes[place]), float(errors[place]), freedom, False)
        for place, name in enumerate(factors, start=1)
    ]


def _unit_coordinates(points: pd.DataFrame, factors: Sequence[str]) -> tuple[Numbers, dict[str, tuple[Any, Any]]]:
    """Every factor between 0 at its lowest and 1 at its highest value; texts by their order of appearance."""
    columns, ends = [], {}
    for name in factors:
        column = points[name]
        if pd.api.types.is_numeric_dtype(column):
            numbers = column.to_numpy(dtype=np.float64)
            low, high = (
                (bool(column.min()), bool(column.max())) if column.dtype == bool else (column.min(), column.max())
            )
        else:
            names = list(dict.fromkeys(column))
            numbers = column.map(names.index).to_numpy(dtype=np.float64)
            low, high = names[0], names[-1]
        width = numbers.max() - numbers.min()
        columns.append((numbers - numbers.min()) / (width or 1.0))
        ends[name] = (low, high)
    return np.column_stack(columns), ends
