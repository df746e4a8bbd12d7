"""Digital access (model.md 4.1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.access import next_access, saturating_access
from tests.rules.few import few, share


def test_a_month_by_hand() -> None:
    """From a = .50: a + (trend + per yuan x spending)(a_max - a) = .50 + (.01 + .001 x 10) x .40 = .508."""
    assert next_access(0.5, 0.01, 0.001, 10.0, 0.9) == pytest.approx(0.508, abs=1e-15)
    # Without spending: .50 + .01 x .40 = .504.
    assert next_access(0.5, 0.01, 0.001, 0.0, 0.9) == pytest.approx(0.504, abs=1e-15)


def test_the_ceiling() -> None:
    """Where access starts above the ceiling it stays; no spending closes more than the whole gap."""
    assert next_access(0.95, 0.01, 0.001, 100.0, 0.9) == 0.95
    assert next_access(0.5, 0.01, 0.001, 1e9, 0.9) == pytest.approx(0.9, abs=1e-15)


def test_rural_china_from_2020_to_2025() -> None:
    """52.3 % (mid-2020) becomes 69.2 % (mid-2025) in 60 months at the trend that follows by hand.

    The gap to .96 falls from .437 to .268: .268 / .437 = .613272, its logarithm -.488947, a sixtieth
    -.00814911; 1 - exp(-.00814911) = .00811600.
    """
    access = 0.523
    for _ in range(60):
        access = next_access(access, 0.008116, 0.00015, 0.0, 0.96)
    assert access == pytest.approx(0.692, abs=1e-5)


@few
@given(share, st.floats(0.0, 0.1), st.floats(0.0, 1e-3), st.floats(0.0, 200.0), st.floats(0.0, 200.0))
def test_access_rises_with_access_and_spending(
    access: float, trend: float, per_yuan: float, one: float, two: float
) -> None:
    """Between today's value and the ceiling, never falling in spending."""
    low, high = sorted((one, two))
    less = next_access(access, trend, per_yuan, low, 0.96)
    more = next_access(access, trend, per_yuan, high, 0.96)
    assert access <= less <= more <= max(access, 0.96) + 1e-15


def test_saturating_access_by_hand() -> None:
    """.68 of a saturation at .85 is .8; at and above .85 nothing is lacking; none is none."""
    assert saturating_access(0.68, 0.85) == pytest.approx(0.8, abs=1e-15)
    assert saturating_access(0.85, 0.85) == 1.0
    assert saturating_access(0.99, 0.85) == 1.0
    assert saturating_access(0.0, 0.85) == 0.0
