"""differences.png: what each scenario changes against the first one, month by month, run by run."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from microcred import __version__
from microcred.base.months import parse_month
from microcred.catalogue.outcomes import Outcome
from microcred.present.measures import PANELS, Measure, currency_of
from microcred.present.numbers import signed_text
from microcred.present.page import Handle, Page, draw_page, write_figure
from microcred.present.panel import GREY, axis_scale, band, horizon, is_banded, line_style, mark_dates, year_ticks
from microcred.present.policy_dates import dates_text
from microcred.result import Numbers, Result
from microcred.verdicts import FEWEST_FOR_A_BAND

#: A relative change is compared with that of the reference in points, as are shares.
POINTS = "percentage points"


def difference_by_run(result: Result, measure: Measure, scenario: str) -> tuple[Numbers, list[str]]:
    """A scenario's outcome less that of the first scenario: a row per run, a column per month."""
    before, months = measure.by_run(result.ensemble, result.scenarios[0].name)
    after, _ = measure.by_run(result.ensemble, scenario)
    return after - before, months


def difference_scale(outcome: Outcome, largest: float) -> tuple[float, str]:
    """What a difference is divided by, and its unit."""
    scale, unit = axis_scale(outcome, largest)
    if unit.startswith("%"):
        return scale, POINTS + unit.removeprefix("% change").removeprefix("%")
    return scale, unit


def with_error(mean: float, error: float, scale: float = 1.0) -> str:
    """A difference with half its interval, in units of a scale; no more digits than the error bears."""
    if not math.isfinite(mean):
        return "unknown"
    # Two figures of the error; more would be noise.
    size = error / scale if error > 0.0 else abs(mean) / scale
    digits = min(3, max(0, 1 - math.floor(math.log10(size)))) if size > 0.0 and math.isfinite(size) else 1
    if abs(mean / scale) >= 1.0:
        digits = min(digits, max(0, 2 - math.floor(math.log10(abs(mean / scale)))))
    tail = f" ± {error / scale:,.{digits}f}" if math.isfinite(error) else ""
    return signed_text(mean / scale, digits) + tail


def _draw(result: Result, measure: Measure, axis: Axes) -> None:
    outcome = measure.described(currency_of(result.scenarios))
    largest = 0.0
    for place, scenario in enumerate(result.scenarios[1:], 1):
        series, months = difference_by_run(result, measure, scenario.name)
        middle, low, high = band(series)
        # A month's value stands at its end.
        years = np.array([(parse_month(month) + 1) / 12 for month in months])
        style = line_style(place)
        if is_banded(result, scenario.name):
            axis.fill_between(years, low, high, color=style["color"], alpha=0.2, linewidth=0, zorder=2)
        axis.plot(years, middle, linewidth=2.0, zorder=4, solid_capstyle="round", **style)
        known = np.abs(series[np.isfinite(series)])
        largest = max(largest, float(known.max(initial=0.0)))
    scale, unit = difference_scale(outcome, largest)
    axis.axhline(0.0, color=GREY, linewidth=0.9, zorder=1)
    start, end = horizon(result)
    mark_dates(axis, result)
    axis.set_title(outcome.label, fontsize=10, fontweight="bold", loc="left", pad=6)
    axis.set_ylabel(unit, fontsize=8.5)
    axis.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / scale + 0.0:+,.6g}" if value else "0"))
    year_ticks(axis, start, end)


def differences(result: Result) -> Figure:
    """Draw the difference curves of the key outcomes.

    Parameters
    ----------
    result
        Two scenarios or more; the first is what the others are compared with.

    Returns
    -------
    matplotlib.figure.Figure
    """
    reference, *others = result.scenarios
    title = f"{others[0].title.strip()}: what changes" if len(others) == 1 else f"What {len(others)} scenarios change"
    handles: list[Handle] = [
        Line2D([], [], label=one.name, linewidth=2.2, **line_style(place)) for place, one in enumerate(others, 1)
    ]
    if any(is_banded(result, one.name) for one in others):
        handles.append(Patch(facecolor=GREY, alpha=0.3, label=f"90 % of pairs of runs: {result.over}"))
    style: dict[str, Any] = {"color": GREY, "linewidth": 0.8, "linestyle": ":"}
    handles.append(Line2D([], [], label="levers change", **style))
    runs = result.ensemble[["scenario", "parameter_set", "replicate"]].drop_duplicates().shape[0] // len(
        result.scenarios
    )
    few = "" if runs >= FEWEST_FOR_A_BAND else " Too few for a band."
    footer = (
        f"{dates_text(result.scenarios)}\nEach value less that of {reference.name} under the same seed and parameters;"
        f" lines are medians of {runs} pair{'' if runs == 1 else 's'}.{few}"
        f" Simulated with microcred {__version__}: model results, not observations."
    )
    panels = [partial(_draw, result, measure) for measure in PANELS]
    page = Page(
        f"{title} against “{reference.title.strip()}”", footer, handles, columns=4, width=3.0, height=1.85, left=0.85
    )
    return draw_page(page, panels)


def write_differences(result: Result, path: Path) -> None:
    """Draw the figure into a file."""
    write_figure(differences(result), path)
