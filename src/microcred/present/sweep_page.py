"""What the pages of a study share: the page itself, scales, and which factors come first."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from textwrap import fill
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from microcred import __version__
from microcred.catalogue.outcomes import OUTCOMES, Outcome
from microcred.present.measures import Measure
from microcred.present.numbers import is_percent, number_text
from microcred.present.page import Handle
from microcred.present.sweep_view import View

DOTS_PER_INCH = 150
GREY, DARK = "#8a8a8a", "#333333"
STYLE: Any = {"font.family": "DejaVu Sans", "font.size": 9.0, "text.parse_math": False}
_CHARACTERS_AN_INCH = 13.0
#: Inches that a legend takes.
LEGEND_LINE = 0.26
_PEOPLE = Outcome("people", "People", "people", "stock", True, "", False, "people")


def page_bytes(figure: Figure) -> bytes:
    """Write a page as PNG."""
    sink = io.BytesIO()
    with rc_context(STYLE):
        figure.savefig(sink, format="png", dpi=DOTS_PER_INCH, metadata={"Software": f"microcred {__version__}"})
    return sink.getvalue()


def new_page(
    rows: int, columns: int, width: float, height: float, title: str, note: str, handles: Sequence[Handle] = ()
) -> tuple[Figure, list[list[Axes]]]:
    """Make a page of panels, with a title and perhaps a legend above, and a note below."""
    inches = max(7.5, 0.9 + columns * width)
    heading = fill(title, int(inches * _CHARACTERS_AN_INCH * 0.62))
    footer = fill(note, int(inches * _CHARACTERS_AN_INCH))
    head = 0.24 * (1 + heading.count("\n"))
    above = 0.62 + head + (LEGEND_LINE if handles else 0.0)
    below = 0.52 + 0.16 * (1 + footer.count("\n"))
    total = above + below + rows * height
    figure = Figure(figsize=(inches, total), dpi=DOTS_PER_INCH, facecolor="white")
    FigureCanvasAgg(figure)
    grid = figure.subplots(rows, columns, squeeze=False)
    figure.text(0.012, 1 - 0.12 / total, heading, fontsize=14, fontweight="bold", va="top")
    figure.text(0.012, 0.1 / total, footer, fontsize=8, color=DARK, va="bottom")
    if handles:
        corner = (0.004, 1 - (0.16 + head) / total)
        figure.legend(handles=list(handles), loc="upper left", bbox_to_anchor=corner, ncols=len(handles),
                      frameon=False, fontsize=9, columnspacing=1.8)  # fmt: skip
    figure.subplots_adjust(left=0.75 / inches, right=1 - 0.15 / inches, top=1 - above / total, bottom=below / total)
    return figure, [list(row) for row in grid]


def target_note(view: View, measures: Sequence[Measure]) -> str:
    """Warn of targets on counts where only some regions are run, ready to be followed by the source."""
    counted = [one for one in measures if view.targets(one) and OUTCOMES[one.outcome].scales_with_population]
    if view.scenario.regions is None or not counted:
        return ""
    return f"Targets that count ({', '.join(one.described().label for one in counted)}) are not scaled to the regions. "


def source(view: View) -> str:
    """Say what a page rests on."""
    facts = view.study.facts
    share = view.scenario.population_share
    people = number_text(view.scenario.population, _PEOPLE)
    of_all = "" if share > 0.9995 else f" ({100 * share:.1f} % of the country)"
    return (
        f"{len(view.points):,} points x {facts['replicates']} replicates of {view.scenario.name},"
        f" {people} people{of_all}. Simulated with microcred {facts['version']}: model results, not observations."
    )


def scale_of(outcome: Outcome, largest: float) -> tuple[float, str]:
    """What values are divided by, and the unit to print."""
    if is_percent(outcome):
        return 0.01, {"share": "%", "relative change": "% change"}.get(outcome.unit, "%")
    if outcome.kind in ("stock", "flow", "yuan"):
        for size, word in ((1e9, "billion "), (1e6, "million "), (1e3, "thousand ")):
            if largest >= 2 * size:
                return size, word + outcome.unit
    return 1.0, outcome.unit


def largest_effects(view: View, measures: Sequence[Measure], most: int) -> list[str]:
    """Factors in the order of how much they do, at most so many, over all outcomes shown."""
    sizes = dict.fromkeys(view.factors, 0.0)
    for measure in measures:
        effects = [effect for effect in view.effects(measure) if math.isfinite(effect.effect)]
        largest = max((abs(effect.effect) for effect in effects), default=0.0)
        for effect in effects:
            sizes[effect.factor] = max(sizes[effect.factor], abs(effect.effect) / (largest or 1.0))
    if len(view.factors) <= most:
        return view.factors
    return sorted(view.factors, key=lambda name: -sizes[name])[:most]


def range_text(low: float, high: float, width: float, between: str) -> str:
    """Write both ends of a range with the digits that its width makes sense of."""
    digits = max(0, 1 - math.floor(math.log10(width))) if width > 0.0 else 2
    return f"{low:,.{digits}f}{between}{high:,.{digits}f}"


def quiet(axis: Axes) -> None:
    """Take away the lines that say nothing."""
    axis.tick_params(labelsize=8)
    axis.grid(axis="y", color="#e3e3e3", linewidth=0.7)
    axis.set_axisbelow(True)
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)
