"""Jobs (model.md 4.10)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.hiring import finding_rate, holder_finding_rate, next_vacancies, premium
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
