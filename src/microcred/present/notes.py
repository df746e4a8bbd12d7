"""What a reader must know beside the numbers: idle levers, spent budgets, warnings and who is counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

from microcred.base.errors import printable
from microcred.catalogue.outcomes import OUTCOMES
from microcred.result import Result, RunRecord, all_targets
from microcred.scenario.model import Scenario

#: A larger share of the people is the whole country, as it is written.
WHOLE = 0.9995


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


def partial_targets(scenarios: Sequence[Scenario], shown: Collection[str] = OUTCOMES) -> str:
    """Warn of targets on counts where a part of the country is kept: they are not set for that part.

    Parameters
    ----------
    scenarios
        Whose targets.
    shown
        Names of the outcomes that are shown.

    Returns
    -------
    str
        Empty where there is nothing to warn of.
    """
    share = min(scenario.population_share for scenario in scenarios)
    counted = [target.outcome for target in all_targets(scenarios) if OUTCOMES[target.outcome].scales_with_population]
    labels = dict.fromkeys(OUTCOMES[name].label for name in counted if name in shown)
    if share > WHOLE or not labels:
        return ""
    whose = f"{100 * share:.1f} % of its people"
    if len(labels) == 1:
        return (
            f"Target on a count that grows with people: {next(iter(labels))}. If it was set for the whole country,"
            f" {whose} cannot be judged by it."
        )
    return (
        f"Targets on counts that grow with people: {', '.join(labels)}. If they were set for the whole country, {whose}"
        " cannot be judged by them."
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
        ("Targets of the whole country", [text for text in (partial_targets(every),) if text]),
        ("Warnings", [f"{one.name}: {warning}" for one in every for warning in one.warnings]),
        ("People", list(_populations(result))),
    ]
    return [(heading, [printable(line) for line in lines]) for heading, lines in parts if lines]
