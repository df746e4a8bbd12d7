"""The funnel as tidy tables, by place and segment and by income: what columns mean, and the tables of finished runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from microcred.catalogue.dimensions import SEGMENTS
from microcred.outcomes.funnel import funnel_columns
from microcred.outcomes.history import History
from microcred.outcomes.incomes import Incomes
from microcred.scenario.model import Scenario
from microcred.world.states import Fifth

if TYPE_CHECKING:
    from microcred.result import RunRecord

#: Columns that are labels, kept as categories.
LABELS = ("scenario", "month", "region", "setting", "segment", "macro_region")
#: What the other columns say of a cell in a month; the segment of a person is that of the moment.
MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "people": "people of working age at the end of the month",
        "aware": "of them, who know of micro-credentials",
        "applied": "people who apply",
        "admitted": "last month's applicants who get a seat and start to study",
        "refused_seat": "last month's applicants refused because the seats were taken",
        "refused_closed": "last month's applicants refused because the programme admits nobody any more",
        "dropped": "people who give up before the exam, or wait too long for a seat in it",
        "sat": "people who sit the exam",
        "passed": "people who pass it and gain a credential",
        "hired": "holders who find a job",
        "hired_shortage": "of them, in the shortage occupation they were taught for",
        "situations": "decisions observed, of aware people drawn by lot who are free to decide; of 16 drawn",
        "no_programme": "of these situations, how many had no programme in reach",
        "willing": "mean probability to apply in these situations",
        "willing_no_price": "the same if nothing had to be paid for a programme",
        "willing_no_time": "the same if its hours cost no time",
        "willing_full_access": "the same if everybody had digital access",
        "holders": "people with at least one credential at the end of the month",
    }
)
#: Columns of the table by income that are labels.
INCOME_LABELS = ("scenario", "month", "macro_region", "setting", "segment", "income")
#: National fifths of incomes, the lowest first.
INCOMES = tuple(fifth.name.lower() for fifth in Fifth)


def funnel_table(scenarios: Sequence[Scenario], finished: Sequence[tuple[RunRecord, History]]) -> pd.DataFrame:
    """One row per run, month, region, setting and segment.

    Only runs with the scenarios' own parameters are in it: cells and months of hundreds of draws would fill the memory.

    Parameters
    ----------
    scenarios
        All scenarios of the runs.
    finished
        Runs and their histories.

    Returns
    -------
    pandas.DataFrame
        Columns scenario, parameter_set, replicate, month, region, setting, segment, macro_region, and `MEANINGS`.
    """
    macro_regions = {one.name: {row.code: row.macro_region for row in one.pack.regions} for one in scenarios}
    parts = [
        _part(record, history, macro_regions[record.scenario])
        for record, history in finished
        if record.parameter_set == 0
    ]
    return joined(parts)


def income_table(scenarios: Sequence[Scenario], finished: Sequence[tuple[RunRecord, History]]) -> pd.DataFrame:
    """One row per run, month, macro-region, setting, segment and national fifth of incomes.

    Parameters
    ----------
    scenarios
        All scenarios of the runs.
    finished
        Runs and their histories; those without incomes are left out.

    Returns
    -------
    pandas.DataFrame
        Columns scenario, parameter_set, replicate, month, macro_region, setting, segment, income, and `MEANINGS`;
        people and aware people are expected numbers, the others are counted or observed. Only runs with the scenarios'
        own parameters are in it.
    """
    known = {one.name for one in scenarios}
    parts = [
        _incomes(record, history.months, history.incomes)
        for record, history in finished
        if record.parameter_set == 0 and record.scenario in known and history.incomes is not None
    ]
    return joined(parts, INCOME_LABELS)


def empty_funnel(labels: Sequence[str] = LABELS) -> pd.DataFrame:
    """The table of no run, by these labels."""
    return pd.DataFrame(columns=["scenario", "parameter_set", "replicate", *labels[1:], *MEANINGS])


def empty_incomes() -> pd.DataFrame:
    """The table by income of no run."""
    return empty_funnel(INCOME_LABELS)


def joined(tables: Sequence[pd.DataFrame], labels: Sequence[str] = LABELS) -> pd.DataFrame:
    """Put tables below each other; labels become categories again, those of all tables."""
    parts = [table for table in tables if len(table)]
    if not parts:
        return empty_funnel(labels)
    return pd.concat(parts, ignore_index=True).astype(dict.fromkeys(labels, "category"))


def _incomes(record: RunRecord, months: Sequence[str], incomes: Incomes) -> pd.DataFrame:
    areas = [(*area, segment) for area in incomes.areas for segment in SEGMENTS for _ in INCOMES]
    columns: dict[str, Any] = {
        "scenario": record.scenario,
        "parameter_set": record.parameter_set,
        "replicate": record.replicate,
        "month": np.repeat(np.asarray(months, dtype=object), len(areas)),
        "macro_region": [area[0] for area in areas] * len(months),
        "setting": [area[1] for area in areas] * len(months),
        "segment": [area[2] for area in areas] * len(months),
        "income": list(INCOMES) * (len(areas) // len(INCOMES)) * len(months),
    }
    return pd.DataFrame(columns | {name: incomes.columns[name].reshape(-1) for name in MEANINGS})


def _part(record: RunRecord, history: History, macro_regions: Mapping[str, str]) -> pd.DataFrame:
    months = len(history.months)
    places = [place for place in history.places for _ in SEGMENTS]
    columns: dict[str, Any] = {
        "scenario": record.scenario,
        "parameter_set": record.parameter_set,
        "replicate": record.replicate,
        "month": np.repeat(np.asarray(history.months, dtype=object), len(places)),
        "region": [place.region for place in places] * months,
        "setting": [place.setting for place in places] * months,
        "segment": list(SEGMENTS) * len(history.places) * months,
        "macro_region": [macro_regions[place.region] for place in places] * months,
    }
    return pd.DataFrame(columns | dict(funnel_columns(history.funnel)))
