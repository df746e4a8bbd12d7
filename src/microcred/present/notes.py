"""What a reader must know beside the numbers: idle levers, spent budgets, warnings and who is counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from microcred.base.errors import printable
from microcred.catalogue.outcomes import OUTCOMES
from microcred.present.numbers import number_text
from microcred.result import Result, RunRecord, all_targets
from microcred.scenario.model import Scenario, Target


def _runs_of(result: Result, scenario: Scenario) -> list[RunRecord]:
    return [record for record in result.runs if record.scenario == scenario.name]


def _in_runs(count: int, runs: int) -> str:
    if runs == 1:
        return ""
    return f" (all {runs} runs)" if count == runs else f" ({count} of {runs} runs)"


def idle_levers(result: Result, scenario: Scenario) -> Iterator[str]:
    """Name the levers that were set and never changed anything."""
    records = _runs_of(result, scenario)
    idle = Counter(lever for record in records for lever in record.idle_levers)
    for lever, count in idle.items():
        yield f"{scenario.name}: {lever} is set and did nothing{_in_runs(count, len(records))}"


def spent_budgets(result: Result, scenario: Scenario) -> Iterator[str]:
    """Name the budgets that ran out, year by year, with the earliest month."""
    records = _runs_of(result, scenario)
    months: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for record in records:
        firsts: dict[tuple[str, str], str] = {}
        for lever, month in sorted(record.stopped, key=lambda stop: stop[1]):
            firsts.setdefault((lever, month[:4]), month)
        for key, month in firsts.items():
            months[key].append(month)
    for (lever, _), stops in sorted(months.items()):
        earliest = "" if len(set(stops)) == 1 else " at the earliest"
        runs = _in_runs(len(stops), len(records))
        yield f"{scenario.name}: the budget of {lever} ran out in {min(stops)}{earliest}{runs}"


def population(scenario: Scenario) -> str:
    """Say who is counted, and what was kept of the country."""
    note = scenario.pack.population_note
    if scenario.regions is None:
        return note
    kept = f"{len(scenario.regions)} region" + ("" if len(scenario.regions) == 1 else "s")
    return (
        f"{note}. Kept here: {kept} with {scenario.population:,} people,"
        f" {100 * scenario.population_share:.1f} % of the country; standards and evaluation organisations"
        " stay national, their capacity and licence income scaled to that share"
    )


def _populations(result: Result) -> Iterator[str]:
    notes: defaultdict[str, list[str]] = defaultdict(list)
    for scenario in result.scenarios:
        notes[population(scenario)].append(scenario.name)
    for note, names in notes.items():
        yield note if len(notes) == 1 else f"{', '.join(names)}: {note}"


def _unmeasured(result: Result) -> Iterator[str]:
    missing = result.targets[result.targets["not_measurable"]].drop_duplicates(["scenario", "outcome", "deadline"])
    for row in missing.itertuples(index=False):
        label = OUTCOMES[str(row.outcome)].label
        yield (
            f"* {row.scenario}: “{label}” cannot be measured in {row.deadline}, because no survey asks; the"
            " value shown is the true one, which nobody there could know"
        )


def is_unscaled(result: Result, target: Target) -> bool:
    """Whether a target counts people or things while a scenario keeps only some regions: it stays as it is written."""
    parts = any(scenario.regions is not None for scenario in result.scenarios)
    return parts and OUTCOMES[target.outcome].scales_with_population


def _unscaled(result: Result) -> Iterator[str]:
    for target in all_targets(result.scenarios):
        if is_unscaled(result, target):
            declared = OUTCOMES[target.outcome]
            yield (
                f"“{declared.label} ≥ {number_text(target.at_least, declared)}” stands as the scenario says it; runs of"
                " some regions have their share of the people and of a yearly quota: if it is meant for the whole"
                " country, they cannot say whether it is met"
            )


def notes(result: Result) -> list[tuple[str, list[str]]]:
    """Everything worth saying beside the numbers.

    Parameters
    ----------
    result
        What to speak about.

    Returns
    -------
    list
        (heading, lines); headings without lines are left out.
    """
    every = result.scenarios
    parts = [
        ("Levers that did nothing", [line for one in every for line in idle_levers(result, one)]),
        ("Budgets that ran out", [line for one in every for line in spent_budgets(result, one)]),
        ("Not measurable", list(_unmeasured(result))),
        ("Targets that are not scaled to the regions kept", list(_unscaled(result))),
        ("Warnings", [f"{one.name}: {warning}" for one in every for warning in one.warnings]),
        ("People", list(_populations(result))),
    ]
    return [(heading, [printable(line) for line in lines]) for heading, lines in parts if lines]
