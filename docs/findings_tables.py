"""What the tables of docs/findings.md share: which scenarios, and how numbers are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from microcred.result import Result
from microcred.scenario.model import Scenario

PLAN, TODAY = "cn_plan", "cn_baseline"
DIMENSIONS = ("framework", "quality", "cooperation", "platform")
SHOCKS = ("fiscal_cut", "demand_shift", "technology_jump", "fraud_cleanup")
SINGLE = ("cn_subsidy", "cn_certification_cost", "cn_rural_infrastructure")
CENTRAL = (
    TODAY,
    PLAN,
    *(f"{PLAN}_{one}" for one in DIMENSIONS),
    *(f"{PLAN}_without_{one}" for one in DIMENSIONS),
    f"{PLAN}_two_years_late",
    *(f"{PLAN}_{one}" for one in SHOCKS),
    *SINGLE,
)
HINDCAST = "cn_2019/hindcast"
MILLION = 1e6
_WORDS = ("no", "one", "two", "three", "four", "five", "six")


def selected(result: Result, names: Sequence[str]) -> Result:
    """Return the result with some of its scenarios, in this order."""
    by_name = {one.name: one for one in result.scenarios}
    kept = [name for name in names if name in by_name]

    def of(table: pd.DataFrame) -> pd.DataFrame:
        return table[table["scenario"].isin(kept)]

    return Result(
        scenarios=tuple(by_name[name] for name in kept),
        runs=tuple(record for record in result.runs if record.scenario in kept),
        national=of(result.national),
        regions=of(result.regions),
        ledger=of(result.ledger),
        parameters=of(result.parameters),
        targets=of(result.targets),
        provenance=result.provenance,
        funnel=of(result.funnel),
        incomes=of(result.incomes),
    )


def scenario_of(result: Result, name: str) -> Scenario:
    """The scenario of a name."""
    return next(one for one in result.scenarios if one.name == name)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in markdown."""
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += [f"| {' | '.join(str(cell).replace('|', '/') for cell in row)} |" for row in rows]
    return "\n".join(lines)


def whole(value: float) -> str:
    """A whole number with thousands; never -0."""
    return f"{round(value):,d}"


def counted(number: int, noun: str) -> str:
    """A number of things in words: three targets."""
    word = _WORDS[number] if number < len(_WORDS) else str(number)
    return f"{word} {noun}" + ("" if number == 1 else "s")
