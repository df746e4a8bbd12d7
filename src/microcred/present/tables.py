"""The console's tables: targets and milestones, the last month, and what must be known beside them."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from itertools import zip_longest
from typing import Any

import pandas as pd
from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from microcred.analysis.conditional import conditional_verdicts
from microcred.base.errors import printable
from microcred.catalogue.outcomes import OUTCOMES, Outcome
from microcred.present.measures import AT_THE_END, Measure, currency_of
from microcred.present.notes import notes
from microcred.present.numbers import (
    chance_text,
    duration_text,
    number_text,
    spread_text,
)
from microcred.result import CHANCE, PARAMETERS_AND_CHANCE, Result, quantiles
from microcred.scenario.model import Scenario
from microcred.verdicts import FEWEST_FOR_A_BAND

#: Width where there is no terminal to ask.
PLAIN_WIDTH = 100
#: Scenarios beside each other; more do not fit.
MOST_BESIDE = 2
#: Outcomes that follow a yearly quota, whatever the quality; the eligible pool stands beside them.
ADMINISTRATIVE = frozenset({"demonstration_projects"})


def target_label(outcome: str, at_least: float, deadline: str) -> str:
    """Name a target in two lines: ``Coverage of shortage occupations / ≥ 80 % by 2030-12``."""
    declared = OUTCOMES[outcome]
    kind = ", administrative" if outcome in ADMINISTRATIVE else ""
    return f"{declared.label}\n≥ {number_text(at_least, declared)} by {deadline}{kind}"


def plain_table(title: str | None) -> Table:
    """Make a table with a bold title, a line under its head and nothing else."""
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )


def _value_cell(row: Any) -> str:
    declared = OUTCOMES[row.outcome]
    if row.runs == 0:
        return "runs end before"
    if row.not_measurable and not math.isfinite(row.median):
        return f"no survey; true {number_text(row.counterpart_median, declared)} *"
    text = spread_text(row.median, row.p05, row.p95, row.runs, declared)
    return f"{text} *" if row.not_measurable else text


def _add_target(table: Table, label: str, rows: Sequence[Any]) -> None:
    """Add a line per scenario, with the label's lines beside the first ones."""
    for line, row in zip_longest(label.split("\n"), rows):
        cells = ("", "", "", "")
        if row is not None:
            chance = chance_text(row.probability, row.probability_error)
            cells = (printable(row.scenario), _value_cell(row), chance, row.month_first_met or "never")
        table.add_row(*(Text(cell) for cell in (line or "", *cells)))
    table.add_row()


def targets_tables(result: Result) -> list[RenderableType]:
    """Targets and milestones, once for each kind of band that there is, each under its heading."""
    titles = {
        PARAMETERS_AND_CHANCE: "Targets and milestones over {} sets of parameters (bands: parameters and chance)",
        CHANCE: "Targets and milestones with central parameters (bands: chance alone)",
    }
    sets = result.provenance.get("parameter_sets", 0)
    parts: list[RenderableType] = []
    for kind in dict.fromkeys(result.targets["over"]) or (CHANCE,):
        parts.append(Text(titles[kind].format(sets), style="bold"))
        parts.append(_targets_table(result.targets[result.targets["over"] == kind]))
    return parts


def _targets_table(targets: pd.DataFrame) -> Table:
    """One block per target, one line per scenario."""
    table = plain_table(None)
    table.add_column("Target", no_wrap=True)
    table.add_column("Scenario", overflow="fold", style="cyan")
    table.add_column("Median (90 % band)", no_wrap=True)
    table.add_column("Chance", justify="right", no_wrap=True)
    table.add_column("First met", no_wrap=True)
    keys = ["target", "outcome", "at_least", "deadline"]
    for (_, outcome, at_least, deadline), block in targets.groupby(keys, sort=False):
        label = target_label(str(outcome), float(str(at_least)), str(deadline))
        _add_target(table, label, list(block.itertuples(index=False)))
    return table


def _conditional_cells(row: Any, declared: Outcome) -> tuple[str, str, str, str]:
    value = spread_text(row.median, row.p05, row.p95, row.runs, declared)
    return printable(row.scenario), str(row.runs), value, chance_text(row.probability, row.probability_error)


def conditional_table(result: Result) -> Table:
    """Chances by ranges of the levels of the first year that nobody has measured."""
    table = plain_table("Verdicts by what the unmeasured level of the first year may have been")
    table.add_column("Target, level", no_wrap=True)
    table.add_column("Scenario", overflow="fold", style="cyan")
    for name in ("Runs", "Median (90 % band)", "Chance"):
        table.add_column(name, justify="right", no_wrap=True)
    verdicts = conditional_verdicts(result.ensemble, result.scenarios)
    for (target, low, high), rows in verdicts.groupby(["target", "level_low", "level_high"], sort=False):
        first = rows.iloc[0]
        declared = OUTCOMES[str(first["outcome"])]
        wanted = f"{target} ≥ {number_text(float(first['at_least']), declared)}"
        level = f"{OUTCOMES[str(first['level_of'])].label} {100 * float(str(low)):.0f}–{100 * float(str(high)):.0f} %"
        for line, row in zip_longest((wanted, level), rows.itertuples(index=False)):
            cells = ("", "", "", "")
            if row is not None:
                cells = _conditional_cells(row, declared)
            table.add_row(*(Text(cell) for cell in (line or "", *cells)))
    return table


