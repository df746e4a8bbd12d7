"""What a programme's row in the tables says of it, by the same names."""

from __future__ import annotations

from typing import Any

NOTED = (
    *("key", "number", "type", "level", "kind", "size", "weak", "hours", "price", "seats", "enrolled", "since"),
    *("opened", "last_open", "outdated", "last_review", "practice", "project", "own_practice", "own_project"),
    *("teaching", "fixed_cost"),
    *("certified", "certified_month", "certified_since", "unsupported", "applied_month", "listed"),
    *("barred", "badge", "demonstration"),
    *("last_survey", "first_survey", "year_enrolled", "year_refused", "year_peak", "last_year_enrolled"),
    *("last_year_refused", "graduates", "last_graduate_month"),
)


class Noted:
    """The fields of a programme that are read from its row."""

    key: int
    number: int
    type: int
    level: int
    kind: int
    size: int
    weak: bool
    hours: float
    price: int
    seats: int
    enrolled: int
    since: int
    opened: int
    last_open: int
    outdated: float
    last_review: int
    practice: float
    project: float
    own_practice: float
    own_project: float
    teaching: float
    fixed_cost: float
    certified: bool
    certified_month: int
    certified_since: int
    unsupported: bool
    applied_month: int
    listed: bool
    barred: bool
    badge: bool
    demonstration: bool
    last_survey: int
    first_survey: int
    year_enrolled: int
    year_refused: int
    year_peak: int
    last_year_enrolled: int
    last_year_refused: int
    graduates: int
    last_graduate_month: int

    def note(self, row: Any) -> None:
        """Take the row's fields."""
        for name in NOTED:
            setattr(self, name, row[name].item())
