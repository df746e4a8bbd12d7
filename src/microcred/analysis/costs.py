"""What a policy costs for each person and each occupation that it adds, and who would have come anyway."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from microcred.analysis.paired import student_90, sum_by_run
from microcred.base.months import month_text
from microcred.result import Result
from microcred.scenario.model import Scenario
from microcred.verdicts import Numbers, runs_by_month

PAYERS = ("public", "learner", "employer", "institution")
#: What is divided by: name, label and unit of one more of it.
COMPLETERS, OCCUPATIONS = "completers", "covered occupations"
COST_COLUMNS = (
    "scenario", "added", "payer", "added_mean", "added_error", "cost_mean", "cost_error", "cost_per_added",
    "cost_per_added_error", "runs",
)  # fmt: skip
DEADWEIGHT_COLUMNS = (
    "scenario", "from", "of", "reference", "policy", "deadweight", "deadweight_error", "runs",
)  # fmt: skip
#: Who is asked whether they would have come anyway: those who sat an exam, and those who applied.
COMERS = {"completions": "examinees", "applicants": "applications"}


def first_change(reference: Scenario, other: Scenario) -> int:
    """First month in which a lever or a shock of two scenarios differs; the start if anything differs throughout.

    A base value, a parameter and the data pack hold from the start. Scenarios that never differ are compared from the
    start, too.
    """
    if other.parameters != reference.parameters or other.pack.digest != reference.pack.digest:
        return other.start
    months = []
    for name, schedule in other.levers.items():
        own = reference.levers[name]
        if schedule.base != own.base:
            return other.start
        differing = set(schedule.clauses).symmetric_difference(own.clauses)
        months += [clause.start for clause in differing]
    months += [shock.start for shock in set(other.shocks).symmetric_difference(reference.shocks)]
    return max(other.start, min((month for month in months if month <= other.end), default=other.start))


def ratio_with_error(above: Numbers, below: Numbers) -> tuple[float, float]:
    """Quotient of two means over runs, and half its 90 % interval by the jackknife.

    Returns
    -------
    tuple
        (NaN, NaN) where the divisor is not surely above zero: nothing was added that costs could be divided by.
    """
    runs = below.size
    if runs < 2 or below.mean() <= 0.0:
        return float("nan"), float("nan")
    if below.mean() <= student_90(runs) * below.std(ddof=1) / np.sqrt(runs):
        return float("nan"), float("nan")
    without = (above.sum() - above) / (below.sum() - below)
    error = np.sqrt((runs - 1) / runs * ((without - without.mean()) ** 2).sum())
    return float(above.sum() / below.sum()), float(student_90(runs) * error)


def _error(values: Numbers) -> float:
    return (
        float(student_90(values.size) * values.std(ddof=1) / np.sqrt(values.size)) if values.size > 1 else float("nan")
    )


def _added(result: Result, reference: Scenario, other: Scenario, since: str) -> dict[str, Numbers]:
    runs = result.ensemble
    completers = sum_by_run(runs, other.name, "completions", since) - sum_by_run(
        runs, reference.name, "completions", since
    )
    shortage = sum(occupation.shortage for occupation in other.pack.occupations)
    covered = (
        runs_by_month(runs, other.name, "coverage")[0][:, -1]
        - runs_by_month(runs, reference.name, "coverage")[0][:, -1]
    ) * shortage
    return {COMPLETERS: completers, OCCUPATIONS: covered}


def costs(result: Result) -> pd.DataFrame:
    """Cost per additional completer, and per occupation covered more at the end, by payer and in all.

    Money and completers are summed from the first month in which the scenarios differ. Each payer's cost is net of
    what the payer receives, so that the sum over payers is what leaves for suppliers and nothing counts twice.

    Parameters
    ----------
    result
        The first scenario is the reference.

    Returns
    -------
    pandas.DataFrame
        A row per scenario, kind of addition and payer (``all`` for the sum); NaN where nothing was surely added.
    """
    reference, *others = result.scenarios
    rows: list[dict[str, Any]] = []
    for other in others:
        since = month_text(first_change(reference, other))
        runs = result.ensemble
        spent = {
            payer: sum_by_run(runs, other.name, f"cost_{payer}", since)
            - sum_by_run(runs, reference.name, f"cost_{payer}", since)
            for payer in PAYERS
        }
        spent = {"all": np.sum(list(spent.values()), axis=0), **spent}
        for added, amounts in _added(result, reference, other, since).items():
            for payer, money in spent.items():
                each, error = ratio_with_error(money, amounts)
                values = (float(amounts.mean()), _error(amounts), float(money.mean()), _error(money), each, error)
                rows.append(dict(zip(COST_COLUMNS, (other.name, added, payer, *values, amounts.size), strict=True)))
    return pd.DataFrame(rows, columns=list(COST_COLUMNS))


def deadweight(result: Result) -> pd.DataFrame:
    """Share of a scenario's examinees, and of its applications, that there would have been under the reference too.

    It is taken over all of them, since nothing says whom a lever reached: where a lever reaches few, the deadweight of
    the money spent on it is lower than this share. It is 1 or more where a policy brings nobody. Where seats are
    short, applications rise far more than examinees: who is refused may apply again.

    Parameters
    ----------
    result
        The first scenario is the reference.

    Returns
    -------
    pandas.DataFrame
        Two rows per scenario.
    """
    reference, *others = result.scenarios
    rows = []
    for other in others:
        since = month_text(first_change(reference, other))
        for outcome, name in COMERS.items():
            before = sum_by_run(result.ensemble, reference.name, outcome, since)
            after = sum_by_run(result.ensemble, other.name, outcome, since)
            share, error = ratio_with_error(before, after)
            values = (other.name, since, name, float(before.mean()), float(after.mean()), share, error, after.size)
            rows.append(dict(zip(DEADWEIGHT_COLUMNS, values, strict=True)))
    return pd.DataFrame(rows, columns=list(DEADWEIGHT_COLUMNS))


def kept_people(scenario: Scenario) -> dict[tuple[str, str], int]:
    """People of working age by region and setting, of the regions that are run."""
    kept: Sequence[str] | None = scenario.regions
    return {
        (place.region, place.setting): place.people
        for place in scenario.pack.places
        if kept is None or place.region in kept
    }
