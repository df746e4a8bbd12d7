"""Everything that a comparison says, as tables and files beside those of the runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from microcred.analysis.costs import costs, deadweight
from microcred.analysis.funnels import funnel_changes
from microcred.analysis.groups import groups
from microcred.analysis.paired import Paired, paired, runs_needed
from microcred.analysis.parts import ALONE, find_parts
from microcred.base.errors import printable
from microcred.catalogue.outcomes import OUTCOMES
from microcred.present.differences import difference_by_run, difference_scale, with_error, write_differences
from microcred.present.effects import PART_MEASURES, parts_table, write_groups, write_parts
from microcred.present.folder import write_csv, write_table
from microcred.present.funnel_change import has_funnel, reasons_shown, steps_shown, write_funnel_change
from microcred.present.measures import PANELS, Measure, currency_of
from microcred.present.numbers import number_text
from microcred.present.tables import plain_table
from microcred.result import CHANCE, Result
from microcred.verdicts import quantiles

DIFFERENCE_COLUMNS = (
    "scenario", "outcome", "label", "unit", "month", "reference", "difference", "error", "p05", "median", "p95",
    "higher", "pairs", "precision", "runs_needed", "runs_needed_unpaired",
)  # fmt: skip
#: Part of a mean difference to which it is to be known, where nothing else is asked for.
PRECISION = 0.1
#: Groups on the console; groups.csv has more.
GROUPS_SHOWN = ("setting", "macro_region", "segment", "income")
#: More runs than this nobody makes: the difference may as well be nothing.
MOST_RUNS = 100_000
MISSING = (
    "Not recorded, so not said: deadweight of the money of one lever (whom it reached is not kept), and learners' cost"
    " by segment and income."
)
OLD = "By segment and income, and the steps from aware to hired: not in these results, which an older version made."


def end_measures() -> tuple[Measure, ...]:
    """Every outcome as it stands at the end: flows as the sum of the last 12 months."""
    labels = {(one.outcome, one.yearly): one.label for one in PANELS}
    found = []
    for name, outcome in OUTCOMES.items():
        yearly = (outcome.kind == "flow" or outcome.kind == "yuan") and outcome.scales_with_population
        label = labels.get((name, yearly), "") or (f"{outcome.label}, last 12 months" if yearly else "")
        found.append(Measure(name, yearly, label))
    return tuple(found)


def precision_for(found: Paired, wanted: float | None) -> float:
    """Half width to which a mean difference is to be known: as asked, else a tenth of it; NaN if it may be nothing."""
    if wanted is not None:
        return wanted
    return PRECISION * abs(found.mean) if found.sure else math.nan


def difference_table(result: Result, precision: float | None = None) -> pd.DataFrame:
    """Difference of every outcome in the last month, with the runs that a precision needs.

    Parameters
    ----------
    result
        The first scenario is the reference.
    precision
        Half width of the 90 % interval of a mean difference, in the outcome's unit (shares from 0 to 1); None takes a
        tenth of each difference that is surely one.

    Returns
    -------
    pandas.DataFrame
        A row per scenario and outcome.
    """
    reference, *others = result.scenarios
    month = str(result.national["month"].max())
    rows: list[dict[str, Any]] = []
    for other in others:
        for measure in end_measures():
            before = measure.by_run(result.ensemble, reference.name)[0][:, -1]
            after = measure.by_run(result.ensemble, other.name)[0][:, -1]
            found = paired(before, after)
            level = quantiles(before)[0]
            half = precision_for(found, precision)
            described = measure.described(currency_of(result.scenarios))
            values = (
                other.name, measure.outcome, described.label, described.unit, month, level, found.mean, found.error,
                found.low, found.median, found.high, found.higher, found.runs, half, runs_needed(found.spread, half),
                runs_needed(found.spread_unpaired, half),
            )  # fmt: skip
            rows.append(dict(zip(DIFFERENCE_COLUMNS, values, strict=True)))
    return pd.DataFrame(rows, columns=list(DIFFERENCE_COLUMNS))


def curve_table(result: Result) -> pd.DataFrame:
    """The difference curves: median, 5 % and 95 % of the paired differences by scenario, outcome and month."""
    rows = []
    for other in result.scenarios[1:]:
        for measure in end_measures():
            series, months = difference_by_run(result, measure, other.name)
            for column, month in enumerate(months):
                median, low, high = quantiles(series[:, column])
                rows.append((other.name, measure.outcome, measure.yearly, month, median, low, high))
    names = ["scenario", "outcome", "sum_of_12_months", "month", "median", "p05", "p95"]
    return pd.DataFrame(rows, columns=names)


def extra_writers(result: Result, precision: float | None) -> Mapping[str, Callable[[Result, Path], None]]:
    """Files of a comparison, by name."""
    writers: dict[str, Callable[[Result, Path], None]] = {
        "differences.csv": lambda one, path: write_csv(difference_table(one, precision), path),
        "difference_curves.parquet": lambda one, path: write_table(curve_table(one), path),
        "costs.csv": lambda one, path: write_csv(costs(one), path),
        "deadweight.csv": lambda one, path: write_csv(deadweight(one), path),
        "groups.csv": lambda one, path: write_csv(groups(one), path),
        "differences.png": write_differences,
        "groups.png": write_groups,
    }
    if has_funnel(result):
        writers["funnel_changes.csv"] = lambda one, path: write_csv(funnel_changes(one), path)
        writers["funnel_changes.png"] = write_funnel_change
    parts = find_parts(result.scenarios)
    if parts is not None:
        writers["parts.csv"] = lambda one, path: write_csv(parts_table(one, parts), path)
        writers["parts.png"] = lambda one, path: write_parts(one, parts, path)
    return writers


def _differences(table: pd.DataFrame, scenario: str) -> Table:
    shown = plain_table(None)
    month = str(table["month"].iloc[0])
    for name, side in ((f"In {month}", "left"), ("Reference", "right"), ("Difference", "right"), ("", "left")):
        shown.add_column(name, justify="left" if side == "left" else "right", no_wrap=bool(name))
    for name in ("Higher in", "Runs needed"):
        shown.add_column(name, justify="right", no_wrap=True)
    measures = {(one.outcome): one for one in end_measures()}
    key = {one.outcome for one in PANELS} | {"certificates", "content_lag", "cost_learner", "cost_employer"}
    rows = table[(table["scenario"] == scenario) & table["outcome"].isin(key)]
    for row in rows.itertuples(index=False):
        values: Any = row
        declared = measures[str(values.outcome)].described()
        scale, unit = difference_scale(declared, max(abs(values.difference), values.error) * 2)
        unit = unit.replace("percentage points", "points")
        needed = f"{values.runs_needed:,.0f}" if values.runs_needed <= MOST_RUNS else "–"
        higher = "–" if not values.pairs else f"{100 * values.higher:.0f} %"
        cells = (values.label, number_text(values.reference, declared),
                 with_error(values.difference, values.error, scale), unit, higher, needed)  # fmt: skip
        shown.add_row(*(Text(str(cell)) for cell in cells))
    return shown


def _costs(result: Result) -> Table:
    shown = plain_table(None)
    for name in ("Scenario", "Added since the policy began", "Public cost of one", "All payers' cost of one"):
        shown.add_column(name, justify="left" if name == "Scenario" else "right")
    table = costs(result)
    for (scenario, added), rows in table.groupby(["scenario", "added"], sort=False):
        by_payer = rows.set_index("payer")
        amount = f"{with_error(by_payer['added_mean'].iloc[0], by_payer['added_error'].iloc[0], 1.0)} {added}"
        prices = [
            _price(by_payer.loc[payer, "cost_per_added"], by_payer.loc[payer, "cost_per_added_error"])
            for payer in ("public", "all")
        ]
        shown.add_row(*(Text(printable(str(cell))) for cell in (scenario, amount, *prices)))
    return shown


def _price(mean: Any, error: Any) -> str:
    if not math.isfinite(float(mean)):
        return "nothing surely added"
    return f"{float(mean):,.0f} ± {float(error):,.0f}"


def _deadweight(result: Result) -> Table:
    shown = plain_table(None)
    for name in ("Scenario", "Of whom", "Since the policy began", "Without it", "Deadweight"):
        shown.add_column(name, justify="left" if name in ("Scenario", "Of whom") else "right")
    for row in deadweight(result).itertuples(index=False):
        values: Any = row
        dead = f"{values.deadweight:.2f} ± {values.deadweight_error:.2f}" if math.isfinite(values.deadweight) else "–"
        cells = (values.scenario, values.of, f"{values.policy:,.0f}", f"{values.reference:,.0f}", dead)
        shown.add_row(*(Text(printable(str(cell))) for cell in cells))
    return shown


def _groups(result: Result) -> Table:
    shown = plain_table(None)
    for name in ("Scenario", "Group", "Reference", "Difference", "Relative"):
        shown.add_column(name, justify="left" if name in ("Scenario", "Group") else "right")
    table = groups(result)
    table = table[(table["outcome"] == "holders") & table["dimension"].isin(GROUPS_SHOWN)]
    for row in table.itertuples(index=False):
        values: Any = row
        if not values.runs:
            continue
        relative = f"{100 * values.relative:+.0f} %" if math.isfinite(values.relative) else "–"
        cells = (values.scenario, values.label, f"{values.reference:.2f}",
                 f"{values.difference:+.2f} ± {values.error:.2f}", relative)  # fmt: skip
        shown.add_row(*(Text(printable(str(cell))) for cell in cells))
    return shown


def _parts(result: Result) -> Table | None:
    parts = find_parts(result.scenarios)
    if parts is None:
        return None
    table = parts_table(result, parts)
    shown = plain_table(None)
    shown.add_column("Part", no_wrap=True)
    for measure in PART_MEASURES:
        own = table[table["outcome"] == measure.outcome]
        _, unit = difference_scale(measure.described(), float(own["effect"].abs().max()))
        label = f"{measure.described().label}, {unit.replace('percentage points', 'points')}"
        shown.add_column(label, justify="right")
    for part in dict.fromkeys(table["part"]):
        cells = [str(part).removesuffix(f", {ALONE}").removeprefix(f"{parts.whole}_")]
        for measure in PART_MEASURES:
            own = table[table["outcome"] == measure.outcome]
            scale, _ = difference_scale(measure.described(), float(own["effect"].abs().max()))
            row = own[own["part"] == part].iloc[0]
            cells.append(with_error(float(row["effect"]), float(row["error"]), scale))
        shown.add_row(*(Text(printable(cell)) for cell in cells))
    return shown


def comparison(result: Result, precision: float | None = None) -> RenderableType:
    """All that the console says about a comparison."""
    reference, *others = result.scenarios
    table = difference_table(result, precision)
    text = Text()
    text.append(printable(f"Everything against {reference.name}: {reference.title}"), style="bold")
    over = "chance alone, central parameters" if result.over == CHANCE else "parameters and chance"
    asked = f"± {precision:g}" if precision else "a tenth of it"
    text.append(
        f"\nPairs of runs under the same seed and parameters; ± is the 90 % interval of the mean ({over}). Runs needed:"
        f" to know the mean difference to {asked}.\n",
        style="dim",
    )
    parts: list[RenderableType] = [text]
    for other in others:
        parts += [_bold(f"{other.name}: {other.title}"), _differences(table, other.name), Text()]
    currency = currency_of(result.scenarios)
    parts += [_bold(f"What an addition costs, {currency}"), _costs(result), Text()]
    parts += [
        _bold("Deadweight: who would have come anyway, of all who came"),
        _deadweight(result),
        Text(),
    ]
    parts += [_bold("Who gains: holders per 1,000 people at the end, central parameters"), _groups(result), Text()]
    parts += _funnel(result)
    complement = _parts(result)
    if complement is not None:
        parts += [_bold("The parts of the policy: effect at the end, alone and together"), complement, Text()]
    missing = MISSING if len(result.incomes) else f"{MISSING} {OLD}"
    return Group(*parts, Text(missing, style="dim"))


def _funnel(result: Result) -> list[RenderableType]:
    changes = funnel_changes(result)
    parts: list[RenderableType] = []
    for name in dict.fromkeys(changes["scenario"]):
        title = f"From knowing to being hired under {name}: a year, per 100,000 people, and what keeps people away"
        parts += [_bold(title), steps_shown(changes, name), Text(), reasons_shown(changes, name), Text()]
    return parts


def _bold(text: str) -> Text:
    return Text(printable(text), style="bold")
