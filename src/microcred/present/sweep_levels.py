"""Curves of a study's outcomes by the levels of each factor."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import fill

import numpy as np
import numpy.typing as npt
from matplotlib import colormaps, rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from microcred.base.months import parse_month
from microcred.present.measures import Measure
from microcred.present.numbers import is_change
from microcred.present.sweep_page import (
    DARK,
    STYLE,
    largest_effects,
    new_page,
    quiet,
    range_text,
    scale_of,
    source,
    target_note,
)
from microcred.present.sweep_view import View, level_text
from microcred.result import Numbers
from microcred.verdicts import FEWEST_FOR_A_BAND

Chosen = npt.NDArray[np.bool_]
#: Factors with more values are cut into this many groups of values.
MOST_LEVELS = 5
GROUPS = 3
#: Factors that get a column of curves, those with the largest effects first.
MOST_COLUMNS = 4


def grouped(view: View, factor: str) -> list[tuple[str, Chosen]]:
    """Groups of points that a factor makes: one for each of its values, or thirds of its range.

    Returns
    -------
    list
        Text of each group, and which points belong to it.
    """
    column = view.points[factor]
    values = list(dict.fromkeys(column))
    if len(values) <= MOST_LEVELS or not np.issubdtype(column.to_numpy().dtype, np.number):
        return [(level_text(value), (column == value).to_numpy()) for value in values]
    ranks = column.rank(method="first").to_numpy()
    cut = np.floor((ranks - 1) * GROUPS / len(ranks))
    groups = []
    for number in range(GROUPS):
        chosen = cut == number
        low, high = column[chosen].min(), column[chosen].max()
        groups.append((range_text(float(low), float(high), float(np.ptp(column)), " to "), chosen))
    return groups


def levels_page(view: View, measures: Sequence[Measure]) -> Figure:
    """Curves of every outcome by the levels of every factor, each over all values of the others."""
    factors = largest_effects(view, measures, MOST_COLUMNS)
    runs = [count for factor in factors for measure in measures for count in _runs(view, measure, factor)]
    note = f"Lines are medians of all runs at a level, whatever the other factors are; {_bands(runs)}."
    if len(factors) < len(view.factors):
        note += f" The {len(factors)} of {len(view.factors)} factors with the largest effects are shown."
    with rc_context(STYLE):
        title = f"{view.question} Outcomes by level, from {view.scenario.name}"
        figure, grid = new_page(
            len(measures), len(factors), 3.4, 1.95, title, f"{note} {target_note(view, measures)}{source(view)}"
        )
        for row, measure in zip(grid, measures, strict=True):
            for axis, factor in zip(row, factors, strict=True):
                _draw_curves(axis, view, measure, factor)
                axis.set_ylim(_limits(view, measure))
            for axis in row[1:]:
                axis.set_yticklabels([])
        for axis, factor in zip(grid[0], factors, strict=True):
            labels = [text for text, _ in grouped(view, factor)]
            handles = [
                Line2D([], [], color=colour, linewidth=2.2, label=text)
                for text, colour in zip(labels, colours(len(labels)), strict=True)
            ]
            axis.legend(
                handles=handles, loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=len(handles), frameon=False,
                fontsize=8, handlelength=1.1, columnspacing=0.9, handletextpad=0.4, title=factor, alignment="left",
                title_fontproperties={"weight": "bold", "size": 9.5},
            )  # fmt: skip
        figure.subplots_adjust(hspace=0.28, wspace=0.07)
    return figure


def _known(view: View, measure: Measure, chosen: Chosen) -> Numbers:
    """Runs of some points in which the outcome is ever known: a row each, a column per month."""
    runs = view.by_month(measure)[chosen].reshape(-1, len(view.months))
    return runs[np.isfinite(runs).any(axis=1)]


def _runs(view: View, measure: Measure, factor: str) -> list[int]:
    """How many runs each group of a factor has."""
    return [len(_known(view, measure, chosen)) for _, chosen in grouped(view, factor)]


def _bands(runs: Sequence[int]) -> str:
    """Say what bands are, or why there are none."""
    if all(count >= FEWEST_FOR_A_BAND for count in runs):
        return "bands hold 90 % of them"
    if any(count >= FEWEST_FOR_A_BAND for count in runs):
        return f"bands hold 90 % of them where there are {FEWEST_FOR_A_BAND} or more"
    return "too few runs at a level for a band"


def colours(number: int) -> list[str]:
    """From light to dark, so that order is seen; two are told apart with any kind of colour vision."""
    if number <= 2:
        return ["#0072B2", "#D55E00"][:number]
    shades = colormaps["viridis_r"](np.linspace(0.12, 1.0, number))
    return ["#" + "".join(f"{round(255 * part):02x}" for part in shade[:3]) for shade in shades]


def _draw_curves(axis: Axes, view: View, measure: Measure, factor: str) -> None:
    years = np.array([(parse_month(month) + 1) / 12 for month in view.months])
    values = view.by_month(measure)
    groups = grouped(view, factor)
    for (_, chosen), colour in zip(groups, colours(len(groups)), strict=True):
        runs = _known(view, measure, chosen)
        known = np.isfinite(runs).any(axis=0)
        if not runs.size or not known.any():
            continue
        middle, low, high = np.nanquantile(runs[:, known], (0.5, 0.05, 0.95), axis=0)
        if len(runs) >= FEWEST_FOR_A_BAND:
            axis.fill_between(years[known], low, high, color=colour, alpha=0.13, linewidth=0)
        axis.plot(years[known], middle, color=colour, linewidth=1.8)
    for target in view.targets(measure):
        axis.axhline(target.at_least, color=DARK, linewidth=1.0, linestyle=(0, (4, 2)))
        axis.plot((target.by + 1) / 12, target.at_least, marker="D", color=DARK, markersize=4, clip_on=False)
    outcome = view.described(measure)
    scale, unit = scale_of(outcome, float(np.nanmax(np.abs(values), initial=0.0)))
    if axis.get_subplotspec() is not None and axis.get_subplotspec().is_first_col():  # type: ignore[union-attr]
        axis.text(
            0.02, 0.96, fill(outcome.label, 34), transform=axis.transAxes, va="top", fontweight="bold", fontsize=8.5
        )
        axis.set_ylabel(unit, fontsize=8)
    axis.yaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]))
    axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / scale:,.6g}"))
    first, last = int(years[0]), math.ceil(float(years[-1]))
    axis.set_xlim(first, last)
    axis.set_xticks(range(first, last + 1))
    # Those in the middle only: at the ends they would run into the next panel's.
    axis.set_xticklabels([str(year) if year % 2 == 0 else "" for year in range(first, last)] + [""])
    quiet(axis)


def _limits(view: View, measure: Measure) -> tuple[float, float]:
    """The same for all panels of an outcome; with room for its name above."""
    values = view.by_month(measure)
    known = values[np.isfinite(values)].tolist()
    ends = [*np.quantile(known or [0.0], (0.01, 0.99)).tolist(), *(one.at_least for one in view.targets(measure))]
    low, high = min(ends), max(ends)
    if not is_change(view.described(measure)):
        low = min(0.0, low)
    room = (high - low) or 1.0
    return low - (0.05 * room if low < 0 else 0.0), high + 0.3 * room
