"""What parts, delays, shocks and single levers change: differences between runs under the same seed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from findings_tables import CENTRAL, MILLION, PLAN, SHOCKS, selected, table

from microcred.analysis.paired import mean_known, paired
from microcred.analysis.parts import ALONE, EXTRA, SUM, TOGETHER, WITHOUT, Parts
from microcred.catalogue.outcomes import OUTCOMES
from microcred.present.effects import PART_MEASURES, parts_table
from microcred.present.measures import Measure
from microcred.present.numbers import number_text, signed_text
from microcred.result import Result
from microcred.scenario.model import Scenario

EXAMINEES = Measure("completions", yearly=True, label="Examinees, last 12 months")
COST = Measure("cost_public", yearly=True, label="Public cost, last 12 months")
COMPARED = (
    *(Measure(name) for name in ("coverage", "match_gain", "satisfaction", "certified_share", "recognition")),
    EXAMINEES,
    COST,
)
#: What single levers are for beside: the countryside.
RURAL = (
    Measure("completion_rate_rural"),
    Measure("adoption_gap_rural", label="Rural over urban holders per 1,000 people (1 = equal)"),
)
SUSPENDED, OPEN = Measure("programmes_suspended"), Measure("programmes_open")
#: What a shock moves while it lasts.
SHAKEN = (
    SUSPENDED,
    OPEN,
    Measure("match_gain"),
    Measure("completions", yearly=True, label="Examinees"),
    Measure("cost_public", yearly=True, label="Public cost"),
)
Values = Callable[[Result, Measure, str], Any]


def last_by_run(result: Result, measure: Measure, scenario: str) -> Any:
    """Last month's value of each run."""
    return measure.by_run(result.ensemble, scenario)[0][:, -1]


def of_year(year: int) -> Values:
    """Each run's value of a year: a sum of flows, the mean of suspended and open programmes, December's of others."""

    def values(result: Result, measure: Measure, scenario: str) -> Any:
        series, months = measure.by_run(result.ensemble, scenario)
        last = months.index(f"{year}-12")
        return series[:, last - 11 : last + 1].mean(axis=1) if measure in (SUSPENDED, OPEN) else series[:, last]

    return values


def scale_of(measure: Measure) -> tuple[float, int, str]:
    """By what a difference is divided, its digits and its unit; 0 stands for a hundredth of the reference."""
    outcome = OUTCOMES[measure.outcome]
    if outcome.kind == "share" or outcome.unit == "relative change":
        return 0.01, 1, "points"
    if outcome.kind == "ratio":
        return 1.0, 3, "difference"
    if outcome.kind == "yuan":
        return MILLION, 1, "million yuan"
    return (1.0, 1, "") if outcome.unit == "programmes" else (0.0, 1, "%")


def head(measure: Measure) -> str:
    """Heading of a column of differences."""
    unit = scale_of(measure)[2]
    return measure.described().label + (f", {unit}" if unit else "")


def mean_text(values: Any, measure: Measure) -> str:
    """A mean over runs; money in the unit of its heading."""
    outcome, mean = OUTCOMES[measure.outcome], mean_known(values)
    return f"{mean / MILLION:,.1f}" if outcome.kind == "yuan" else number_text(mean, outcome)


def effect_text(result: Result, measure: Measure, scenario: str, reference: str, values: Values = last_by_run) -> str:
    """A mean paired difference, in the unit of its heading."""
    before, after = (values(result, measure, name) for name in (reference, scenario))
    found = paired(before, after)
    scale, digits, _ = scale_of(measure)
    scale = scale or float(before.mean()) / 100.0
    if not (math.isfinite(found.mean) and scale):
        return "–"
    error = f" ± {found.error / scale:,.{digits}f}" if math.isfinite(found.error) else ""
    return f"{signed_text(found.mean / scale, digits)}{error}"


