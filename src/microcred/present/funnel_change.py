"""What a scenario changes in the funnel: for the console, and as funnel_change.png."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullFormatter, NullLocator
from rich.table import Table
from rich.text import Text

from microcred.analysis.funnels import (
    EVERYBODY,
    GROUPINGS,
    REASON,
    REASONS,
    STEP,
    STEPS,
    last_year,
)
from microcred.base.errors import printable
from microcred.present.curves import people_text
from microcred.present.differences import with_error
from microcred.present.figures import SOURCE
from microcred.present.funnel import frame, percent_text
from microcred.present.page import Handle, Page, draw_page, most_lines, panel_title, write_figure
from microcred.present.panel import COLOURS, GREY
from microcred.present.tables import plain_table
from microcred.result import Result

#: Columns of panels, with their titles.
COLUMNS = {**GROUPINGS, "income": "by fifth of incomes"}
#: Scenarios drawn; more would make a page that nobody reads.
MOST_SCENARIOS = 4
#: Of a panel, in inches.
WIDTH = 2.75
_TICKS = (0, 1, 5, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)


def has_funnel(result: Result) -> bool:
    """Whether at least two scenarios have a funnel to compare."""
    return len(result.funnel) > 0 and len(set(result.funnel["scenario"])) > 1


def number_text(value: float) -> str:
    """A rate in at most three figures."""
    if not math.isfinite(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"


def change_text(row: Any) -> str:
    """A difference with its error."""
    return with_error(row.difference, row.error) if math.isfinite(row.difference) else "–"


def steps_shown(changes: pd.DataFrame, scenario: str) -> Table:
    """Everybody's steps, and what keeps people away, for the console."""
    shown = plain_table(None)
    for name in ("", "Reference", "Scenario", "Difference"):
        shown.add_column(name, justify="right" if name else "left", no_wrap=True)
    own = changes[(changes["scenario"] == scenario) & (changes["dimension"] == EVERYBODY)]
    for row in own.itertuples(index=False):
        values: Any = row
        name = STEPS[str(values.name)] if values.kind == STEP else f"kept away: {REASONS[str(values.name)]}, %"
        cells = (name, number_text(values.reference), number_text(values.policy), change_text(values))
        shown.add_row(*(Text(cell) for cell in cells))
    return shown


def reasons_shown(changes: pd.DataFrame, scenario: str) -> Table:
    """What keeps each group away, before and after, for the console."""
    shown = plain_table(None)
    shown.add_column("Kept away, %", no_wrap=True)
    for name in REASONS.values():
        shown.add_column(name, justify="right")
    own = changes[(changes["scenario"] == scenario) & (changes["kind"] == REASON) & (changes["dimension"] != EVERYBODY)]
    for (_, label), rows in own.groupby(["dimension", "label"], sort=False):
        by_name: Any = rows.set_index("name")
        cells = [
            f"{percent_text(by_name.loc[name, 'reference'])} → {percent_text(by_name.loc[name, 'policy'])}"
            for name in REASONS
        ]
        shown.add_row(*(Text(printable(cell)) for cell in (str(label), *cells)))
    return shown


def _draw_steps(changes: pd.DataFrame, title: str, ends: tuple[float, float], axis: Axes) -> None:
    labels = list(dict.fromkeys(changes["label"]))
    for number, label in enumerate(labels):
        rows = changes[(changes["label"] == label) & (changes["kind"] == STEP)].set_index("name").loc[list(STEPS)]
        base = rows["reference"].where(rows["reference"] > 0.0)
        times, error = (rows["policy"] / base).where(rows["policy"] > 0.0), (rows["error"] / base).fillna(0.0)
        heights = np.arange(len(STEPS)) + 0.3 * ((number + 0.5) / len(labels) - 0.5)
        axis.errorbar(times, heights, xerr=np.minimum(error, 0.9 * times.fillna(1.0)), fmt="o-", markersize=4,
                      linewidth=1.1, elinewidth=0.8, color=COLOURS[number],
                      label=label.removesuffix(" fifth of incomes"))  # fmt: skip
    axis.axvline(1.0, color=GREY, linewidth=0.9, zorder=1)
    axis.set_xscale("log")
    axis.set_xlim(*ends)
    axis.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axis.xaxis.set_minor_locator(NullLocator())
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"×{value:g}"))
    axis.xaxis.set_minor_formatter(NullFormatter())
    axis.set_yticks(range(len(STEPS)), list(STEPS.values()))
    axis.set_ylim(len(STEPS) - 0.5, -0.5)
    frame(axis, title, "times the reference")
    # Below the axis, for this panel and the one beneath: inside, it would hide a line somewhere.
    axis.legend(fontsize=8, frameon=False, loc="upper center", bbox_to_anchor=(0.42, -0.15), ncols=3,
                columnspacing=1.0, handletextpad=0.4)  # fmt: skip


