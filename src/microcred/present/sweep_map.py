"""Maps of a study's outcomes over two factors, with the line on which a target is met."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from microcred.analysis.paired import student_90
from microcred.base.months import month_text
from microcred.catalogue.outcomes import Outcome
from microcred.present.measures import Measure
from microcred.present.numbers import UNKNOWN, is_change, is_percent, number_text
from microcred.present.sweep_page import STYLE, new_page, scale_of, source, target_note
from microcred.present.sweep_view import View, level_text
from microcred.result import Numbers

#: The colours of a map span at least so many times what chance explains of a difference between two cells.
TIMES_CHANCE = 6.0
#: Steps in the range of colours that an eye may tell apart.
COLOURS_TOLD_APART = 30.0
#: Most decimals of a cell, inches of a map's cells beside each other, and points of their text.
MOST_DIGITS, MAP_WIDTH, TEXT_SIZE = 4, 2.6, 7.5


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
    with rc_context(STYLE):
        title = f"{view.question} Outcomes in {view.months[-1]}, from {view.scenario.name}"
        note = f"Means of all replicates{over}. {_chance_note(view)} {target_note(view, measures)}{source(view)}"
        columns = min(3, len(measures))
        figure, grid = new_page(math.ceil(len(measures) / columns), columns, 3.5, 3.1, title, note)
        axes = [axis for row in grid for axis in row]
        for axis, measure in zip(axes, measures, strict=False):
            _draw_map(axis, view, measure, across, up)
        for axis in axes[len(measures) :]:
            axis.set_visible(False)
        figure.subplots_adjust(wspace=0.28, hspace=0.55)
    return figure


def _draw_map(axis: Axes, view: View, measure: Measure, across: str, up: str) -> None:
    outcome = view.described(measure)
    columns, rows = list(dict.fromkeys(view.points[across])), list(dict.fromkeys(view.points[up]))
    by_run = _by_cell(view, measure, (across, columns), (up, rows))
    cells = _means(by_run)
    known = cells[np.isfinite(cells)]
    image = axis.imshow(cells, origin="lower", aspect="auto", cmap="viridis")
    low, high = _colour_range(known, _chance(by_run))
    scale, unit = scale_of(outcome, float(np.abs(known).max(initial=0.0)))
    digits = _digits(high - low if np.ptp(known) > 0.0 else 0.0, scale) if known.size else 0
    texts = [_cell_text(float(value), outcome, scale, digits) for value in cells.flat]
    size = min(TEXT_SIZE, 72.0 * MAP_WIDTH / len(columns) / (0.62 * max(len(text) for text in texts)))
    for ((row, column), value), text in zip(np.ndenumerate(cells), texts, strict=True):
        dark = math.isfinite(value) and (value - low) < 0.6 * ((high - low) or 1.0)
        colour = "white" if dark else "black"
        axis.text(column, row, text, ha="center", va="center", fontsize=size, color=colour)
    image.set_clim(low, high)
    said = _draw_target(axis, view, measure, cells, outcome)
    axis.set_xticks(range(len(columns)), [level_text(one) for one in columns])
    axis.set_yticks(range(len(rows)), [level_text(one) for one in rows])
    axis.set_xlabel(view.with_unit(across), fontsize=8.5)
    axis.set_ylabel(view.with_unit(up), fontsize=8.5)
    axis.tick_params(labelsize=8, length=0)
    of_unit = f"\n{unit}" if scale > 1.0 else ""
    axis.set_title(fill(outcome.label, 38) + of_unit + said, fontsize=9, fontweight="bold", loc="left")
    for side in axis.spines.values():
        side.set_visible(False)


def _by_cell(view: View, measure: Measure, across: tuple[str, Sequence[Any]], up: tuple[str, Sequence[Any]]) -> Numbers:
    """An outcome in the last month by cell, row by row and column by column, and replicate; mean over other factors."""
    values = view.at_end(measure)
    found = np.full((len(up[1]), len(across[1]), values.shape[1]), np.nan)
    for row, upper in enumerate(up[1]):
        for column, side in enumerate(across[1]):
            own = values[((view.points[across[0]] == side) & (view.points[up[0]] == upper)).to_numpy()]
            # A replicate counts where all its points are known: else cells would be means over different points.
            whole = np.isfinite(own).all(axis=0)
            found[row, column, whole] = own[:, whole].mean(axis=0)
    return found


def _means(by_run: Numbers) -> Numbers:
    """Mean of each cell over the replicates in which it is known."""
    known = np.isfinite(by_run)
    counts = known.sum(axis=2)
    sums = np.where(known, by_run, 0.0).sum(axis=2)
    return np.where(counts > 0, sums / np.maximum(1, counts), np.nan)


def _chance(by_run: Numbers) -> float:
    """Half the 90 % interval (Student's t) of a difference between two cells, from replicate to replicate."""
    values = by_run.reshape(-1, by_run.shape[2])
    known = values[np.isfinite(values).all(axis=1)]
    cells, replicates = known.shape
    freedom = (cells - 1) * (replicates - 1)
    if freedom < 1:
        return 0.0
    # What a replicate does to all cells alike is no difference between them.
    left = known - known.mean(axis=0) - known.mean(axis=1, keepdims=True) + known.mean()
    spread = float((left**2).sum()) / freedom
    return student_90(freedom + 1) * math.sqrt(2.0 * spread / replicates)


def _chance_note(view: View) -> str:
    """Say what colours tell apart."""
    if view.study.facts["replicates"] < 2:
        return "One replicate: what chance explains of a difference is not known."
    return f"What chance explains of a difference (90 %) is at most 1/{TIMES_CHANCE:.0f} of the range of colours."


def _colour_range(known: Numbers, chance: float) -> tuple[float, float]:
    """Ends of the colours: so far apart that differences within chance look alike."""
    if not known.size:
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    missing = max(0.0, TIMES_CHANCE * chance - (high - low)) / 2.0
    return low - missing, (high + missing) if high + missing > low - missing else low + 1.0


def _digits(width: float, scale: float) -> int:
    """Decimals with which values of different colour read differently."""
    return min(MOST_DIGITS, max(0, math.ceil(math.log10(COLOURS_TOLD_APART * scale / width)))) if width > 0.0 else 0


def _cell_text(value: float, outcome: Outcome, scale: float, digits: int) -> str:
    if not math.isfinite(value):
        return UNKNOWN
    # Adding zero turns "-0" into "0".
    shown = round(value / scale, digits) + 0.0
    return f"{shown:{'+' if is_change(outcome) else ''},.{digits}f}{' %' if is_percent(outcome) else ''}"


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
    # Beyond the middle of the outer cells, to the edge of the map, their own values hold.
    edges = [np.array([-0.5, *range(count), count - 0.5]) for count in cells.shape]
    lines = axis.contour(
        edges[1], edges[0], np.pad(cells, 1, mode="edge"), levels=[level], colors="white", linewidths=2.0
    )
    lines.set_path_effects([withStroke(linewidth=4.0, foreground="black")])
    return f"\n{text}: white line"
