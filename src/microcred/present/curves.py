"""curves.png: the key outcomes of every scenario, month by month, on one page."""

from __future__ import annotations

import math
from pathlib import Path
from textwrap import fill
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from microcred import __version__
from microcred.catalogue.outcomes import OUTCOMES
from microcred.present.measures import PANELS, Measure
from microcred.present.numbers import number_text
from microcred.present.panel import CENTRAL, DASHES, GREY, TARGET, draw_panel, is_banded, line_style, runs_shown
from microcred.present.policy_dates import dates_text, months_of_change
from microcred.result import CHANCE, Result, all_targets
from microcred.scenario.model import Scenario
from microcred.verdicts import FEWEST_FOR_A_BAND

COLUMNS = 4
DOTS_PER_INCH = 150
#: Inches.
WIDTH = 15.0
MARGIN = 0.012
#: Most entries of the legend beside each other, and the characters that fit into a line of it.
LEGEND_COLUMNS = 6
LEGEND_CHARACTERS = 165
LEGEND_KEY_CHARACTERS = 9
#: Characters of a line of the title, and of one below the panels.
TITLE_WRAP = 110
WRAP = 220
#: Most regions that are named.
MOST_REGIONS = 3
FONT = "DejaVu Sans"
# A dollar sign in a user's title is money, not mathematics.
_STYLE: Any = {"font.family": FONT, "font.size": 9.0, "text.parse_math": False}


def panels(result: Result) -> tuple[Measure, ...]:
    """The standard panels, and one for every target on another outcome."""
    standard = {measure.outcome for measure in PANELS}
    others = dict.fromkeys(target.outcome for target in all_targets(result.scenarios))
    known = set(result.national.columns)
    return tuple(measure for measure in PANELS if measure.outcome in known) + tuple(
        Measure(name) for name in others if name not in standard and name in known
    )


def drawable(text: str) -> bool:
    """Whether the figure's font has every character of a text."""
    font = get_font(findfont(FONT))
    return all(character.isspace() or font.get_char_index(ord(character)) for character in text)


def title_text(result: Result, *, first_is_reference: bool = False) -> str:
    """Name the scenarios of a figure by their titles.

    Parameters
    ----------
    result
        Any number of scenarios.
    first_is_reference
        Whether all others are compared with the first. Of two, the one that the other extends is the reference anyway.

    Returns
    -------
    str
        In lines.
    """
    titles = [(one.title if drawable(one.title) else one.name).strip() for one in result.scenarios]
    first, *others = titles
    extended = len(others) == 1 and result.scenarios[1].base_name == result.scenarios[0].name
    if others and (first_is_reference or extended):
        subject = others[0].rstrip(".") if len(others) == 1 else f"{len(others)} scenarios"
        return fill(f"{subject}, compared with “{first}”", TITLE_WRAP)
    rest = {0: "", 1: f", compared with “{titles[-1]}”"}.get(len(others), f" and {len(others)} other scenarios")
    return fill(first.rstrip(".") + rest, TITLE_WRAP)


def _source(result: Result) -> str:
    facts = result.provenance
    runs = runs_shown(result, result.scenarios[0].name)
    band = (
        f"Lines are medians, bands hold 90 % of the runs, which differ by {result.over}"
        if runs >= FEWEST_FOR_A_BAND
        else ("The line is the only run" if runs == 1 else "Lines are medians; too few runs for a band")
    )
    central = "" if result.over == CHANCE else f" Dotted: median of {facts['replicates']} with central parameters."
    return (
        f"{band}; {runs} run{'' if runs == 1 else 's'} per scenario, seed {facts['seed']}, the same for all.{central}"
        f" {people_text(result)} Simulated with microcred {__version__}: model results, not observations."
    )


def _people_of(scenario: Scenario) -> str:
    note = scenario.pack.population_note
    if scenario.regions is None and drawable(note):
        return note.rstrip(".")
    people = number_text(scenario.population, OUTCOMES["holders"])
    return f"{people} people of working age, {100 * scenario.population_share:.1f} % of the country"


def _place_of(scenario: Scenario) -> str:
    """Names of the regions kept, or how many; empty for a whole country."""
    if scenario.regions is None:
        return ""
    names = [region.name for region in scenario.pack.regions if region.code in scenario.regions]
    return f"{', '.join(names) if len(names) <= MOST_REGIONS else f'{len(names)} regions'}, "


