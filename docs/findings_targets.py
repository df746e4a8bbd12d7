"""What the plan reaches, and what hangs on unmeasured numbers: tables of docs/findings.md."""

from __future__ import annotations

from typing import Any

import pandas as pd
from findings_tables import PLAN, TODAY, table

from microcred.analysis.conditional import conditional_verdicts
from microcred.catalogue.outcomes import OUTCOMES
from microcred.present.numbers import chance_text, number_text, spread_text
from microcred.result import CHANCE, PARAMETERS_AND_CHANCE, Result


def target_text(row: Any) -> str:
    """A target in words."""
    declared = OUTCOMES[row.outcome]
    return f"{declared.label} ≥ {number_text(row.at_least, declared)} by {row.deadline}"


def value_text(row: Any) -> str:
    """Median and band of a verdict."""
    text = spread_text(row.median, row.p05, row.p95, row.runs, OUTCOMES[row.outcome])
    return f"{text}\\*" if row.not_measurable else text


def reached(central: Result, ensemble: Result) -> str:
    """What the plan and today's policy reach, over parameters and chance and over chance alone."""
    drawn = ensemble.targets[ensemble.targets["over"] == PARAMETERS_AND_CHANCE]
    verdicts = pd.concat([drawn, central.targets[central.targets["scenario"].isin([PLAN, TODAY])]])
    cells: list[list[str]] = []
    for (_, over), rows in verdicts.groupby(["target", "over"], sort=False):
        by_name = {row.scenario: row for row in rows.itertuples(index=False)}
        plan, today = by_name[PLAN], by_name[TODAY]
        chances = [chance_text(float(row.probability), float(row.probability_error)) for row in (plan, today)]
        first = str(plan.month_first_met) or "never"
        cells.append([target_text(plan), str(over), value_text(plan), chances[0], first, value_text(today), chances[1]])
    cells.sort(key=lambda row: row[1] == CHANCE)
    heads = ("target", "over", "plan: median (90 %)", "chance", "first met", "today's policy", "chance")
    return table(heads, cells)


def all_targets_met(ensemble: Result) -> str:
    """Probability that the plan meets all targets of 2030 at once, and all of them with the milestones."""
    runs = ensemble.ensemble
    own = runs[runs["scenario"] == PLAN].set_index(["parameter_set", "replicate", "month"])
    met = {}
    scenario = next(one for one in ensemble.scenarios if one.name == PLAN)
    for target in scenario.targets:
        deadline = f"{target.by // 12:04d}-{target.by % 12 + 1:02d}"
        met[target.name] = own.xs(deadline, level="month")[target.outcome] >= target.at_least
    every = pd.DataFrame(met)
    four = every[[name for name in every if name not in ("certified_share", "recognition")]].all(axis=1)
    return (
        f"All four targets of 2030 are met together in {100 * four.mean():.0f} % of the {len(every)} runs, all of them"
        f" with both milestones in {100 * every.all(axis=1).mean():.0f} %."
    )


def conditional(ensemble: Result) -> str:
    """Chances of the plan by the unmeasured levels of 2025."""
    verdicts = conditional_verdicts(ensemble.ensemble, ensemble.scenarios)
    rows = []
    for row in verdicts[verdicts["scenario"] == PLAN].itertuples(index=False):
        one: Any = row
        declared = OUTCOMES[one.outcome]
        level = f"{OUTCOMES[one.level_of].label} {100 * one.level_low:.0f}–{100 * one.level_high:.0f} %"
        chance = chance_text(one.probability, one.probability_error)
        value = spread_text(one.median, one.p05, one.p95, one.runs, declared)
        rows.append((f"{declared.label} ≥ {number_text(one.at_least, declared)}", level, one.runs, value, chance))
    return table(("target", "if in 2025 …", "runs", "plan: median (90 %)", "chance"), rows)
