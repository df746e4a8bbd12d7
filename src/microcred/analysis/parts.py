"""Complementarity: what the parts of a policy do alone, summed and together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pandas as pd

from microcred.analysis.paired import paired
from microcred.scenario.model import LeverSchedule, Scenario
from microcred.verdicts import Numbers

COLUMNS = ("outcome", "part", "effect", "error", "low", "high", "runs")
ALONE, WITHOUT, SUM, TOGETHER, EXTRA = "alone", "last", "sum of the parts", "together", "together less the sum"


@dataclass(frozen=True)
class Parts:
    """A policy and the parts that make it up.

    Attributes
    ----------
    whole
        Name of the scenario with all of them.
    alone
        Names of the scenarios with one part each.
    without
        For a part the name of the scenario that has all the others, where there is one.
    """

    whole: str
    alone: tuple[str, ...]
    without: dict[str, str]


def _changed(reference: Scenario, other: Scenario) -> dict[str, LeverSchedule]:
    return {name: other.levers[name] for name in other.levers if other.levers[name] != reference.levers[name]}


def find_parts(scenarios: Sequence[Scenario]) -> Parts | None:
    """Find among scenarios one whose levers are those of several others together, each lever in one of them.

    Parameters
    ----------
    scenarios
        The first is the reference.

    Returns
    -------
    Parts or None
        The largest such policy; None if there is none.
    """
    reference, *others = scenarios
    same = [one for one in others if one.shocks == reference.shocks and one.parameters == reference.parameters]
    changed = {one.name: _changed(reference, one) for one in same}
    best: Parts | None = None
    for whole, levers in changed.items():
        inside = [
            name
            for name, own in changed.items()
            if name != whole and own and own.items() <= levers.items() and own != levers
        ]
        found = _cover(levers, {name: changed[name] for name in inside})
        if found is not None and (best is None or len(found) > len(best.alone)):
            without = {
                part: name
                for part in found
                for name in inside
                if changed[name] == {key: levers[key] for key in levers if key not in changed[part]}
            }
            best = Parts(whole, found, without)
    return best


def _cover(levers: dict[str, LeverSchedule], parts: dict[str, dict[str, LeverSchedule]]) -> tuple[str, ...] | None:
    """Most parts that together have every lever exactly once."""
    for size in range(len(parts), 1, -1):
        for names in combinations(parts, size):
            if sum(len(parts[name]) for name in names) == len(levers):
                together = {key for name in names for key in parts[name]}
                if together == set(levers):
                    return names
    return None


def complementarity(
    parts: Parts, reference: str, outcomes: Sequence[str], last_value: Callable[[str, str], Numbers]
) -> pd.DataFrame:
    """Effect of each part alone and as the last one added, of their sum and of the whole, paired by run.

    Parameters
    ----------
    parts
        As `find_parts` found them.
    reference
        Name of the scenario without any of them.
    outcomes
        Names of outcomes.
    last_value
        Value per run of an outcome under a scenario, called with (scenario, outcome).

    Returns
    -------
    pandas.DataFrame
        A row per outcome and part; effects are differences of the mean, with half of their 90 % interval.
    """
    return pd.DataFrame(
        [row for outcome in outcomes for row in _rows(parts, reference, outcome, last_value)], columns=list(COLUMNS)
    )


def _rows(
    parts: Parts, reference: str, outcome: str, last_value: Callable[[str, str], Numbers]
) -> Iterator[dict[str, Any]]:
    base, whole = last_value(reference, outcome), last_value(parts.whole, outcome)
    alone = {part: last_value(part, outcome) - base for part in parts.alone}
    added = sum(alone.values(), start=0.0 * base)
    named = [(f"{part}, {ALONE}", effect) for part, effect in alone.items()]
    named += [(f"{part}, {WITHOUT}", whole - last_value(other, outcome)) for part, other in parts.without.items()]
    named += [(SUM, added), (TOGETHER, whole - base), (EXTRA, whole - base - added)]
    for name, effect in named:
        found = paired(0.0 * effect, effect)
        values = (outcome, name, found.mean, found.error, found.low, found.high, found.runs)
        yield dict(zip(COLUMNS, values, strict=True))
