"""Who pays: net cost by payer and year, and what flows for each lever."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from microcred import __version__
from microcred.catalogue.levers import LEVERS
from microcred.present.curves import people_text
from microcred.present.measures import currency_of
from microcred.present.page import Handle, Page, draw_page, most_lines, panel_title
from microcred.present.panel import COLOURS, GREY
from microcred.result import RUN_KEYS, Result

#: Payers in the order of showing; suppliers only receive.
PAYERS = {
    "government": "government",
    "levy_fund": "employers' levy fund",
    "employer": "employers",
    "organisation": "evaluation organisations",
    "institution": "institutions",
    "learner": "learners",
}
#: Levers shown.
MOST_PURPOSES = 14
#: A purpose as many times as large as all others, or the next bar, would hide them: it is set apart, and said.
DWARFS = 5.0
#: A bar of a smaller share of its axis would be thinner than a line: its payer is not in the legend.
SEEN = 5e-4
#: Of panels by year and by purpose, in inches.
YEARS_WIDTH, PURPOSES_WIDTH = 3.6, 3.0
_SCALES = ((1e9, "billion "), (1e6, "million "), (1e3, "thousand "))


def net_by_payer(ledger: pd.DataFrame) -> pd.DataFrame:
    """What each payer pays less what it receives, by scenario and year; mean over runs.

    Parameters
    ----------
    ledger
        As `Result.ledger`.

    Returns
    -------
    pandas.DataFrame
        Index (scenario, year), a column per payer.
    """
    keys = [*RUN_KEYS, "year"]
    paid = ledger.pivot_table(index=keys, columns="payer", values="amount", aggfunc="sum", fill_value=0.0)
    received = ledger.pivot_table(index=keys, columns="payee", values="amount", aggfunc="sum", fill_value=0.0)
    net = paid.reindex(columns=list(PAYERS), fill_value=0.0) - received.reindex(columns=list(PAYERS), fill_value=0.0)
    return _per_run(net.groupby(level=["scenario", "year"]).sum(), ledger)


def spent_by_purpose(ledger: pd.DataFrame) -> pd.DataFrame:
    """What each payer pays for each lever or purpose over all years; mean over runs.

    Parameters
    ----------
    ledger
        As `Result.ledger`.

    Returns
    -------
    pandas.DataFrame
        Index (scenario, purpose), a column per payer.
    """
    spent = ledger.pivot_table(
        index=["scenario", "purpose"], columns="payer", values="amount", aggfunc="sum", fill_value=0.0
    )
    return _per_run(spent.reindex(columns=list(PAYERS), fill_value=0.0), ledger)


def _per_run(total: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """Divide sums over all runs of a scenario by how many runs it has."""
    runs = ledger[list(RUN_KEYS)].drop_duplicates().groupby("scenario").size()
    return total.div(runs.reindex(total.index.get_level_values("scenario")).to_numpy(), axis="index")


def _scale(largest: float, currency: str) -> tuple[float, str]:
    for scale, name in _SCALES:
        if largest >= 2 * scale:
            return scale, name + currency
    return 1.0, currency


def _colours() -> dict[str, str]:
    return dict(zip(PAYERS, COLOURS, strict=False))


def _spines(axis: Axes, grid: str) -> None:
    axis.grid(axis="y" if grid == "y" else "x", color="#e3e3e3", linewidth=0.7)
    axis.set_axisbelow(True)
    axis.tick_params(labelsize=8.5)
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)


def _draw_years(net: pd.DataFrame, title: str, scale: float, unit: str, ends: tuple[float, float], axis: Axes) -> None:
    years = net.index.to_numpy()
    above, below = np.zeros(len(years)), np.zeros(len(years))
    for payer, colour in _colours().items():
        values = net[payer].to_numpy()
        bottom = np.where(values >= 0.0, above, below)
        axis.bar(years, values, bottom=bottom, width=0.72, color=colour)
        above, below = above + np.maximum(values, 0.0), below + np.minimum(values, 0.0)
    axis.plot(years, above + below, "D", color="white", markeredgecolor="black", markersize=5, zorder=4)
    axis.axhline(0.0, color=GREY, linewidth=0.9)
    axis.set_title(title, fontsize=10, fontweight="bold", loc="left", pad=6)
    axis.set_ylabel(f"{unit} a year", fontsize=8.5)
    room = 0.06 * (ends[1] - ends[0]) or 1.0
    axis.set_ylim(ends[0] - room, ends[1] + room)
    axis.set_xticks(years)
    axis.yaxis.set_major_locator(MaxNLocator(nbins=6))
    axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / scale:,.6g}"))
    _spines(axis, "y")


def dwarfing(ledger: pd.DataFrame) -> dict[str, float]:
    """Levers on which more is spent than `DWARFS` times on everything else, with the amount of the dearest scenario."""
    total = spent_by_purpose(ledger).sum(axis=1).groupby(level="purpose").max()
    found: dict[str, float] = {}
    for name, value in total.sort_values(ascending=False).items():
        if name in LEVERS and value > DWARFS * total.drop([*found, name]).sum():
            found[str(name)] = float(value)
    return found


def _axis_end(values: list[float]) -> float:
    """Where the axis ends: bars beyond it would leave nothing to see of the others."""
    ordered = sorted(values, reverse=True)
    while len(ordered) > 1 and ordered[0] > DWARFS * ordered[1] > 0.0:
        ordered.pop(0)
    return ordered[0]


def _draw_purposes(
    spent: pd.DataFrame, order: list[str], title: str, scale: float, unit: str, end: float, axis: Axes
) -> None:
    rows = spent.reindex(order, fill_value=0.0)
    left = np.zeros(len(order))
    for payer, colour in _colours().items():
        values = np.minimum(rows[payer].to_numpy(), 1.18 * end)
        axis.barh(np.arange(len(order)), values, left=left, height=0.7, color=colour)
        left = left + values
    left = rows.sum(axis=1).to_numpy()
    for number, value in enumerate(left):
        shown = value / scale
        text = f"{shown:,.0f}" if shown >= 100 else f"{shown:.3g}"
        if value > 1.01 * end:
            # A bar that leaves the panel carries its amount inside.
            axis.text(1.16 * end, number, f"{text} →", fontsize=7.5, va="center", ha="right", color="white")
        elif value > 0.0:
            axis.text(value + 0.015 * end, number, text, fontsize=7.5, va="center")
    axis.set_title(title, fontsize=10, fontweight="bold", loc="left", pad=6)
    axis.set_xlabel(f"{unit}, all years", fontsize=8.5)
    axis.set_yticks(range(len(order)), [name.replace("_", " ") for name in order], fontsize=8.5)
    axis.set_ylim(len(order) - 0.4, -0.6)
    axis.set_xlim(0.0, 1.18 * end or 1.0)
    axis.xaxis.set_major_locator(MaxNLocator(nbins=4))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / scale:,.6g}"))
    _spines(axis, "x")


def _of(table: pd.DataFrame, scenario: str) -> pd.DataFrame:
    own: pd.DataFrame = table.loc[table.index.get_level_values("scenario") == scenario]
    return own.droplevel("scenario")


def _titles(result: Result, width: float) -> dict[str, str]:
    """Title of each scenario's panel by its name."""
    return {one.name: panel_title(one.name, width) for one in result.scenarios}


