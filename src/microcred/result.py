"""What runs leave behind: tidy tables, one row per month, and the verdict on every target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from microcred.base.money import CENTS
from microcred.catalogue.outcomes import OUTCOMES
from microcred.funnel import empty_funnel, empty_incomes, funnel_table, income_table
from microcred.outcomes.history import History
from microcred.scenario.model import Scenario
from microcred.verdicts import (
    CHANCE,
    NORMAL_90,
    PARAMETERS_AND_CHANCE,
    TARGET_COLUMNS,
    Numbers,
    all_targets,
    counterpart,
    first_month_met,
    judge,
    judge_all,
    probability_error,
    quantiles,
    runs_by_month,
)

#: The columns that name a run, before those of the outcomes.
RUN_KEYS = ("scenario", "parameter_set", "replicate")
#: Scenarios that the short text of a result names.
MOST_NAMED = 5
#: Stocks and flows that are not counted one by one.
FRACTIONAL = frozenset({"vacancies"})

__all__ = [
    "CHANCE", "FRACTIONAL", "NORMAL_90", "PARAMETERS_AND_CHANCE", "RUN_KEYS", "TARGET_COLUMNS", "Numbers", "Result",
    "RunRecord", "all_targets", "counterpart", "first_month_met", "in_years", "judge", "judge_all", "probability_error",
    "quantiles", "runs_by_month",
]  # fmt: skip


@dataclass(frozen=True)
class RunRecord:
    """One finished run: which it was, and what it had to report besides numbers.

    Attributes
    ----------
    scenario
        Name of the scenario.
    parameter_set
        Which draw of the parameters; 0 for the scenario's own values.
    replicate
        Counted from 0.
    seed
        The seed this run was given.
    seconds
        Time the simulation took.
    idle_levers
        Levers, or entries of levers, that were set and never changed anything.
    stopped
        (lever, month as text) of every budget that ran out.
    population
        People of working age in the regions kept.
    population_share
        Their share of the whole country's.
    parameters
        Every parameter's value; empty for the scenario's own values.
    """

    scenario: str
    parameter_set: int
    replicate: int
    seed: int
    seconds: float
    idle_levers: tuple[str, ...]
    stopped: tuple[tuple[str, str], ...]
    population: int
    population_share: float
    parameters: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Result:
    """The frozen result of one or more scenarios.

    Attributes
    ----------
    scenarios
        The resolved scenarios, in the order they were asked for.
    runs
        One record per run.
    national
        One row per (scenario, parameter_set, replicate, month), one column per outcome.
    regions
        The same by region and setting, for the outcomes that are given by place; of the central set alone.
    ledger
        One row per (scenario, parameter_set, replicate, year, payer, payee, purpose) between which money flowed;
        a purpose is a lever or what an institution does.
    parameters
        One row per scenario and set of parameters that was drawn or given, one column per parameter.
    targets
        One row per scenario and target, see `judge`.
    provenance
        What is needed to repeat the runs: seed, replicates, engine, versions, times.
    funnel
        One row per (scenario, parameter_set, replicate, month, region, setting, segment): people, aware, applied and
        so on to hired, who was refused and why, and how willing the aware are (`microcred.funnel`); of the scenarios'
        own parameters. Labels are categories.
    incomes
        The same with one row per (scenario, parameter_set, replicate, month, macro_region, setting, segment, income),
        incomes being the country's fifths; empty where it was not recorded.
    """

    scenarios: tuple[Scenario, ...]
    runs: tuple[RunRecord, ...]
    national: pd.DataFrame
    regions: pd.DataFrame
    ledger: pd.DataFrame
    parameters: pd.DataFrame
    targets: pd.DataFrame
    provenance: Mapping[str, Any]
    funnel: pd.DataFrame = field(default_factory=empty_funnel)
    incomes: pd.DataFrame = field(default_factory=empty_incomes)

    @classmethod
    def of(
        cls,
        scenarios: Sequence[Scenario],
        finished: Sequence[tuple[RunRecord, History]],
        provenance: Mapping[str, Any],
    ) -> Result:
        """Build the tables from finished runs, in their order; the scenarios in the order of showing."""
        national = pd.concat([_national(record, history) for record, history in finished], ignore_index=True)
        central = [(record, history) for record, history in finished if record.parameter_set == 0]
        regions = pd.concat([_regions(record, history) for record, history in central], ignore_index=True)
        ledger = pd.concat([_ledger(record, history) for record, history in finished], ignore_index=True)
        return cls(
            scenarios=tuple(scenarios),
            runs=tuple(record for record, _ in finished),
            national=national,
            regions=regions,
            ledger=ledger,
            parameters=_parameters([record for record, _ in finished]),
            targets=judge_all(national, scenarios),
            provenance=provenance,
            funnel=funnel_table(scenarios, finished),
            incomes=income_table(scenarios, finished),
        )

    def __repr__(self) -> str:
        """One line: the tables are looked at one by one."""
        names = [scenario.name for scenario in self.scenarios]
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        months = self.national["month"]
        span = f"{months.min()} to {months.max()}" if len(months) else "no month"
        runs = f"{len(self.runs)} run{'' if len(self.runs) == 1 else 's'}"
        return f"Result({', '.join(names[:MOST_NAMED])}{more}: {runs}, {span})"

    @property
    def over(self) -> str:
        """What the runs shown differ by: chance, or parameters and chance."""
        return PARAMETERS_AND_CHANCE if any(record.parameter_set for record in self.runs) else CHANCE

    @property
    def central(self) -> pd.DataFrame:
        """`national` of the scenarios' own parameters: these runs differ by chance alone."""
        return self.national[self.national["parameter_set"] == 0]

    @property
    def ensemble(self) -> pd.DataFrame:
        """`national` of what bands and probabilities are taken over: the sets of parameters where there are any."""
        return self.national[self.national["parameter_set"] > 0] if self.over != CHANCE else self.national


