"""Everything that a comparison says, as tables and files beside those of the runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from microcred.analysis.parts import ALONE, find_parts
from microcred.base.errors import printable
from microcred.present.compared import Compared, curve_table, end_measures
from microcred.present.curves import write_curves
from microcred.present.differences import difference_scale, with_error, write_differences
from microcred.present.effects import PART_MEASURES, parts_table, write_groups, write_parts
from microcred.present.folder import write_csv, write_table
from microcred.present.funnel_change import has_funnel, reasons_shown, steps_shown, write_funnel_change
from microcred.present.measures import PANELS, Measure, currency_of
from microcred.present.numbers import number_text, signed_text
from microcred.present.tables import plain_table
from microcred.result import CHANCE, Result

#: Groups on the console; groups.csv has more.
GROUPS_SHOWN = ("setting", "macro_region", "segment", "income")
#: Outcomes beside each other in the table of a policy's parts: three fit into 80 columns.
PARTS_BESIDE = 3
#: More runs than this nobody makes: the difference may as well be nothing.
MOST_RUNS = 100_000
MISSING = (
    "Not recorded, so not said: deadweight of the money of one lever (whom it reached is not kept), and learners' cost"
    " by segment and income."
)
OLD = "By segment and income, and the steps from aware to hired: not in these results, which an older version made."


def extra_writers(found: Compared) -> Mapping[str, Callable[[Result, Path], None]]:
    """Files of a comparison, by name, to be published with its result; its curves name the reference as such."""
    writers: dict[str, Callable[[Result, Path], None]] = {
        "curves.png": partial(write_curves, first_is_reference=True),
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
    # In a narrow terminal labels, units and headings go over two lines; numbers never do.
    shown.add_column(f"In {month}")
    for name in ("Reference", "Difference"):
        shown.add_column(name, justify="right", no_wrap=True)
    shown.add_column("")
    for name in ("Higher\nin", "Runs\nneeded"):
        shown.add_column(name, justify="right")
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
        shown.add_column(name, justify="left" if name == "Scenario" else "right", overflow="fold")
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
        shown.add_column(name, justify="left" if name in ("Scenario", "Of whom") else "right", overflow="fold")
    for row in table.itertuples(index=False):
        values: Any = row
        # Above one it is no share: fewer came than without the policy, and nobody came because of it.
        known = values.deadweight <= 1.0
        dead = f"{values.deadweight:.2f} ± {values.deadweight_error:.2f}" if known else "–"
        cells = (values.scenario, values.of, f"{values.policy:,.0f}", f"{values.reference:,.0f}", dead)
        shown.add_row(*(Text(printable(str(cell))) for cell in cells))
    return shown


def _deadweight_note(table: pd.DataFrame) -> list[RenderableType]:
    if not (table["deadweight"] > 1.0).any():
        return []
    return [
        Text(
            "–: fewer came than without it, so that nobody came because of it: no deadweight to speak of.", style="dim"
        )
    ]


def _groups(table: pd.DataFrame) -> Table:
    shown = plain_table(None)
    for name in ("Scenario", "Group", "Reference", "Difference", "Relative"):
        shown.add_column(name, justify="left" if name in ("Scenario", "Group") else "right", overflow="fold")
    table = table[(table["outcome"] == "holders") & table["dimension"].isin(GROUPS_SHOWN)]
    for row in table.itertuples(index=False):
        values: Any = row
        if not values.runs:
            continue
        relative = f"{signed_text(100 * values.relative, 0)} %" if math.isfinite(values.relative) else "–"
        cells = (values.scenario, values.label, f"{values.reference:,.2f}",
                 f"{signed_text(values.difference, 2)} ± {values.error:,.2f}", relative)  # fmt: skip
        shown.add_row(*(Text(printable(str(cell))) for cell in cells))
    return shown


def _parts(result: Result) -> list[RenderableType]:
    """Effects of the parts, some outcomes at a time: headings of all of them beside each other would be cut."""
    parts = find_parts(result.scenarios)
    if parts is None:
        return []
    table = parts_table(result, parts)
    shown: list[RenderableType] = [_bold("The parts of the policy: effect at the end, alone and together")]
    for first in range(0, len(PART_MEASURES), PARTS_BESIDE):
        shown += [_parts_of(table, parts.whole, PART_MEASURES[first : first + PARTS_BESIDE]), Text()]
    return shown


def _parts_of(table: pd.DataFrame, whole: str, measures: Sequence[Measure]) -> Table:
    shown = plain_table(None)
    shown.add_column("Part", overflow="fold")
    rows = {part: [str(part).removesuffix(f", {ALONE}").removeprefix(f"{whole}_")] for part in table["part"]}
    for measure in measures:
        own = table[table["outcome"] == measure.outcome].set_index("part")
        scale, unit = difference_scale(measure.described(), float(own["effect"].abs().max()))
        heading = f"{measure.described().label}, {unit.replace('percentage points', 'points')}"
        shown.add_column(heading, justify="right")
        for part, cells in rows.items():
            cells.append(with_error(float(own["effect"][part]), float(own["error"][part]), scale))
    for cells in rows.values():
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
        *_deadweight_note(found.deadweight),
        Text(),
    ]
    gaining = _bold("Who gains: holders per 1,000 people at the end, central parameters")
    parts += [gaining, _groups(found.groups), Text()]
    parts += _funnel(found.funnel)
    parts += _parts(result)
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
