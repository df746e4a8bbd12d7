"""Maps of a study's outcomes over two factors, with the line on which a target is met."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import fill

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from microcred.base.months import month_text
from microcred.catalogue.outcomes import Outcome
from microcred.present.measures import Measure
from microcred.present.numbers import is_change, is_percent, number_text
from microcred.present.sweep_page import STYLE, new_page, scale_of, source
from microcred.present.sweep_view import View, level_text
from microcred.result import Numbers

#: Standard errors of a difference that the colours of a map span at least.
MANY_ERRORS = 6.0
#: Shares that differ by less are written with a decimal.
CLOSE = 0.05


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
        note = f"Means of all replicates{over}. Differences within chance have nearly the same colour. {source(view)}"
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
    scale, unit = scale_of(outcome, float(np.abs(known).max(initial=0.0)))
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
    axis.set_xlabel(view.with_unit(across), fontsize=8.5)
    axis.set_ylabel(view.with_unit(up), fontsize=8.5)
    axis.tick_params(labelsize=8, length=0)
    of_unit = f"\n{unit}" if scale > 1.0 else ""
    axis.set_title(fill(outcome.label, 38) + of_unit + said, fontsize=9, fontweight="bold", loc="left")
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
    # Beyond the middle of the outer cells, to the edge of the map, their own values hold.
    edges = [np.array([-0.5, *range(count), count - 0.5]) for count in cells.shape]
    lines = axis.contour(
        edges[1], edges[0], np.pad(cells, 1, mode="edge"), levels=[level], colors="white", linewidths=2.0
    )
    lines.set_path_effects([withStroke(linewidth=4.0, foreground="black")])
    return f"\n{text}: white line"
