"""conditional.png: verdicts against the levels of the first year that nobody has measured."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from microcred import __version__
from microcred.analysis.conditional import Pairs, conditional_verdicts, pairs
from microcred.base.months import month_text
from microcred.catalogue.outcomes import OUTCOMES
from microcred.present.numbers import is_change, is_percent, number_text, percent_tick
from microcred.present.page import INK, Handle, Page, draw_page, write_figure
from microcred.present.panel import DASHES, GREY, line_style, marker
from microcred.result import PARAMETERS_AND_CHANCE, Result

#: Ticks at whole numbers of per cent, where there are several: 47.5 is no 48.
TICKS: Any = {"nbins": 8, "steps": [1, 2, 5, 10]}


_PERCENT = FuncFormatter(lambda value, _: percent_tick(value))


def applies(result: Result) -> bool:
    """Whether there are sets of parameters and a target that hangs on an unmeasured level."""
    return result.over == PARAMETERS_AND_CHANCE and bool(pairs(result.ensemble, result.scenarios))


def _frame(axis: Axes, title: str, across: str, up: str) -> None:
    axis.set_title(title, fontsize=10, fontweight="bold", loc="left", pad=6)
    axis.set_xlabel(across, fontsize=8.5)
    axis.set_ylabel(up, fontsize=8.5)
    axis.xaxis.set_major_locator(MaxNLocator(**TICKS))
    axis.xaxis.set_major_formatter(_PERCENT)
    axis.grid(color="#e3e3e3", linewidth=0.7)
    axis.set_axisbelow(True)
    axis.tick_params(labelsize=8.5)
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)


def _level_name(found: list[Pairs]) -> str:
    return f"{OUTCOMES[found[0].level_of].label}, mean of the first year (not measured)"


def _draw_values(found: list[Pairs], places: dict[str, int], axis: Axes) -> None:
    target = found[0].target
    outcome = OUTCOMES[target.outcome]
    _frame(axis, f"{outcome.label}, {month_text(target.by)}", _level_name(found), "each dot is one run")
    for one in found:
        place = places[one.scenario]
        colour = line_style(place)["color"]
        axis.plot(one.levels, one.finals, marker(place), markersize=3.2, alpha=0.6, color=colour, markeredgewidth=0)
    axis.axhline(target.at_least, color=INK, linewidth=1.1, linestyle=DASHES)
    if is_change(outcome):
        axis.axhline(0.0, color=GREY, linewidth=0.8, zorder=1)
    axis.yaxis.set_major_locator(MaxNLocator(**TICKS))
    if is_percent(outcome):
        axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: percent_tick(value, is_change(outcome))))
    else:
        axis.set_ylabel(f"{outcome.unit}, each dot is one run", fontsize=8.5)


def _draw_chances(result: Result, found: list[Pairs], places: dict[str, int], axis: Axes) -> None:
    target = found[0].target
    wanted = number_text(target.at_least, OUTCOMES[target.outcome])
    _frame(axis, f"Chance of {wanted} by {month_text(target.by)}", _level_name(found), "share of runs")
    table = conditional_verdicts(result.ensemble, result.scenarios)
    table = table[table["target"] == target.name]
    shown = list(dict.fromkeys(table["scenario"]))
    for name, rows in table.groupby("scenario", sort=False):
        # Scenarios stand beside each other within a range, so that their error bars can be told apart.
        shift = 0.02 * (shown.index(str(name)) - (len(shown) - 1) / 2) / max(1, len(shown) - 1)
        middles = rows["level_low"] + (rows["level_high"] - rows["level_low"]) / 2 + shift
        low, high = _interval(rows["probability"].to_numpy(float), rows["runs"].to_numpy(float))
        style: dict[str, Any] = line_style(places[str(name)])
        axis.errorbar(middles, rows["probability"], yerr=(low, high), marker=marker(places[str(name)]),
                      markersize=4.5, capsize=2.5, linewidth=1.6, elinewidth=0.9, **style)  # fmt: skip
        if name == shown[0]:
            for middle, count in zip(middles, rows["runs"], strict=True):
                axis.annotate(f"{count}", (middle, 1.04), fontsize=7.5, color=GREY, ha="center", va="bottom")
    edges = sorted({*table["level_low"], *table["level_high"]})
    # A dot stands for its whole range: the ends of ranges are what can be read off.
    if edges:
        axis.set_xticks(edges)
        axis.set_xlim(edges[0], edges[-1])
    axis.set_ylim(-0.03, 1.14)
    axis.set_yticks([0.0, 0.25, 0.5, 0.75, 1.0])
    axis.yaxis.set_major_formatter(_PERCENT)


def _interval(share: np.ndarray, runs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lengths of the 90 % Wilson interval below and above a share."""
    squared = 1.6448536269514722**2 / runs
    middle = (share + squared / 2) / (1 + squared)
    half = np.sqrt(squared * share * (1 - share) + squared**2 / 4) / (1 + squared)
    return np.maximum(share - middle + half, 0.0), np.maximum(middle + half - share, 0.0)


def conditional(result: Result) -> Figure:
    """Draw for each such target: value against level, and the chance by range of the level.

    Parameters
    ----------
    result
        With sets of parameters (`applies`).

    Returns
    -------
    matplotlib.figure.Figure
    """
    found = pairs(result.ensemble, result.scenarios)
    targets = list(dict.fromkeys(one.target for one in found))
    places = {scenario.name: place for place, scenario in enumerate(result.scenarios)}
    upper: list[Callable[[Axes], None]] = []
    lower: list[Callable[[Axes], None]] = []
    for target in targets:
        own = [one for one in found if one.target == target]
        upper.append(partial(_draw_values, own, places))
        lower.append(partial(_draw_chances, result, own, places))
    handles: list[Handle] = [
        Line2D([], [], label=one.name, linewidth=2.2, marker=marker(place), markersize=5, **line_style(place))
        for place, one in enumerate(result.scenarios)
    ]
    handles.append(Line2D([], [], label="target", color=INK, linestyle=DASHES, linewidth=1.1))
    sets = result.provenance.get("parameter_sets", 0)
    footer = (
        f"{sets} sets of parameters drawn from their priors, one run each; runs differ by parameters and chance."
        " Bars: 90 % interval of the share; grey numbers: runs in that range of ten points.\n"
        f"Simulated with microcred {__version__}: model results, not observations."
    )
    title = "Two verdicts hang on levels that nobody has measured" if len(targets) > 1 else "Verdict by start level"
    page = Page(title, footer, handles, columns=len(targets), width=4.6, height=2.5, gap=0.85)
    return draw_page(page, [*upper, *lower])


def write_conditional(result: Result, path: Path) -> None:
    """Draw the figure into a file."""
    write_figure(conditional(result), path)
