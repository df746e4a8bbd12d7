"""The months in which a scenario's levers change, for the marks in a figure and the line below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from microcred.base.months import month_text
from microcred.scenario.model import Clause, LeverSchedule, Scenario

#: Levers named per month before the rest is only counted.
MOST_NAMED = 4


def _months_of(clause: Clause) -> Iterator[int]:
    yield clause.start
    if clause.deadline is not None:
        yield clause.deadline
    if clause.ramp_end is not None:
        yield clause.ramp_end
    elif clause.end is not None:
        yield clause.end + 1


def _schedule_months(schedule: LeverSchedule) -> set[int]:
    return {month for clause in schedule.clauses for month in _months_of(clause)}


def months_of_change(scenarios: Sequence[Scenario]) -> dict[int, list[str]]:
    """Months after the start in which levers change, with the levers' names, over all scenarios."""
    changes: dict[int, set[str]] = {}
    for scenario in scenarios:
        for lever, schedule in scenario.levers.items():
            for month in _schedule_months(schedule):
                if scenario.start < month <= scenario.end:
                    changes.setdefault(month, set()).add(lever)
    return {month: sorted(changes[month]) for month in sorted(changes)}


def dates_text(scenarios: Sequence[Scenario]) -> str:
    """List the months and what changes in them: ``Levers change in 2026-01 (subsidy, …), 2026-07 (…)``."""
    parts = []
    for month, levers in months_of_change(scenarios).items():
        named = ", ".join(levers[:MOST_NAMED])
        rest = len(levers) - MOST_NAMED
        parts.append(f"{month_text(month)} ({named}{f' and {rest} more' if rest > 0 else ''})")
    return f"Levers change in {'; '.join(parts)}." if parts else ""
