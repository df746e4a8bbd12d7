"""Institutions and their programmes (model.md 4.8)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.provision import (
    beyond_tolerance,
    certification_a_year,
    certification_cost,
    is_committed,
    next_seats,
    relative_size,
    reviewed_learners,
    settled_fixed_cost,
    settled_learners,
    yearly_margin,
)
from tests.rules.few import few


def test_the_cost_of_a_certificate_by_hand() -> None:
    """1,200 yuan at 12 seats, .3 of a fixed cost of 4,000; a quarter of the seats at exponent .5.

    1,200 / 2 = 600.
    """
    assert certification_cost(1200.0, 12.0, 0.4, 1.0) == pytest.approx(1200.0)
    assert certification_cost(1200.0, 12.0, 0.4, 1.0) / 4000.0 == pytest.approx(0.3)
    assert certification_cost(1200.0, 3.0, 0.5, 1.0) == pytest.approx(600.0)
    assert certification_cost(1200.0, 3.0, 0.5, 0.5) == pytest.approx(300.0)
    assert certification_cost(1200.0, 48.0, 0.5, 1.0) == pytest.approx(2400.0)
    # Sixteen times the seats at exponent .75: 16^.25 = 2, the share per seat an eighth.
    assert certification_cost(1200.0, 192.0, 0.75, 1.0) == pytest.approx(2400.0)


@few
@given(st.floats(1.0, 200.0), st.floats(1.0, 200.0))
def test_the_cost_falls_with_size_per_seat(one: float, two: float) -> None:
    """model.md 4.8: a larger programme pays more in all and less per seat."""
    small, large = sorted((one, two))
    cheap, dear = (certification_cost(1200.0, seats, 0.4, 1.0) for seats in (small, large))
    assert cheap <= dear
    assert cheap / small >= dear / large * (1.0 - 1e-12)


def test_a_year_by_hand() -> None:
    """11 x (300 + 400 - 250 - 30) - 4,000 - 300 = 11 x 420 - 4,300 = 320.

    Break-even 4,300 / 420 = 10.2 learners. So marginal providers stand at 9-11 learners
    (model_parameters.csv), and without the grant 11 learners lose 11 x 20 - 4,300 = -4,080.
    """
    assert yearly_margin(11.0, 300.0, 400.0, 250.0, 30.0, 4000.0, 300.0) == pytest.approx(320.0)
    assert yearly_margin(10.0, 300.0, 400.0, 250.0, 30.0, 4000.0, 300.0) < 0.0
    assert yearly_margin(11.0, 300.0, 0.0, 250.0, 30.0, 4000.0, 300.0) == pytest.approx(-4080.0)
    assert yearly_margin(0.0, 300.0, 400.0, 250.0, 30.0, 4000.0, 300.0) == -4300.0


def test_seats_by_hand() -> None:
    """Ten seats move by at most 20 %.

    Toward 20 floor(12 + .5) = 12, toward 11 just 11, toward 5 floor(8 + .5) = 8.
    """
    assert next_seats(10, 20, 0.2, 3, 0.5) == 12
    assert next_seats(10, 11, 0.2, 3, 0.5) == 11
    assert next_seats(10, 10, 0.2, 3, 0.5) == 10
    assert next_seats(10, 9, 0.2, 3, 0.5) == 9
    assert next_seats(10, 5, 0.2, 3, 0.5) == 8
    # Three seats grow by .6: to four if the rounding draw is at least .4. The minimum holds.
    assert next_seats(3, 9, 0.2, 3, 0.3) == 3
    assert next_seats(3, 9, 0.2, 3, 0.5) == 4
    assert next_seats(3, 0, 0.2, 3, 0.01) == 3


@few
@given(st.integers(3, 500), st.integers(0, 1000))
def test_seats_move_by_a_fifth_on_average(seats: int, peak: int) -> None:
    """Never under the minimum, never past demand.

    Where demand is far, exactly 20 % on average over the rounding.
    """
    moved = [next_seats(seats, peak, 0.2, 3, (k + 0.5) / 100) for k in range(100)]
    assert min(moved) >= 3
    assert all(min(seats, max(peak, 3)) <= m <= max(seats, max(peak, 3)) for m in moved)
    assert max(moved) - min(moved) <= 1
    if peak > 1.2 * seats + 1:
        assert sum(moved) / 100 == pytest.approx(1.2 * seats, abs=0.011)
    if max(peak, 3) < 0.8 * seats - 1:
        assert sum(moved) / 100 == pytest.approx(0.8 * seats, abs=0.011)


def test_tolerance_by_hand() -> None:
    """.35 x 4,000 x 1 = 1,400 is borne, a cent more is not; a quarter of the size bears half: 700."""
    assert not beyond_tolerance(-1399.99, 4000.0, 0.35, 1.0)
    assert beyond_tolerance(-1400.01, 4000.0, 0.35, 1.0)
    assert not beyond_tolerance(-699.99, 4000.0, 0.35, 0.25)
    assert beyond_tolerance(-700.01, 4000.0, 0.35, 0.25)
    assert not beyond_tolerance(500.0, 4000.0, 0.35, 1.0)


def test_a_certificate_in_a_year_by_hand() -> None:
    """1,200 yuan for four years, half of it supported: 600 / 4 = 150."""
    assert certification_a_year(1200.0, 0.5, 48.0) == pytest.approx(150.0)
    assert certification_a_year(1200.0, 0.0, 12.0) == 1200.0


def test_counted_enrolment_by_hand() -> None:
    """8 and 13: 10.5; a young programme counts its 8."""
    assert reviewed_learners(8, 13, False) == 10.5
    assert reviewed_learners(8, 13, True) == 8.0


def test_sizes_by_hand() -> None:
    """Small, medium, large."""
    assert [relative_size(size) for size in (0, 1, 2)] == [0.5, 1.0, 1.5]


def test_settling_by_hand() -> None:
    """Last year 10, this year 14 so far: (10 + 14) / 2 = 12; only 6 so far: 10.

    A fixed cost of 5,000 that loses 2,000 is cut to the 3,000 that are borne, never under a tenth of the mean, 400;
    without a loss it stays.
    """
    assert settled_learners(14, 10) == 12.0
    assert settled_learners(6, 10) == 10.0
    assert settled_fixed_cost(5000.0, -2000.0, 4000.0) == 3000.0
    assert settled_fixed_cost(5000.0, -4900.0, 4000.0) == 400.0
    assert settled_fixed_cost(5000.0, 100.0, 4000.0) == 5000.0
    assert settled_fixed_cost(300.0, -4900.0, 4000.0) == 300.0


def test_commitments_by_hand() -> None:
    """24 months: the 23rd still counts, the 24th does not; without a commitment none does."""
    assert [is_committed(months, 24.0) for months in (0, 23, 24)] == [True, True, False]
    assert not is_committed(0, 0.0)
