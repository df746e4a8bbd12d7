"""The funnel as a figure: how many of each group come how far, and what keeps how many away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from microcred.analysis.funnels import GROUPINGS, PER, REASONS, STEPS, last_year, reasons_by, steps_by
from microcred.base.errors import BadInput
from microcred.catalogue.dimensions import SEGMENTS, SETTINGS
from microcred.present.curves import people_text
from microcred.present.figures import SOURCE
from microcred.present.page import Page, draw_page, most_lines, panel_title
from microcred.present.panel import COLOURS
from microcred.result import Result

#: A reason as many times as large as any other would hide them: its bars leave the panel.
DWARFS = 2.0
#: Of a panel, in inches.
WIDTH = 3.1
_INK, _GRID = "#333333", "#e3e3e3"


def _groups(result: Result, grouping: str) -> list[str]:
    fixed: Sequence[str] = {"segment": SEGMENTS, "setting": SETTINGS}.get(grouping, ())
    known = result.funnel[grouping].unique()
    order = fixed or [code for one in result.scenarios for code in one.pack.macro_regions]
    return [name for name in dict.fromkeys(order) if name in known]


def _label(result: Result, grouping: str, group: str) -> str:
    names = result.scenarios[0].pack.macro_regions
    return str(names.get(group, group)) if grouping == "macro_region" else group


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def frame(axis: Axes, title: str, label: str) -> None:
    """Title, label of the axis and grid of a panel with rows."""
    axis.set_title(title, fontsize=10, fontweight="bold", loc="left", pad=6)
    axis.set_xlabel(label, fontsize=8.5)
    axis.grid(axis="x", color=_GRID, linewidth=0.7)
    axis.set_axisbelow(True)
    axis.tick_params(labelsize=8.5)
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)


def _draw_steps(
    funnel: pd.DataFrame, grouping: str, labels: dict[str, str], title: str, ends: tuple[float, float], axis: Axes
) -> None:
    steps = steps_by(funnel, grouping)
    rows = np.arange(len(STEPS))
    for number, (group, label) in enumerate(labels.items()):
        if group in steps.index:
            values = steps.loc[group].to_numpy(dtype=np.float64)
            shown = np.where(values > 0.0, values, np.nan)
            axis.plot(shown, rows, "o-", color=COLOURS[number], markersize=5, linewidth=1.5, label=label)
    axis.set_xscale("log")
    axis.set_xlim(*ends)
    axis.set_yticks(rows, list(STEPS.values()))
    axis.set_ylim(len(STEPS) - 0.5, -0.5)
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _number(value)))
    frame(axis, title, f"a year per {PER:,} people (aware: stock)")
    axis.legend(fontsize=8, frameon=False, loc="lower right")


def _draw_reasons(
    funnel: pd.DataFrame, grouping: str, labels: dict[str, str], title: str, end: float, axis: Axes
) -> None:
    reasons = 100.0 * reasons_by(funnel, grouping)
    height = 0.8 / max(1, len(labels))
    for number, group in enumerate(labels):
        if group not in reasons.index:
            continue
        values = reasons.loc[group].to_numpy(dtype=np.float64)
        rows = np.arange(len(REASONS)) - 0.4 + height * (number + 0.5)
        axis.barh(rows, np.minimum(np.nan_to_num(values), end), height=0.9 * height, color=COLOURS[number])
        for row, value in zip(rows, values, strict=True):
            if np.isfinite(value):
                text = percent_text(value) if value <= end else f"{percent_text(value)} →"
                axis.text(min(value, end) + 0.012 * end, row, text, fontsize=6.8, va="center", color=_INK)
    axis.set_yticks(range(len(REASONS)), list(REASONS.values()))
    axis.set_ylim(len(REASONS) - 0.5, -0.5)
    axis.set_xlim(0.0, 1.17 * end)
    axis.xaxis.set_major_locator(MaxNLocator(nbins=6))
    frame(axis, title, "more starts of study if this alone fell away, %")


def percent_text(value: float) -> str:
    """A number of per cent in two figures or so."""
    if not np.isfinite(value):
        return "–"
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def _ends(tables: Sequence[pd.DataFrame]) -> tuple[float, float]:
    values = np.concatenate([table.to_numpy(dtype=np.float64).ravel() for table in tables])
    values = values[np.isfinite(values) & (values > 0.0)]
    return (float(values.min()) / 2.0, float(values.max()) * 2.0) if values.size else (0.1, 1.0)


def _reach(highest: Sequence[pd.Series[float]]) -> float:
    """Where the axis of reasons ends, given the highest value of each reason."""
    ordered = pd.concat(list(highest), axis="columns").max(axis="columns").dropna().sort_values(ascending=False)
    if len(ordered) < 2:
        return 1.0
    return max(1.0, float(min(ordered.iloc[0], DWARFS * ordered.iloc[1])))


def _titles(name: str) -> dict[str, str]:
    """Titles of a scenario's panels: of its steps by grouping, and, under an empty name, of what keeps people away."""
    texts = {grouping: f"{name} {title}" for grouping, title in GROUPINGS.items()} | {"": f"{name}: what keeps away"}
    return {grouping: panel_title(text, WIDTH) for grouping, text in texts.items()}


