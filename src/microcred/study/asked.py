"""What somebody may ask of a study's tables: names that are not there are named, not answered with nothing."""

from __future__ import annotations

from collections.abc import Sequence

from microcred.base.errors import BadInput, Fault
from microcred.base.months import parse_month
from microcred.scenario.faults import describe, nearest_name
from microcred.study.parts import TABLES


def check_table(where: str, table: str) -> None:
    """Refuse the name of a table that no study has.

    Raises
    ------
    BadInput
        With the tables there are.
    """
    if table not in TABLES:
        nearest = nearest_name(str(table), TABLES)
        raise BadInput.single(
            where, "there is no such table", found=describe(table), allowed=" or ".join(TABLES), nearest=nearest
        )


def check_asked(
    where: str, kept: Sequence[str], columns: Sequence[str], months: Sequence[str] | None, span: tuple[str, str]
) -> None:
    """Refuse outcomes that were not kept, and months that no run has.

    Parameters
    ----------
    where
        The study.
    kept
        Outcomes that were kept.
    columns, months
        What is asked for; no months mean all.
    span
        First and last month of the runs.

    Raises
    ------
    BadInput
        Names each.
    """
    faults = [
        Fault(where, None, str(name), "was not kept", "", ", ".join(kept), nearest_name(str(name), kept))
        for name in columns
        if name not in kept
    ]
    for month in months or ():
        problem = _month_problem(month, span)
        if problem:
            faults.append(Fault(where, None, "months", problem, describe(month), " to ".join(span)))
    if isinstance(months, str):
        faults = [Fault(where, None, "months", "must be a list of months", describe(months), f'["{span[1]}"]')]
    if faults:
        raise BadInput(faults)


def _month_problem(month: object, span: tuple[str, str]) -> str:
    try:
        number = parse_month(month) if isinstance(month, str) else None
    except ValueError:
        number = None
    if number is None:
        return 'is no month, which is a text "YYYY-MM"'
    return "" if parse_month(span[0]) <= number <= parse_month(span[1]) else "lies outside the runs' time"
