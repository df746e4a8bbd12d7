"""``microcred check``: say what scenario files mean, or everything that is wrong with them."""

from __future__ import annotations

from typing import Annotated

import typer

from microcred.base.errors import BadInput, Fault, printable
from microcred.base.money import yuan_text
from microcred.base.months import month_text
from microcred.catalogue.levers import LEVERS, Lever
from microcred.scenario import Clause, LeverSchedule, Scenario, load_scenario
from microcred.scenario.where import where_text


def check(
    files: Annotated[list[str], typer.Argument(metavar="SCENARIO…", help="Shipped names or paths of scenario files.")],
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="LEVER=VALUE", help="Replace a lever, from the start, everywhere."),
    ] = None,
    regions: Annotated[str | None, typer.Option(metavar="CODE,…", help="Keep only these regions.")] = None,
) -> None:
    """Check scenario files without running them."""
    kept = None if regions is None else [code.strip() for code in regions.split(",") if code.strip()]
    faults: list[Fault] = []
    left_out = 0
    for file in files:
        try:
            scenario = load_scenario(file, sets=sets or (), regions=kept)
        except BadInput as error:
            faults += [fault for fault in error.faults if fault not in faults]
            left_out += error.left_out
        else:
            typer.echo(printable_lines(summary(scenario)))
    if faults:
        raise BadInput(faults, left_out)


def printable_lines(lines: list[str]) -> str:
    """Join lines of which none can move the cursor."""
    return "\n".join(printable(line) for line in lines)


def summary(scenario: Scenario) -> list[str]:
    """Describe a scenario in a few lines."""
    share = scenario.population_share
    part = "" if scenario.regions is None else f" in {len(scenario.regions)} regions, {share:.1%} of all"
    lines = [f"{scenario.name}: {scenario.title}"]
    if scenario.reference:
        lines.append(f"  reference   {scenario.reference}")
    if scenario.base_name:
        lines.append(f"  extends     {scenario.base_name}")
    lines += [
        f"  system      {scenario.system} ({scenario.pack.title})",
        f"  period      {month_text(scenario.start)} to {month_text(scenario.end)}"
        f" ({scenario.months} months, after {scenario.spin_up} of spin-up)",
        f"  population  {scenario.population:,} people of working age{part}",
    ]
    lines += [f"  lever       {name} {text}" for name, text in _set_levers(scenario)]
    lines += [
        f"  shock       {shock.name} {shock.value:g} from {month_text(shock.start)} to {month_text(shock.end)}"
        for shock in scenario.shocks
    ]
    lines += [
        f"  target      {target.outcome} at least {target.at_least:g} by {month_text(target.by)}"
        for target in scenario.targets
    ]
    return lines + [f"  warning     {warning}" for warning in scenario.warnings]


def _set_levers(scenario: Scenario) -> list[tuple[str, str]]:
    return [
        (name, schedule_text(lever, scenario.levers[name]))
        for name, lever in LEVERS.items()
        if not scenario.levers[name].is_always(lever.neutral)
    ]


def schedule_text(lever: Lever, schedule: LeverSchedule) -> str:
    """Describe what a lever is set to."""
    if lever.kind == "fields":
        parts = [_clause_text(lever, clause) for clause in schedule.clauses if clause.value]
        return "; ".join(parts)
    parts = [_value_text(lever, schedule.base)]
    parts += [_clause_text(lever, clause) for clause in schedule.clauses]
    return "; ".join(parts)


def _value_text(lever: Lever, value: float) -> str:
    if lever.kind == "switch":
        return "on" if value else "off"
    return lever.choices[int(value)] if lever.choices else f"{value:g}"


def _clause_text(lever: Lever, clause: Clause) -> str:
    text = f"from {month_text(clause.start)}"
    if clause.ramp_end is not None and clause.ramp_from is not None:
        text += f" to {month_text(clause.ramp_end)} from {clause.ramp_from:g} to {clause.value:g}"
    else:
        if clause.end is not None:
            text += f" to {month_text(clause.end)}"
        if lever.kind != "fields":
            text += f" {_value_text(lever, clause.value)}"
    if clause.where:
        text += f" ({where_text(clause.where)})"
    if clause.budget is not None:
        text += f" up to {yuan_text(clause.budget)} yuan a year"
    if clause.deadline is not None:
        text += f", deadline {month_text(clause.deadline)}"
    return text
