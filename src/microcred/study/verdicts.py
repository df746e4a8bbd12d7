"""Whether, when and how surely each point of a study meets each target."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from microcred.scenario.model import Target
from microcred.verdicts import TARGET_COLUMNS, Numbers, all_targets, counterpart, verdict

if TYPE_CHECKING:
    from microcred.study.read import Study

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
            **verdict(target, series, others, months, other),
        }


def _by_run(own: pd.DataFrame, outcome: str) -> tuple[Numbers, list[str]]:
    """One outcome of one point as a table: a row per run, a column per month, and the months' names."""
    months = own["month"].unique().tolist()
    return own[outcome].to_numpy(dtype=np.float64).reshape(-1, len(months)), months
