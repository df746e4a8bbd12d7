"""groups.png and parts.png: who gains and loses, and what the parts of a policy do alone and together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from microcred import __version__
from microcred.analysis.groups import MEASURES
from microcred.analysis.parts import ALONE, EXTRA, SUM, TOGETHER, WITHOUT, Parts, complementarity
from microcred.present.differences import difference_scale
from microcred.present.measures import Measure, currency_of
from microcred.present.page import INK, Handle, Page, draw_page, write_figure
from microcred.present.panel import COLOURS, GREY, line_style, marker
from microcred.result import Numbers, Result

#: Columns of panels of groups.png.
GROUP_COLUMNS = (("macro_region, setting",), ("segment", "income"))
#: Bars light enough for a dark interval on them.
PART_COLOUR, WHOLE_COLOUR, EXTRA_COLOUR = COLOURS[4], "#a6a6a6", COLOURS[2]
#: What the parts of a policy are judged by.
PART_MEASURES = (
    Measure("coverage"),
    Measure("match_gain"),
    Measure("satisfaction"),
    Measure("certified_share"),
    Measure("recognition"),
    Measure("completions", yearly=True, label="Examinees, last 12 months"),
)


def _rows_axis(axis: Axes, title: str, unit: str, labels: list[str]) -> None:
    axis.set_title(title, fontsize=10, fontweight="bold", loc="left", pad=6)
    axis.set_xlabel(unit, fontsize=8.5)
    axis.set_yticks(range(len(labels)), labels, fontsize=8.5)
    axis.set_ylim(len(labels) - 0.4, -0.6)
    axis.axvline(0.0, color=GREY, linewidth=0.9, zorder=1)
    axis.xaxis.set_major_locator(MaxNLocator(nbins=5))
    axis.grid(axis="x", color="#e3e3e3", linewidth=0.7)
    axis.set_axisbelow(True)
    axis.tick_params(axis="x", labelsize=8.5)
    axis.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axis.spines[side].set_visible(False)


def _draw_groups(table: pd.DataFrame, places: dict[str, int], title: str, currency: str, axis: Axes) -> None:
    labels = list(dict.fromkeys(table["label"]))
    unit = "% against the reference"
    table = table[table["runs"] > 0]
    _rows_axis(axis, title.replace("learners' cost", f"learners' cost, {currency},"), unit, labels)
    scenarios = list(dict.fromkeys(table["scenario"]))
    for number, (name, rows) in enumerate(table.groupby("scenario", sort=False)):
        shift = 0.5 * ((number + 0.5) / len(scenarios) - 0.5)
        rows = rows.set_index("label").loc[labels]
        heights = np.arange(len(labels)) + shift
        error = (rows["error"] / rows["reference"].abs()).fillna(0.0)
        place = places[str(name)]
        axis.errorbar(100 * rows["relative"], heights, xerr=100 * error, fmt=marker(place), markersize=4.5, capsize=2,
                      elinewidth=0.9, color=line_style(place)["color"])  # fmt: skip


def group_figure(result: Result, table: pd.DataFrame) -> Figure:
    """Draw the relative difference of each measure by macro-region and setting, and by segment and income.

    Parameters
    ----------
    result
        The first scenario is the reference.
    table
        Its groups, from `analysis.groups`.

    Returns
    -------
    matplotlib.figure.Figure
    """
    kinds = [table[table["dimension"].isin(kind)] for kind in GROUP_COLUMNS]
    kinds = [kind for kind in kinds if len(kind)]
    places = {scenario.name: place for place, scenario in enumerate(result.scenarios)}
    currency = currency_of(result.scenarios)
    panels: list[Callable[[Axes], None]] = [
        partial(_draw_groups, kind[kind["outcome"] == outcome], places, unit[0].upper() + unit[1:], currency)
        for outcome, unit, _, _ in MEASURES
        for kind in kinds
        if (kind["outcome"] == outcome).any()
    ]
    handles: list[Handle] = [
        Line2D([], [], label=one.name, linewidth=0, marker=marker(place), color=line_style(place)["color"])
        for place, one in enumerate(result.scenarios)
        if place
    ]
    runs = int(table["runs"].max()) if len(table) else 0
    fifths = " Fifths of incomes are the whole country's, as the model draws incomes." if len(result.incomes) else ""
    footer = (
        f"Mean difference to {result.scenarios[0].name} over {runs} pairs of runs with central parameters; bars: 90 %"
        " interval of the mean, chance alone. Learners' cost is net of what they receive; by segment and income it is"
        f" not recorded.{fifths} Simulated with microcred {__version__}: model results, not observations."
    )
    lines = max((len(dict.fromkeys(kind["label"])) for kind in kinds), default=1)
    height = max(1.6, lines * (0.16 + 0.07 * len(handles)))
    title = f"Who gains and who loses against “{result.scenarios[0].title.strip()}”"
    wide = 8.0 if len(kinds) < 2 else 4.6
    page = Page(title, footer, handles, columns=len(kinds), width=wide, height=height, gap=0.85, left=1.6)
    return draw_page(page, panels)


def last_values(result: Result, measure: Measure) -> Callable[[str, str], Numbers]:
    """Last month's value per run of a scenario."""

    def value(scenario: str, _: str) -> Numbers:
        series, _months = measure.by_run(result.ensemble, scenario)
        return np.asarray(series[:, -1], dtype=np.float64)

    return value


