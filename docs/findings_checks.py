"""What to hold against the model and the plan's file: facts it misses, levers that did nothing."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

from findings_tables import HINDCAST, TODAY, scenario_of, table

from microcred.analysis.validation import HIT, Prediction, compared, predictions_of, scenario_name
from microcred.catalogue.levers import LEVERS
from microcred.engine.idle import entry_text
from microcred.present.validation import amount, band_text
from microcred.result import Result
from microcred.scenario.model import LeverSchedule, Scenario


def fact_text(one: Prediction, scenario: Scenario) -> str:
    """What was observed: the name of a year behind us, or a fact's place and unit."""
    names = {region.code: region.name for region in scenario.pack.regions}
    return f"{names[one.region]}: {one.unit} (`{one.name}`)" if one.region in names else one.name


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
        fact = fact_text(one, scenario_of(central, TODAY))
        rows.append((fact, amount(row.observed), band_text(row), verdict, "yes" if row.counts else "no", row.source))
    return table(("fact", "observed", "predicted (90 %)", "verdict", "counts", "source"), rows)


def values_set(own: LeverSchedule, entry: str) -> set[float]:
    """The values that a lever's entries take, or only the entry of these months and limits."""
    entries = [clause for clause in own.clauses if entry in ("", entry_text(clause))]
    ramps = [value for clause in entries for value in (clause.ramp_from, clause.ramp_to) if value is not None]
    return {*(clause.value for clause in entries), *ramps}


def why_idle(name: str, entry: str, scenario: Scenario, today: Scenario) -> str:
    """Why a lever that a scenario sets changed nothing, worked out from the scenario, and what that means.

    A lever set to what holds anyway is a reminder; one that lacks its company says something of the policy; anything
    else the scenario does not explain.
    """
    own, before, declared = scenario.levers[name], today.levers[name], LEVERS[name]
    values = values_set(own, entry)
    if not values:
        return "a constant that no run asked for: it acts only where other levers do"
    if not before.clauses and values == {before.base}:
        return (
            f"set to {before.base:g}, which is today's value, so nothing could change: no defect, and no finding about"
            " what the lever can do"
        )
    lacking = [other for other in declared.void_without if scenario.levers[other].is_always(LEVERS[other].neutral)]
    if lacking and len(lacking) == len(declared.void_without):
        names = " or ".join(f"`{other}`" for other in lacking)
        return f"it can do nothing without {names}, which is not set there: a finding about that policy, no defect"
    return (
        "set to another value than today's and without effect, which the scenario does not explain: to be looked into"
    )


def idle(central: Result) -> str:
    """Levers that a scenario sets and that did nothing in every run, and why."""
    today = scenario_of(central, TODAY)
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for scenario in central.scenarios:
        records = [record for record in central.runs if record.scenario == scenario.name]
        named = dict.fromkeys(lever for record in records for lever in record.idle_levers)
        for text in named:
            runs = sum(text in record.idle_levers for record in records)
            often = "" if runs == len(records) else f" in {runs} of {len(records)} runs"
            name, _, entry = text.partition(" ")
            lever = f"`{name}`" + (f" {entry}" if entry else "") + often
            found[lever, why_idle(name, entry, scenario, today)].append(scenario.name)
    lines = [
        f"- {lever} in {', '.join(f'`{name}`' for name in names)}: {why}." for (lever, why), names in found.items()
    ]
    return "\n".join(lines) or "Every lever changed something wherever it was set."
