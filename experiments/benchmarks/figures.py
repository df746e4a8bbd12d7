"""The figures of the report: each from the kept results of one section."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from experiments.benchmarks.plan import PEERS
from experiments.benchmarks.tables import by_stage, number
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

Rows = list[dict[str, Any]]
OURS, OTHERS = "#0b6e99", "#b0b7bd"
COLOURS = {"microcred_rules": OURS, "c_scan": "#444444", "numba_loop": "#9a6fb0"}
WHOLE = ("#0b6e99", "#e07b39", "#4c9f70")
DPI = 110


def figure(columns: int, rows: int, title: str, height: float) -> tuple[Figure, list[Axes]]:
    """An empty figure and its axes, row by row."""
    drawing = Figure(figsize=(11, height), layout="constrained")
    FigureCanvasAgg(drawing)
    drawing.suptitle(title, fontsize=13)
    axes = [drawing.add_subplot(rows, columns, place + 1) for place in range(rows * columns)]
    for one in axes:
        one.grid(True, which="major", alpha=0.3)
        one.set_axisbelow(True)
        one.spines[["top", "right"]].set_visible(False)
    return drawing, axes


def draw_peers(rows: Rows) -> Figure:
    """Nanoseconds per learner-month of every peer at both levels."""
    drawing, axes = figure(2, 1, "The small adoption model: time per learner and month (best of runs)", 5.2)
    titles = {"national": "about 0.5 % adopt in 72 months", "high": "about 30 % adopt in 72 months"}
    for axis, (level, title) in zip(axes, titles.items(), strict=True):
        own = [row for row in rows if row["level"] == level and "best_ns" in row][::-1]
        names = [PEERS[row["label"]].name for row in own]
        values = [row["best_ns"] for row in own]
        colours = [OURS if row["label"] == "microcred_rules" else OTHERS for row in own]
        axis.barh(names, values, color=colours)
        axis.set_xscale("log")
        axis.set_xlim(min(values) / 2, max(values) * 6)
        for place, value in enumerate(values):
            axis.text(value * 1.15, place, number(value), va="center", fontsize=9)
        axis.set_title(title, fontsize=11)
        axis.set_xlabel("ns per learner-month (less is better)")
    return drawing


def small_series(rows: Rows, column: str, value: Callable[[dict[str, Any]], float]) -> dict[str, Any]:
    """Points of the small model by peer."""
    series: dict[str, Any] = {}
    for row in rows:
        if row.get("series") == "small model" and "best_run_seconds" in row:
            x = row[column] if column in row else row["runs"][-1][column]
            series.setdefault(row["label"], []).append((x, value(row)))
    return series


def whole_series(rows: Rows, value: Callable[[dict[str, Any]], float]) -> dict[str, Any]:
    """Points of the whole model by label, against people."""
    series: dict[str, Any] = {}
    for row in rows:
        if row["task"]["task"] == "engine" and "best_run_seconds" in row:
            series.setdefault(row["label"], []).append((row["learners"], value(row)))
    return {label: sorted(points) for label, points in series.items()}


def seconds_of(row: dict[str, Any]) -> float:
    """Best seconds of a run, as the page defines it and its tables give it: without building the population."""
    return float(row["best_run_seconds"])


def mebibytes_of(row: dict[str, Any]) -> float:
    """Peak memory in MiB."""
    return float(row["peak_bytes"]) / 2**20


def plain(value: float, _: int = 0) -> str:
    """A tick's number, without powers of ten where people do not write them."""
    if value >= 1e4:
        return f"$10^{{{math.log10(value):.0f}}}$" if math.log10(value).is_integer() else f"{value:.0e}"
    return f"{value:,.10g}"


def logarithmic(axis: Axes, title: str, across: str, up: str, lowest: float | None = None) -> None:
    """Both axes logarithmic, named, with numbers at their ticks; `lowest` is where the upright one begins at most."""
    axis.set_xscale("log")
    axis.set_yscale("log")
    if lowest is not None:
        bottom, top = axis.get_ylim()
        axis.set_ylim(min(lowest, bottom), 1.5 * top)
    for one, limits in ((axis.xaxis, axis.get_xlim()), (axis.yaxis, axis.get_ylim())):
        decades = math.log10(limits[1] / limits[0])
        finer = decades < 2.5 and limits[1] < 1e5
        one.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if finer else (1.0,), numticks=20))
        one.set_minor_locator(NullLocator())
        one.set_major_formatter(FuncFormatter(plain))
    axis.set_title(title, fontsize=11)
    axis.set_xlabel(across)
    axis.set_ylabel(up)
    if axis.get_legend_handles_labels()[0]:
        axis.legend(fontsize=9, frameon=False)