def _ledger(result: Result) -> pd.DataFrame:
    table = result.ledger
    return table[table["parameter_set"] > 0] if (table["parameter_set"] > 0).any() else table


def _footer(result: Result, text: str) -> str:
    over = result.over
    return (
        f"{text} Means over runs, which differ by {over}; constant prices. {people_text(result)}"
        f" Simulated with microcred {__version__}: model results, not observations."
    )


def _handles(shown: pd.DataFrame, axis_length: float) -> list[Handle]:
    """Entries of the legend: of the payers with a bar that can be seen, in a table with a column for each."""
    seen = shown.abs().max() > SEEN * axis_length
    return [Patch(facecolor=colour, label=PAYERS[payer]) for payer, colour in _colours().items() if seen[payer]]


def payer_figure(result: Result) -> Figure:
    """Draw who bears the cost, year by year: bars above zero pay, bars below receive more than they pay.

    Parameters
    ----------
    result
        Any number of scenarios.

    Returns
    -------
    matplotlib.figure.Figure
    """
    ledger = _ledger(result)
    apart = dwarfing(ledger)
    net = net_by_payer(ledger[~ledger["purpose"].isin(apart)])
    above, below = net.clip(lower=0.0).sum(axis=1), net.clip(upper=0.0).sum(axis=1)
    scale, unit = _scale(float(max(above.max(), -below.min())), currency_of(result.scenarios))
    ends = (float(below.min()), float(above.max()))
    titles = _titles(result, YEARS_WIDTH)
    panels: list[Callable[[Axes], None]] = [
        partial(_draw_years, _of(net, name), title, scale, unit, ends) for name, title in titles.items()
    ]
    text = "Net of what each receives: below zero a surplus. Diamonds: the sum, which leaves for suppliers."
    title = "Who bears the cost"
    if apart:
        names = ", ".join(f"{name} ({value / scale:,.0f} {unit} in all years)" for name, value in apart.items())
        text += f" Left out, as they would hide all else: {names}."
        title += f", without {', '.join(apart)}"
    handles = _handles(net, ends[1] - ends[0])
    page = Page(title, _footer(result, text), handles, columns=3, width=YEARS_WIDTH, height=2.6,
                title_lines=most_lines(titles.values()))  # fmt: skip
    return draw_page(page, panels)


def lever_figure(result: Result) -> Figure:
    """Draw what is paid for each lever, and for what has no lever, by payer.

    Parameters
    ----------
    result
        Any number of scenarios.

    Returns
    -------
    matplotlib.figure.Figure
    """
    spent = spent_by_purpose(_ledger(result))
    titles = _titles(result, PURPOSES_WIDTH)
    largest = spent.sum(axis=1).groupby(level="purpose").max().sort_values(ascending=False)
    levers = [str(name) for name in largest.index if name in LEVERS][:MOST_PURPOSES]
    order = levers + [str(name) for name in largest.index if name not in LEVERS]
    end = _axis_end([float(value) for value in largest[order]])
    scale, unit = _scale(end, currency_of(result.scenarios))
    bars = spent[spent.index.get_level_values("purpose").isin(order)]
    panels: list[Callable[[Axes], None]] = [
        partial(_draw_purposes, _of(spent, name), order, title, scale, unit, end) for name, title in titles.items()
    ]
    left_out = [str(name) for name in largest.index if name in LEVERS][MOST_PURPOSES:]
    rest = f" Left out, smaller than all shown: {', '.join(left_out)}." if left_out else ""
    text = f"Payments, whoever is paid; levers by size, then what has no lever (price, teaching, …).{rest}"
    page = Page("What is paid for, and by whom", _footer(result, text), _handles(bars, end), columns=3,
                width=PURPOSES_WIDTH, height=0.24 * len(order), gap=0.85, left=1.75,
                title_lines=most_lines(titles.values()))  # fmt: skip
    return draw_page(page, panels)