def funnel_panels(result: Result) -> list[Callable[[Axes], None]]:
    """What draws the panels, in rows of three: for every scenario its steps, then what keeps people away."""
    year = last_year(result.funnel)
    own = {one.name: year[year["scenario"] == one.name] for one in result.scenarios}
    labels = {
        grouping: {group: _label(result, grouping, group) for group in _groups(result, grouping)}
        for grouping in GROUPINGS
    }
    ends = _ends([steps_by(rows, grouping) for rows in own.values() for grouping in GROUPINGS])
    end = _reach([100.0 * reasons_by(rows, grouping).max() for rows in own.values() for grouping in GROUPINGS])
    panels: list[Callable[[Axes], None]] = []
    for name, rows in own.items():
        titles = _titles(name)
        panels += [
            partial(_draw_steps, rows, grouping, labels[grouping], titles[grouping], ends) for grouping in GROUPINGS
        ]
        panels += [partial(_draw_reasons, rows, grouping, labels[grouping], titles[""], end) for grouping in GROUPINGS]
    return panels


def funnel_figure(result: Result) -> Figure:
    """Draw how far people come in the last twelve months, and what keeps others away, by group and scenario.

    Parameters
    ----------
    result
        Any number of scenarios, with their funnel.

    Returns
    -------
    matplotlib.figure.Figure
        Bound to a canvas of its own; no global state is used.

    Raises
    ------
    BadInput
        If the result holds no funnel: it is recorded for the scenarios' own parameters alone.
    """
    if result.funnel.empty:
        raise BadInput.single("funnel", "the result holds none: run the scenarios with their own parameters")
    months = sorted(last_year(result.funnel)["month"].unique())
    runs = int(result.funnel.groupby("scenario", observed=True)["replicate"].nunique().min())
    footer = (
        f"{f'Means of {runs} runs' if runs > 1 else 'One run'}, {months[0]} to {months[-1]}. Students are hired after"
        " they graduate, as workers. Price, time and access: by how much more willing the aware would be in decisions"
        " observed; no programme in reach: if those who found none were as willing as others of their kind; no seat,"
        " programme closed: who was refused for it, over those admitted. Each alone, all else as it is, without what"
        " would follow; where an arrow stands, the bar leaves the panel."
        f" {people_text(result)} {SOURCE}"
    )
    title = "From knowing to being hired, and what keeps others away"
    lines = most_lines(text for one in result.scenarios for text in _titles(one.name).values())
    page = Page(title, footer, (), columns=len(GROUPINGS), width=WIDTH, height=2.6, gap=1.0, left=1.35,
                title_lines=lines)  # fmt: skip
    return draw_page(page, funnel_panels(result))
