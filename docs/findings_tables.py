"""The tables and sentences of docs/findings.md, from stored runs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from microcred.analysis.conditional import conditional_verdicts
from microcred.analysis.costs import COMPLETERS, costs, deadweight
from microcred.analysis.funnels import EVERYBODY, REASON, REASONS, STEP, STEPS, funnel_changes
from microcred.analysis.groups import groups
from microcred.analysis.paired import paired
from microcred.analysis.parts import ALONE, EXTRA, SUM, TOGETHER, WITHOUT, Parts
from microcred.analysis.validation import HIT, compared, predictions_of, scenario_name
from microcred.catalogue.outcomes import OUTCOMES, Outcome
from microcred.present.effects import PART_MEASURES, parts_table
from microcred.present.funnel import percent_text
from microcred.present.funnel_change import change_text
from microcred.present.funnel_change import number_text as rate_text
from microcred.present.measures import Measure
from microcred.present.money import PAYERS, dwarfing, net_by_payer, spent_by_purpose
from microcred.present.notes import idle_levers
from microcred.present.numbers import chance_text, number_text, spread_text
from microcred.present.validation import amount
from microcred.result import CHANCE, PARAMETERS_AND_CHANCE, Result
from microcred.world.incomes import income_cuts

PLAN, TODAY = "cn_plan", "cn_baseline"
DIMENSIONS = ("framework", "quality", "cooperation", "platform")
SHOCKS = ("fiscal_cut", "demand_shift", "technology_jump", "fraud_cleanup")
SINGLE = ("cn_subsidy", "cn_certification_cost", "cn_rural_infrastructure")
CENTRAL = (
    TODAY,
    PLAN,
    *(f"{PLAN}_{one}" for one in DIMENSIONS),
    *(f"{PLAN}_without_{one}" for one in DIMENSIONS),
    f"{PLAN}_two_years_late",
    *(f"{PLAN}_{one}" for one in SHOCKS),
    *SINGLE,
)
HINDCAST = "cn_2019/hindcast"
COMPARED = ("coverage", "match_gain", "satisfaction", "certified_share", "recognition")
EXAMINEES = Measure("completions", yearly=True, label="Examinees, last 12 months")
COST = Measure("cost_public", yearly=True, label="Public cost, last 12 months")
MILLION = 1e6
#: Groups of a smaller share of the people are left out: they are chance.
SMALLEST_GROUP = 0.001


def selected(result: Result, names: Sequence[str]) -> Result:
    """Return the result with some of its scenarios, in this order."""
    by_name = {one.name: one for one in result.scenarios}
    kept = [name for name in names if name in by_name]

    def of(table: pd.DataFrame) -> pd.DataFrame:
        return table[table["scenario"].isin(kept)]

    return Result(
        scenarios=tuple(by_name[name] for name in kept),
        runs=tuple(record for record in result.runs if record.scenario in kept),
        national=of(result.national),
        regions=of(result.regions),
        ledger=of(result.ledger),
        parameters=of(result.parameters),
        targets=of(result.targets),
        provenance=result.provenance,
        funnel=of(result.funnel),
        incomes=of(result.incomes),
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in markdown."""
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += [f"| {' | '.join(str(cell).replace('|', '/') for cell in row)} |" for row in rows]
    return "\n".join(lines)


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


def payers(central: Result) -> str:
    """What each payer pays, net, in the years 2026 to the end, a year on average."""
    net = net_by_payer(central.ledger)
    rows = []
    for payer, label in PAYERS.items():
        cells = [label]
        for name in (TODAY, PLAN):
            own = net.loc[[name]].droplevel("scenario")
            cells.append(f"{own[own.index >= 2026][payer].mean() / MILLION:,.0f}")
        rows.append(cells)
    return table(("who (below zero: a surplus)", "today's policy, million yuan a year", "plan"), rows)


def levers_by_cost(central: Result, most: int = 8) -> str:
    """The dearest levers of the plan."""
    spent = spent_by_purpose(central.ledger).loc[[PLAN]].droplevel("scenario")
    levers = spent[[name in central.scenarios[0].levers for name in spent.index]]
    total = levers.sum(axis=1).sort_values(ascending=False).head(most)
    rows = [
        (f"`{name}`", PAYERS[str(levers.loc[name].idxmax())], f"{value / MILLION:,.0f}")
        for name, value in total.items()
    ]
    return table(("lever", "paid by", "million yuan, all years"), rows)


def prices(central: Result) -> str:
    """Cost per additional completer and covered occupation."""
    found = costs(selected(central, [TODAY, PLAN, *SINGLE]))
    waste = deadweight(selected(central, [TODAY, PLAN, *SINGLE])).set_index(["scenario", "of"])["deadweight"]
    rows = []
    for (name, added), own in found.groupby(["scenario", "added"], sort=False):
        by_payer = own.set_index("payer")
        cells = [str(name), f"{by_payer['added_mean'].iloc[0]:+,.0f} {added}"]
        for payer in ("public", "all"):
            each, error = by_payer.loc[payer, "cost_per_added"], by_payer.loc[payer, "cost_per_added_error"]
            cells.append(f"{each:,.0f} ± {error:,.0f}" if math.isfinite(each) else "nothing surely added")
        share = float(waste[str(name), "examinees"])
        cells.append(f"{share:.2f}" if added == COMPLETERS and math.isfinite(share) else "–")
        rows.append(cells)
    return table(("scenario", "added since it began", "public cost of one", "all payers' cost", "deadweight"), rows)


def refused(central: Result) -> str:
    """How many applications there are for each examinee."""
    came = deadweight(selected(central, [TODAY, PLAN])).set_index("of")
    texts = []
    for title, column in (("today's policy", "reference"), ("the plan", "policy")):
        applied, sat = float(came.loc["applications", column]), float(came.loc["examinees", column])
        texts.append(f"under {title} {applied / sat:.1f} ({applied:,.0f} for {sat:,.0f})")
    return (
        f"Applications for each examinee since 2026: {', '.join(texts)}. Whoever finds no seat, or gives up, may apply"
        " again; why applications fail: [below](#from-knowing-to-being-hired-and-why-not)."
    )


def price_without_the_dearest(central: Result) -> str:
    """Public cost of an additional completer when levers that dwarf all others are left out."""
    both = selected(central, [TODAY, PLAN])
    apart = dwarfing(both.ledger)
    if not apart:
        return ""
    net = net_by_payer(both.ledger[~both.ledger["purpose"].isin(apart)])["government"].groupby(level="scenario").sum()
    more = float(net.get(PLAN, 0.0) - net.get(TODAY, 0.0))
    added = costs(both).set_index(["added", "payer"]).loc[(COMPLETERS, "public"), "added_mean"]
    names = " and ".join(f"`{name}`" for name in apart)
    return (
        f"{names} serves everybody who is online there and costs more than all else together. Without it, the plan's"
        f" public cost is {more / float(added):,.0f} yuan for each additional completer."
    )


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
    scenario = next(one for one in central.scenarios if one.name == TODAY)
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
