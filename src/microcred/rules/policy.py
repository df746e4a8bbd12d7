"""The value of a lever for whoever it is asked about (definitions.md, "A scenario file")."""

from __future__ import annotations

from typing import Any

from microcred.base.compile import compiled

ANY = -1


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
    for clause in range(policy.last[lever] - 1, policy.first[lever] - 1, -1):
        if not policy.active[clause]:
            continue
        if (
            (place < 0 or policy.at_place[clause, place])
            and (segment < 0 or policy.at_segment[clause, segment])
            and (sector < 0 or policy.at_sector[clause, sector])
            and (occupation < 0 or policy.at_occupation[clause, occupation])
            and (kind < 0 or policy.at_kind[clause, kind])
            and (size < 0 or policy.at_size[clause, size])
            and (type_ < 0 or policy.at_type[clause, type_])
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
    clause = lever_clause(policy, lever, place, segment, sector, occupation, kind, size, type_)
    if clause < 0:
        return policy.base[lever]
    policy.reached[clause] = True
    return policy.value[clause]


@compiled
def highest_value(policy: Any, lever: int) -> float:
    """The highest value that a lever has for anybody this month."""
    highest = policy.base[lever]
    for clause in range(policy.first[lever], policy.last[lever]):
        if policy.active[clause]:
            highest = max(highest, policy.value[clause])
    return highest