def _draw_reasons(changes: pd.DataFrame, title: str, end: float, axis: Axes) -> None:
    labels = list(dict.fromkeys(changes["label"]))
    height = 0.8 / max(1, len(labels))
    for number, label in enumerate(labels):
        rows = changes[(changes["label"] == label) & (changes["kind"] == REASON)].set_index("name").loc[list(REASONS)]
        first, second = (rows[name].clip(lower=0.0).to_numpy(dtype=np.float64) for name in ("reference", "policy"))
        heights = np.arange(len(REASONS)) - 0.4 + height * (number + 0.5)
        colour = COLOURS[number]
        axis.hlines(heights, first, second, color=colour, linewidth=1.1)
        axis.plot(first, heights, "o", markersize=3.8, markerfacecolor="white", color=colour)
        axis.plot(second, heights, "o", markersize=3.8, color=colour)
    for row in range(1, len(REASONS)):
        axis.axhline(row - 0.5, color="#eeeeee", linewidth=0.7, zorder=0)
    axis.set_xscale("function", functions=(_root, np.square))
    axis.set_xlim(0.0, end)
    axis.xaxis.set_major_locator(FixedLocator([tick for tick in _TICKS if tick == 0 or end / 250 <= tick <= end]))
    axis.xaxis.set_minor_locator(NullLocator())
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axis.set_yticks(range(len(REASONS)), list(REASONS.values()))
    axis.set_ylim(len(REASONS) - 0.5, -0.5)
    frame(axis, title, "more starts of study if this alone fell away, %")


def _root(values: Any) -> Any:
    return np.sqrt(np.maximum(values, 0.0))


def _titles(name: str, columns: Sequence[str]) -> list[str]:
    """Titles of a scenario's steps, by column, and of what keeps people away."""
    texts = [*(f"{name} {COLUMNS[column]}" for column in columns), f"{name}: what keeps away"]
    return [panel_title(text, WIDTH) for text in texts]


def _panels(changes: pd.DataFrame, scenarios: Sequence[str], columns: Sequence[str]) -> list[Callable[[Axes], None]]:
    steps = changes[(changes["kind"] == STEP) & (changes["reference"] > 0.0) & (changes["policy"] > 0.0)]
    times = (steps["policy"] / steps["reference"]).to_numpy(dtype=np.float64)
    ends = (min(0.9, float(times.min(initial=1.0)) / 1.15), max(1.1, float(times.max(initial=1.0)) * 1.25))
    reasons = changes[changes["kind"] == REASON][["reference", "policy"]].to_numpy(dtype=np.float64)
    end = 1.1 * max(1.0, float(np.nanmax(reasons, initial=1.0)))
    panels: list[Callable[[Axes], None]] = []
    for name in scenarios:
        own = changes[changes["scenario"] == name]
        rows = [own[own["dimension"] == column] for column in columns]
        *titles, away = _titles(name, columns)
        panels += [partial(_draw_steps, row, title, ends) for title, row in zip(titles, rows, strict=True)]
        panels += [partial(_draw_reasons, row, away, end) for row in rows]
    return panels


def funnel_change_figure(result: Result, changes: pd.DataFrame) -> Figure:
    """Draw how many times as many come to each step as under the reference, and what keeps people away, by group.

    Parameters
    ----------
    result
        The first scenario is the reference; with funnels (`has_funnel`).
    changes
        What it changes in them, from `analysis.funnels.funnel_changes`.

    Returns
    -------
    matplotlib.figure.Figure
    """
    every = list(dict.fromkeys(changes["scenario"]))
    shown = every[:MOST_SCENARIOS]
    changes = changes[changes["scenario"].isin(shown)]
    columns = [name for name in COLUMNS if (changes["dimension"] == name).any()]
    reference = result.scenarios[0]
    months = sorted(last_year(result.funnel)["month"].unique())
    handles: list[Handle] = [
        Line2D(
            [],
            [],
            color=GREY,
            marker="o",
            linewidth=0,
            markerfacecolor="white",
            label="what keeps away under the reference",
        ),
        Line2D([], [], color=GREY, marker="o", linewidth=0, label="under the scenario"),
    ]
    left = f" Drawn are the first {MOST_SCENARIOS} of {len(every)} scenarios." if len(every) > len(shown) else ""
    runs = int(changes["runs"].max()) if len(changes) else 0
    footer = (
        f"Against {reference.name} over {runs} pair{'' if runs == 1 else 's'} of runs with central parameters,"
        f" {months[0]} to {months[-1]}; bars: 90 % interval of the mean, chance alone. Students are hired after they"
        " graduate, as workers. Each reason alone, all else as it is, without what would follow; its scale is that of"
        " square roots. Fifths of incomes are"
        f" the whole country's, as the model draws incomes.{left}"
        f" {people_text(result)} {SOURCE}"
    )
    title = f"How far people come, and what keeps others away, against “{reference.title.strip()}”"
    lines = most_lines(text for name in shown for text in _titles(name, columns))
    page = Page(title, footer, handles, columns=len(columns), width=WIDTH, height=2.6, gap=1.35, left=1.5,
                title_lines=lines)  # fmt: skip
    return draw_page(page, _panels(changes, shown, columns))


def write_funnel_change(result: Result, changes: pd.DataFrame, path: Path) -> None:
    """Draw the figure into a file."""
    write_figure(funnel_change_figure(result, changes), path)
