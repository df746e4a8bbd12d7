"""The tables of the world: one numpy record per region, institution, programme, person, ...

The fields of a record stand in `country_rows`, `supply_rows` and `people_rows`. Codes: an index of -1 means "none".
Months are integers (year * 12 + month - 1); -1 means "never". Money in tables is in integer cents where it moves, in
yuan where it is only compared. An agent's name in the chance service is (key, number), both below 2**32.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.reference import by_reference

Table = npt.NDArray[Any]
# How a credential was issued decides its recognition: uncertified, certified, listed; each without or with a partner.
CLASSES = 6
QUARTERS = 8
RING = 24
# What of a programme its alignment depends on (outdated, practice, project, teaching), the alignment, and how far the
# minima of practice and projects are met.
ALIGNED = 7


@by_reference
class World(NamedTuple):
    """All tables; `nation` has one row. Arrays with spare rows say in `nation` how many are in use."""

    nation: Table
    parameters: Table
    regions: Table
    places: Table
    blocks: Table
    sectors: Table
    occupations: Table
    markets: Table  # regions x occupations
    credentials: Table
    organisations: Table
    institutions: Table
    strengths: Table  # institutions x sectors, bool
    enterprises: Table
    enterprise_first: Table  # start of (region, sector) in the enterprises, which are sorted so
    programmes: Table
    held_by_class: Table  # programmes x CLASSES: credentials in people's hands
    hires_ring: Table  # programmes x RING: hires by month
    satisfied_ring: Table
    survey_respondents: Table  # programmes x QUARTERS
    survey_satisfied: Table
    aligned: Table  # programmes x ALIGNED: what an alignment was worked out from, and the alignment
    people: Table
    careers: Table
    held: Table
    aware_cell: Table  # places x segments
    holders_cell: Table  # places x segments
    people_cell: Table  # places x segments
    funnel_cell: Table  # places x segments x Fifth x Funnel: this month's, without people and aware people
    holders_fifth: Table  # blocks x Fifth


def empty_rows(dtype: np.dtype[Any], rows: int) -> Table:
    """A zeroed table."""
    return np.zeros(rows, dtype=dtype)


def row_of(dtype: np.dtype[Any], **values: Any) -> Table:
    """A table of one row with these values, the rest zero."""
    row = empty_rows(dtype, 1)
    for name, value in values.items():
        row[name] = value
    return row


def as_bytes(table: Table) -> Table:
    """The rows of a table as plain bytes: numpy copies and clears records field by field."""
    return table.view(np.uint8)


def joined(*tables: Table) -> Table:
    """Tables of one kind, one after the other."""
    return np.concatenate([as_bytes(table) for table in tables]).view(tables[0].dtype)


def grown(table: Table, rows: int) -> Table:
    """The same table with at least `rows` rows, the new ones zeroed; doubles, so that growing is rare."""
    if table.shape[0] >= rows:
        return table
    larger = np.zeros((max(rows, 2 * table.shape[0]), *table.shape[1:]), dtype=table.dtype)
    as_bytes(larger[: table.shape[0]])[:] = as_bytes(table)
    return larger


def with_rows(table: Table, used: int, more: int) -> Table:
    """The same table with so many rows after those in use; doubles where it is too short.

    Rows to come hold anything: what a run never uses, it never touches, and whoever takes a row writes all of it.
    """
    rows = used + more
    if table.shape[0] >= rows:
        return table
    longer = np.empty(max(rows, 2 * table.shape[0]), dtype=table.dtype)
    as_bytes(longer[:used])[:] = as_bytes(table[:used])
    return longer
