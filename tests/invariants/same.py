"""Comparing records of runs."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from microcred.outcomes.record import Record
from microcred.scenario.model import Scenario
from tests.engines.compare import first_difference

NATIONAL = ("gauges", "ledger")


def assert_same_record(scenario: Scenario, one: Record, other: Record) -> None:
    """Two records are equal, number by number."""
    assert not (found := first_difference(scenario, one, other)), found


def assert_same_until(scenario: Scenario, one: Record, other: Record, months: int) -> None:
    """Two records are equal in their first months."""
    assert_same_record(scenario, first_months(one, months), first_months(other, months))


def first_months(record: Record, months: int) -> Record:
    """The first months of a record."""
    return Record(**{field.name: getattr(record, field.name)[:months] for field in fields(Record)})


def first_row_that_differs(one: Record, other: Record, *, money: bool = True) -> int | None:
    """The first month in which two records differ, counted from the start of the spin-up; None if they are equal."""
    rows = []
    for field in fields(Record):
        if not money and field.name in ("ledger", "outlays"):
            continue
        a, b = getattr(one, field.name), getattr(other, field.name)
        different = (a != b).reshape(a.shape[0], -1).any(axis=1)
        if different.any():
            rows.append(int(np.argmax(different)))
    return min(rows) if rows else None


def of_places(record: Record, places: slice | list[int]) -> dict[str, object]:
    """What a record says of some places."""
    return {
        field.name: getattr(record, field.name)[:, places] for field in fields(Record) if field.name not in NATIONAL
    }


def assert_same_places(one: dict[str, object], other: dict[str, object], months: slice = slice(None)) -> None:
    """Two records say the same of their places."""
    for name, values in one.items():
        a, b = np.asarray(values)[months], np.asarray(other[name])[months]
        different = np.argwhere(a != b)
        assert not different.size, (
            f"{name} at {different[0].tolist()}: {a[tuple(different[0])]} and {b[tuple(different[0])]}"
        )
