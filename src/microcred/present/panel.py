"""One panel of the figure: an outcome's median and band per scenario, its targets and the dates of policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator

from microcred.base.months import MONTHS_A_YEAR, month_text, parse_month
from microcred.catalogue.outcomes import Outcome
from microcred.present.measures import Measure, currency_of
from microcred.present.notes import is_unscaled
from microcred.present.numbers import is_change, is_percent, number_text
from microcred.present.policy_dates import months_of_change
from microcred.result import CHANCE, Numbers, Result, all_targets
from microcred.scenario.model import Target
from microcred.verdicts import FEWEST_FOR_A_BAND

#: Okabe and Ito's colours, told apart with any kind of colour vision; yellow is left out as too pale.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
MARKERS = ("o", "s", "^", "D")
GREY = "#8a8a8a"
TARGET = "#333333"
DASHES = (0, (4, 2))
#: How the median of the central parameters is drawn beside that of the drawn ones.
CENTRAL: dict[str, Any] = {"linewidth": 1.3, "linestyle": (0, (1, 1.2))}
_SCALES = ((1e9, "billion "), (1e6, "million "), (1e3, "thousand "))


def _year(month: int) -> float:
    return month / MONTHS_A_YEAR


def band(series: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Median, 5 % and 95 % quantile by month; NaN in months that no run knows."""
    rows = np.full((3, series.shape[1]), np.nan)
    known = np.isfinite(series).any(axis=0)
    if known.any():
        rows[:, known] = np.nanquantile(series[:, known], (0.5, 0.05, 0.95), axis=0)
    return rows[0], rows[1], rows[2]


def axis_scale(outcome: Outcome, largest: float) -> tuple[float, str]:
    """What values are divided by, and the unit to print."""
    if is_percent(outcome):
        unit = {"share": "%", "relative change": "% change"}.get(outcome.unit, f"% {outcome.unit[6:]}")
        return 0.01, unit
    if outcome.kind in ("stock", "flow", "yuan"):
        for scale, name in _SCALES:
            if largest >= 2 * scale:
                return scale, name + outcome.unit
    return 1.0, outcome.unit


def _targets(result: Result, measure: Measure) -> Iterator[Target]:
    for target in all_targets(result.scenarios):
        if target.outcome == measure.outcome and not measure.yearly:
            yield target


def _draw_targets(axis: Axes, result: Result, targets: Sequence[Target], outcome: Outcome, start: int) -> None:
    for target in targets:
        tail = ", not scaled to the regions" if is_unscaled(result, target) else ""
        level, deadline = target.at_least, _year(target.by + 1)
        axis.plot(
            [_year(start), deadline],
            [level, level],
            color=TARGET,
            linewidth=1.1,
            linestyle=DASHES,
            zorder=2.5,
        )
        axis.plot(deadline, level, marker="D", markersize=4.5, color=TARGET, clip_on=False, zorder=5)
        label = axis.annotate(
            f"target {number_text(level, outcome)} by {month_text(target.by)}{tail}",
            (_year(start), level),
            xytext=(3, 3),
            textcoords="offset points",
            verticalalignment="bottom",
            fontsize=8,
            color=TARGET,
            zorder=6,
        )
        label.set_path_effects([withStroke(linewidth=2.5, foreground="white")])


def line_style(place: int) -> dict[str, Any]:
    """Colour and dashes of the scenario in a place; dashes only once the colours are used up."""
    turn, colour = divmod(place, len(COLOURS))
    return {"color": COLOURS[colour], "linestyle": ("-", "--")[turn % 2]}


