"""Credential standards (model.md 4.7)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.credentials import (
    between,
    choice_weight,
    covered_factor,
    development_months,
    development_payment,
    is_fast,
    lapse_hazard,
    licence_income_ratio,
    programmes_elsewhere,
    start_hazard,
    vacancies_ratio,
)
from tests.rules.few import few, share


def test_a_start_by_hand() -> None:
    """(.002 + .008 x .5 + .006 x .5) x 16^.25 = .009 x 2 = .018.

    At the income of 2025 and without help .002.
    """
    assert start_hazard(0.002, 0.008, 0.5, 0.006, 0.5, 16.0, 0.25) == pytest.approx(0.018)
    assert start_hazard(0.002, 0.008, 0.0, 0.006, 0.0, 1.0, 0.3) == 0.002


@few
@given(share, share, st.floats(0.2, 5.0), st.floats(0.2, 5.0))
def test_starts_rise_with_alliance_support_and_income(alliance: float, support: float, one: float, two: float) -> None:
    """M18: never falling in any of them."""
    low, high = sorted((one, two))
    least = start_hazard(0.002, 0.008, 0.0, 0.006, 0.0, low, 0.3)
    some = start_hazard(0.002, 0.008, alliance, 0.006, support, low, 0.3)
    most = start_hazard(0.002, 0.008, alliance, 0.006, support, high, 0.3)
    assert least <= some <= most


def test_the_pull_of_an_occupation_by_hand() -> None:
    """4^.5 = 2; covered x .15 = .3; ten occupations in the row 20; misjudged upward by ln 2 at z = 1, 4."""
    assert choice_weight(4.0, 0.5, 1.5, 0.0, False, 0.15, 1.0) == pytest.approx(2.0)
    assert choice_weight(4.0, 0.5, 1.5, 0.0, True, 0.15, 1.0) == pytest.approx(0.3)
    assert choice_weight(4.0, 0.5, 1.5, 0.0, False, 0.15, 10.0) == pytest.approx(20.0)
    assert choice_weight(4.0, 0.5, math.log(2.0), 1.0, False, 0.15, 1.0) == pytest.approx(4.0)
    # The 1,539 other occupations compete: with ten times the vacancies a shortage occupation pulls 10^.35 =
    # 2.2387 blind, 10^.8 = 6.3096 with fresh surveys.
    assert choice_weight(10.0, 0.35, 1.5, 0.0, False, 0.15, 1.0) == pytest.approx(2.2387, abs=1e-4)
    assert choice_weight(10.0, 0.8, 0.4, 0.0, False, 0.15, 1.0) == pytest.approx(6.3096, abs=1e-4)


@few
@given(st.floats(0.0, 50.0), st.floats(0.0, 50.0), st.floats(-3.0, 3.0), st.booleans())
def test_pulls_are_positive_and_rise_with_vacancies(one: float, two: float, z: float, covered: bool) -> None:
    """An occupation without vacancies pulls almost nothing, but something can always be chosen."""
    low, high = sorted((one, two))
    weak = choice_weight(low, 0.35, 1.5, z, covered, 0.15, 1.0)
    assert 0.0 < weak <= choice_weight(high, 0.35, 1.5, z, covered, 0.15, 1.0)


def test_lapses_by_hand() -> None:
    """None up to 60 months; past them .004 x 3 = .012 unused, .004 x .5 = .002 on offer."""
    assert lapse_hazard(0.004, 60.0, 60.0, 0, 3.0, 0.5) == 0.0
    assert lapse_hazard(0.004, 61.0, 60.0, 0, 3.0, 0.5) == pytest.approx(0.012)
    assert lapse_hazard(0.004, 61.0, 60.0, 1, 3.0, 0.5) == pytest.approx(0.002)
    assert lapse_hazard(0.004, 61.0, 60.0, 40, 3.0, 0.5) == pytest.approx(0.002)


def test_between_by_hand() -> None:
    """Half fresh: .35 + (.8 - .35) / 2 = .575; noise falls: 1.5 + (.4 - 1.5) x .25 = 1.225."""
    assert between(0.35, 0.8, 0.5) == pytest.approx(0.575)
    assert between(1.5, 0.4, 0.25) == pytest.approx(1.225)
    assert between(0.4, 0.1, 0.0) == 0.4
    assert between(0.4, 0.1, 1.0) == pytest.approx(0.1)


def test_development_times_by_hand() -> None:
    """15 months +- 20 %: from floor(12 + .5) = 12 to floor(18 + .49) = 18, 15 in the middle.

    Never under one month.
    """
    assert development_months(15.0, 1e-9) == 12
    assert development_months(15.0, 0.5) == 15
    assert development_months(15.0, 1.0 - 1e-9) == 18
    # The fast channel of 4.5 months: .8 x 4.5 + .5 = 4.1, 1.2 x 4.5 + .5 = 5.9.
    assert development_months(4.5, 1e-9) == 3
    assert development_months(4.5, 1.0 - 1e-9) == 6
    assert development_months(0.5, 0.5) == 1


def test_the_mean_development_takes_the_planned_time() -> None:
    """Over u, rounding to the nearest month keeps the mean of 15."""
    months = [development_months(15.0, (k + 0.5) / 12_000) for k in range(12_000)]
    assert sum(months) / len(months) == pytest.approx(15.0, abs=1e-3)
    assert set(months) == {12, 13, 14, 15, 16, 17, 18}


def test_licence_income_by_hand() -> None:
    """300 against 200: 1.5; kept within 5 and 1/5; without a start 1."""
    assert licence_income_ratio(300.0, 200.0) == 1.5
    assert licence_income_ratio(3000.0, 200.0) == 5.0
    assert licence_income_ratio(3.0, 200.0) == 0.2
    assert licence_income_ratio(0.4, 0.1) == 4.0
    assert licence_income_ratio(300.0, 0.0) == 1.0


def test_vacancies_against_others_by_hand() -> None:
    """120 for one occupation, 600 for twenty others, 30 each: 4. Twenty as a row: 30 against 120, .25.

    Nobody to compare with: 1.
    """
    assert vacancies_ratio(120.0, 1.0, 600.0, 20.0) == 4.0
    assert vacancies_ratio(600.0, 20.0, 120.0, 1.0) == 0.25
    assert vacancies_ratio(0.5, 1.0, 0.2, 0.2) == 0.5
    assert vacancies_ratio(120.0, 1.0, 0.0, 0.0) == 1.0
    assert vacancies_ratio(120.0, 1.0, 0.0, 20.0) == 1.0


def test_coverage_of_others_by_hand() -> None:
    """20 standards among 20 others leave e^-1 = .3678794 free: .3678794 + .6321206 x .15 = .4626975.

    None known: all free. One occupation: covered is covered.
    """
    assert covered_factor(20, 20.0, 0.15) == pytest.approx(0.4626975, abs=1e-7)
    assert covered_factor(0, 20.0, 0.15) == 1.0
    assert covered_factor(2, 2.0, 0.15) == pytest.approx(0.4626975, abs=1e-7)
    assert covered_factor(1, 1.0, 0.15) == 0.15
    assert covered_factor(100_000, 20.0, 0.15) == pytest.approx(0.15)


def test_the_fast_channel_by_hand() -> None:
    """Less than twelve months is fast, and half as dear again: 90,000 instead of 60,000."""
    assert [is_fast(planned) for planned in (4.5, 11.9, 12.0, 15.0)] == [True, True, False, False]
    assert development_payment(60_000.0, 1.5, 4.5) == 90_000.0
    assert development_payment(60_000.0, 1.5, 15.0) == 60_000.0


def test_programmes_elsewhere_by_hand() -> None:
    """3/4 of 12,000 programmes on 447 standards: 9,000 / 447 = 20.1, so 20; all regions run: none."""
    assert programmes_elsewhere(0.25, 12_000.0, 447) == 20
    assert programmes_elsewhere(1.0, 12_000.0, 447) == 0
    assert programmes_elsewhere(0.25, 12.0, 0) == 9
