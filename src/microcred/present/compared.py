"""The tables of a comparison, each made once for the console, the files and the figures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from microcred.analysis.costs import costs, deadweight
from microcred.analysis.funnels import funnel_changes
from microcred.analysis.groups import groups
from microcred.analysis.paired import Paired, paired, runs_needed
from microcred.catalogue.outcomes import OUTCOMES
from microcred.present.differences import difference_by_run
from microcred.present.measures import PANELS, Measure, currency_of
from microcred.result import Result
from microcred.verdicts import quantiles

DIFFERENCE_COLUMNS = (
    "scenario", "outcome", "label", "unit", "month", "reference", "difference", "error", "p05", "median", "p95",
    "higher", "pairs", "precision", "runs_needed", "runs_needed_unpaired",
)  # fmt: skip
#: Part of a mean difference to which it is to be known, where nothing else is asked for.
PRECISION = 0.1


@dataclass(frozen=True)
class Compared:
    """What scenarios change against the first one.

    Attributes
    ----------
    result
        The runs; the first scenario is the reference.
    precision
        Half width to which mean differences are to be known; None takes a tenth of each (`difference_table`).
    differences, costs, deadweight, groups, funnel
        Of every outcome at the end (`difference_table`), and as `analysis` gives them; the funnel's changes are empty
        where it was not kept.
    """

    result: Result
    precision: float | None
    differences: pd.DataFrame
    costs: pd.DataFrame
    deadweight: pd.DataFrame
    groups: pd.DataFrame
    funnel: pd.DataFrame


def compared(result: Result, precision: float | None = None) -> Compared:
    """Make all tables of a comparison."""
    return Compared(
        result,
        precision,
        differences=difference_table(result, precision),
        costs=costs(result),
        deadweight=deadweight(result),
        groups=groups(result),
        funnel=funnel_changes(result),
    )


def end_measures() -> tuple[Measure, ...]:
    """Every outcome as it stands at the end: flows as the sum of the last 12 months."""
    labels = {(one.outcome, one.yearly): one.label for one in PANELS}
    found = []
    for name, outcome in OUTCOMES.items():
        yearly = (outcome.kind == "flow" or outcome.kind == "yuan") and outcome.scales_with_population
        label = labels.get((name, yearly), "") or (f"{outcome.label}, last 12 months" if yearly else "")
        found.append(Measure(name, yearly, label))
    return tuple(found)


def precision_for(found: Paired, wanted: float | None) -> float:
    """Half width to which a mean difference is to be known: as asked, else a tenth of it; NaN if it may be nothing."""
    if wanted is not None:
        return wanted
    return PRECISION * abs(found.mean) if found.sure else math.nan


def difference_table(result: Result, precision: float | None = None) -> pd.DataFrame:
    """Difference of every outcome in the last month, with the runs that a precision needs.

    Parameters
    ----------
    result
        The first scenario is the reference.
    precision
        Half width of the 90 % interval of a mean difference, in the outcome's unit (shares from 0 to 1); None takes a
        tenth of each difference that is surely one.

    Returns
    -------
    pandas.DataFrame
        A row per scenario and outcome.
    """
    reference, *others = result.scenarios
    month = str(result.national["month"].max())
    rows: list[dict[str, Any]] = []
    for other in others:
        for measure in end_measures():
            before = measure.by_run(result.ensemble, reference.name)[0][:, -1]
            after = measure.by_run(result.ensemble, other.name)[0][:, -1]
            found = paired(before, after)
            level = quantiles(before)[0]
            half = precision_for(found, precision)
            described = measure.described(currency_of(result.scenarios))
            values = (
                other.name, measure.outcome, described.label, described.unit, month, level, found.mean, found.error,
                found.low, found.median, found.high, found.higher, found.runs, half, runs_needed(found.spread, half),
                runs_needed(found.spread_unpaired, half),
            )  # fmt: skip
            rows.append(dict(zip(DIFFERENCE_COLUMNS, values, strict=True)))
    return pd.DataFrame(rows, columns=list(DIFFERENCE_COLUMNS))


def curve_table(result: Result) -> pd.DataFrame:
    """The difference curves: median, 5 % and 95 % of the paired differences by scenario, outcome and month."""
    rows = []
    for other in result.scenarios[1:]:
        for measure in end_measures():
            series, months = difference_by_run(result, measure, other.name)
            for column, month in enumerate(months):
                median, low, high = quantiles(series[:, column])
                rows.append((other.name, measure.outcome, measure.yearly, month, median, low, high))
    names = ["scenario", "outcome", "sum_of_12_months", "month", "median", "p05", "p95"]
    return pd.DataFrame(rows, columns=names)
