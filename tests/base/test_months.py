"""Months as integers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.base.months import month_of_year, month_text, months_between, parse_month, year_of


def test_a_month_is_twelve_times_the_year_and_what_has_passed_of_it() -> None:
    assert parse_month("2025-01") == 2025 * 12
    assert parse_month("2030-12") == 2030 * 12 + 11
    assert month_text(2025 * 12 + 6) == "2025-07"
    assert (year_of(parse_month("2029-09")), month_of_year(parse_month("2029-09"))) == (2029, 9)


def test_both_ends_count() -> None:
    assert months_between(parse_month("2025-01"), parse_month("2030-12")) == 72
    assert months_between(parse_month("2025-01"), parse_month("2025-01")) == 1
    assert months_between(parse_month("2025-02"), parse_month("2025-01")) == 0


@given(st.integers(min_value=0, max_value=9999 * 12 + 11))
def test_text_and_back(month: int) -> None:
    assert parse_month(month_text(month)) == month


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025",
        "2025-1",
        "2025-00",
        "2025-13",
        "2025-01-01",
        " 2025-01",
        "2025-01\n",
        "２０２５-01",
        "٢٠٢٥-01",
    ],
)
def test_nothing_else_is_a_month(text: str) -> None:
    """S03: malformed months are refused, digits of other scripts included."""
    with pytest.raises(ValueError, match="YYYY-MM"):
        parse_month(text)
