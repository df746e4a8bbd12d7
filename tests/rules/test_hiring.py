"""Jobs (model.md 4.10)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.hiring import (
    finding_rate,
    growth_factor,
    holder_finding_rate,
    in_occupation_probability,
    new_vacancies,
    next_vacancies,
    premium,
    steady_inflow,
    tightness_ratio,
    vacancies_filled,
    vacancies_kept,
)
from tests.rules.few import few


def test_finding_a_job_by_hand() -> None:
    """.2 x (16 / 1)^.25 = .2 x 2 = .4 a month; at most certain; nobody seeking finds at once."""
    assert finding_rate(0.2, 16.0, 1.0, 0.25) == pytest.approx(0.4)
    assert finding_rate(0.2, 1e6, 1.0, 0.5) == 1.0
    assert finding_rate(0.2, 5.0, 0.0, 0.3) == 1.0
    assert finding_rate(0.2, 0.0, 3.0, 0.3) == 0.0
    # Today: ln 2.74 = 1.0079579, x .3 = .3023874, exp = 1.3530853, x .185 = .2503208: .25 a month (model.md
    # 4.10).
    assert finding_rate(0.185, 2.74, 1.0, 0.3) == pytest.approx(0.2503208, abs=1e-7)


@few
@given(st.floats(0.0, 1e6), st.floats(0.0, 1e6), st.floats(1.0, 1e6), st.floats(1.0, 1e6))
def test_more_vacancies_help_and_more_seekers_hinder(v: float, w: float, s: float, t: float) -> None:
    """In [0, 1]; never falling in vacancies, never rising in seekers."""
    vacancies, seekers = sorted((v, w)), sorted((s, t))
    rate = finding_rate(0.185, vacancies[0], seekers[1], 0.3)
    assert 0.0 <= rate <= finding_rate(0.185, vacancies[1], seekers[0], 0.3) <= 1.0


def test_a_holders_bonus_by_hand() -> None:
    """.25 x (1 + .08 x .5) = .26; at most certain."""
    assert holder_finding_rate(0.25, 0.08, 0.5) == pytest.approx(0.26)
    assert holder_finding_rate(0.25, 0.08, 0.0) == 0.25
    assert holder_finding_rate(0.99, 0.08, 1.0) == 1.0


def test_premium_by_hand() -> None:
    """.05 + .06 x 1/2 = .08 in 2025; twice as tight .05 + .06 x 2/3 = .09; no vacancies .05."""
    assert premium(0.05, 0.11, 1.0) == pytest.approx(0.08)
    assert premium(0.05, 0.11, 2.0) == pytest.approx(0.09)
    assert premium(0.05, 0.11, 0.0) == 0.05


@few
@given(st.floats(0.0, 1e9), st.floats(0.0, 1e9))
def test_premium_stays_between_five_and_eleven_percent(one: float, two: float) -> None:
    """model.md 4.10: by tightness relative to 2025, 5-11 %."""
    low, high = sorted((one, two))
    assert 0.05 <= premium(0.05, 0.11, low) <= premium(0.05, 0.11, high) <= 0.11


def test_vacancies_by_hand() -> None:
    """100 less 40 filled and 30 new: 90. More filled than there were: only the 5 new."""
    assert next_vacancies(100.0, 30.0, 40.0) == 90.0
    assert next_vacancies(10.0, 5.0, 40.0) == 5.0


def test_training_to_order_by_hand() -> None:
    """.65 alone; with two fifths to order .65 + .35 x .4 = .79; all to order 1."""
    assert in_occupation_probability(0.65, 0.0) == 0.65
    assert in_occupation_probability(0.65, 0.4) == pytest.approx(0.79)
    assert in_occupation_probability(0.65, 1.0) == 1.0


def test_tightness_by_hand() -> None:
    """600 vacancies for 200 seekers, 2.5 each in 2025: 3 / 2.5 = 1.2. Nobody seeks: tighter than can be."""
    assert tightness_ratio(600.0, 200.0, 2.5) == pytest.approx(1.2)
    assert tightness_ratio(500.0, 200.0, 2.5) == pytest.approx(1.0)
    assert tightness_ratio(1.0, 0.0, 2.5) == pytest.approx(4e8)


def test_growth_by_hand() -> None:
    """20 % a year: 1.2 after one, 1.44 after two, 1.0954451 after six months; decline of 10 % .81 after two."""
    assert growth_factor(0.2, 1.0) == pytest.approx(1.2)
    assert growth_factor(0.2, 2.0) == pytest.approx(1.44)
    assert growth_factor(0.2, 0.5) == pytest.approx(1.0954451, abs=1e-7)
    assert growth_factor(-0.1, 2.0) == pytest.approx(0.81)
    assert growth_factor(0.2, 0.0) == 1.0


def test_a_month_of_a_market_by_hand() -> None:
    """1,000 vacancies, a tenth withdrawn: 900. 25 % of 800 others and 20 holders take 220.

    100 x 1.44 x 1.5 = 216 open: 900 - 220 + 216 = 896.
    """
    assert vacancies_kept(1000.0, 0.1) == pytest.approx(900.0)
    assert vacancies_filled(0.25, 800.0, 20.0) == pytest.approx(220.0)
    assert new_vacancies(100.0, 1.44, 1.5) == pytest.approx(216.0)
    assert next_vacancies(900.0, 216.0, 220.0) == pytest.approx(896.0)


@few
@given(st.floats(0.0, 1.0), st.floats(0.0, 1e6), st.floats(0.0, 1.0), st.floats(0.0, 1e6))
def test_a_market_starts_steady(rate: float, others: float, expiry: float, vacancies: float) -> None:
    """.25 x 400 + .1 x 1,000 = 200; where as many are there as are filled, the stock stays what it was."""
    assert steady_inflow(0.25, 400.0, 0.1, 1000.0) == pytest.approx(200.0)
    left, filled = vacancies_kept(vacancies, expiry), vacancies_filled(rate, others, 0.0)
    if left >= filled:
        inflow = steady_inflow(rate, others, expiry, vacancies)
        assert next_vacancies(left, inflow, filled) == pytest.approx(vacancies, abs=1e-6)
