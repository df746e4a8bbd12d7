"""What the plan reaches: verdicts, what bounds the number of projects, and what hangs on unmeasured numbers."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from findings_tables import PLAN, TODAY, counted, scenario_of, table

from microcred.analysis.conditional import conditional_verdicts
from microcred.base.months import MONTHS_A_YEAR, month_text
from microcred.catalogue.outcomes import OUTCOMES
from microcred.present.numbers import chance_text, number_text, spread_text
from microcred.result import CHANCE, PARAMETERS_AND_CHANCE, Result
from microcred.rules.award import SURVEYED_MONTHS
from microcred.scenario.model import Scenario, Target
from microcred.verdicts import quantiles, runs_by_month

PROJECTS, ELIGIBLE = "demonstration_projects", "demonstration_eligible"
#: Steps on the way that the source paper asks for beside its four targets.
MILESTONES = ("certified_share", "recognition")


def target_text(row: Any) -> str:
    """A target in words."""
    declared = OUTCOMES[row.outcome]
    return f"{declared.label} ≥ {number_text(row.at_least, declared)} by {row.deadline}"


def value_text(row: Any) -> str:
    """Median and band of a verdict."""
    text = spread_text(row.median, row.p05, row.p95, row.runs, OUTCOMES[row.outcome])
    return f"{text}\\*" if row.not_measurable else text


def ever_met(runs: pd.DataFrame, verdict: Any) -> str:
    """How many runs ever meet a target, and the month by which half of these have."""
    series, _ = runs_by_month(runs, PLAN, verdict.outcome)
    met = int((series >= verdict.at_least).any(axis=1).sum())
    when = f", {'in' if met == 1 else 'half by'} {verdict.month_first_met}" if met else ""
    return f"{met} of {len(series)}{when}"


def reached(central: Result, ensemble: Result) -> str:
    """What the plan and today's policy reach, over parameters and chance and over chance alone."""
    drawn = ensemble.targets[ensemble.targets["over"] == PARAMETERS_AND_CHANCE]
    verdicts = pd.concat([drawn, central.targets[central.targets["scenario"].isin([PLAN, TODAY])]])
    cells: list[list[str]] = []
    for (_, over), rows in verdicts.groupby(["target", "over"], sort=False):
        by_name = {row.scenario: row for row in rows.itertuples(index=False)}
        plan, today = by_name[PLAN], by_name[TODAY]
        chances = [chance_text(float(row.probability), float(row.probability_error)) for row in (plan, today)]
        ever = ever_met((central if over == CHANCE else ensemble).ensemble, plan)
        cells.append([target_text(plan), str(over), value_text(plan), chances[0], ever, value_text(today), chances[1]])
    cells.sort(key=lambda row: row[1] == CHANCE)
    heads = ("target", "over", "plan: median (90 %)", "chance", "runs that ever meet it", "today's policy", "chance")
    return table(heads, cells)


def meanings(result: Result) -> str:
    """What each target counts."""
    names = dict.fromkeys(target.outcome for target in scenario_of(result, PLAN).targets)
    return "\n".join(f"- {OUTCOMES[name].label}: {OUTCOMES[name].meaning}." for name in names)


def first_survey(scenario: Scenario) -> int | None:
    """The first month in which anybody is surveyed."""
    schedule = scenario.levers["survey_interval"]
    if schedule.base > 0.0:
        return scenario.start - scenario.spin_up
    return min((clause.start for clause in schedule.clauses if clause.value > 0.0), default=None)


def most_named(scenario: Scenario, until: int) -> dict[int, int]:
    """The most projects that may be named in each January up to a month: two surveyed years must have passed."""
    surveyed = first_survey(scenario)
    if surveyed is None:
        return {}
    months = range(max(scenario.start, surveyed + SURVEYED_MONTHS), until + 1)
    quotas = {month: scenario.levers["demonstration_quota"].value_in(month, {}) for month in months}
    # Of a part of the country a lot decides about the fraction of a project.
    return {
        month: math.ceil(quota * scenario.population_share)
        for month, quota in quotas.items()
        if month % MONTHS_A_YEAR == 0 and quota > 0.0
    }


def project_bound(scenario: Scenario, target: Target) -> str:
    """How many demonstration projects the plan's own dates allow, against the target."""
    named, surveyed = most_named(scenario, target.by), first_survey(scenario)
    most = sum(named.values())
    if not named or surveyed is None:
        return "The plan names no demonstration project before the deadline: without two surveyed years none qualifies."
    quotas = " + ".join(str(places) for places in named.values())
    impossible = most < target.at_least
    verdict = (
        f"the target of {target.at_least:,.0f} cannot be met under these dates and this quota, whatever the programmes"
        " are like"
        if impossible
        else f"the target of {target.at_least:,.0f} can be met"
    )
    januaries = ", ".join(month_text(month) for month in named)
    return (
        f"The number of demonstration projects is bounded by the plan itself: {verdict}. Projects are named in January,"
        f" of programmes surveyed for {SURVEYED_MONTHS} months; surveys begin in {month_text(surveyed)}, which leaves"
        f" {januaries}, and the quota allows {quotas} = {most} at most."
    )


def together(ensemble: Result) -> str:
    """In how many runs the plan meets its targets at once, with and without the number of projects."""
    runs = ensemble.ensemble
    own = runs[runs["scenario"] == PLAN].set_index(["parameter_set", "replicate", "month"])
    targets = scenario_of(ensemble, PLAN).targets
    every = pd.DataFrame(
        {one.name: own.xs(month_text(one.by), level="month")[one.outcome] >= one.at_least for one in targets}
    )

    def share(names: list[str]) -> str:
        return f"{100 * every[names].all(axis=1).mean():.0f} %"

    main = [one.name for one in targets if one.outcome not in MILESTONES]
    others = [one.name for one in targets if one.outcome not in (*MILESTONES, PROJECTS)]
    stones = [one.name for one in targets if one.outcome in MILESTONES]
    return (
        f"All {counted(len(main), 'target')} are met together in {share(main)} of the {len(every)} runs, with the"
        f" {counted(len(stones), 'milestone')} (certified programmes, recognition) in {share(main + stones)}. Without"
        f" the number of projects, the {counted(len(others), 'other target')} are met together in {share(others)}, with"
        f" the milestones in {share(others + stones)}."
    )


def projects(ensemble: Result) -> str:
    """The quota, the projects named and the pool of programmes that qualify, January by January."""
    scenario = scenario_of(ensemble, PLAN)
    target = next((one for one in scenario.targets if one.outcome == PROJECTS), None)
    if target is None:
        return ""
    named = most_named(scenario, target.by)
    columns = {name: runs_by_month(ensemble.ensemble, PLAN, name) for name in (PROJECTS, ELIGIBLE)}
    months = sorted({*named, target.by})
    rows = []
    for month in months:
        cells = [month_text(month), str(sum(places for begun, places in named.items() if begun <= month))]
        for name, (series, texts) in columns.items():
            values = series[:, texts.index(month_text(month))]
            cells.append(spread_text(*quantiles(values), len(values), OUTCOMES[name]))
        rows.append(cells)
    heads = (
        "month",
        "most that the quota allows",
        "projects: median (90 %)",
        "programmes that qualify, named or not: median (90 %)",
    )
    return f"{project_bound(scenario, target)}\n\n{table(heads, rows)}"


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
