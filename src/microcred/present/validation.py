"""The table of predictions against observations."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from microcred.analysis.validation import HIT, TOO_FEW, UNKNOWN
from microcred.present.tables import plain_table

EXPLANATION = (
    "Band: the range in which a further run lies with 90 %. A verdict over chance alone is strict: parameters are held"
    " at their central values, and always for a region: drawn sets keep none. Facts that parameters are fitted to are"
    " never counted. Misses: docs/validation.md."
)


def amount(value: float) -> str:
    """Write a number with three figures and thousands."""
    if not math.isfinite(value):
        return "unknown"
    if abs(value) >= 1000:
        step = 10 ** max(0, math.floor(math.log10(abs(value))) - 2)
        return f"{round(value / step) * step:,.0f}"
    return f"{value:.3g}"


def _verdict(row: Any) -> str:
    if row.verdict in (HIT, TOO_FEW, UNKNOWN):
        return str(row.verdict)
    return f"{row.verdict}: observed is {row.factor:.2g} times the median"


def band_text(row: Any) -> str:
    """Median and band, as far as there are runs for them."""
    if not row.runs:
        return "–"
    band = f" ({amount(row.low)}–{amount(row.high)})" if math.isfinite(row.low) else ""
    return f"{amount(row.median)}{band}"


def over_text(row: Any) -> str:
    """What the runs of a band differ by, and how many there are; these are not the same for all facts."""
    if not row.runs:
        return "–"
    return f"{row.over}, {row.runs} run{'' if row.runs == 1 else 's'}"


def table_of(rows: pd.DataFrame) -> Table:
    """One line per prediction: observed, predicted, over which runs, verdict and source."""
    table = plain_table(None)
    table.add_column("Fact", overflow="fold")
    for name in ("Observed", "Predicted (90 %)"):
        table.add_column(name, justify="right")
    table.add_column("Band over", overflow="fold", max_width=16)
    table.add_column("Verdict", overflow="fold")
    table.add_column("Source", overflow="fold", max_width=14)
    for row in rows.itertuples(index=False):
        one: Any = row
        fact, observed = f"{one.fact}: {one.unit}", amount(one.observed)
        cells = (fact, observed, band_text(one), over_text(one), _verdict(one), one.source)
        table.add_row(*(Text(str(cell)) for cell in cells))
    return table


def report(rows: pd.DataFrame) -> RenderableType:
    """All that the console says about predictions.

    Parameters
    ----------
    rows
        As `microcred.analysis.validation.compared` makes them.

    Returns
    -------
    rich.console.RenderableType
    """
    counted, others = rows[rows["counts"]], rows[~rows["counts"]]
    hits = int((counted["verdict"] == HIT).sum())
    parts: list[RenderableType] = [
        Text(f"Predicted, never fitted: {hits} of {len(counted)} within the band", style="bold"),
        table_of(counted),
    ]
    if len(others):
        parts += [
            Text("\nLooked back at, not counted: imposed, or parameters are fitted to it", style="bold"),
            table_of(others),
        ]
    return Group(*parts, Text(f"\n{EXPLANATION}", style="dim"))
