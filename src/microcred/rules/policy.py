"""The value of a lever for whoever it is asked about (model.md 3, stage `policy`; definitions.md)."""

from __future__ import annotations

from typing import Any

from microcred.base.compile import borrowing

ANY = -1
# `reach` says first in which dimensions an entry has no limit; then come the labels of the fixed dimensions; places,
# sectors and occupations begin where `columns` says.
ANY_KIND = 0
ANY_SIZE = 1
ANY_TYPE = 2
ANY_SEGMENT = 3
ANY_PLACE = 4
ANY_SECTOR = 5
ANY_OCCUPATION = 6
KIND_COLUMN = 7
SIZE_COLUMN = 11
TYPE_COLUMN = 14
SEGMENT_COLUMN = 17


@borrowing
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
    """Which clause gives `lever_value`: the last in the file that is in force and reaches the asker.

    Parameters
    ----------
    policy
        The month's levers (`world.policy.Policy`).
    lever
        A `LeverCode`.
    place, segment, sector, occupation, kind, size, type_
        Codes of who asks, >= 0; `ANY` (-1) where a dimension does not apply to the lever.

    Returns
    -------
    int
        Row of the clause; -1 for the base value. Source: model.md 3 (levers' schedules); definitions.md, "A scenario
        file".
    """
    row = policy.levers[lever]
    if row.alike:
        return row.clause
    return clause_below(policy, lever, row.last, place, segment, sector, occupation, kind, size, type_)


@borrowing
def clause_below(
    policy: Any,
    lever: int,
    top: int,
    place: int,
    segment: int,
    sector: int,
    occupation: int,
    kind: int,
    size: int,
    type_: int,
) -> int:
    """The last clause before another (`top`) that is in force and reaches an asker.

    An entry limited in a dimension does not reach an asker to whom the dimension does not apply.

    Parameters
    ----------
    policy
        The month's levers (`world.policy.Policy`).
    lever
        A `LeverCode`.
    top
        Row of a clause; those before it are looked at.
    place, segment, sector, occupation, kind, size, type_
        Codes of who asks, >= 0; `ANY` (-1) where a dimension does not apply to the lever.

    Returns
    -------
    int
        Row of the clause; -1 for the base value. Source: model.md 3 (levers' schedules); definitions.md, "A scenario
        file".
    """
    for clause in range(top - 1, policy.levers[lever].first - 1, -1):
        if not policy.entries[clause].active:
            continue
        reach = policy.reach[clause]
        if (
            reach[ANY_PLACE if place < 0 else policy.columns[0] + place]
            and reach[ANY_SEGMENT if segment < 0 else SEGMENT_COLUMN + segment]
            and reach[ANY_SECTOR if sector < 0 else policy.columns[1] + sector]
            and reach[ANY_OCCUPATION if occupation < 0 else policy.columns[2] + occupation]
            and reach[ANY_KIND if kind < 0 else KIND_COLUMN + kind]
            and reach[ANY_SIZE if size < 0 else SIZE_COLUMN + size]
            and reach[ANY_TYPE if type_ < 0 else TYPE_COLUMN + type_]
        ):
            return clause
    return -1


