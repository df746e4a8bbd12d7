"""What each factor of a study changes, as bars with their errors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import fill

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from microcred.catalogue.outcomes import Outcome
from microcred.present.measures import Measure
from microcred.present.numbers import is_percent
from microcred.present.sweep_page import (
    DARK,
    GREY,
    STYLE,
    largest_effects,
    new_page,
    quiet,
    range_text,
    scale_of,
    source,
)
from microcred.present.sweep_view import View, level_text
from microcred.study.effects import Effect

#: Factors that get a bar.
MOST_BARS = 24


def effects_page(view: View, measures: Sequence[Measure]) -> Figure:
    """Marginal effects of all factors on each outcome in the last month, with 90 % intervals."""
    factors = largest_effects(view, measures, MOST_BARS)
    effects = {measure: [one for one in view.effects(measure) if one.factor in factors] for measure in measures}
    labels = [_effect_label(one) for one in effects[measures[0]]]
    paired = all(one.paired for one in effects[measures[0]])
    how = (
        "Mean differences between points that differ in nothing else; bars: 90 % by the spread between replicates."
        if paired
        else "Slopes of a linear regression on all factors, times their range; bars: 90 % by the scatter of the points."
    )
    if len(factors) < len(view.factors):
        how += f" The {len(factors)} of {len(view.factors)} factors with the largest effects are shown."
    with rc_context(STYLE):
        title = f"{view.question} What each factor changes by {view.months[-1]}, from {view.scenario.name}"
        height = 0.45 + 0.21 * len(labels)
        columns = min(3, len(measures))
        rows = math.ceil(len(measures) / columns)
        figure, grid = new_page(rows, columns, 3.0, height, title, f"{how} {source(view)}")
        axes = [axis for row in grid for axis in row]
        for number, (axis, measure) in enumerate(zip(axes, measures, strict=False)):
            _draw_effects(axis, view.described(measure), effects[measure], labels if number % columns == 0 else [])
        for axis in axes[len(measures) :]:
            axis.set_visible(False)
        inches = figure.get_figwidth()
        left = 0.2 + 0.072 * max(len(label) for label in labels)
        figure.set_figwidth(inches + left - 0.75)
        figure.subplots_adjust(left=left / figure.get_figwidth(), wspace=0.08, hspace=0.95 / height)
    return figure


def _effect_label(effect: Effect) -> str:
    if isinstance(effect.start, bool | np.bool_):
        return str(effect.factor)
    if not effect.paired and not isinstance(effect.start, str):
        width = float(effect.end - effect.start)
        return f"{effect.factor}: {range_text(float(effect.start), float(effect.end), width, ' → ')}"
    return f"{effect.factor}: {level_text(effect.start)} → {level_text(effect.end)}"


def _draw_effects(axis: Axes, outcome: Outcome, effects: Sequence[Effect], labels: Sequence[str]) -> None:
    sizes = np.array([one.effect for one in effects])
    errors = np.array([one.error for one in effects])
    largest = float(np.nanmax(np.abs(sizes), initial=0.0))
    scale, unit = scale_of(outcome, largest)
    if is_percent(outcome):
        unit = "percentage points"
    good = {"up": 1.0, "down": -1.0, "": 0.0}[outcome.good]
    places = np.arange(len(effects))
    for place, size, error in zip(places, sizes, errors, strict=True):
        direction = good * size
        colour = "#0072B2" if direction > 0 else "#D55E00" if direction < 0 else GREY
        if not math.isfinite(size):
            axis.text(0.0, float(place), "not known", va="center", fontsize=7, color=GREY)
            continue
        axis.barh(place, size, height=0.62, color=colour, alpha=0.85)
        if math.isfinite(error):
            axis.plot([size - 1.645 * error, size + 1.645 * error], [place, place], color=DARK, linewidth=1.4)
    axis.axvline(0.0, color=DARK, linewidth=0.8)
    axis.set_ylim(len(effects) - 0.4, -0.6)
    axis.set_yticks(places)
    axis.set_yticklabels(labels or [""] * len(effects), fontsize=8)
    axis.tick_params(axis="y", length=0)
    axis.xaxis.set_major_locator(MaxNLocator(nbins=4))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / scale:+,.4g}" if value else "0"))
    axis.set_title(fill(outcome.label, 34), fontsize=9.5, fontweight="bold", loc="left")
    axis.set_xlabel(unit, fontsize=8)
    quiet(axis)
    axis.grid(axis="x", color="#e3e3e3", linewidth=0.7)
    axis.grid(axis="y", visible=False)
