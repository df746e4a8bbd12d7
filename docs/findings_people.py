"""Who gains, and how far people come: tables of docs/findings.md."""

from __future__ import annotations

import math
from typing import Any

from findings_tables import MILLION, PLAN, TODAY, scenario_of, selected, table

from microcred.analysis.funnels import EVERYBODY, REASON, REASONS, STEP, STEPS, funnel_changes
from microcred.analysis.groups import groups
from microcred.present.funnel import percent_text
from microcred.present.funnel_change import change_text
from microcred.present.funnel_change import number_text as rate_text
from microcred.result import Result
from microcred.world.incomes import income_cuts

#: Groups of a smaller share of the people are left out: they are chance.
SMALLEST_GROUP = 0.001


def gainers(central: Result) -> str:
    """Holders per 1,000 people by place, segment and income."""
    found = groups(selected(central, [TODAY, PLAN]))
    dimensions = ["setting", "macro_region", "segment", "income", "income, setting"]
    found = found[(found["outcome"] == "holders") & found["dimension"].isin(dimensions) & (found["runs"] > 0)]
    found = found[found["people"] >= SMALLEST_GROUP * found[found["dimension"] == "setting"]["people"].sum()]
    rows = []
    for row in found.itertuples(index=False):
        one: Any = row
        relative = f"{100 * one.relative:+.0f} %" if math.isfinite(one.relative) else "–"
        error = f" ± {one.error:.2f}" if math.isfinite(one.error) else ""
        rows.append(
            (
                one.label,
                f"{one.people / MILLION:,.1f}",
                f"{one.reference:.2f}",
                f"{one.difference:+.2f}{error}",
                relative,
            )
        )
    return table(("group", "million people", "today's policy", "plan adds", "relative"), rows)


def fifths(central: Result) -> str:
    """What the fifths of incomes are, or that the stored runs have none."""
    if central.incomes.empty:
        return "By income: the stored runs were made before it was recorded."
    scenario = scenario_of(central, TODAY)
    cuts = income_cuts(scenario.pack, scenario.parameters["income_spread"])
    limits = ", ".join(f"{cut:,.0f}" for cut in cuts)
    return (
        f"Fifths are of the whole country's people by income as the model draws it: they part at {limits} yuan a month."
        " Incomes differ between places as measured and within a place as assumed (`income_spread`): less than in fact."
        " The model knows no other tie of income to uptake than what a price means to somebody, and what is on offer"
        " where people of that income live."
    )


def funnel_steps(both: Result) -> str:
    """How far people come under today's policy and the plan."""
    found = funnel_changes(both)
    own = found[(found["dimension"] == EVERYBODY) & (found["kind"] == STEP)]
    rows = []
    for row in own.itertuples(index=False):
        one: Any = row
        times = f"{one.policy / one.reference:.2g}" if one.reference > 0.0 else "–"
        rows.append((STEPS[one.name], rate_text(one.reference), rate_text(one.policy), change_text(one), times))
    return table(("step", "today's policy", "plan", "plan adds", "times"), rows)


def funnel_groups(both: Result) -> str:
    """What keeps each group away under today's policy and the plan."""
    found = funnel_changes(both)
    rows = []
    for (_, label), own in found[found["kind"] == REASON].groupby(["dimension", "label"], sort=False):
        by_name = own.set_index("name")
        cells = [
            " → ".join(percent_text(float(by_name.loc[name, side])) for side in ("reference", "policy"))
            for name in REASONS
        ]
        rows.append([str(label), *cells])
    return table(("group", *REASONS.values()), rows)
