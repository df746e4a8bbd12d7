"""Verdicts that hang on levels of the first year which nobody has measured: each by what that level may have been."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from microcred.base.months import MONTHS_A_YEAR, month_text
from microcred.scenario.model import Scenario, Target
from microcred.verdicts import Numbers, all_targets, probability_error, quantiles, runs_by_month

#: Targets that hang on an unmeasured level, and the outcome whose first year is that level.
LEVEL_OF = {
    "match_gain": "match_rate",
    "match_points": "match_rate",
    "satisfaction": "satisfaction",
    "satisfaction_surveyed": "satisfaction",
}
#: Width of a range of levels.
STEP = 0.1

COLUMNS = (
    "scenario", "target", "outcome", "at_least", "deadline", "level_of", "level_low", "level_high", "runs", "median",
    "p05", "p95", "probability", "probability_error",
)  # fmt: skip


@dataclass(frozen=True)
class Pairs:
    """A target's outcome at its deadline against the level of the first year, a value per run.

    Attributes
    ----------
    scenario
        Name of the scenario.
    target
        The target.
    level_of
        Outcome whose mean over the first 12 months is the level.
    levels, finals
        A value per run.
    """

    scenario: str
    target: Target
    level_of: str
    levels: Numbers
    finals: Numbers

    @property
    def met(self) -> int:
        """Runs that meet the target."""
        return int((self.finals >= self.target.at_least).sum())


def pairs(runs: pd.DataFrame, scenarios: Sequence[Scenario]) -> list[Pairs]:
    """Gather level and final value of every run, for each target that hangs on an unmeasured level.

    Parameters
    ----------
    runs
        Rows of `Result.national`, of the runs that differ by parameters.
    scenarios
        In the order of showing.

    Returns
    -------
    list of Pairs
        Target by target, scenario by scenario; targets whose deadline the runs do not reach are left out.
    """
    found = []
    for target in all_targets(scenarios):
        level_of = LEVEL_OF.get(target.outcome)
        if level_of is None:
            continue
        for scenario in scenarios:
            series, months = runs_by_month(runs, scenario.name, target.outcome)
            levels, _ = runs_by_month(runs, scenario.name, level_of)
            deadline = month_text(target.by)
            if deadline in months and levels.shape[1] >= MONTHS_A_YEAR:
                first_year = levels[:, :MONTHS_A_YEAR].mean(axis=1)
                found.append(Pairs(scenario.name, target, level_of, first_year, series[:, months.index(deadline)]))
    return found


def _ranges(levels: Numbers) -> Iterator[tuple[float, float]]:
    known = levels[np.isfinite(levels)]
    if not known.size:
        return
    first, last = math.floor(known.min() / STEP), math.floor(known.max() / STEP)
    for step in range(first, last + 1):
        yield round(step * STEP, 10), round((step + 1) * STEP, 10)


def conditional_verdicts(runs: pd.DataFrame, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """Probability of meeting a target in each range of the unmeasured level of the first year.

    Parameters
    ----------
    runs
        Rows of `Result.national`, of the runs that differ by parameters.
    scenarios
        In the order of showing.

    Returns
    -------
    pandas.DataFrame
        A row per target, scenario and range of ten points that a run falls into.
    """
    rows: list[dict[str, Any]] = []
    for one in pairs(runs, scenarios):
        for low, high in _ranges(one.levels):
            inside = one.finals[(one.levels >= low) & (one.levels < high)]
            if not inside.size:
                continue
            met = int((inside >= one.target.at_least).sum())
            median, p05, p95 = quantiles(inside)
            rows.append(
                {
                    "scenario": one.scenario,
                    "target": one.target.name,
                    "outcome": one.target.outcome,
                    "at_least": one.target.at_least,
                    "deadline": month_text(one.target.by),
                    "level_of": one.level_of,
                    "level_low": low,
                    "level_high": high,
                    "runs": inside.size,
                    "median": median,
                    "p05": p05,
                    "p95": p95,
                    "probability": met / inside.size,
                    "probability_error": probability_error(met, inside.size),
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))
