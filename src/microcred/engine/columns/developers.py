"""What a lever means to an organisation, which has no kind, size or type and starts before it chooses an occupation.

An entry that is limited so reaches part of what it starts; elsewhere the organisation asks once, as anybody does.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.compile import borrowing, compiled
from microcred.catalogue.dimensions import KINDS, SETTINGS, SIZES
from microcred.rules.policy import ANY, lever_value
from microcred.rules.reach import mean_around, type_shares
from microcred.rules.survey import standing_freshness

# Asked without a half-life, a lever gives its value; with one, the freshness of surveys at that interval.
AS_IT_IS = 0.0
# Settings, kinds and sizes by which institutions are told apart.
TEACHERS = (len(SETTINGS), len(KINDS), len(SIZES))


@compiled
def teachers_of(world: Any) -> Any:
    """Institutions by setting, kind and size."""
    teachers = np.zeros(TEACHERS, dtype=np.float64)
    for index in range(world.institutions.shape[0]):
        institution = world.institutions[index]
        setting = world.places[institution.place].setting
        teachers[setting, institution.kind, institution.size] += 1.0
    return teachers


@borrowing
def asked(
    policy: Any, lever: int, place: int, sector: int, occupation: int, kind: int, size: int, type_: int, life: float
) -> float:
    """A lever as it is, or as what surveys of that interval tell."""
    value = lever_value(policy, lever, place, ANY, sector, occupation, kind, size, type_)
    return standing_freshness(value, life) if life > AS_IT_IS else value


@borrowing
def for_standard(
    world: Any, policy: Any, teachers: Any, lever: int, place: int, sector: int, occupation: int, life: float
) -> float:
    """A lever for a standard: a mean over who may teach it and which type it may be, where an entry asks for that."""
    by_teacher = False
    by_type = False
    for clause in range(policy.levers[lever].first, policy.levers[lever].last):
        entry = policy.entries[clause]
        by_teacher = by_teacher or (entry.active and entry.by_teacher)
        by_type = by_type or (entry.active and entry.by_type)
    if not by_teacher and not by_type:
        return asked(policy, lever, place, sector, occupation, ANY, ANY, ANY, life)
    p = world.parameters[0]
    shares = type_shares(p.type_degree_linked_share, p.type_interest_share)
    _, kinds, sizes = teachers.shape
    none = True
    first = 0.0
    deviations = 0.0
    weights = 0.0
    for cell in range(teachers.size if by_teacher else 1):
        here, kind, size, number = place, ANY, ANY, 1.0
        if by_teacher:
            setting, kind, size = cell // (kinds * sizes), cell // sizes % kinds, cell % sizes
            here = place + setting if place >= 0 else ANY
            number = teachers[setting, kind, size]
        for type_ in range(len(shares) if by_type else 1):
            weight = number * shares[type_] if by_type else number
            if weight <= 0.0:
                continue
            value = asked(policy, lever, here, sector, occupation, kind, size, type_ if by_type else ANY, life)
            if none:
                first = value
                none = False
            deviations += weight * (value - first)
            weights += weight
    return mean_around(first, deviations, weights)


@borrowing
def for_organisation(
    world: Any, policy: Any, teachers: Any, lever: int, organisation: Any, place: int, life: float
) -> float:
    """A lever for whatever an organisation starts: of its sectors' occupations, where an entry names some."""
    by_subject = False
    for clause in range(policy.levers[lever].first, policy.levers[lever].last):
        by_subject = by_subject or (policy.entries[clause].active and policy.entries[clause].by_subject)
    if not by_subject:
        return for_standard(world, policy, teachers, lever, place, organisation.sector_0, ANY, life)
    none = True
    first = 0.0
    deviations = 0.0
    weights = 0.0
    for occupation in range(world.occupations.shape[0]):
        row = world.occupations[occupation]
        if not works_in(organisation, row.sector):
            continue
        value = for_standard(world, policy, teachers, lever, place, row.sector, occupation, life)
        if none:
            first = value
            none = False
        deviations += row.count * (value - first)
        weights += row.count
    return mean_around(first, deviations, weights)


@borrowing
def works_in(organisation: Any, sector: int) -> bool:
    """Is it one of the organisation's sectors?"""
    return bool(sector == organisation.sector_0 or sector == organisation.sector_1 or sector == organisation.sector_2)
