"""Facts that the model misses, levers that did nothing: tables of docs/findings.md."""

from __future__ import annotations

import math
from typing import Any

from findings_tables import HINDCAST, PLAN, table

from microcred.analysis.validation import HIT, compared, predictions_of, scenario_name
from microcred.present.notes import idle_levers
from microcred.present.validation import amount
from microcred.result import Result


def facts(central: Result, hindcast: Result) -> str:
    """Predictions against observations."""
    rows = []
    for one in predictions_of("cn"):
        source = hindcast if scenario_name(one.scenario) == scenario_name(HINDCAST) else central
        row: Any = next(compared(source, [one]).itertuples(index=False))
        if not math.isfinite(row.median):
            # Of a region that was not run.
            continue
        verdict = row.verdict if row.verdict == HIT else f"{row.verdict}, observed is {row.factor:.2g} times the median"
        band = f"{amount(row.median)} ({amount(row.low)}–{amount(row.high)})"
        rows.append((row.fact, amount(row.observed), band, verdict, "yes" if row.counts else "no", row.source))
    return table(("fact", "observed", "predicted (90 %)", "verdict", "counts", "source"), rows)


def idle(central: Result) -> str:
    """Levers of the plan that did nothing."""
    plan = next(one for one in central.scenarios if one.name == PLAN)
    lines = [line.partition(": ")[2] for line in idle_levers(central, plan)]
    return "\n".join(f"- {line}" for line in lines) or "Every lever of the plan changed something."
