"""Whether, when and how surely each point of a study meets each target."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from microcred.base.months import month_text
from microcred.scenario.model import Target
from microcred.verdicts import (
    CHANCE,
    TARGET_COLUMNS,
    Numbers,
    all_targets,
    counterpart,
    first_month_met,
    probability_error,
    quantiles,
)

if TYPE_CHECKING:
    from microcred.study.read import Study

SURVEYED = "_surveyed"
#: As in a result, with the parameter set that the verdict is on.
COLUMNS = ("scenario", "parameter_set", *TARGET_COLUMNS[1:])


def verdicts(study: Study) -> pd.DataFrame:
    """Judge every point by the targets of all base scenarios.

    Parameters
    ----------
    study
        Its targets' outcomes must have been kept; targets on others are left out.

    Returns
    -------
    pandas.DataFrame
        A row per target, scenario and parameter set; columns as in `Result.targets`.
    """
    kept = set(study.facts["national"])
    rows = [
        row for target in all_targets(study.scenarios) if target.outcome in kept for row in _of_target(study, target)
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({"not_measurable": bool})


def _of_target(study: Study, target: Target) -> Iterator[dict[str, Any]]:
    other = counterpart(target.outcome)
    other = other if other in study.facts["national"] else ""
    table = study.table("national", [target.outcome, *([other] if other else [])])
    for (scenario, parameter_set), own in table.groupby(["scenario", "parameter_set"], sort=False):
        series, months = _by_run(own, target.outcome)
        others = _by_run(own, other)[0] if other else np.full_like(series, math.nan)
        yield {
            "scenario": scenario,
            "parameter_set": parameter_set,
            "over": CHANCE,
            **verdict(target, series, others, months, other),
        }


def _by_run(own: pd.DataFrame, outcome: str) -> tuple[Numbers, list[str]]:
    """One outcome of one point as a table: a row per run, a column per month, and the months' names."""
    months = own["month"].unique().tolist()
    return own[outcome].to_numpy(dtype=np.float64).reshape(-1, len(months)), months


def verdict(target: Target, series: Numbers, others: Numbers, months: list[str], other: str) -> dict[str, Any]:
    """Judge one point by one target.

    Parameters
    ----------
    target
        What is to be reached.
    series, others
        Its outcome, and the true or surveyed twin of it, by run and month.
    months
        Names of the months.
    other
        Name of the twin; empty where there is none.
    """
    deadline = month_text(target.by)
    reached = deadline in months
    column = months.index(deadline) if reached else 0
    final = series[:, column] if reached else np.empty(0)
    other_final = others[:, column] if reached else np.empty(0)
    surveyed = other_final if other.endswith(SURVEYED) and other else final
    met = int((final >= target.at_least).sum())
    known = bool(np.isfinite(final).any())
    median, low, high = quantiles(final)
    return {
        "target": target.name,
        "outcome": target.outcome,
        "at_least": target.at_least,
        "deadline": deadline,
        "over": CHANCE,
        "runs": final.size,
        "median": median,
        "p05": low,
        "p95": high,
        "probability": met / final.size if known else math.nan,
        "probability_error": probability_error(met, final.size) if known else math.nan,
        "month_first_met": first_month_met(series, months, target.at_least),
        "not_measurable": bool(reached and not np.isfinite(surveyed).any()),
        "counterpart": other,
        "counterpart_median": quantiles(other_final)[0],
    }