def part_rows(central: Result, parts: Parts) -> str:
    """What the dimensions do alone, as the last one, summed and together."""
    found = parts_table(selected(central, CENTRAL), parts)
    names = [f"{part}, {ALONE}" for part in parts.alone] + [SUM, TOGETHER, EXTRA]
    names += [f"{part}, {WITHOUT}" for part in parts.alone if part in parts.without]
    rows = []
    for name in names:
        cells = [name.removeprefix(f"{PLAN}_")]
        for measure in PART_MEASURES:
            row = found[(found["part"] == name) & (found["outcome"] == measure.outcome)].iloc[0]
            scale = 0.01 if measure.outcome != "completions" else 1000.0
            cells.append(f"{signed_text(float(row['effect']) / scale, 1)} ± {float(row['error']) / scale:.1f}")
        rows.append(cells)
    heads = ["part"] + [
        f"{one.described().label}, {'points' if one.outcome != 'completions' else 'thousand'}" for one in PART_MEASURES
    ]
    return table(heads, rows)


def variants(central: Result, names: Sequence[str], reference: str, more: Sequence[Measure] = ()) -> str:
    """Difference of each scenario to another at the end, below the values of that other."""
    measures = [*COMPARED, *more]
    by_name = {one.name: one for one in central.scenarios}
    own = [mean_text(last_by_run(central, one, reference), one) for one in measures]
    rows = [[f"{by_name[reference].title}: value", *own]]
    rows += [
        [by_name[name].title, *(effect_text(central, one, name, reference) for one in measures)]
        for name in names
        if name in by_name
    ]
    return table(["scenario", *(head(one) for one in measures)], rows)


def shaken_years(scenario: Scenario) -> Iterator[tuple[int, str]]:
    """The years from a scenario's first shock on, and whether it lasts then."""
    first = min(shock.start for shock in scenario.shocks)
    for year in range(first // 12, scenario.end // 12 + 1):
        lasting = any(shock.start // 12 <= year <= shock.end // 12 for shock in scenario.shocks)
        yield year, "during" if lasting else "after"


def shocks_by_year(central: Result) -> str:
    """Difference to the plan in each year of a shock and after it, with the plan's own value."""
    rows = []
    for scenario in central.scenarios:
        if scenario.name not in {f"{PLAN}_{one}" for one in SHOCKS}:
            continue
        for year, when in shaken_years(scenario):
            values = of_year(year)
            effects = [effect_text(central, one, scenario.name, PLAN, values) for one in SHAKEN]
            own = [mean_text(values(central, one, PLAN), one) for one in SHAKEN]
            cells = [f"{effect} ({value})" for effect, value in zip(effects, own, strict=True)]
            rows.append([scenario.title.removeprefix("China plan, with "), f"{year}, {when}", *cells])
    return table(["shock", "year", *(head(one) for one in SHAKEN)], rows)


def saved(central: Result, most: int = 3) -> str:
    """What a cut of public money saves while it lasts, and on what."""
    name = f"{PLAN}_fiscal_cut"
    cut = next((one for one in central.scenarios if one.name == name), None)
    if cut is None:
        return ""
    years = [year for year, when in shaken_years(cut) if when == "during"]
    ledger = central.ledger[(central.ledger["payer"] == "government") & central.ledger["year"].isin(years)]
    spent = ledger.pivot_table(index="purpose", columns="scenario", values="amount", aggfunc="sum", fill_value=0.0)
    spent = spent.reindex(columns=[PLAN, name], fill_value=0.0) / central.provenance["replicates"] / MILLION
    less = (spent[PLAN] - spent[name]).sort_values(ascending=False)
    largest = [f"{value:,.1f} on `{purpose}`" for purpose, value in less.head(most).items() if value > 0.0]
    if not largest:
        return ""
    when = " and ".join(str(year) for year in years)
    return (
        f"Of what the government pays in {when}, the cut saves {less.sum():,.1f} million yuan, whoever receives it:"
        f" {', '.join(largest)}."
    )