def _ordered(names: Iterable[str]) -> list[str]:
    present = set(names)
    return [name for name in OUTCOMES if name in present]


def _exact(name: str, values: Numbers) -> npt.NDArray[Any]:
    """Whole numbers as such: people and programmes are counted, only vacancies grow by a rate."""
    if OUTCOMES[name].kind not in ("stock", "flow") or name in FRACTIONAL:
        return values
    if not (values == np.rint(values)).all():
        raise ValueError(f"{name} is counted and cannot be a fraction or unknown")
    return values.astype(np.int64)


def _keys(record: RunRecord, months: Sequence[str], repeat: int) -> dict[str, Any]:
    return {
        "scenario": record.scenario,
        "parameter_set": record.parameter_set,
        "replicate": record.replicate,
        "month": np.repeat(np.asarray(months, dtype=object), repeat),
    }


def _national(record: RunRecord, history: History) -> pd.DataFrame:
    columns = _keys(record, history.months, 1)
    columns |= {name: _exact(name, history.national[name]) for name in _ordered(history.national)}
    return pd.DataFrame(columns)


def _regions(record: RunRecord, history: History) -> pd.DataFrame:
    months = len(history.months)
    columns = _keys(record, history.months, len(history.places))
    columns["region"] = [place.region for place in history.places] * months
    columns["setting"] = [place.setting for place in history.places] * months
    columns |= {name: _exact(name, history.regional[name].reshape(-1)) for name in _ordered(history.regional)}
    return pd.DataFrame(columns)


def in_years(history: History) -> History:
    """The same history with its ledger summed by calendar year: a twelfth of the memory."""
    year_of = np.array([int(month[:4]) for month in history.months])
    years = np.unique(year_of)
    if history.ledger.shape[0] == years.size:
        return history
    return replace(history, ledger=np.stack([history.ledger[year_of == year].sum(axis=0) for year in years]))


def _ledger(record: RunRecord, history: History) -> pd.DataFrame:
    parties, purposes = history.ledger_axes
    years = np.unique([int(month[:4]) for month in history.months])
    flows = in_years(history).ledger
    year, payer, payee, purpose = np.nonzero(flows)
    columns: dict[str, Any] = {name: getattr(record, name) for name in RUN_KEYS}
    columns |= {
        "year": years[year],
        "payer": np.asarray(parties, dtype=object)[payer],
        "payee": np.asarray(parties, dtype=object)[payee],
        "purpose": np.asarray(purposes, dtype=object)[purpose],
        "amount": flows[year, payer, payee, purpose] / CENTS,
    }
    return pd.DataFrame(columns)


def _parameters(records: Sequence[RunRecord]) -> pd.DataFrame:
    sets = {(record.scenario, record.parameter_set): record.parameters for record in records if record.parameter_set}
    rows = [{"scenario": name, "parameter_set": number, **values} for (name, number), values in sets.items()]
    return pd.DataFrame(rows, columns=["scenario", "parameter_set", *next(iter(sets.values()), ())])
