"""Which levers a scenario sets and which changed nothing in a run: a clause may not silently do nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from microcred.base.months import month_text
from microcred.catalogue.levers import LEVERS
from microcred.outcomes.record import Finished
from microcred.scenario.model import Clause, Scenario
from microcred.scenario.where import where_text
from microcred.world.policy import entries


class Part(NamedTuple):
    """A constant or a dated entry of a lever: how to name it, and whether it did nothing."""

    name: str
    idle: bool


def idle_levers(scenario: Scenario, finished: Finished) -> tuple[str, ...]:
    """Name the levers that were set and changed nothing; of a lever that did something, the entries that did not.

    A constant is set if it differs from neutral; it did nothing if nobody ever asked for it. An entry did nothing if it
    never said to anybody something else than what lies beneath it, and its budget never stopped it. Nor did anything
    whose lever acts only together with others (`void_without`) of which none was there.

    Parameters
    ----------
    scenario
        The scenario that was run.
    finished
        Its run.

    Returns
    -------
    tuple of str
        In the order of the catalogue.
    """
    parts = {name: parts_of(name, scenario, finished) for name in LEVERS}
    there = {name for name in LEVERS if any(not part.idle for part in parts[name])}
    named: list[str] = []
    for name, lever in LEVERS.items():
        void = lever.void_without and not there.intersection(lever.void_without)
        idle = [part.name for part in parts[name] if part.idle or void]
        named += [name] if idle and len(idle) == len(parts[name]) else idle
    return tuple(named)


def parts_of(name: str, scenario: Scenario, finished: Finished) -> list[Part]:
    """Everything that a scenario sets a lever to."""
    lever, schedule = LEVERS[name], scenario.levers[name]
    parts = []
    if schedule.base != lever.neutral:
        parts.append(Part(f"{name} as a constant", not finished.answered[lever.code]))
    stopped = {row for row, _ in finished.stopped}
    rows = [row for row, clause in enumerate(entries(scenario)) if clause.lever == name]
    clauses = dict(zip(rows, schedule.clauses, strict=True))
    # A list of fields is one entry in several clauses, of which the first ends what was listed before.
    heads = [row for row in rows if lever.kind != "fields" or clauses[row].value == 0.0 or row == rows[0]]
    for first, last in pairwise([*heads, rows[-1] + 1] if rows else []):
        did = any(finished.acted[row] or row in stopped for row in range(first, last))
        parts.append(Part(f"{name} {entry_text(clauses[first])}", not did))
    return parts


def entry_text(clause: Clause) -> str:
    """By what a reader finds an entry in a file: its months and whom it is for."""
    end = clause.end if clause.ramp_end is None else clause.ramp_end
    text = f"from {month_text(clause.start)}" + ("" if end is None else f" to {month_text(end)}")
    return f"{text} ({where_text(clause.where)})" if clause.where else text
