"""Winners and losers: the same difference for each setting, macro-region, region, segment and fifth of incomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from microcred.analysis.costs import first_change, kept_people
from microcred.analysis.funnels import group_label, groups_of
from microcred.analysis.paired import mean_known, paired
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
#: Groups of places.
PLACES = ("setting", "macro_region", "macro_region, setting", "region")
#: Groups of people, told apart by the funnel, which knows neither what they pay nor what they are paid.
PEOPLE = ("segment", "segment, setting", "income", "income, setting")
#: What the funnel calls the outcomes.
_FUNNEL_NAMES = {"holders": "holders", "completions": "sat"}

Measured = Mapping[str, pd.DataFrame]


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
    name = group_label(scenario, dimension.partition(", ")[0], code)
    return f"{name}, {setting}" if setting else name


def _of_places(
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


def _of_people(
    table: pd.DataFrame, scenario: Scenario, dimension: str, since: str
) -> tuple[Measured, pd.Series[float]]:
    """The measures that the funnel knows, runs by groups; and the people of each group."""
    own = table[table["scenario"] == scenario.name]
    months = own["month"].astype(str)
    names = dimension.split(", ")
    group = own[names[0]].astype(str)
    if len(names) > 1:
        group = group + ", " + own[names[1]].astype(str)
    wanted = ["people", *(name for name in _FUNNEL_NAMES.values() if name in own)]
    values = own[[*RUN_KEYS[1:], *wanted]].assign(group=group)
    by = [*RUN_KEYS[1:], "group"]
    # Not recorded stays unknown: an empty sum is no zero.
    last = values[months == months.max()].groupby(by)[wanted].sum(min_count=1)
    later = values[months >= since].groupby(by)[wanted].sum(min_count=1)
    people = later["people"] / months[months >= since].nunique()
    tables = {}
    if "holders" in wanted:
        tables["holders"] = (PER * last["holders"] / last["people"]).unstack("group")
    tables["completions"] = (PER * later["sat"] / people).unstack("group")
    return tables, last["people"].groupby(level="group").mean()


def groups(result: Result) -> pd.DataFrame:
    """Difference to the reference for each group of places and of people, paired by run; over the central parameters.

    Parameters
    ----------
    result
        The first scenario is the reference.

    Returns
    -------
    pandas.DataFrame
        A row per scenario, dimension (setting, macro-region, both, region; segment, income, each also by setting),
        group and measure. Groups of people are left out where they were not recorded, learners' cost by them always.
    """
    reference, *others = result.scenarios
    keys = group_keys(reference)
    rows: list[dict[str, Any]] = []
    for other in others:
        since = month_text(first_change(reference, other))
        for dimension in PLACES:
            # The dimension "region" is also a key of the tables, so groups get a column of their own.
            named = keys.assign(**{"group": keys[dimension]})[["region", "setting", "people", "group"]]
            before = _of_places(result, reference, named, "group", since)
            after = _of_places(result, other, named, "group", since)
            people = named.groupby("group", sort=False)["people"].sum()
            rows += _rows(reference, other, dimension, people, before, after)
        for dimension in PEOPLE:
            table = result.incomes if dimension.startswith("income") else result.funnel
            if not {reference.name, other.name} <= set(table["scenario"]):
                continue
            first, people = _of_people(table, reference, dimension, since)
            second, _ = _of_people(table, other, dimension, since)
            rows += _rows(
                reference, other, dimension, people.loc[_in_order(reference, dimension, people)], first, second
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _in_order(scenario: Scenario, dimension: str, people: pd.Series[float]) -> list[str]:
    first, _, second = dimension.partition(", ")
    groups = list(groups_of(first, scenario))
    if second:
        groups = [f"{one}, {two}" for two in groups_of(second, scenario) for one in groups]
    return [group for group in groups if people.get(group, 0.0) > 0.0]


def _rows(
    reference: Scenario,
    other: Scenario,
    dimension: str,
    people: pd.Series[float],
    before: Measured,
    after: Measured,
) -> Iterator[dict[str, Any]]:
    for outcome, unit, _, _ in MEASURES:
        if outcome not in before or outcome not in after:
            continue
        for group in people.index:
            first = before[outcome][group].to_numpy(dtype=np.float64)
            second = after[outcome][group].to_numpy(dtype=np.float64)
            found = paired(first, second)
            level = mean_known(first)
            yield {
                "scenario": other.name,
                "dimension": dimension,
                "group": group,
                "label": label_of(reference, dimension, str(group)),
                "people": round(float(people[group])),
                "outcome": outcome,
                "unit": unit,
                "reference": level,
                "difference": found.mean,
                "error": found.error,
                "relative": found.mean / level if level else float("nan"),
                "higher": found.higher,
                "runs": found.runs,
            }