def marker(place: int) -> str:
    """Marker of the scenario in a place where dots are drawn: another one in each further round of the colours."""
    return MARKERS[place // len(COLOURS) % len(MARKERS)]


def runs_shown(result: Result, scenario: str) -> int:
    """How many runs of a scenario bands are taken over: its sets of parameters, else its replicates."""
    drawn = result.over != CHANCE
    return sum(record.scenario == scenario and (record.parameter_set > 0) == drawn for record in result.runs)


def is_banded(result: Result, scenario: str) -> bool:
    """Whether a scenario has enough runs for a band."""
    return runs_shown(result, scenario) >= FEWEST_FOR_A_BAND


def _draw_scenarios(axis: Axes, result: Result, measure: Measure) -> Numbers:
    """Draw medians and bands; return all known values."""
    known = []
    for place, scenario in enumerate(result.scenarios):
        series, months = measure.by_run(result.ensemble, scenario.name)
        middle, low, high = band(series)
        # A month's value stands at its end.
        years = np.array([_year(parse_month(month) + 1) for month in months])
        style = line_style(place)
        if is_banded(result, scenario.name):
            axis.fill_between(years, low, high, color=style["color"], alpha=0.2, linewidth=0, zorder=2)
        axis.plot(years, middle, linewidth=2.0, zorder=4, solid_capstyle="round", **style)
        if result.over != CHANCE:
            central, _ = measure.by_run(result.central, scenario.name)
            axis.plot(years, band(central)[0], zorder=4, **CENTRAL | {"color": style["color"]})
        known.append(series[np.isfinite(series)])
    return np.concatenate(known)


def _limits(axis: Axes, outcome: Outcome, known: Numbers, targets: Sequence[Target]) -> None:
    """Shares from 0 to 1, counts from 0, changes around 0; with room for a target's text above its line."""
    values = [0.0, *known.tolist(), *(target.at_least for target in targets)]
    low, high = min(values), max(values)
    room = 0.14 * (high - low) or 1.0
    if outcome.kind == "share":
        axis.set_ylim(0.0, 1.0)
    elif is_change(outcome):
        axis.set_ylim(low - room / 2, high + room)
        axis.axhline(0.0, color=GREY, linewidth=0.8, zorder=1)
    else:
        axis.set_ylim(low, high + room)


def draw_panel(axis: Axes, result: Result, measure: Measure) -> None:
    """Draw one outcome of every scenario.

    Parameters
    ----------
    axis
        Where to draw.
    result
        Whose outcome.
    measure
        Which outcome, and whether a year is summed.
    """
    outcome = measure.described(currency_of(result.scenarios))
    known = _draw_scenarios(axis, result, measure)
    largest = float(np.abs(known).max(initial=0.0))
    targets = list(_targets(result, measure))
    scale, unit = axis_scale(outcome, max([largest, *(target.at_least for target in targets)]))
    start, end = horizon(result)
    _draw_targets(axis, result, targets, outcome, start)
    _limits(axis, outcome, known, targets)
    mark_dates(axis, result)
    axis.set_title(outcome.label, fontsize=10.5, fontweight="bold", loc="left", pad=6)
    axis.set_ylabel(unit, fontsize=8.5)
    axis.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / scale:,.6g}"))
    year_ticks(axis, start, end)
    if not known.size:
        axis.text(0.5, 0.5, "not known in these runs", transform=axis.transAxes, ha="center", color=GREY)


def mark_dates(axis: Axes, result: Result) -> None:
    """Mark the months in which levers change."""
    for month in months_of_change(result.scenarios):
        axis.axvline(_year(month), color=GREY, linewidth=0.8, linestyle=":", zorder=1)


def horizon(result: Result) -> tuple[int, int]:
    """First month shown and the month after the last."""
    scenarios = result.scenarios
    return min(scenario.start for scenario in scenarios), max(scenario.end for scenario in scenarios) + 1


def year_ticks(axis: Axes, start: int, end: int) -> None:
    """Put the number of each year into its middle, and a light grid behind."""
    axis.set_xlim(_year(start), _year(end))
    first, last = start // MONTHS_A_YEAR, -(-end // MONTHS_A_YEAR)
    axis.set_xticks([float(year) for year in range(first, last + 1)])
    # The number of a year stands in the middle of it, its ticks at both ends.
    axis.set_xticks([year + 0.5 for year in range(first, last)], minor=True)
    axis.set_xticklabels([])
    axis.set_xticklabels([str(year) for year in range(first, last)], minor=True, fontsize=8.5)
    axis.tick_params(axis="x", which="minor", length=0)
    axis.tick_params(axis="y", labelsize=8.5)
    axis.grid(axis="y", color="#e3e3e3", linewidth=0.7)
    axis.set_axisbelow(True)
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)
