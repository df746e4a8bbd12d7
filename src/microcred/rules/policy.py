"""The value of a lever for whoever it is asked about (definitions.md, "A scenario file")."""

from __future__ import annotations

from typing import Any

from microcred.base.compile import compiled

ANY = -1
# Labels of the fixed dimensions come first in `reach`; places, sectors and occupations begin where `columns` says.
KIND_COLUMN = 0
SIZE_COLUMN = 4
TYPE_COLUMN = 7
SEGMENT_COLUMN = 10


@compiled
def lever_clause(
    policy: Any,
    lever: int,
    place: int,
    segment: int,
    sector: int,
    occupation: int,
    kind: int,
    size: int,
    type_: int,
) -> int:
    """Which clause gives `lever_value`; -1 for the base value."""
    row = policy.levers[lever]
    for clause in range(row.last - 1, row.first - 1, -1):
        if not policy.entries[clause].active:
            continue
        reach = policy.reach[clause]
        if (
            (place < 0 or reach[policy.columns[0] + place])
            and (segment < 0 or reach[SEGMENT_COLUMN + segment])
            and (sector < 0 or reach[policy.columns[1] + sector])
            and (occupation < 0 or reach[policy.columns[2] + occupation])
            and (kind < 0 or reach[KIND_COLUMN + kind])
            and (size < 0 or reach[SIZE_COLUMN + size])
            and (type_ < 0 or reach[TYPE_COLUMN + type_])
        ):
            return clause
    return -1


@compiled
def lever_value(
    policy: Any,
    lever: int,
    place: int,
    segment: int,
    sector: int,
    occupation: int,
    kind: int,
    size: int,
    type_: int,
) -> float:
    """Value of a lever this month; where entries overlap, the later one in the file counts.

    Parameters
    ----------
    policy
        The month's levers (`world.policy.Policy`).
    lever
        A `LeverCode`.
    place, segment, sector, occupation, kind, size, type_
        Who asks; `ANY` (-1) where a dimension does not apply to the lever.

    Returns
    -------
    float
        The base value, or that of the last clause in force that reaches the asker.
    """
    row = policy.levers[lever]
    if row.first == row.last:
        return row.base
    clause = lever_clause(policy, lever, place, segment, sector, occupation, kind, size, type_)
    if clause < 0:
        return row.base
    policy.entries[clause].reached = True
    return policy.entries[clause].value


@compiled
def highest_value(policy: Any, lever: int) -> float:
    """The highest value that a lever has for anybody this month."""
    row = policy.levers[lever]
    highest = row.base
    for clause in range(row.first, row.last):
        if policy.entries[clause].active:
            highest = max(highest, policy.entries[clause].value)
    return highest
