"""What each factor of a study changes, as bars with their errors."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from microcred.analysis.paired import student_90
from microcred.catalogue.outcomes import Outcome
from microcred.present.measures import Measure
from microcred.present.numbers import is_percent
from microcred.present.page import HALO, Handle
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
#: Colour and meaning of a bar by its direction: 1 for the good one, -1 for the bad one.
BARS = {1.0: ("#0072B2", "for the better"), -1.0: ("#D55E00", "for the worse"), 0.0: (GREY, "neither good nor bad")}
INTERVAL: dict[str, Any] = {"color": DARK, "linewidth": 1.2}


def effects_page(view: View, measures: Sequence[Measure]) -> Figure:
    """Marginal effects of all factors on each outcome in the last month, with 90 % intervals."""
    factors = largest_effects(view, measures, MOST_BARS)
    effects = {measure: [one for one in view.effects(measure) if one.factor in factors] for measure in measures}
    labels = [_effect_label(one) for one in effects[measures[0]]]
    how = _how([one for own in effects.values() for one in own])
    if len(factors) < len(view.factors):
        how += f" The {len(factors)} of {len(view.factors)} factors with the largest effects are shown."
    with rc_context(STYLE):
        title = f"{view.question} What each factor changes by {view.months[-1]}, from {view.scenario.name}"
        height = 0.45 + 0.21 * len(labels)
        columns = min(3, len(measures))
        rows = math.ceil(len(measures) / columns)
        handles = _handles(view, effects)
        figure, grid = new_page(rows, columns, 3.0, height, title, f"{how} {source(view)}", handles)
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


def half_width(effect: Effect) -> float:
    """Half of an effect's 90 % interval by Student's t; NaN where its error is not known."""
    if effect.freedom < 1 or not math.isfinite(effect.error):
        return math.nan
    # With so many degrees of freedom as the mean of one value more has.
    return student_90(effect.freedom + 1) * effect.error


def _how(effects: Sequence[Effect]) -> str:
    """Say what bars and lines are."""
    bars, spread = (
        ("Bars: mean differences between points that differ in nothing else", "the spread between replicates")
        if all(one.paired for one in effects)
        else ("Bars: slopes of a linear regression on all factors, times their range", "the scatter of the points")
    )
    freedoms = [one.freedom for one in effects if one.freedom]
    if not freedoms:
        return f"{bars}. Too few runs for an interval."
    few = f", wide because it has {min(freedoms)} degree{'s' * (min(freedoms) > 1)} of freedom" * (min(freedoms) < 3)
    return f"{bars}; lines: 90 % interval by {spread}, Student's t{few}."


def _direction(outcome: Outcome, effect: Effect) -> float:
    good = {"up": 1.0, "down": -1.0, "": 0.0}[outcome.good]
    return float(np.sign(good * effect.effect)) if math.isfinite(effect.effect) else 0.0


def _handles(view: View, effects: Mapping[Measure, Sequence[Effect]]) -> list[Handle]:
    """Entries of the legend, of what is drawn somewhere on the page."""
    drawn = {
        _direction(view.described(measure), one)
        for measure, own in effects.items()
        for one in own
        if math.isfinite(one.effect) and one.effect
    }
    handles: list[Handle] = [
        Patch(facecolor=colour, alpha=0.85, label=meaning) for way, (colour, meaning) in BARS.items() if way in drawn
    ]
    if any(math.isfinite(half_width(one)) for own in effects.values() for one in own):
        handles.append(Line2D([], [], label="90 % interval", **INTERVAL))
    return handles


def _effect_label(effect: Effect) -> str:
    if isinstance(effect.start, bool | np.bool_):
        return str(effect.factor)
    if not effect.paired and not isinstance(effect.start, str):
        width = float(effect.end - effect.start)
        return f"{effect.factor}: {range_text(float(effect.start), float(effect.end), width, ' → ')}"
    return f"{effect.factor}: {level_text(effect.start)} → {level_text(effect.end)}"


def _draw_effects(axis: Axes, outcome: Outcome, effects: Sequence[Effect], labels: Sequence[str]) -> None:
    sizes = np.array([one.effect for one in effects])
    largest = float(np.nanmax(np.abs(sizes), initial=0.0))
    scale, unit = scale_of(outcome, largest)
    if is_percent(outcome):
        unit = "percentage points"
    places = np.arange(len(effects))
    for place, size, effect in zip(places, sizes, effects, strict=True):
        if not math.isfinite(size):
            axis.text(0.0, float(place), "not known", va="center", fontsize=7, color=GREY)
            continue
        colour, _ = BARS[_direction(outcome, effect)]
        axis.barh(place, size, height=0.62, color=colour, alpha=0.85)
        half = half_width(effect)
        if math.isfinite(half):
            axis.plot([size - half, size + half], [place, place], path_effects=HALO, **INTERVAL)
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