def draw_population(rows: Rows) -> Figure:
    """Time and memory against people."""
    drawing, axes = figure(2, 2, "Against population", 8.4)
    panels = ((seconds_of, "run, seconds (best of runs)", None), (mebibytes_of, "peak memory, MiB", 10.0))
    for place, (value, up, lowest) in enumerate(panels):
        for label, points in small_series(rows, "learners", value).items():
            axes[2 * place].plot(*zip(*points, strict=True), "o-", color=COLOURS[label], label=PEERS[label].name)
        logarithmic(axes[2 * place], "small adoption model, 72 months, 0.5 % adopt", "learners", up, lowest)
        for colour, (label, points) in zip(WHOLE, whole_series(rows, value).items(), strict=False):
            axes[2 * place + 1].plot(*zip(*points, strict=True), "o-", color=colour, label=label)
        logarithmic(axes[2 * place + 1], "whole model, 108 months, compiled engine", "people", up, lowest)
    return drawing


def draw_adoption(rows: Rows) -> Figure:
    """Time and memory against how many adopt."""
    drawing, axes = figure(3, 1, "Against adoption", 4.4)
    for label, points in small_series(rows, "adopted_share", lambda row: row["best_ns"]).items():
        shown = [(100.0 * share, value) for share, value in points]
        axes[0].plot(*zip(*shown, strict=True), "o-", color=COLOURS[label], label=PEERS[label].name)
    logarithmic(axes[0], "small adoption model", "adopt in 72 months, % of learners", "ns per learner-month", 0.005)
    whole = [row for row in rows if row["task"]["task"] == "engine" and "best_run_seconds" in row]
    across = [100.0 * row["runs"][-1]["applicants"] / row["learners"] for row in whole]
    people = whole[0]["learners"] / 1e6 if whole else 0.0
    title = f"whole model, {people:,.0f} million people"
    panels = ((seconds_of, "seconds for 108 months", 0.1), (mebibytes_of, "peak memory, MiB", 10.0))
    for axis, (value, up, lowest) in zip(axes[1:], panels, strict=True):
        axis.plot(across, [value(row) for row in whole], "o-", color=OURS)
        logarithmic(axis, title, "applications in 72 months, % of people", up, lowest)
    return drawing


def draw_stages(rows: Rows) -> Figure:
    """Seconds by stage."""
    drawing, axes = figure(len(rows), 1, "Where the time of one run goes", 4.8)
    for axis, row in zip(axes, rows, strict=True):
        best = min(row["runs"], key=lambda one: one["run_seconds"])
        shares = list(by_stage(best["stages"]).items())[::-1]
        axis.barh([name for name, _ in shares], [seconds for _, seconds in shares], color=OURS)
        for place, (_, seconds) in enumerate(shares):
            axis.text(seconds, place, f" {seconds:,.3f}", va="center", fontsize=9)
        axis.set_xlim(0, 1.2 * max(seconds for _, seconds in shares))
        axis.xaxis.set_major_locator(MaxNLocator(5))
        people = best["learners"] / 1e6
        axis.set_title(f"{row['label']}, {people:,.0f} million people", fontsize=11)
        axis.set_xlabel("seconds in 108 months")
    return drawing


DRAWINGS: dict[str, Callable[[Rows], Figure]] = {
    "peers": draw_peers,
    "population": draw_population,
    "adoption": draw_adoption,
    "stages": draw_stages,
}


def draw_all(results: dict[str, dict[str, Any]], folder: Path) -> dict[str, str]:
    """Draw what there are results for; the names of the files by section."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {}
    for section, draw in DRAWINGS.items():
        if section in results:
            drawn[section] = f"performance_{section}.png"
            # Without the date that matplotlib writes, equal results give equal files.
            draw(results[section]["rows"]).savefig(folder / drawn[section], dpi=DPI, metadata={"Software": None})
    return drawn
