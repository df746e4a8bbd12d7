"""From a draw to a quantity (model.md 4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.draws import hazard_of_mean, lognormal, rounded_by_lot
from tests.rules.few import few, normal_weights


def test_lognormal_by_hand() -> None:
    """4,000 x exp(.5 x 1 - .125) = 4,000 x exp .375 = 4,000 x 1.4549914 = 5,819.966; at z = .25 the mean itself."""
    assert lognormal(4000.0, 0.5, 1.0) == pytest.approx(5819.966, abs=1e-3)
    assert lognormal(4000.0, 0.5, 0.25) == 4000.0
    assert lognormal(4000.0, 0.0, 3.0) == 4000.0


def test_the_mean_of_lognormal_quantities() -> None:
    """Over all draws it is the mean, but for what truncation at three standard deviations takes away."""
    z, weights = normal_weights()
    mean = sum(w * lognormal(300.0, 0.5, float(x)) for x, w in zip(z, weights, strict=True))
    assert mean == pytest.approx(300.0, rel=0.005)


def test_rounding_by_lot_by_hand() -> None:
    """2.3 seats: 3 for a draw from .7 on, else 2; so 2.3 on average. A whole number stays."""
    assert rounded_by_lot(2.3, 0.69) == 2
    assert rounded_by_lot(2.3, 0.71) == 3
    assert rounded_by_lot(2.0, 0.999) == 2
    assert rounded_by_lot(0.0, 0.5) == 0


@few
@given(st.floats(0.0, 1e6))
def test_rounding_by_lot_is_fair(quantity: float) -> None:
    """The mean over evenly spread draws is the quantity."""
    total = sum(rounded_by_lot(quantity, (k + 0.5) / 200) for k in range(200))
    assert total / 200 == pytest.approx(quantity, abs=0.005001)


def test_a_mean_time_by_hand() -> None:
    """A year on average: 1/12 a month."""
    assert hazard_of_mean(12.0) == pytest.approx(1 / 12)
    assert hazard_of_mean(1.0) == 1.0