def parts_table(result: Result, parts: Parts) -> pd.DataFrame:
    """Complementarity of the parts for each of `PART_MEASURES`."""
    reference = result.scenarios[0].name
    tables = [complementarity(parts, reference, [one.outcome], last_values(result, one)) for one in PART_MEASURES]
    return pd.concat(tables, ignore_index=True)


def _draw_parts(table: pd.DataFrame, measure: Measure, parts: Parts, axis: Axes) -> None:
    outcome = measure.described()
    largest = float(table["effect"].abs().max())
    scale, unit = difference_scale(outcome, largest)
    by_part = table.set_index("part")
    names = [*parts.alone, SUM, TOGETHER, EXTRA]
    _rows_axis(axis, outcome.label, unit, [name.removeprefix(f"{parts.whole}_") for name in names])
    for number, name in enumerate(names):
        row = by_part.loc[f"{name}, {ALONE}" if name in parts.alone else name]
        colour = PART_COLOUR if name in parts.alone else (EXTRA_COLOUR if name == EXTRA else WHOLE_COLOUR)
        axis.barh(number - 0.12, row["effect"], height=0.42, color=colour)
        axis.errorbar(row["effect"], number - 0.12, xerr=row["error"], color=INK, elinewidth=1.2, capsize=2)
        last = f"{name}, {WITHOUT}"
        if last in by_part.index:
            other = by_part.loc[last]
            axis.plot(other["effect"], number + 0.27, marker="D", markersize=4.5, color=COLOURS[1], zorder=4)
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / scale + 0.0:+,.6g}" if value else "0"))


def parts_figure(result: Result, parts: Parts) -> Figure:
    """Draw what each part does alone and as the last one added, their sum and the whole.

    Parameters
    ----------
    result
        The first scenario is the reference.
    parts
        Which of the others are parts, and of what.

    Returns
    -------
    matplotlib.figure.Figure
    """
    table = parts_table(result, parts)
    panels: list[Callable[[Axes], None]] = [
        partial(_draw_parts, table[table["outcome"] == one.outcome], one, parts) for one in PART_MEASURES
    ]
    handles: list[Handle] = [
        Line2D([], [], color=PART_COLOUR, linewidth=6, label="a part alone"),
        Line2D([], [], color=WHOLE_COLOUR, linewidth=6, label="all of them: summed, and together"),
        Line2D([], [], color=EXTRA_COLOUR, linewidth=6, label="what togetherness adds"),
    ]
    if parts.without:
        handles.append(
            Line2D([], [], color=COLOURS[1], linewidth=0, marker="D", label="the part as the last one added")
        )
    last = result.national["month"].max()
    footer = (
        f"Difference to {result.scenarios[0].name} in {last}; together: {parts.whole}. Means over pairs of runs, dark"
        f" lines: 90 % interval of the mean ({result.over}). Simulated with microcred {__version__}: model results, not"
        " observations."
    )
    page = Page("The parts of the policy, alone and together", footer, handles, columns=2, width=4.2,
                height=0.3 * (len(parts.alone) + 3), gap=0.85, left=2.1)  # fmt: skip
    return draw_page(page, panels)


def write_groups(result: Result, table: pd.DataFrame, path: Path) -> None:
    """Draw winners and losers into a file."""
    write_figure(group_figure(result, table), path)


def write_parts(result: Result, parts: Parts, path: Path) -> None:
    """Draw complementarity into a file."""
    write_figure(parts_figure(result, parts), path)
