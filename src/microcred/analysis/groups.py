"""Winners and losers: the same difference for each setting, macro-region and region."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from microcred.analysis.costs import first_change, kept_people
from microcred.analysis.paired import paired
from microcred.base.months import month_text
from microcred.result import RUN_KEYS, Result
from microcred.scenario.model import Scenario

COLUMNS = (
    "scenario", "dimension", "group", "label", "people", "outcome", "unit", "reference", "difference", "error",
    "relative", "higher", "runs",
)  # fmt: skip
PER = 1000.0
#: Outcome, its unit in words, whether it is a stock at the end or a sum over the policy, and what it is divided by.
MEASURES = (
    ("holders", "holders per 1,000 people at the end", "last", "people"),
    ("completions", "examinees per 1,000 people since the policy began", "sum", "people"),
    ("cost_learner", "learners' cost per examinee since the policy began", "sum", "completions"),
)


def group_keys(scenario: Scenario) -> pd.DataFrame:
    """Say for each region and setting that is run to which groups it belongs.

    Returns
    -------
    pandas.DataFrame
        Columns region, setting, people, and one of codes for each dimension.
    """
    macro = {region.code: region.macro_region for region in scenario.pack.regions}
    rows = [
        {
            "region": region,
            "setting": setting,
            "people": people,
            "macro_region": macro[region],
            "macro_region, setting": f"{macro[region]}, {setting}",
        }
        for (region, setting), people in kept_people(scenario).items()
    ]
    return pd.DataFrame(rows)


def label_of(scenario: Scenario, dimension: str, group: str) -> str:
    """Name of a group for readers."""
    if dimension == "region":
        return next(region.name for region in scenario.pack.regions if region.code == group)
    code, _, setting = group.partition(", ")
    name = scenario.pack.macro_regions.get(code, code)
    return f"{name}, {setting}" if setting else name


def _totals(
    result: Result, scenario: Scenario, keys: pd.DataFrame, dimension: str, since: str
) -> dict[str, pd.DataFrame]:
    """Each measure as a table, runs by groups."""
    own = result.regions[result.regions["scenario"] == scenario.name].merge(keys, on=["region", "setting"])
    by = [*RUN_KEYS[1:], dimension]
    later = own[own["month"] >= since]
    last = own[own["month"] == own["month"].max()]
    sums = later.groupby(by)[["completions", "cost_learner"]].sum()
    sums["holders"] = last.groupby(by)["holders"].sum()
    people = keys.groupby(dimension)["people"].sum()
    tables: dict[str, pd.DataFrame] = {}
    for outcome, _, _, divisor in MEASURES:
        table: pd.DataFrame = sums[outcome].unstack(dimension)
        if divisor == "people":
            tables[outcome] = table.mul(PER / people[table.columns], axis="columns")
        else:
            counted: pd.DataFrame = sums[divisor].unstack(dimension)
            tables[outcome] = table.div(counted.where(counted > 0.0))
    return tables


def groups(result: Result) -> pd.DataFrame:
    """Difference to the reference for each group of places, paired by run; over the central parameters.

    Parameters
    ----------
    result
        The first scenario is the reference.

    Returns
    -------
    pandas.DataFrame
        A row per scenario, dimension (setting, macro-region, both, region), group and measure.
    """
    reference, *others = result.scenarios
    keys = group_keys(reference)
    rows: list[dict[str, Any]] = []
    for other in others:
        since = month_text(first_change(reference, other))
        for dimension in ("setting", "macro_region", "macro_region, setting", "region"):
            # The dimension "region" is also a key of the tables, so groups get a column of their own.
            named = keys.assign(**{"group": keys[dimension]})[["region", "setting", "people", "group"]]
            before = _totals(result, reference, named, "group", since)
            after = _totals(result, other, named, "group", since)
            rows += _rows(reference, other, dimension, named, before, after)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(
    reference: Scenario,
    other: Scenario,
    dimension: str,
    keys: pd.DataFrame,
    before: dict[str, pd.DataFrame],
    after: dict[str, pd.DataFrame],
) -> Iterator[dict[str, Any]]:
    people = keys.groupby("group", sort=False)["people"].sum()
    for outcome, unit, _, _ in MEASURES:
        for group in people.index:
            first = before[outcome][group].to_numpy(dtype=np.float64)
            second = after[outcome][group].to_numpy(dtype=np.float64)
            found = paired(first, second)
            level = float(np.nanmean(first)) if np.isfinite(first).any() else float("nan")
            yield {
                "scenario": other.name,
                "dimension": dimension,
                "group": group,
                "label": label_of(reference, dimension, str(group)),
                "people": int(people[group]),
                "outcome": outcome,
                "unit": unit,
                "reference": level,
                "difference": found.mean,
                "error": found.error,
                "relative": found.mean / level if level else float("nan"),
                "higher": found.higher,
                "runs": found.runs,
            }