@borrowing
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
        Codes of who asks, >= 0; `ANY` (-1) where a dimension does not apply to the lever.

    Returns
    -------
    float
        The base value, or that of the last clause in force that reaches the asker, in the lever's unit. Source:
        model.md 3 (levers' schedules); definitions.md, "A scenario file".
    """
    if settled(policy, lever):
        return policy.levers[lever].worth
    return looked_up(policy, lever, place, segment, sector, occupation, kind, size, type_)


@borrowing
def settled(policy: Any, lever: int) -> bool:
    """Whether a lever is the same for everybody this month, and nothing is to be noted of who asks.

    Parameters
    ----------
    policy
        The month's levers (`world.policy.Policy`).
    lever
        A `LeverCode`.

    Returns
    -------
    bool
        What was answered once holds for all who ask. Source: model.md 3 (levers' schedules).
    """
    row = policy.levers[lever]
    return row.alike and not row.watched


@borrowing
def looked_up(
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
    """`lever_value` of a lever that tells askers apart, or of which something is to be noted.

    Apart from it, so that a settled lever costs those who ask next to nothing.

    Parameters
    ----------
    policy
        The month's levers (`world.policy.Policy`).
    lever
        A `LeverCode`.
    place, segment, sector, occupation, kind, size, type_
        Codes of who asks, >= 0; `ANY` (-1) where a dimension does not apply to the lever.

    Returns
    -------
    float
        As `lever_value`. Source: model.md 3 (levers' schedules).
    """
    row = policy.levers[lever]
    clause = lever_clause(policy, lever, place, segment, sector, occupation, kind, size, type_)
    if row.watched:
        note_answer(policy, lever, clause, place, segment, sector, occupation, kind, size, type_)
    return row.base if clause < 0 else policy.entries[clause].value


@borrowing
def note_answer(
    policy: Any,
    lever: int,
    clause: int,
    place: int,
    segment: int,
    sector: int,
    occupation: int,
    kind: int,
    size: int,
    type_: int,
) -> None:
    """Note that a clause (-1: the base value) answered, of an entry only if it made a difference.

    Apart from `lever_value`, which is asked millions of times: once all is known of a lever, nothing is noted any more.

    Parameters
    ----------
    policy
        The month's levers (`world.policy.Policy`).
    lever
        A `LeverCode`.
    clause
        Row of the clause that answered, -1 for the base value.
    place, segment, sector, occupation, kind, size, type_
        Codes of who asks, >= 0; `ANY` (-1) where a dimension does not apply to the lever.

    Returns
    -------
    None
        What is known is written into the policy. Source: model.md 3 (levers' schedules); definitions.md.
    """
    if clause < 0:
        policy.levers[lever].answered = True
    elif policy.entries[clause].acted or policy.entries[clause].same:
        return
    else:
        below = clause_below(policy, lever, clause, place, segment, sector, occupation, kind, size, type_)
        if not differs(policy, lever, clause, below):
            return
        policy.entries[clause].acted = True
    policy.levers[lever].watched = unknown(policy, lever)


@borrowing
def unknown(policy: Any, lever: int) -> bool:
    """Whether it is yet to be seen if the base value, or an entry in force, makes a difference to anybody.

    Parameters
    ----------
    policy
        The month's levers (`world.policy.Policy`).
    lever
        A `LeverCode`.

    Returns
    -------
    bool
        False once nothing new can be learnt this month. Source: model.md 3 (levers' schedules); definitions.md.
    """
    row = policy.levers[lever]
    for clause in range(row.first, row.last):
        entry = policy.entries[clause]
        if entry.active and not entry.acted and not entry.same:
            return True
    return not row.answered


@borrowing
def differs(policy: Any, lever: int, clause: int, below: int) -> bool:
    """Whether a clause says something else than what lies beneath it: another clause, or the base value (-1).

    Parameters
    ----------
    policy
        The month's levers (`world.policy.Policy`).
    lever
        A `LeverCode`.
    clause, below
        Rows of the clause and of what lies beneath it, -1 for the base value.

    Returns
    -------
    bool
        By value or deadline. Source: model.md 3 (levers' schedules); definitions.md.
    """
    entry = policy.entries[clause]
    if below < 0:
        return entry.value != policy.levers[lever].base or entry.deadline >= 0
    other = policy.entries[below]
    return entry.value != other.value or entry.deadline != other.deadline


@borrowing
def budget_clause(
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
    """Which clause's budget a payment counts against: that of `lever_clause`, if any entry of the lever keeps one.

    Parameters
    ----------
    policy
        The month's levers (`world.policy.Policy`).
    lever
        A `LeverCode`.
    place, segment, sector, occupation, kind, size, type_
        Codes of whom the payment is for, >= 0; `ANY` (-1) where a dimension does not apply to the lever.

    Returns
    -------
    int
        Row of the clause; -1 for the base value, or where no entry of the lever keeps a budget. Source: model.md 4.13;
        definitions.md, "A scenario file".
    """
    if not policy.levers[lever].limited:
        return -1
    return lever_clause(policy, lever, place, segment, sector, occupation, kind, size, type_)


@borrowing
def note_shade(policy: Any) -> int:
    """Mark entries in force that say what everything beneath them says, and levers still watched; count the latter.

    Parameters
    ----------
    policy
        The month's levers (`world.policy.Policy`); `same` of its entries and `watched` of its levers are written.

    Returns
    -------
    int
        Levers of which it is yet to be seen whether the base value or an entry makes a difference. Source: model.md 3
        (levers' schedules).
    """
    watched = 0
    for lever in range(policy.levers.shape[0]):
        row = policy.levers[lever]
        for clause in range(row.first, row.last):
            if not policy.entries[clause].active:
                continue
            same = not differs(policy, lever, clause, -1)
            for below in range(row.first, clause):
                if policy.entries[below].active and differs(policy, lever, clause, below):
                    same = False
            policy.entries[clause].same = same
        row.watched = unknown(policy, lever)
        watched += row.watched
    return watched


@borrowing
def note_alike(policy: Any) -> None:
    """Mark levers that are the same for everybody, as nearly all are: nobody needs to be told from anybody.

    Parameters
    ----------
    policy
        The month's levers (`world.policy.Policy`); `alike`, `clause` and `worth` of the levers are written.

    Returns
    -------
    None
        A lever is alike if no entry is in force, or the last that is reaches everybody. Source: model.md 3 (levers'
        schedules).
    """
    for lever in range(policy.levers.shape[0]):
        row = policy.levers[lever]
        clause = row.last - 1
        while clause >= row.first and not policy.entries[clause].active:
            clause -= 1
        row.clause = clause if clause >= row.first else -1
        row.alike = row.clause < 0 or policy.reach[clause].all()
        row.worth = row.base if row.clause < 0 else policy.entries[clause].value
