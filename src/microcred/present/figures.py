"""Figures on demand: any outcomes of any scenarios over time, by region, and the gaps between places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from microcred import __version__
from microcred.analysis.costs import kept_people
from microcred.base.errors import BadInput, Fault
from microcred.base.months import MONTHS_A_YEAR, parse_month
from microcred.catalogue.outcomes import OUTCOMES, Outcome
from microcred.present.curves import people_text, title_text
from microcred.present.measures import PANELS, Measure, currency_of, yearly_sums
from microcred.present.numbers import is_percent, percent_tick
from microcred.present.page import Handle, Page, draw_page
from microcred.present.panel import (
    CENTRAL,
    DASHES,
    GREY,
    TARGET,
    band,
    draw_panel,
    horizon,
    is_banded,
    line_style,
    runs_shown,
    year_ticks,
)
from microcred.present.policy_dates import dates_text, months_of_change
from microcred.result import CHANCE, RUN_KEYS, Numbers, Result, all_targets

#: Panels beside each other, for few and for many.
FEW, MANY = 3, 7
PER = 1000.0
SOURCE = f"Simulated with microcred {__version__}: model results, not observations."


def measures_of(names: Sequence[str]) -> tuple[Measure, ...]:
    """The outcomes as they are shown: flows as sums of 12 months.

    Raises
    ------
    BadInput
        If a name is no outcome.
    """
    problem = "there is no such outcome"
    faults = [
        Fault("command line", None, "outcome", problem, name, nearest=_near(name))
        for name in names
        if name not in OUTCOMES
    ]
    if faults:
        raise BadInput(faults)
    shown = {one.outcome: one for one in PANELS}
    return tuple(shown.get(name) or _measure(name) for name in names)


def _near(name: str) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, OUTCOMES, 1)), "")


def _measure(name: str) -> Measure:
    outcome = OUTCOMES[name]
    yearly = outcome.kind in ("flow", "yuan") and outcome.scales_with_population
    return Measure(name, yearly, f"{outcome.label}, last 12 months" if yearly else "")


def title_of(result: Result, what: str) -> str:
    """Title of a figure: of one scenario with its title."""
    if len(result.scenarios) == 1:
        return f"{what}: {result.scenarios[0].title.strip()}"
    return what


def scenario_handles(result: Result) -> list[Handle]:
    """Entries of the legend for the scenarios."""
    return [
        Line2D([], [], label=one.name, linewidth=2.2, **line_style(place)) for place, one in enumerate(result.scenarios)
    ]


def band_handles(result: Result, over: str) -> list[Handle]:
    """Entry of the legend for bands, where there are any, with what they are over."""
    if any(is_banded(result, one.name) for one in result.scenarios):
        return [Patch(facecolor=GREY, alpha=0.3, label=f"90 % of runs: {over}")]
    return []


def date_handles(result: Result) -> list[Handle]:
    """Entry of the legend for the months in which levers change, where there are any."""
    if not months_of_change(result.scenarios):
        return []
    return [Line2D([], [], label="levers change", color=GREY, linewidth=0.8, linestyle=":")]


def runs_text(runs: int, over: str) -> str:
    """Say what lines are, and over what."""
    return f"Medians of {runs} run{'' if runs == 1 else 's'} per scenario, which differ by {over}."


def outcome_figure(result: Result, names: Sequence[str]) -> Figure:
    """Draw outcomes over time: a line and a band per scenario, targets, and when levers change.

    Parameters
    ----------
    result
        Any number of scenarios and runs.
    names
        Names of outcomes; one panel each.

    Returns
    -------
    matplotlib.figure.Figure
    """
    measures = measures_of(names)
    handles = scenario_handles(result) + band_handles(result, result.over)
    if result.over != CHANCE:
        handles.append(Line2D([], [], label="central parameters", color=GREY, **CENTRAL))
    if any(target.outcome in names for target in all_targets(result.scenarios)):
        handles.append(
            Line2D([], [], label="target and deadline", color=TARGET, linestyle=DASHES, marker="D", markersize=4)
        )
    handles += date_handles(result)
    labels = [one.described().label for one in measures]
    footer = "\n".join(
        [
            dates_text(result.scenarios),
            f"{runs_text(runs_shown(result, result.scenarios[0].name), result.over)} {people_text(result)} {SOURCE}",
        ]
    )
    panels = [partial(draw_panel, result=result, measure=one) for one in measures]
    large = len(panels) <= FEW
    title = title_of(result, labels[0]) if len(labels) == 1 else title_text(result).replace("\n", " ")
    page = Page(title, footer, handles, columns=FEW,
                width=5.2 if large else 3.4, height=3.0 if large else 2.0)  # fmt: skip
    return draw_page(page, panels)


def _regional(
    result: Result, measure: Measure, scenario: str, region: str, setting: str | None
) -> tuple[Numbers, list[str]]:
    """Values of a region as a table, a row per run and a column per month; settings summed if none is named."""
    table = result.regions
    own = table[(table["scenario"] == scenario) & (table["region"] == region)]
    if setting is not None:
        own = own[own["setting"] == setting]
    wide: pd.DataFrame = own.groupby([*RUN_KEYS[1:], "month"])[measure.outcome].sum(min_count=1).unstack("month")
    series = wide.to_numpy(dtype=np.float64)
    return (yearly_sums(series) if measure.yearly else series), [str(month) for month in wide.columns]


def _draw_region(result: Result, measure: Measure, region: str, name: str, highest: list[float], axis: Axes) -> None:
    outcome = OUTCOMES[measure.outcome]
    start, end = horizon(result)
    for place, scenario in enumerate(result.scenarios):
        people = kept_people(scenario)
        settings: tuple[str | None, ...] = (None,) if outcome.scales_with_population else ("urban", "rural")
        for setting in settings:
            if setting is not None and (region, setting) not in people:
                continue
            series, months = _regional(result, measure, scenario.name, region, setting)
            if outcome.scales_with_population:
                series = PER * series / sum(count for (code, _), count in people.items() if code == region)
            middle, low, high = band(series)
            years = np.array([(parse_month(month) + 1) / MONTHS_A_YEAR for month in months])
            style = line_style(place) | ({"linestyle": "--"} if setting == "rural" else {})
            if is_banded(result, scenario.name):
                axis.fill_between(years, low, high, color=style["color"], alpha=0.15, linewidth=0)
            axis.plot(years, middle, linewidth=1.4, **style)
            known = series[np.isfinite(series)]
            highest[0] = max(highest[0], float(known.max(initial=0.0)))
            highest[1] = min(highest[1], float(known.min(initial=0.0)))
    axis.set_title(name, fontsize=9, fontweight="bold", loc="left", pad=3)
    year_ticks(axis, start, end)
    first, last = start // MONTHS_A_YEAR, (end - 1) // MONTHS_A_YEAR
    axis.set_xticks([first + 0.5, last + 0.5], minor=True)
    axis.set_xticklabels([str(first), str(last)], minor=True, fontsize=7.5)
    axis.yaxis.set_major_locator(MaxNLocator(nbins=3))
    axis.tick_params(axis="y", labelsize=7.5)
    axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _plain(value, outcome)))


def _plain(value: float, outcome: Outcome) -> str:
    return percent_tick(value) if is_percent(outcome) else f"{value:,.4g}"


def region_figure(result: Result, name: str) -> Figure:
    """Draw one outcome for every region: small panels on one scale, from the east to the west of the data pack.

    Parameters
    ----------
    result
        Any number of scenarios; the central parameters' runs are shown.
    name
        An outcome that is given by place. Counts are shown per 1,000 people of working age, shares for urban and
        rural places apart.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    BadInput
        If the outcome is not given by place.
    """
    (measure,) = measures_of([name])
    outcome = measure.described(currency_of(result.scenarios))
    if not outcome.regional:
        by_place = ", ".join(one for one, declared in OUTCOMES.items() if declared.regional)
        raise BadInput([Fault("command line", None, "outcome", "is given for the nation only", name, by_place)])
    pack = result.scenarios[0].pack
    order = {code: place for place, code in enumerate(pack.macro_regions)}
    present = set(result.regions["region"])
    regions = sorted(
        (region for region in pack.regions if region.code in present), key=lambda one: order[one.macro_region]
    )
    # Highest and lowest value of all panels, which share one axis.
    ends = [0.0, 0.0]
    panels: list[Callable[[Axes], None]] = [
        partial(_draw_region, result, measure, region.code, region.name, ends) for region in regions
    ]
    counted = outcome.scales_with_population
    unit = f"{outcome.unit} per 1,000 people" if counted else outcome.unit
    handles = scenario_handles(result) + band_handles(result, CHANCE)
    if not counted:
        handles.append(Line2D([], [], color=GREY, linewidth=1.4, label="urban"))
        handles.append(Line2D([], [], color=GREY, linewidth=1.4, linestyle="--", label="rural"))
    groups = ", ".join(label.lower() for label in pack.macro_regions.values())
    runs = int(result.central[["parameter_set", "replicate"]].drop_duplicates().shape[0])
    footer = (
        f"All panels have one scale; regions in the order {groups}. {runs_text(runs, CHANCE)} {people_text(result)}"
        f" {SOURCE}"
    )
    title = title_of(result, f"{outcome.label} by region, {unit}")
    figure = draw_page(Page(title, footer, handles, columns=MANY, width=1.6, height=1.15, gap=0.5, left=0.55), panels)
    room = 0.05 * (ends[0] - ends[1]) or 1.0
    for axis in figure.axes:
        axis.set_ylim(ends[1] if ends[1] == 0.0 else ends[1] - room, ends[0] + room)
    return figure
