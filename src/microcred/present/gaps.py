"""The gaps between places: cities and countryside, the core and the west."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from microcred.analysis.costs import kept_people
from microcred.base.months import MONTHS_A_YEAR, parse_month
from microcred.present.curves import people_text
from microcred.present.figures import PER, SOURCE, band_handles, date_handles, runs_text, scenario_handles, title_of
from microcred.present.measures import Measure
from microcred.present.page import Page, draw_page
from microcred.present.panel import band, draw_panel, horizon, line_style, mark_dates, runs_shown, year_ticks
from microcred.present.policy_dates import dates_text
from microcred.result import RUN_KEYS, Numbers, Result


def _group_series(
    result: Result, scenario: str, places: set[tuple[str, str]], people: int
) -> tuple[Numbers, list[str]]:
    own = result.regions[result.regions["scenario"] == scenario]
    inside = pd.MultiIndex.from_frame(own[["region", "setting"]]).isin(places)
    wide: pd.DataFrame = own[inside].groupby([*RUN_KEYS[1:], "month"])["holders"].sum().unstack("month")
    return PER * wide.to_numpy(dtype=np.float64) / people, [str(month) for month in wide.columns]


def _draw_sides(result: Result, title: str, sides: dict[str, Callable[[str, str], bool]], axis: Axes) -> None:
    """Holders per 1,000 people on two sides of a divide: the first solid, the second dashed."""
    for place, scenario in enumerate(result.scenarios):
        for number, inside in enumerate(sides.values()):
            people = {key: count for key, count in kept_people(scenario).items() if inside(*key)}
            if not people:
                continue
            series, months = _group_series(result, scenario.name, set(people), sum(people.values()))
            years = np.array([(parse_month(month) + 1) / MONTHS_A_YEAR for month in months])
            style = line_style(place) | {"linestyle": ("-", (0, (5, 2)))[number]}
            axis.plot(years, band(series)[0], linewidth=1.8, **style)
    axis.set_title(title, fontsize=10.5, fontweight="bold", loc="left", pad=6)
    axis.set_ylabel("holders per 1,000 people", fontsize=8.5)
    axis.set_ylim(bottom=0.0)
    mark_dates(axis, result)
    year_ticks(axis, *horizon(result))


def gap_figure(result: Result) -> Figure:
    """Draw the gaps between the countryside and the cities, and between the west and the core.

    Parameters
    ----------
    result
        Any number of scenarios.

    Returns
    -------
    matplotlib.figure.Figure
    """
    pack = result.scenarios[0].pack
    macro = {region.code: region.macro_region for region in pack.regions}
    cities = {"urban": lambda _, setting: setting == "urban", "rural": lambda _, setting: setting == "rural"}
    sides = {"east": lambda code, _: macro[code] == "east", "west": lambda code, _: macro[code] == "west"}
    gaps = (
        Measure("adoption_gap_rural", label="Rural against urban adoption", unit="ratio (1 = equal)"),
        Measure("adoption_gap_east_west", label="West against east adoption", unit="ratio (1 = equal)"),
        Measure("completion_rate_urban"),
        Measure("completion_rate_rural"),
    )
    panels: list[Callable[[Axes], None]] = [
        partial(_draw_sides, result, "Cities (solid) and countryside (dashed)", cities),
        partial(draw_panel, result=result, measure=gaps[0]),
        partial(draw_panel, result=result, measure=gaps[2]),
        partial(_draw_sides, result, "East (solid) and west (dashed)", sides),
        partial(draw_panel, result=result, measure=gaps[1]),
        partial(draw_panel, result=result, measure=gaps[3]),
    ]
    handles = scenario_handles(result) + band_handles(result, result.over) + date_handles(result)
    runs = runs_text(runs_shown(result, result.scenarios[0].name), result.over)
    footer = (
        f"{dates_text(result.scenarios)}\n{runs} Holders per 1,000 people of working age: central parameters."
        f" {people_text(result)} {SOURCE}"
    )
    page = Page(title_of(result, "Gaps between places"), footer, handles, columns=3, width=3.6, height=2.3)
    return draw_page(page, panels)
