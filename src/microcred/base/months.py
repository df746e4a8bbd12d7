"""Calendar months as plain integers: year * 12 + month - 1, so that a difference is a number of months."""

from __future__ import annotations

import re

MONTHS_A_YEAR = 12

# [0-9] and not \d: digits of other scripts would pass int() and never be recognised again.
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def parse_month(text: str) -> int:
    """Turn the text ``"2025-01"`` into a month.

    Parameters
    ----------
    text
        Four digits of the year, a hyphen, two digits of the month.

    Returns
    -------
    int
        ``year * 12 + month - 1``.

    Raises
    ------
    ValueError
        If the text has any other form.
    """
    found = _MONTH.fullmatch(text)
    if found is None:
        raise ValueError(f"a month is written YYYY-MM, not {text!r}")
    return int(found.group(1)) * MONTHS_A_YEAR + int(found.group(2)) - 1


def month_text(month: int) -> str:
    """Write a month as ``"2025-01"``."""
    year, month_of_year = divmod(month, MONTHS_A_YEAR)
    return f"{year:04d}-{month_of_year + 1:02d}"


def month_of_year(month: int) -> int:
    """Return 1 for January to 12 for December."""
    return month % MONTHS_A_YEAR + 1


def year_of(month: int) -> int:
    """Return the calendar year of a month."""
    return month // MONTHS_A_YEAR


def months_between(first: int, last: int) -> int:
    """Count the months from `first` to `last`, both included (0 if `last` comes before `first`)."""
    return max(0, last - first + 1)
