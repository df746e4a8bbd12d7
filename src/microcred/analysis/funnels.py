"""The funnel read: how far people of a group come in a year, what keeps others away, and what a scenario changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from microcred.analysis.paired import mean_known, paired
from microcred.base.months import MONTHS_A_YEAR
from microcred.catalogue.dimensions import SEGMENTS, SETTINGS
from microcred.funnel import INCOMES
from microcred.result import RUN_KEYS, Numbers, Result
from microcred.scenario.model import Scenario

PER = 100_000
#: Dimensions of the columns of panels, with their titles.
GROUPINGS = {"segment": "by segment", "setting": "by setting", "macro_region": "by macro-region"}
STEPS = {
    "aware": "aware",
    "applied": "applied",
    "admitted": "admitted",
    "sat": "sat the exam",
    "passed": "passed",
    "hired": "hired",
}
#: What would have to fall away.
REASONS = {
    "price": "price",
    "time": "time",
    "access": "lacking access",
    "no_programme": "no programme",
    "no_seat": "no seat",
    "closed": "programme closed",
}


def last_year(funnel: pd.DataFrame) -> pd.DataFrame:
    """The rows of the last twelve months."""
    months = sorted(funnel["month"].unique())[-MONTHS_A_YEAR:]
    return funnel[funnel["month"].isin(months)]


def steps_by(funnel: pd.DataFrame, grouping: str) -> pd.DataFrame:
    """How many come to each step in a year, per 100,000 people of a group; the aware as a stock.

    Parameters
    ----------
    funnel
        Rows of `Result.funnel`, of one scenario and twelve months, any number of runs.
    grouping
        Column to group by.

    Returns
    -------
    pandas.DataFrame
        A row per group, a column per step.
    """
    total = funnel.groupby(grouping, observed=True)[["people", *STEPS]].sum()
    # People and aware people are counted every month: their mean is a twelfth.
    stocks = total["aware"] / total["people"]
    flows = total[list(STEPS)].div(total["people"] / MONTHS_A_YEAR, axis="index")
    return PER * flows.assign(aware=stocks)


def reasons_by(funnel: pd.DataFrame, grouping: str) -> pd.DataFrame:
    """By how much more people would start to study if one thing alone fell away, as a share of those who do.

    Price, time and access: by how much more willing the aware would be. No programme in reach: if they found programmes
    as willingly as others of their segment, setting and macro-region (and fifth, where incomes are told apart). No
    seat, programme closed: those refused for it, over those admitted.

    Parameters
    ----------
    funnel
        Rows of `Result.funnel` or `Result.incomes`, of one scenario and twelve months, any number of runs.
    grouping
        Column to group by.

    Returns
    -------
    pandas.DataFrame
        A row per group, a column per reason; NaN where nobody would start.
    """
    seen = funnel[funnel["situations"] > 0]
    columns = {name: seen[name] * seen["aware"] for name in seen.columns if name.startswith("willing")}
    columns["nothing"] = seen["no_programme"] / seen["situations"] * seen["aware"]
    columns["aware"] = seen["aware"].astype(float)
    kinds = [seen[name] for name in dict.fromkeys((*GROUPINGS, grouping))]
    totals = pd.DataFrame(columns).groupby(kinds, observed=True).sum()
    # As willing as others of their kind: who finds nothing is mostly not of the kind that applies most.
    totals["found"] = (totals["willing"] * totals["nothing"] / (totals["aware"] - totals["nothing"])).replace(
        [np.inf, -np.inf], np.nan
    )
    willing = totals.groupby(level=grouping, observed=True).sum()
    answered = funnel.groupby(grouping, observed=True)[["admitted", "refused_seat", "refused_closed"]].sum()
    as_is, admitted = willing["willing"], answered["admitted"]
    reasons = {
        "price": willing["willing_no_price"] / as_is - 1.0,
        "time": willing["willing_no_time"] / as_is - 1.0,
        "access": willing["willing_full_access"] / as_is - 1.0,
        "no_programme": willing["found"] / as_is,
        "no_seat": answered["refused_seat"] / admitted,
        "closed": answered["refused_closed"] / admitted,
    }
    return pd.DataFrame(reasons).replace([np.inf, -np.inf], np.nan)


#: Everybody together, as a dimension of one group.
EVERYBODY = "everybody"
CHANGE_COLUMNS = (
    "scenario", "dimension", "group", "label", "kind", "name", "unit", "reference", "policy", "difference", "error",
    "higher", "runs",
)  # fmt: skip
STEP, REASON = "step", "what keeps away"
UNITS = {
    STEP: f"people a year per {PER:,} (aware: stock)",
    REASON: "% more starts of study if this alone fell away",
}


def groups_of(dimension: str, scenario: Scenario) -> tuple[str, ...]:
    """Groups of a dimension of people, in the order of showing."""
    fixed = {"segment": SEGMENTS, "setting": SETTINGS, "income": INCOMES, EVERYBODY: (EVERYBODY,)}
    return fixed[dimension] if dimension in fixed else tuple(scenario.pack.macro_regions)


def group_label(scenario: Scenario, dimension: str, group: str) -> str:
    """Name of a group of people for readers."""
    if dimension == "macro_region":
        return str(scenario.pack.macro_regions.get(group, group))
    names = {"student": "students", "worker": "workers", "other": "others"}
    return f"{group} fifth of incomes" if dimension == "income" else names.get(group, group)


def year_of(result: Result, dimension: str) -> pd.DataFrame:
    """Rows of the last twelve months from which the groups of a dimension are read; none where it is not recorded."""
    table = result.incomes if dimension == "income" else result.funnel
    return last_year(table).assign(**{EVERYBODY: EVERYBODY}) if len(table) else table


def _by_run(year: pd.DataFrame, scenario: str, dimension: str, groups: Sequence[str]) -> Mapping[str, Numbers]:
    """Steps and reasons of each group, runs by columns."""
    tables = []
    own = year[year["scenario"] == scenario]
    for _, run in own.groupby(list(RUN_KEYS[1:]), sort=True):
        both = [steps_by(run, dimension), 100.0 * reasons_by(run, dimension)]
        tables.append(pd.concat(both, axis="columns").reindex(list(groups)).to_numpy(dtype=np.float64))
    stacked = np.stack(tables)
    return {group: stacked[:, row, :] for row, group in enumerate(groups)}


def funnel_changes(result: Result) -> pd.DataFrame:
    """What scenarios change in how far people come and in what keeps them away, paired by run; last twelve months.

    Parameters
    ----------
    result
        The first scenario is the reference.

    Returns
    -------
    pandas.DataFrame
        A row per scenario, dimension (everybody, segment, setting, macro-region, income), group, and step or reason;
        none where the funnel was not kept.
    """
    reference, *others = result.scenarios
    names = [(STEP, name) for name in STEPS] + [(REASON, name) for name in REASONS]
    rows: list[dict[str, Any]] = []
    for dimension in (EVERYBODY, *GROUPINGS, "income"):
        year = year_of(result, dimension)
        known = set(year["scenario"]) if len(year) else set()
        if reference.name not in known:
            continue
        groups = [group for group in groups_of(dimension, reference) if group in set(year[dimension])]
        before = _by_run(year, reference.name, dimension, groups)
        for other in [one for one in others if one.name in known]:
            after = _by_run(year, other.name, dimension, groups)
            for group in groups:
                for column, (kind, name) in enumerate(names):
                    first, second = before[group][:, column], after[group][:, column]
                    found = paired(first, second)
                    values = (
                        other.name, dimension, group, group_label(reference, dimension, group), kind, name, UNITS[kind],
                        mean_known(first), mean_known(second), found.mean, found.error, found.higher, found.runs,
                    )  # fmt: skip
                    rows.append(dict(zip(CHANGE_COLUMNS, values, strict=True)))
    return pd.DataFrame(rows, columns=list(CHANGE_COLUMNS))