def people_text(result: Result) -> str:
    """Say who is counted, and what share of the country they are; scenario by scenario if they are not the same."""
    alike: dict[tuple[str, tuple[str, ...] | None], list[Scenario]] = {}
    for scenario in result.scenarios:
        alike.setdefault((scenario.system, scenario.regions), []).append(scenario)
    groups = list(alike.values())
    if len(groups) == 1:
        return f"{_people_of(groups[0][0])}."
    parts = [f"{', '.join(one.name for one in group)}: {_place_of(group[0])}{_people_of(group[0])}" for group in groups]
    return f"Not the same people, so counts and money do not compare: {'; '.join(parts)}."


def _handles(result: Result) -> list[Line2D | Patch]:
    handles: list[Line2D | Patch] = []
    for place, scenario in enumerate(result.scenarios):
        name = scenario.name if drawable(scenario.name) else f"scenario {place + 1}"
        handles.append(Line2D([], [], label=name, linewidth=2.2, **line_style(place)))
    if any(is_banded(result, scenario.name) for scenario in result.scenarios):
        handles.append(Patch(facecolor=GREY, alpha=0.3, label=f"90 % of runs: {result.over}"))
    if result.over != CHANCE:
        handles.append(Line2D([], [], label="central parameters", color=GREY, **CENTRAL))
    if all_targets(result.scenarios):
        style: Any = {"color": TARGET, "linestyle": DASHES, "marker": "D", "markersize": 4}
        handles.append(Line2D([], [], label="target and deadline", **style))
    if months_of_change(result.scenarios):
        handles.append(Line2D([], [], label="levers change", color=GREY, linewidth=0.8, linestyle=":"))
    return handles


def curves(result: Result, *, first_is_reference: bool = False) -> Figure:
    """Draw the figure.

    Parameters
    ----------
    result
        Any number of scenarios and runs.
    first_is_reference
        Whether all others are compared with the first; the title says so.

    Returns
    -------
    matplotlib.figure.Figure
        Bound to a canvas of its own; no global state is used.
    """
    shown = panels(result)
    rows = math.ceil(len(shown) / COLUMNS)
    title = title_text(result, first_is_reference=first_is_reference)
    handles = _handles(result)
    footer = "\n".join(fill(text, WRAP) for text in (dates_text(result.scenarios), _source(result)) if text)
    # All heights in inches: the page grows with what stands above and below the panels.
    title_height = 0.23 + 0.27 * (1 + title.count("\n"))
    longest = max(len(str(handle.get_label())) for handle in handles) + LEGEND_KEY_CHARACTERS
    columns = max(1, min(LEGEND_COLUMNS, LEGEND_CHARACTERS // longest))
    legend_height = 0.21 * math.ceil(len(handles) / columns)
    above = title_height + legend_height + 0.48
    below = 0.62 + 0.16 * (1 + footer.count("\n"))
    height = above + 2.45 * rows + below - 0.55
    with rc_context(_STYLE):
        figure = Figure(figsize=(WIDTH, height), dpi=DOTS_PER_INCH, facecolor="white")
        FigureCanvasAgg(figure)
        grid = figure.subplots(rows, COLUMNS, squeeze=False)
        axes: list[Axes] = [axis for row in grid for axis in row]
        for axis, measure in zip(axes, shown, strict=False):
            draw_panel(axis, result, measure)
        for axis in axes[len(shown) :]:
            axis.set_visible(False)
        figure.text(MARGIN, 1 - 0.16 / height, title, fontsize=16, fontweight="bold", va="top")
        figure.text(MARGIN, 0.12 / height, footer, fontsize=8.5, color=TARGET, va="bottom")
        figure.legend(
            handles=handles,
            loc="upper left",
            bbox_to_anchor=(MARGIN - 0.004, 1 - title_height / height),
            ncols=columns,
            frameon=False,
            fontsize=10,
            columnspacing=1.8,
        )
        edges = {"left": 0.045, "right": 0.985, "top": 1 - above / height, "bottom": below / height}
        figure.subplots_adjust(**edges, wspace=0.24, hspace=0.46)
    return figure


def write_curves(result: Result, path: Path, *, first_is_reference: bool = False) -> None:
    """Draw the figure into a PNG file."""
    figure = curves(result, first_is_reference=first_is_reference)
    with rc_context(_STYLE):
        figure.savefig(path, format="png", dpi=DOTS_PER_INCH, metadata={"Software": f"microcred {__version__}"})
