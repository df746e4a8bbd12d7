"""The pages that show a study: curves by level, effects with their errors, and maps of two factors."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib import colormaps, rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator

from microcred import __version__
from microcred.base.months import month_text, parse_month
from microcred.catalogue.outcomes import Outcome
from microcred.present.measures import Measure
from microcred.present.numbers import is_change, is_percent, number_text
from microcred.present.sweep_view import View, level_text
from microcred.result import Numbers

DOTS_PER_INCH = 150
#: Factors with more values are cut into this many groups of values.
MOST_LEVELS = 5
GROUPS = 3
#: Factors that get a column of curves, those with the largest effects first.
MOST_COLUMNS = 4
#: Factors that get a bar.
MOST_BARS = 24
#: Standard errors of a difference that the colours of a map span at least.
MANY_ERRORS = 6.0
#: Shares that differ by less are written with a decimal.
CLOSE = 0.05
GREY, DARK = "#8a8a8a", "#333333"
_STYLE: Any = {"font.family": "DejaVu Sans", "font.size": 9.0, "text.parse_math": False}
_CHARACTERS_AN_INCH = 13.0


def page_bytes(figure: Figure) -> bytes:
    """Write a page as PNG."""
    sink = io.BytesIO()
    with rc_context(_STYLE):
        figure.savefig(sink, format="png", dpi=DOTS_PER_INCH, metadata={"Software": f"microcred {__version__}"})
    return sink.getvalue()


def _page(
    rows: int, columns: int, width: float, height: float, title: str, note: str
) -> tuple[Figure, list[list[Axes]]]:
    """Make a page of panels, with a title above and a note below."""
    inches = max(7.5, 0.9 + columns * width)
    heading = fill(title, int(inches * _CHARACTERS_AN_INCH * 0.62))
    footer = fill(note, int(inches * _CHARACTERS_AN_INCH))
    above = 0.62 + 0.24 * (1 + heading.count("\n"))
    below = 0.52 + 0.16 * (1 + footer.count("\n"))
    total = above + below + rows * height
    figure = Figure(figsize=(inches, total), dpi=DOTS_PER_INCH, facecolor="white")
    FigureCanvasAgg(figure)
    grid = figure.subplots(rows, columns, squeeze=False)
    figure.text(0.012, 1 - 0.12 / total, heading, fontsize=14, fontweight="bold", va="top")
    figure.text(0.012, 0.1 / total, footer, fontsize=8, color=DARK, va="bottom")
    figure.subplots_adjust(left=0.75 / inches, right=1 - 0.15 / inches, top=1 - above / total, bottom=below / total)
    return figure, [list(row) for row in grid]


def _source(view: View) -> str:
    facts = view.study.facts
    share = view.scenario.population_share
    people = number_text(view.scenario.population, _PEOPLE)
    of_all = "" if share > 0.9995 else f" ({100 * share:.1f} % of the country)"
    return (
        f"{len(view.points):,} points x {facts['replicates']} replicates of {view.scenario.name},"
        f" {people} people{of_all}. Simulated with microcred {facts['version']}: model results, not observations."
    )


_PEOPLE = Outcome("people", "People", "people", "stock", True, "", False, "people")


def _scale(outcome: Outcome, largest: float) -> tuple[float, str]:
    if is_percent(outcome):
        return 0.01, {"share": "%", "relative change": "% change"}.get(outcome.unit, "%")
    if outcome.kind in ("stock", "flow", "yuan"):
        for size, word in ((1e9, "billion "), (1e6, "million "), (1e3, "thousand ")):
            if largest >= 2 * size:
                return size, word + outcome.unit
    return 1.0, outcome.unit


def grouped(view: View, factor: str) -> list[tuple[str, Numbers]]:
    """Groups of points that a factor makes: one for each of its values, or thirds of its range.

    Returns
    -------
    list
        Text of each group, and which points belong to it.
    """
    column = view.points[factor]
    values = list(dict.fromkeys(column))
    if len(values) <= MOST_LEVELS or not np.issubdtype(column.to_numpy().dtype, np.number):
        return [(level_text(value), (column == value).to_numpy()) for value in values]
    ranks = column.rank(method="first").to_numpy()
    cut = np.floor((ranks - 1) * GROUPS / len(ranks))
    groups = []
    for number in range(GROUPS):
        chosen = cut == number
        low, high = column[chosen].min(), column[chosen].max()
        groups.append((range_text(float(low), float(high), float(np.ptp(column)), " to "), chosen))
    return groups


def _largest_effects(view: View, measures: Sequence[Measure], most: int) -> list[str]:
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


def levels_page(view: View, measures: Sequence[Measure]) -> Figure:
    """Curves of every outcome by the levels of every factor, each over all values of the others."""
    factors = _largest_effects(view, measures, MOST_COLUMNS)
    note = "Lines are medians of all runs at a level, whatever the other factors are; bands hold 90 % of them."
    if len(factors) < len(view.factors):
        note += f" The {len(factors)} of {len(view.factors)} factors with the largest effects are shown."
    with rc_context(_STYLE):
        title = f"{view.study.facts['title']} Outcomes by level, from {view.scenario.name}"
        figure, grid = _page(len(measures), len(factors), 3.4, 1.95, title, f"{note} {_source(view)}")
        for row, measure in zip(grid, measures, strict=True):
            for axis, factor in zip(row, factors, strict=True):
                _draw_curves(axis, view, measure, factor)
                axis.set_ylim(_limits(view, measure))
            for axis in row[1:]:
                axis.set_yticklabels([])
        for axis, factor in zip(grid[0], factors, strict=True):
            labels = [text for text, _ in grouped(view, factor)]
            handles = [
                Line2D([], [], color=colour, linewidth=2.2, label=text)
                for text, colour in zip(labels, _colours(len(labels)), strict=True)
            ]
            axis.legend(
                handles=handles, loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=len(handles), frameon=False,
                fontsize=8, handlelength=1.1, columnspacing=0.9, handletextpad=0.4, title=factor, alignment="left",
                title_fontproperties={"weight": "bold", "size": 9.5},
            )  # fmt: skip
        figure.subplots_adjust(hspace=0.28, wspace=0.07)
    return figure


def _colours(number: int) -> list[str]:
    """From light to dark, so that order is seen; two are told apart with any kind of colour vision."""
    if number <= 2:
        return ["#0072B2", "#D55E00"][:number]
    shades = colormaps["viridis_r"](np.linspace(0.12, 1.0, number))
    return ["#" + "".join(f"{round(255 * part):02x}" for part in shade[:3]) for shade in shades]


def _draw_curves(axis: Axes, view: View, measure: Measure, factor: str) -> None:
    years = np.array([(parse_month(month) + 1) / 12 for month in view.months])
    values = view.by_month(measure)
    groups = grouped(view, factor)
    for (_, chosen), colour in zip(groups, _colours(len(groups)), strict=True):
        runs = values[chosen].reshape(-1, len(view.months))
        runs = runs[np.isfinite(runs).any(axis=1)]
        known = np.isfinite(runs).any(axis=0)
        if not runs.size or not known.any():
            continue
        middle, low, high = np.nanquantile(runs[:, known], (0.5, 0.05, 0.95), axis=0)
        axis.fill_between(years[known], low, high, color=colour, alpha=0.13, linewidth=0)
        axis.plot(years[known], middle, color=colour, linewidth=1.8)
    for target in view.targets(measure):
        axis.axhline(target.at_least, color=DARK, linewidth=1.0, linestyle=(0, (4, 2)))
        axis.plot((target.by + 1) / 12, target.at_least, marker="D", color=DARK, markersize=4, clip_on=False)
    outcome = view.described(measure)
    scale, unit = _scale(outcome, float(np.nanmax(np.abs(values), initial=0.0)))
    if axis.get_subplotspec() is not None and axis.get_subplotspec().is_first_col():  # type: ignore[union-attr]
        axis.text(
            0.02, 0.96, fill(outcome.label, 34), transform=axis.transAxes, va="top", fontweight="bold", fontsize=8.5
        )
        axis.set_ylabel(unit, fontsize=8)
    axis.yaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]))
    axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / scale:,.6g}"))
    first, last = int(years[0]), math.ceil(float(years[-1]))
    axis.set_xlim(first, last)
    axis.set_xticks(range(first, last + 1))
    # Those in the middle only: at the ends they would run into the next panel's.
    axis.set_xticklabels([str(year) if year % 2 == 0 else "" for year in range(first, last)] + [""])
    _quiet(axis)


def _limits(view: View, measure: Measure) -> tuple[float, float]:
    """The same for all panels of an outcome; with room for its name above."""
    values = view.by_month(measure)
    known = values[np.isfinite(values)].tolist()
    ends = [*np.quantile(known or [0.0], (0.01, 0.99)).tolist(), *(one.at_least for one in view.targets(measure))]
    low, high = min(ends), max(ends)
    if not is_change(view.described(measure)):
        low = min(0.0, low)
    room = (high - low) or 1.0
    return low - (0.05 * room if low < 0 else 0.0), high + 0.3 * room


def _quiet(axis: Axes) -> None:
    axis.tick_params(labelsize=8)
    axis.grid(axis="y", color="#e3e3e3", linewidth=0.7)
    axis.set_axisbelow(True)
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)


def effects_page(view: View, measures: Sequence[Measure]) -> Figure:
    """Marginal effects of all factors on each outcome in the last month, with 90 % intervals."""
    factors = _largest_effects(view, measures, MOST_BARS)
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
    with rc_context(_STYLE):
        title = f"{view.study.facts['title']} What each factor changes by {view.months[-1]}, from {view.scenario.name}"
        height = 0.45 + 0.21 * len(labels)
        columns = min(3, len(measures))
        rows = math.ceil(len(measures) / columns)
        figure, grid = _page(rows, columns, 3.0, height, title, f"{how} {_source(view)}")
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


def _effect_label(effect: Any) -> str:
    if isinstance(effect.start, bool | np.bool_):
        return str(effect.factor)
    if not effect.paired and not isinstance(effect.start, str):
        width = float(effect.end - effect.start)
        return f"{effect.factor}: {range_text(float(effect.start), float(effect.end), width, ' → ')}"
    return f"{effect.factor}: {level_text(effect.start)} → {level_text(effect.end)}"


def range_text(low: float, high: float, width: float, between: str) -> str:
    """Write both ends of a range with the digits that its width makes sense of."""
    digits = max(0, 1 - math.floor(math.log10(width))) if width > 0.0 else 2
    return f"{low:,.{digits}f}{between}{high:,.{digits}f}"


def _draw_effects(axis: Axes, outcome: Outcome, effects: Sequence[Any], labels: Sequence[str]) -> None:
    sizes = np.array([one.effect for one in effects])
    errors = np.array([one.error for one in effects])
    largest = float(np.nanmax(np.abs(sizes), initial=0.0))
    scale, unit = _scale(outcome, largest)
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
    _quiet(axis)
    axis.grid(axis="x", color="#e3e3e3", linewidth=0.7)
    axis.grid(axis="y", visible=False)


def map_page(view: View, measures: Sequence[Measure]) -> Figure | None:
    """Maps of every outcome over the two factors that do most, with the line on which a target is met.

    Returns
    -------
    Figure or None
        None where the design has no two factors with listed values of three or more levels in all.
    """
    if not view.is_factorial or len(view.factors) < 2:
        return None
    factors = [name for name in view.factors if view.points[name].nunique() >= 2]
    factors = sorted(factors, key=lambda name: (-view.points[name].nunique(), view.factors.index(name)))[:2]
    if len(factors) < 2 or view.points[factors[0]].nunique() < 3:
        return None
    across, up = sorted(factors, key=view.factors.index)
    others = [name for name in view.factors if name not in (across, up)]
    over = f", mean over {', '.join(others)}" if others else ""
    with rc_context(_STYLE):
        title = f"{view.study.facts['title']} Outcomes in {view.months[-1]}, from {view.scenario.name}"
        note = f"Means of all replicates{over}. Differences within chance have nearly the same colour. {_source(view)}"
        columns = min(3, len(measures))
        figure, grid = _page(math.ceil(len(measures) / columns), columns, 3.5, 3.1, title, note)
        axes = [axis for row in grid for axis in row]
        for axis, measure in zip(axes, measures, strict=False):
            _draw_map(axis, view, measure, across, up)
        for axis in axes[len(measures) :]:
            axis.set_visible(False)
        figure.subplots_adjust(wspace=0.28, hspace=0.55)
    return figure


def _draw_map(axis: Axes, view: View, measure: Measure, across: str, up: str) -> None:
    outcome = view.described(measure)
    values = view.at_end(measure)
    columns, rows = list(dict.fromkeys(view.points[across])), list(dict.fromkeys(view.points[up]))
    cells = np.full((len(rows), len(columns)), np.nan)
    for row, upper in enumerate(rows):
        for column, side in enumerate(columns):
            own = values[((view.points[across] == side) & (view.points[up] == upper)).to_numpy()]
            if np.isfinite(own).any():
                cells[row, column] = np.nanmean(own)
    known = cells[np.isfinite(cells)]
    image = axis.imshow(cells, origin="lower", aspect="auto", cmap="viridis")
    low, high = _colour_range(known, _noise(view, values))
    scale, unit = _scale(outcome, float(np.abs(known).max(initial=0.0)))
    digits = 1 if is_percent(outcome) and known.size and float(np.ptp(known)) < CLOSE else None
    for (row, column), value in np.ndenumerate(cells):
        dark = math.isfinite(value) and (value - low) < 0.6 * ((high - low) or 1.0)
        axis.text(
            column, row, _cell_text(float(value), outcome, scale, digits), ha="center", va="center", fontsize=7.5,
            color="white" if dark else "black",
        )  # fmt: skip
    image.set_clim(low, high)
    said = _draw_target(axis, view, measure, cells, outcome)
    axis.set_xticks(range(len(columns)), [level_text(one) for one in columns])
    axis.set_yticks(range(len(rows)), [level_text(one) for one in rows])
    axis.set_xlabel(across, fontsize=8.5)
    axis.set_ylabel(up, fontsize=8.5)
    axis.tick_params(labelsize=8, length=0)
    label = f"{outcome.label}, {unit}" if scale > 1.0 else outcome.label
    axis.set_title(fill(label, 44) + said, fontsize=9, fontweight="bold", loc="left")
    for side in axis.spines.values():
        side.set_visible(False)


def _noise(view: View, values: Numbers) -> float:
    """Standard error of a difference between two points, from replicate to replicate under the same seeds."""
    known = values[np.isfinite(values).all(axis=1)]
    if known.shape[0] < 2 or known.shape[1] < 2:
        return 0.0
    left = known - known.mean(axis=0)
    spread = float(left.var(axis=1, ddof=1).mean())
    return math.sqrt(2.0 * spread / known.shape[1])


def _colour_range(known: Numbers, noise: float) -> tuple[float, float]:
    """Ends of the colours: so far apart that differences within chance look alike."""
    if not known.size:
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    missing = max(0.0, MANY_ERRORS * noise - (high - low)) / 2.0
    return low - missing, (high + missing) if high + missing > low - missing else low + 1.0


def _cell_text(value: float, outcome: Outcome, scale: float, digits: int | None) -> str:
    if math.isfinite(value) and scale > 1.0:
        return f"{value / scale:,.3g}"
    if math.isfinite(value) and digits is not None:
        return f"{100 * value:{'+' if is_change(outcome) else ''}.{digits}f} %"
    return number_text(value, outcome)


def _draw_target(axis: Axes, view: View, measure: Measure, cells: Numbers, outcome: Outcome) -> str:
    """Draw the line of a target that is met in the last month; say where it is met if there is no line."""
    due = [target for target in view.targets(measure) if month_text(target.by) == view.months[-1]]
    if not due or not np.isfinite(cells).all():
        return ""
    level = due[0].at_least
    text = f"target {number_text(level, outcome)}"
    if cells.min() >= level:
        return f"\n{text}: met everywhere"
    if cells.max() < level:
        return f"\n{text}: met nowhere"
    lines = axis.contour(cells, levels=[level], colors="white", linewidths=2.0)
    lines.set_path_effects([withStroke(linewidth=4.0, foreground="black")])
    return f"\n{text}: white line"
