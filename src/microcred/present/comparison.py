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

from microcred.analysis.parts import ALONE, find_parts
from microcred.base.errors import printable
from microcred.present.compared import Compared, curve_table, end_measures
from microcred.present.differences import difference_scale, with_error, write_differences
from microcred.present.effects import PART_MEASURES, parts_table, write_groups, write_parts
from microcred.present.folder import write_csv, write_table
from microcred.present.funnel_change import has_funnel, reasons_shown, steps_shown, write_funnel_change
from microcred.present.measures import PANELS, currency_of
from microcred.present.numbers import number_text
from microcred.present.tables import plain_table
from microcred.result import CHANCE, Result

#: Groups on the console; groups.csv has more.
GROUPS_SHOWN = ("setting", "macro_region", "segment", "income")
#: More runs than this nobody makes: the difference may as well be nothing.
MOST_RUNS = 100_000
MISSING = (
    "Not recorded, so not said: deadweight of the money of one lever (whom it reached is not kept), and learners' cost"
    " by segment and income."
)
OLD = "By segment and income, and the steps from aware to hired: not in these results, which an older version made."


def extra_writers(found: Compared) -> Mapping[str, Callable[[Result, Path], None]]:
    """Files of a comparison, by name, to be published with its result."""
    writers: dict[str, Callable[[Result, Path], None]] = {
        "differences.csv": lambda _, path: write_csv(found.differences, path),
        "difference_curves.parquet": lambda one, path: write_table(curve_table(one), path),
        "costs.csv": lambda _, path: write_csv(found.costs, path),
        "deadweight.csv": lambda _, path: write_csv(found.deadweight, path),
        "groups.csv": lambda _, path: write_csv(found.groups, path),
        "differences.png": write_differences,
        "groups.png": lambda one, path: write_groups(one, found.groups, path),
    }
    if has_funnel(found.result):
        writers["funnel_changes.csv"] = lambda _, path: write_csv(found.funnel, path)
        writers["funnel_changes.png"] = lambda one, path: write_funnel_change(one, found.funnel, path)
    parts = find_parts(found.result.scenarios)
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


def _costs(table: pd.DataFrame) -> Table:
    shown = plain_table(None)
    for name in ("Scenario", "Added since the policy began", "Public cost of one", "All payers' cost of one"):
        shown.add_column(name, justify="left" if name == "Scenario" else "right")
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


def _deadweight(table: pd.DataFrame) -> Table:
    shown = plain_table(None)
    for name in ("Scenario", "Of whom", "Since the policy began", "Without it", "Deadweight"):
        shown.add_column(name, justify="left" if name in ("Scenario", "Of whom") else "right")
    for row in table.itertuples(index=False):
        values: Any = row
        dead = f"{values.deadweight:.2f} ± {values.deadweight_error:.2f}" if math.isfinite(values.deadweight) else "–"
        cells = (values.scenario, values.of, f"{values.policy:,.0f}", f"{values.reference:,.0f}", dead)
        shown.add_row(*(Text(printable(str(cell))) for cell in cells))
    return shown


def _groups(table: pd.DataFrame) -> Table:
    shown = plain_table(None)
    for name in ("Scenario", "Group", "Reference", "Difference", "Relative"):
        shown.add_column(name, justify="left" if name in ("Scenario", "Group") else "right")
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


def comparison(found: Compared) -> RenderableType:
    """All that the console says about a comparison."""
    result, precision = found.result, found.precision
    reference, *others = result.scenarios
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
        parts += [_bold(f"{other.name}: {other.title}"), _differences(found.differences, other.name), Text()]
    currency = currency_of(result.scenarios)
    parts += [_bold(f"What an addition costs, {currency}"), _costs(found.costs), Text()]
    parts += [
        _bold("Deadweight: who would have come anyway, of all who came"),
        _deadweight(found.deadweight),
        Text(),
    ]
    gaining = _bold("Who gains: holders per 1,000 people at the end, central parameters")
    parts += [gaining, _groups(found.groups), Text()]
    parts += _funnel(found.funnel)
    complement = _parts(result)
    if complement is not None:
        parts += [_bold("The parts of the policy: effect at the end, alone and together"), complement, Text()]
    missing = MISSING if len(result.incomes) else f"{MISSING} {OLD}"
    return Group(*parts, Text(missing, style="dim"))


def _funnel(changes: pd.DataFrame) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for name in dict.fromkeys(changes["scenario"]):
        title = f"From knowing to being hired under {name}: a year, per 100,000 people, and what keeps people away"
        parts += [_bold(title), steps_shown(changes, name), Text(), reasons_shown(changes, name), Text()]
    return parts


def _bold(text: str) -> Text:
    return Text(printable(text), style="bold")
