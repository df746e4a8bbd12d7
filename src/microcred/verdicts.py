"""The verdict on every target: reached or not, when, how surely, and over what the runs differ."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from microcred.base.months import month_text
from microcred.catalogue.outcomes import OUTCOMES
from microcred.scenario.model import Scenario, Target

TARGET_COLUMNS = (
    "scenario", "target", "outcome", "at_least", "deadline", "over", "runs", "median", "p05", "p95", "probability",
    "probability_error", "month_first_met", "not_measurable", "counterpart", "counterpart_median",
)  # fmt: skip
#: What the runs behind a band or a probability differ by.
CHANCE = "chance"
PARAMETERS_AND_CHANCE = "parameters and chance"
#: Normal quantile of a two-sided 90 % interval, the width of every band in this package.
NORMAL_90 = 1.6448536269514722
#: Below this number of runs a 5 % and a 95 % quantile say nothing.
FEWEST_FOR_A_BAND = 5
SURVEYED = "_surveyed"

Numbers = npt.NDArray[np.float64]


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


def verdict(
    target: Target, series: Numbers, others: Numbers, months: Sequence[str], other: str, over: str = CHANCE
) -> dict[str, Any]:
    """Judge runs by one target.

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
    over
        What the runs differ by.

    Returns
    -------
    dict
        The columns of `TARGET_COLUMNS` after the scenario.
    """
    deadline = month_text(target.by)
    reached = deadline in months
    column = months.index(deadline) if reached else 0
    final = series[:, column] if reached else np.empty(0)
    other_final = others[:, column] if reached else np.empty(0)
    surveyed = other_final if other.endswith(SURVEYED) else final
    met = int((final >= target.at_least).sum())
    not_measurable = bool(reached and not np.isfinite(surveyed).any())
    median, low, high = quantiles(final)
    return {
        "target": target.name,
        "outcome": target.outcome,
        "at_least": target.at_least,
        "deadline": deadline,
        "over": over,
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


def _verdict(national: pd.DataFrame, scenario: str, target: Target, over: str) -> dict[str, Any]:
    series, months = runs_by_month(national, scenario, target.outcome)
    other = counterpart(target.outcome)
    others = runs_by_month(national, scenario, other)[0] if other else np.full_like(series, math.nan)
    return {"scenario": scenario, **verdict(target, series, others, months, other, over)}


def _verdicts(national: pd.DataFrame, scenarios: Sequence[Scenario], over: str) -> Iterator[dict[str, Any]]:
    for target in all_targets(scenarios):
        for scenario in scenarios:
            yield _verdict(national, scenario.name, target, over)


def judge_all(national: pd.DataFrame, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """Judge the sets of parameters, where there are any, and below them the central set."""
    drawn = national["parameter_set"] > 0
    central = judge(national[~drawn], scenarios)
    if not drawn.any():
        return central
    parts = [judge(national[drawn], scenarios, PARAMETERS_AND_CHANCE), central]
    return pd.concat(parts, ignore_index=True)


def judge(national: pd.DataFrame, scenarios: Sequence[Scenario], over: str = CHANCE) -> pd.DataFrame:
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
    over
        What the runs differ by, noted in each row.

    Returns
    -------
    pandas.DataFrame
        Target by target, scenario by scenario.
    """
    table = pd.DataFrame(list(_verdicts(national, scenarios, over)), columns=list(TARGET_COLUMNS))
    return table.astype({"not_measurable": bool})
