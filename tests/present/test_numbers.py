"""Numbers as text."""

from __future__ import annotations

import math

import pytest

from microcred.catalogue.outcomes import OUTCOMES
from microcred.present.numbers import chance_text, duration_text, number_text, spread_text


@pytest.mark.parametrize(
    ("outcome", "value", "text"),
    [
        ("coverage", 0.823, "82 %"),
        ("coverage", 0.0312, "3.1 %"),
        ("match_gain", 0.52, "+52 %"),
        ("match_gain", -0.2, "-20 %"),
        ("match_points", 11.24, "+11.2"),
        ("wage_premium", 0.074, "7.4 %"),
        ("adoption_gap_rural", 0.594, "0.59"),
        ("content_lag", 8.449, "8.4"),
        ("programmes_open", 23934.0, "23,934"),
        ("completions", 155_341.0, "155 thousand"),
        ("holders", 1_234_567.0, "1.23 million"),
        ("holders", 12_345_678.0, "12.3 million"),
        ("cost_public", 7.667e9, "7.67 billion"),
        ("cost_public", 123.456e9, "123 billion"),
        ("holders", 0.0, "0"),
        ("satisfaction_surveyed", math.nan, "unknown"),
    ],
)
def test_a_number_is_written_as_it_is_read(outcome: str, value: float, text: str) -> None:
    assert number_text(value, OUTCOMES[outcome]) == text


def test_nothing_is_a_negative_zero() -> None:
    assert number_text(-0.0001, OUTCOMES["match_gain"]) == "+0.0 %"


@pytest.mark.parametrize(
    ("outcome", "values", "runs", "text"),
    [
        ("coverage", (0.82, 0.75, 0.9), 10, "82 % (75–90)"),
        ("coverage", (0.82, 0.75, 0.9), 4, "82 %"),
        ("match_gain", (-0.05, -0.21, 0.04), 10, "-5.0 % (-21.0 to +4.0)"),
        ("holders", (1.26e6, 9.9e5, 1.4e6), 10, "1.26 million (0.99–1.40)"),
        ("programmes_revoked", (3.0, 3.0, 3.0), 10, "3"),
        ("satisfaction_surveyed", (math.nan,) * 3, 10, "unknown"),
    ],
)
def test_a_band_stands_on_the_scale_of_its_median(
    outcome: str, values: tuple[float, float, float], runs: int, text: str
) -> None:
    assert spread_text(*values, runs, OUTCOMES[outcome]) == text


def test_chances_and_durations() -> None:
    assert chance_text(0.7, 0.2187) == "70 ± 22 %"
    assert chance_text(math.nan, math.nan) == "–"
    assert [duration_text(seconds) for seconds in (-1, 0.4, 59.4, 200, 7500)] == [
        "0 s",
        "0 s",
        "59 s",
        "3 min 20 s",
        "2 h 05 min",
    ]