def _end_cell(result: Result, scenario: Scenario, measure: Measure) -> str:
    series, _ = measure.by_run(result.ensemble, scenario.name)
    last = series[:, -1]
    return spread_text(*quantiles(last), last.size, measure.described())


def _end_label(measure: Measure, currency: str) -> str:
    described = measure.described(currency)
    return f"{described.label}, {currency}" if currency in described.unit else described.label


def end_tables(result: Result) -> list[Table]:
    """The last month: people, supply, equity and cost, one column per scenario, two columns per table."""
    tables = []
    currency = currency_of(result.scenarios)
    for first in range(0, len(result.scenarios), MOST_BESIDE):
        beside = result.scenarios[first : first + MOST_BESIDE]
        table = plain_table(f"In {result.national['month'].max()}")
        table.add_column("")
        for scenario in beside:
            table.add_column(Text(printable(scenario.name), style="cyan"), overflow="fold")
        for measure in AT_THE_END:
            cells = [_end_cell(result, scenario, measure) for scenario in beside]
            table.add_row(_end_label(measure, currency), *(Text(cell) for cell in cells))
        tables.append(table)
    return tables


def _heading(result: Result) -> Text:
    facts = result.provenance
    replicates = facts["replicates"]
    text = Text()
    for scenario in result.scenarios:
        text.append(printable(scenario.name), style="bold cyan")
        changed = facts.get("set", {}).get(scenario.name, ())
        with_changes = f", with {', '.join(changed)}" if changed else ""
        text.append(printable(f": {scenario.title}{with_changes}") + "\n")
    runs = f"{replicates} replicate" + ("" if replicates == 1 else "s")
    months = result.national["month"]
    if result.over != CHANCE:
        runs += f" with central parameters and {facts['parameter_sets']} sets of parameters"
    text.append(
        f"{runs} each, seed {facts['seed']}, {months.min()} to {months.max()},"
        f" {duration_text(facts['seconds'])}; the same seeds for every scenario\n"
    )
    return text


def _notes(result: Result) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for heading, lines in notes(result):
        parts.append(Text(heading, style="bold"))
        parts.extend(Padding(Text(line), (0, 0, 0, 2)) for line in lines)
    return parts


def _explanation(result: Result) -> Text:
    enough = result.provenance["replicates"] >= FEWEST_FOR_A_BAND
    sets = "" if result.over == CHANCE else " Below, medians and bands are over the sets of parameters."
    few = "" if enough else f" Too few replicates for a 90 % band: {FEWEST_FOR_A_BAND} are needed."
    return Text(
        "Chance: share of runs that meet the target in its month ± its Monte Carlo error (90 %). First met:"
        f" month by which half of the runs that ever meet the target have met it.{few}{sets}",
        style="dim",
    )


def summary(result: Result) -> RenderableType:
    """All that the console says about a result."""
    parts: list[RenderableType] = [_heading(result), *targets_tables(result), _explanation(result)]
    if result.over != CHANCE:
        parts += [Text(), conditional_table(result)]
    for table in end_tables(result):
        parts += [Text(), table]
    return Group(*parts, Text(), *_notes(result))


def console(width: int | None = None, *, stderr: bool = False) -> Console:
    """Make a console that reads well in a terminal and in a file.

    Parameters
    ----------
    width
        Columns; None asks the terminal, and takes 100 where there is none.
    stderr
        Write to the standard error stream.

    Returns
    -------
    rich.console.Console
        Without markup or highlighting: a scenario's text is never a command to the terminal.
    """
    stream = sys.stderr if stderr else sys.stdout
    if isinstance(stream, TextIOWrapper):
        # A terminal or file that cannot show "≥" must not lose a finished run.
        stream.reconfigure(errors="replace")
    made = Console(stderr=stderr, markup=False, highlight=False, emoji=False, width=width)
    if width is None and not made.is_terminal:
        made.width = PLAIN_WIDTH
    return made


def print_summary(result: Result, output: Console) -> None:
    """Print the summary; to a file without the blanks that fill a terminal's lines."""
    if output.is_terminal:
        output.print(summary(result))
    else:
        output.print("\n".join(shown(result, output.width)), soft_wrap=True)


def shown(result: Result, width: int = PLAIN_WIDTH) -> Sequence[str]:
    """The lines of the summary as plain text."""
    plain = Console(width=width, markup=False, highlight=False, emoji=False, color_system=None, record=False)
    with plain.capture() as capture:
        plain.print(summary(result))
    return [line.rstrip() for line in capture.get().splitlines()]
