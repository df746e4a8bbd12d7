"""What parts, delays, shocks and single levers change: tables of docs/findings.md."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from findings_tables import CENTRAL, PLAN, selected, table

from microcred.analysis.paired import paired
from microcred.analysis.parts import ALONE, EXTRA, SUM, TOGETHER, WITHOUT, Parts
from microcred.catalogue.outcomes import OUTCOMES, Outcome
from microcred.present.effects import PART_MEASURES, parts_table
from microcred.present.measures import Measure
from microcred.result import Result

COMPARED = ("coverage", "match_gain", "satisfaction", "certified_share", "recognition")
EXAMINEES = Measure("completions", yearly=True, label="Examinees, last 12 months")
COST = Measure("cost_public", yearly=True, label="Public cost, last 12 months")


def last_by_run(result: Result, measure: Measure, scenario: str) -> Any:
    """Last month's value of each run."""
    return measure.by_run(result.ensemble, scenario)[0][:, -1]


def effect_text(result: Result, measure: Measure, scenario: str, reference: str) -> str:
    """A mean paired difference in points or per cent of the reference."""
    before, after = (last_by_run(result, measure, name) for name in (reference, scenario))
    found = paired(before, after)
    outcome: Outcome = OUTCOMES[measure.outcome]
    if outcome.kind == "share" or outcome.unit == "relative change":
        scale, unit = 0.01, " points"
    else:
        scale, unit = float(before.mean()) / 100.0, " %"
    error = f" ± {found.error / scale:.1f}" if math.isfinite(found.error) else ""
    return f"{found.mean / scale:+.1f}{error}{unit}"


def part_rows(central: Result, parts: Parts) -> str:
    """What the dimensions do alone, as the last one, summed and together."""
    found = parts_table(selected(central, CENTRAL), parts)
    names = [f"{part}, {ALONE}" for part in parts.alone] + [SUM, TOGETHER, EXTRA]
    names += [f"{part}, {WITHOUT}" for part in parts.alone if part in parts.without]
    rows = []
    for name in names:
        cells = [name.removeprefix(f"{PLAN}_")]
        for measure in PART_MEASURES:
            row = found[(found["part"] == name) & (found["outcome"] == measure.outcome)].iloc[0]
            scale = 0.01 if measure.outcome != "completions" else 1000.0
            cells.append(f"{float(row['effect']) / scale:+.1f} ± {float(row['error']) / scale:.1f}")
        rows.append(cells)
    heads = ["part"] + [
        f"{one.described().label}, {'points' if one.outcome != 'completions' else 'thousand'}" for one in PART_MEASURES
    ]
    return table(heads, rows)


def variants(central: Result, names: Sequence[str], reference: str) -> str:
    """Difference of each scenario to another at the end."""
    measures = [Measure(name) for name in COMPARED] + [EXAMINEES, COST]
    by_name = {one.name: one for one in central.scenarios}
    rows = [
        [by_name[name].title, *(effect_text(central, one, name, reference) for one in measures)]
        for name in names
        if name in by_name
    ]
    return table(["scenario", *(one.described().label for one in measures)], rows)
