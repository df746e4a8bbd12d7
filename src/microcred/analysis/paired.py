"""Differences between scenarios run by run: the same seeds and parameters on both sides, so that luck cancels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from microcred.analysis.comparable import check_comparable
from microcred.base.errors import BadInput, Fault
from microcred.result import RUN_KEYS, Result
from microcred.verdicts import NORMAL_90, Numbers

#: Least runs for which a standard deviation means anything.
FEWEST = 2


@dataclass(frozen=True)
class Paired:
    """A difference over runs.

    Attributes
    ----------
    runs
        Pairs in which both sides are known.
    mean, error
        Mean difference and half the width of its 90 % interval (Student's t); NaN with fewer than two pairs.
    median, low, high
        Quantiles of the differences: median, 5 % and 95 %.
    higher
        Share of pairs in which the second side is higher.
    spread
        Standard deviation of the differences.
    spread_unpaired
        Standard deviation that the difference of two unrelated runs would have.
    """

    runs: int
    mean: float
    error: float
    median: float
    low: float
    high: float
    higher: float
    spread: float
    spread_unpaired: float

    @property
    def sure(self) -> bool:
        """Whether the 90 % interval of the mean leaves out zero."""
        return math.isfinite(self.error) and abs(self.mean) > self.error


def student_90(runs: int) -> float:
    """Student's t of a two-sided 90 % interval for the mean of so many values."""
    # Deferred: scipy takes half a second.
    from scipy.stats import t

    return float(t.ppf(0.95, runs - 1))


def paired(reference: Numbers, other: Numbers) -> Paired:
    """Compare two sides pair by pair.

    Parameters
    ----------
    reference, other
        A value per run, in the same order of runs; pairs with an unknown side are left out.

    Returns
    -------
    Paired
    """
    known = np.isfinite(reference) & np.isfinite(other)
    first, second = reference[known], other[known]
    difference = second - first
    runs = difference.size
    if runs == 0:
        return Paired(0, *[math.nan] * 8)
    median, low, high = (float(value) for value in np.quantile(difference, (0.5, 0.05, 0.95)))
    spread = float(difference.std(ddof=1)) if runs >= FEWEST else math.nan
    unpaired = math.sqrt(float(first.var(ddof=1) + second.var(ddof=1))) if runs >= FEWEST else math.nan
    error = student_90(runs) * spread / math.sqrt(runs) if runs >= FEWEST else math.nan
    higher = float((difference > 0.0).mean())
    return Paired(runs, float(difference.mean()), error, median, low, high, higher, spread, unpaired)


def mean_known(values: Numbers) -> float:
    """Mean over the runs in which a value is known; NaN where it is known in none."""
    return float(np.nanmean(values)) if np.isfinite(values).any() else math.nan


def runs_needed(spread: float, half_width: float) -> float:
    """Runs that bring half the 90 % interval of a mean down to a width; NaN where the spread is unknown.

    Parameters
    ----------
    spread
        Standard deviation between runs.
    half_width
        In the same unit, above 0.

    Returns
    -------
    float
        A whole number of at least two.
    """
    if not (math.isfinite(spread) and half_width > 0.0):
        return math.nan
    return float(max(FEWEST, math.ceil((NORMAL_90 * spread / half_width) ** 2)))


def check_pairs(result: Result) -> None:
    """Refuse a comparison whose runs do not belong together.

    Raises
    ------
    BadInput
        If the scenarios are of other countries, regions or months (`check_comparable`), one lacks runs that another
        has, or the same run had another seed.
    """
    check_comparable(result.scenarios)
    runs: dict[str, dict[tuple[int, int], int]] = {scenario.name: {} for scenario in result.scenarios}
    for record in result.runs:
        runs[record.scenario][record.parameter_set, record.replicate] = record.seed
    first, *others = runs
    problem = "has other runs or seeds than the first: differences would be differences of luck"
    faults = [
        Fault("compare", None, name, problem, f"not those of {first}") for name in others if runs[name] != runs[first]
    ]
    if not others:
        faults = [Fault("compare", None, "scenario", "at least two scenarios are needed", first)]
    if faults:
        raise BadInput(faults)


def sum_by_run(table: pd.DataFrame, scenario: str, outcome: str, first_month: str) -> Numbers:
    """Sum of a monthly flow from a month to the end, a value per run in the order of runs."""
    own = table[(table["scenario"] == scenario) & (table["month"] >= first_month)]
    return own.groupby(list(RUN_KEYS[1:]))[outcome].sum().to_numpy(dtype=np.float64)
