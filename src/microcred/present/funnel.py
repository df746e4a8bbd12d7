"""The funnel as a figure: how many of each group come how far, and what keeps how many away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from microcred import __version__
from microcred.base.months import MONTHS_A_YEAR
from microcred.catalogue.dimensions import SEGMENTS, SETTINGS
from microcred.present.panel import COLOURS
from microcred.result import Result

PER = 100_000
#: Dimensions of the columns of panels, with their titles.
GROUPINGS = {"segment": "by segment", "setting": "by setting", "macro_region": "by macro-region"}
STEPS = {
    "aware": "aware",
    "applied": "applied",
    "admitted": "admitted",
    "sat": "sat the exam",
    "passed": "passed",
    "hired": "hired",
}
#: What would have to fall away.
REASONS = {
    "price": "price",
    "time": "time",
    "access": "lacking access",
    "no_programme": "no programme in reach",
    "no_seat": "no seat",
    "closed": "programme closed",
}
#: Inches.
WIDTH, STEPS_HEIGHT, REASONS_HEIGHT, BETWEEN = 13.0, 2.5, 2.9, 0.85
DOTS_PER_INCH = 150
_STYLE: Any = {"font.family": "DejaVu Sans", "font.size": 9.0, "text.parse_math": False}
_INK, _GRID = "#333333", "#e3e3e3"


def last_year(funnel: pd.DataFrame) -> pd.DataFrame:
    """The rows of the last twelve months."""
    months = sorted(funnel["month"].unique())[-MONTHS_A_YEAR:]
    return funnel[funnel["month"].isin(months)]


def steps_by(funnel: pd.DataFrame, grouping: str) -> pd.DataFrame:
    """How many come to each step in a year, per 100,000 people of a group; the aware as a stock.

    Parameters
    ----------
    funnel
        Rows of `Result.funnel`, of one scenario and twelve months, any number of runs.
    grouping
        Column to group by.

    Returns
    -------
    pandas.DataFrame
        A row per group, a column per step.
    """
    total = funnel.groupby(grouping, observed=True)[["people", *STEPS]].sum()
    # People and aware people are counted every month: their mean is a twelfth.
    stocks = total["aware"] / total["people"]
    flows = total[list(STEPS)].div(total["people"] / MONTHS_A_YEAR, axis="index")
    return PER * flows.assign(aware=stocks)


def reasons_by(funnel: pd.DataFrame, grouping: str) -> pd.DataFrame:
    """By how much more people would start to study if one thing alone fell away, as a share of those who do.

    Price, time and access: by how much more willing the aware would be. No programme in reach: if they found programmes
    as willingly as the others. No seat, programme closed: those refused for it, over those admitted.

    Parameters
    ----------
    funnel
        Rows of `Result.funnel`, of one scenario and twelve months, any number of runs.
    grouping
        Column to group by.

    Returns
    -------
    pandas.DataFrame
        A row per group, a column per reason; NaN where nobody would start.
    """
    seen = funnel[funnel["situations"] > 0]
    columns = {name: seen[name] * seen["aware"] for name in seen.columns if name.startswith("willing")}
    columns["nothing"] = seen["no_programme"] / seen["situations"] * seen["aware"]
    columns["aware"] = seen["aware"].astype(float)
    willing = pd.DataFrame(columns).groupby(seen[grouping], observed=True).sum()
    answered = funnel.groupby(grouping, observed=True)[["admitted", "refused_seat", "refused_closed"]].sum()
    as_is, admitted = willing["willing"], answered["admitted"]
    reasons = {
        "price": willing["willing_no_price"] / as_is - 1.0,
        "time": willing["willing_no_time"] / as_is - 1.0,
        "access": willing["willing_full_access"] / as_is - 1.0,
        "no_programme": willing["nothing"] / (willing["aware"] - willing["nothing"]),
        "no_seat": answered["refused_seat"] / admitted,
        "closed": answered["refused_closed"] / admitted,
    }
    return pd.DataFrame(reasons).replace([np.inf, -np.inf], np.nan)


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


def _frame(axis: Axes, title: str, label: str) -> None:
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
    _frame(axis, title, f"people a year per {PER:,} of the group (aware: stock), logarithmic")
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
                axis.text(min(value, end) + 0.012 * end, row, _percent(value), fontsize=6.8, va="center", color=_INK)
    axis.set_yticks(range(len(REASONS)), list(REASONS.values()))
    axis.set_ylim(len(REASONS) - 0.5, -0.5)
    axis.set_xlim(0.0, 1.14 * end)
    axis.xaxis.set_major_locator(MaxNLocator(nbins=6))
    _frame(axis, title, "more people who start to study if this alone fell away, %")


def _percent(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def _ends(tables: Sequence[pd.DataFrame]) -> tuple[float, float]:
    values = np.concatenate([table.to_numpy(dtype=np.float64).ravel() for table in tables])
    values = values[np.isfinite(values) & (values > 0.0)]
    return (float(values.min()) / 2.0, float(values.max()) * 2.0) if values.size else (0.1, 1.0)


def funnel_panels(result: Result) -> list[Callable[[Axes], None]]:
    """What draws the panels, in rows of three: for every scenario its steps, then what keeps people away."""
    year = last_year(result.funnel)
    own = {one.name: year[year["scenario"] == one.name] for one in result.scenarios}
    labels = {
        grouping: {group: _label(result, grouping, group) for group in _groups(result, grouping)}
        for grouping in GROUPINGS
    }
    ends = _ends([steps_by(rows, grouping) for rows in own.values() for grouping in GROUPINGS])
    reasons = [100.0 * reasons_by(rows, grouping).max().max() for rows in own.values() for grouping in GROUPINGS]
    end = float(np.nanmax([*reasons, 1.0]))
    panels: list[Callable[[Axes], None]] = []
    for name, rows in own.items():
        panels += [
            partial(_draw_steps, rows, grouping, labels[grouping], f"{name} {title}", ends)
            for grouping, title in GROUPINGS.items()
        ]
        panels += [
            partial(_draw_reasons, rows, grouping, labels[grouping], f"{name}: what keeps away", end)
            for grouping in GROUPINGS
        ]
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
    """
    panels = funnel_panels(result)
    columns = len(GROUPINGS)
    rows = len(panels) // columns
    heights = [STEPS_HEIGHT, REASONS_HEIGHT] * (rows // 2)
    above, below = 0.95, 1.0
    height = above + sum(heights) + BETWEEN * (rows - 1) + below
    months = sorted(last_year(result.funnel)["month"].unique())
    runs = int(result.funnel.groupby("scenario", observed=True)["replicate"].nunique().min())
    many = f"Means of {runs} runs" if runs > 1 else "One run"
    footer = (
        f"{many}, {months[0]} to {months[-1]}. Price, time and access: how much more willing aware people would be in"
        " observed decisions; no programme: if those who found none were as willing as the others;\nno seat, programme"
        " closed: refused for it, over those admitted. Each alone, others unchanged, and without what would follow from"
        f" it. Simulated with microcred {__version__}: model results, not observations."
    )
    with rc_context(_STYLE):
        figure = Figure(figsize=(WIDTH, height), dpi=DOTS_PER_INCH, facecolor="white")
        FigureCanvasAgg(figure)
        grid = figure.subplots(rows, columns, squeeze=False, gridspec_kw={"height_ratios": heights})
        for axis, draw in zip(grid.ravel(), panels, strict=True):
            draw(axis)
        for axis in grid[:, 1:].ravel():
            axis.set_yticklabels([])
        figure.text(0.012, 1 - 0.16 / height, "From knowing to being hired", fontsize=15, fontweight="bold", va="top")
        figure.text(0.012, 0.1 / height, footer, fontsize=7.8, color=_INK, va="bottom")
        figure.subplots_adjust(
            left=0.125,
            right=0.985,
            top=1 - above / height,
            bottom=below / height,
            wspace=0.08,
            hspace=BETWEEN / float(np.mean(heights)),
        )
    return figure
