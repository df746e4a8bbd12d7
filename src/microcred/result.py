"""What runs leave behind: tidy tables, one row per month, and the verdict on every target."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from microcred.base.months import month_text
from microcred.catalogue.outcomes import OUTCOMES
from microcred.funnel import funnel_table
from microcred.outcomes.history import History
from microcred.scenario.model import Scenario, Target

#: The columns that name a run, before those of the outcomes.
RUN_KEYS = ("scenario", "parameter_set", "replicate")
TARGET_COLUMNS = (
    "scenario", "target", "outcome", "at_least", "deadline", "runs", "median", "p05", "p95", "probability",
    "probability_error", "month_first_met", "not_measurable", "counterpart", "counterpart_median",
)  # fmt: skip
#: Normal quantile of a two-sided 90 % interval, the width of every band in this package.
NORMAL_90 = 1.6448536269514722
SURVEYED = "_surveyed"
#: Stocks and flows that are not counted one by one.
FRACTIONAL = frozenset({"vacancies"})

Numbers = npt.NDArray[np.float64]


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
        The same by region and setting, for the outcomes that are given by place.
    targets
        One row per scenario and target, see `judge`.
    provenance
        What is needed to repeat the runs: seed, replicates, engine, versions, times.
    funnel
        One row per (scenario, parameter_set, replicate, month, region, setting, segment): people, aware, applied and
        so on to hired, who was refused and why, and how willing the aware are (`microcred.funnel`); of the scenarios'
        own parameters. Labels are categories.
    """

    scenarios: tuple[Scenario, ...]
    runs: tuple[RunRecord, ...]
    national: pd.DataFrame
    regions: pd.DataFrame
    targets: pd.DataFrame
    provenance: Mapping[str, Any]
    funnel: pd.DataFrame = field(default_factory=pd.DataFrame)

    @classmethod
    def of(
        cls,
        scenarios: Sequence[Scenario],
        finished: Sequence[tuple[RunRecord, History]],
        provenance: Mapping[str, Any],
    ) -> Result:
        """Build the tables from finished runs, in their order; the scenarios in the order of showing."""
        national = pd.concat([_national(record, history) for record, history in finished], ignore_index=True)
        regions = pd.concat([_regions(record, history) for record, history in finished], ignore_index=True)
        return cls(
            scenarios=tuple(scenarios),
            runs=tuple(record for record, _ in finished),
            national=national,
            regions=regions,
            targets=judge(national, scenarios),
            provenance=provenance,
            funnel=funnel_table(scenarios, finished),
        )


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


def probability_error(met: int, runs: int) -> float:
    """Monte Carlo error of a share: half the width of its 90 % Wilson score interval.

    Unlike √(p(1 − p)/n) it does not claim certainty when all runs agree: 10 of 10 is 1.00 ± 0.11.

    Parameters
    ----------
    met
        Runs that met the target.
    runs
        All runs.

    Returns
    -------
    float
        Share; NaN without runs.
    """
    if runs == 0:
        return math.nan
    share = met / runs
    squared = NORMAL_90**2
    spread = math.sqrt(share * (1.0 - share) / runs + squared / (4.0 * runs**2))
    return NORMAL_90 * spread / (1.0 + squared / runs)


def quantiles(values: Numbers) -> tuple[float, float, float]:
    """Median, 5 % and 95 % quantile of the known values, linear between two runs; NaN where none is known."""
    known = values[np.isfinite(values)]
    if known.size == 0:
        return math.nan, math.nan, math.nan
    median, low, high = np.quantile(known, (0.5, 0.05, 0.95))
    return float(median), float(low), float(high)


def first_month_met(series: Numbers, months: Sequence[str], at_least: float) -> str:
    """Month by which half of the runs that ever reach a level have reached it for the first time.

    Parameters
    ----------
    series
        One row per run, one column per month; NaN is not met.
    months
        Names of the columns.
    at_least
        The level.

    Returns
    -------
    str
        A month, or "" if no run ever reaches the level.
    """
    met = series >= at_least
    firsts = np.sort(met.argmax(axis=1)[met.any(axis=1)])
    return months[int(firsts[(firsts.size - 1) // 2])] if firsts.size else ""


def counterpart(outcome: str) -> str:
    """The true outcome of a surveyed one and the surveyed one of a true one; "" where there is no pair."""
    other = outcome.removesuffix(SURVEYED) if outcome.endswith(SURVEYED) else outcome + SURVEYED
    return other if other in OUTCOMES else ""


def runs_by_month(national: pd.DataFrame, scenario: str, outcome: str) -> tuple[Numbers, list[str]]:
    """One outcome of one scenario as a table: a row per run, a column per month, and the months' names."""
    own = national[national["scenario"] == scenario]
    table = own.pivot(index=["parameter_set", "replicate"], columns="month", values=outcome)
    return table.to_numpy(dtype=np.float64), [str(month) for month in table.columns]


def all_targets(scenarios: Sequence[Scenario]) -> tuple[Target, ...]:
    """Every different target of any of the scenarios: each scenario is judged by all of them."""
    return tuple(dict.fromkeys(target for scenario in scenarios for target in scenario.targets))


def _verdict(national: pd.DataFrame, scenario: str, target: Target) -> dict[str, Any]:
    deadline = month_text(target.by)
    series, months = runs_by_month(national, scenario, target.outcome)
    other = counterpart(target.outcome)
    others = runs_by_month(national, scenario, other)[0] if other else np.full_like(series, math.nan)
    reached = deadline in months
    column = months.index(deadline) if reached else 0
    final = series[:, column] if reached else np.empty(0)
    other_final = others[:, column] if reached else np.empty(0)
    surveyed = other_final if other.endswith(SURVEYED) else final
    met = int((final >= target.at_least).sum())
    not_measurable = bool(reached and not np.isfinite(surveyed).any())
    median, low, high = quantiles(final)
    return {
        "scenario": scenario,
        "target": target.name,
        "outcome": target.outcome,
        "at_least": target.at_least,
        "deadline": deadline,
        "runs": final.size,
        "median": median,
        "p05": low,
        "p95": high,
        "probability": met / final.size if np.isfinite(final).any() else math.nan,
        "probability_error": probability_error(met, final.size) if np.isfinite(final).any() else math.nan,
        "month_first_met": first_month_met(series, months, target.at_least),
        "not_measurable": not_measurable,
        "counterpart": other,
        "counterpart_median": quantiles(other_final)[0],
    }


def _verdicts(national: pd.DataFrame, scenarios: Sequence[Scenario]) -> Iterator[dict[str, Any]]:
    for target in all_targets(scenarios):
        for scenario in scenarios:
            yield _verdict(national, scenario.name, target)


def judge(national: pd.DataFrame, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """Say for every scenario and target whether, when and how surely it is met.

    `median`, `p05` and `p95` are over runs in the month of the deadline; `probability` is the share of runs
    that meet the target in that month (a run in which the outcome is unknown then does not meet it) and
    `probability_error` its Monte Carlo error. `month_first_met` is as `first_month_met` says. A target on
    what employers think is `not_measurable` where no survey has asked them; `counterpart` names the true or
    surveyed twin of the outcome and `counterpart_median` its value. Values are NaN if the runs end before the
    deadline.

    Parameters
    ----------
    national
        As in `Result.national`.
    scenarios
        Each is judged by the targets of all of them.

    Returns
    -------
    pandas.DataFrame
        Target by target, scenario by scenario.
    """
    table = pd.DataFrame(list(_verdicts(national, scenarios)), columns=list(TARGET_COLUMNS))
    return table.astype({"not_measurable": bool})
