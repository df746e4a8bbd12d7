"""Standard normal draws by inversion, cut at three standard deviations."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.base.chance import Purpose, normal, normal_from, uniform
from tests.chance.measures import LIMIT, mean_z, variance_z

# Abramowitz and Stegun (1964), table 26.1 and its inverses.
KNOWN = [
    (0.5, 0.0),
    (0.6, 0.2533471031),
    (0.75, 0.6744897502),
    (0.9, 1.2815515655),
    (0.925, 1.4395314709),
    (0.95, 1.6448536270),
    (0.975, 1.9599639845),
    (0.99, 2.3263478740),
    (0.995, 2.5758293035),
    (0.8413447461, 1.0),
    (0.9772498681, 2.0),
]


@pytest.mark.parametrize(("u", "z"), KNOWN)
def test_published_quantiles(u: float, z: float) -> None:
    """On both sides of the median, in the centre and in the tail of the approximation."""
    assert normal_from(u) == pytest.approx(z, abs=2e-9)
    assert normal_from(1.0 - u) == pytest.approx(-z, abs=2e-9)


@settings(derandomize=True, max_examples=200, deadline=None, database=None)
@given(st.floats(0.00135, 0.99865))
def test_it_inverts_the_normal_distribution(u: float) -> None:
    """The normal distribution of the quantile is u, to the last digits; and a larger u never gives less."""
    z = normal_from(u)
    assert 0.5 * math.erfc(-z / math.sqrt(2.0)) == pytest.approx(u, rel=1e-13)
    assert normal_from(min(0.99865, u * 1.001)) >= z


@pytest.mark.parametrize("u", [5.6e-17, 1e-12, 1e-4, 0.00134])
def test_cut_at_three(u: float) -> None:
    """model.md 4.3: every trait ends at three standard deviations; what lies beyond sits on the end."""
    assert normal_from(u) == -3.0
    assert normal_from(1.0 - u) == 3.0
    assert normal_from(0.001350) > -3.0


def test_moments_of_the_cut_distribution() -> None:
    """Mean 0; variance 1 - 2 [phi(3) * 3 + Phi(-3)] + 18 Phi(-3).

    By hand: phi(3) = .00443185, Phi(-3) = .00134990; the middle has variance .9973002 - 2 * 3 * .00443185 =
    .9707091, the two ends add 2 * 9 * .0013499 = .0242982: .9950073. Fourth moment: 3 * .9973002 -
    2 * .00443185 * (27 + 9) = 2.6728074 in the middle, 2 * 81 * .0013499 = .2186838 at the ends: 2.8914912.
    """
    drawn = np.array([normal(1, int(Purpose.LOTTERY), 2, agent, 0, 0) for agent in range(100_000)])
    assert abs(mean_z(drawn, 0.0, 0.9950073)) < LIMIT
    assert abs(variance_z(drawn, 0.0, 0.9950073, 2.8914912)) < LIMIT
    ends = np.abs(drawn) == 3.0
    assert abs(mean_z(ends.astype(np.float64), 0.0026998, 0.0026998 * 0.9973002)) < LIMIT


def test_a_normal_draw_is_the_quantile_of_the_uniform_one() -> None:
    """R02: the same agent, purpose, month and slot name both."""
    assert normal(1, 2, 3, 4, 5, 6) == normal_from(uniform(1, 2, 3, 4, 5, 6))
