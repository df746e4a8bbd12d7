"""Study and exam (model.md 4.5), with the facts marked calibrate."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.access import saturating_access
from microcred.rules.study import (
    completion_logits,
    completion_probability,
    exam_demand,
    exam_seats,
    logistic,
    logit,
    pass_logits,
    pass_probability,
    study_months,
)
from tests.rules.few import few, normal_weights, share

ABILITY = 0.3
SLOPE = 5.0
SATURATION = 0.85


def online(access: float, z: float = 0.0, slope: float = SLOPE) -> float:
    """Completion of an online learner without support."""
    saturated = saturating_access(access, SATURATION)
    return completion_probability(logit(0.76), True, slope, saturated, ABILITY, z, 0.8, 0.0, 0.5, 0.0)


def test_logit_and_logistic_by_hand() -> None:
    """3 : 1 is ln 3 = 1.0986123; evens 0; and back; far out it is 0 or 1 without overflow."""
    assert logit(0.75) == pytest.approx(1.0986123, abs=1e-7)
    assert logit(0.5) == 0.0
    assert logistic(math.log(3.0)) == pytest.approx(0.75)
    assert logistic(-math.log(3.0)) == pytest.approx(0.25)
    assert logistic(0.0) == 0.5
    assert logistic(-1000.0) == 0.0
    assert logistic(1000.0) == 1.0


@few
@given(st.floats(1e-6, 1.0 - 1e-6), st.floats(-30.0, 30.0))
def test_logit_and_logistic_are_inverse_and_symmetric(p: float, x: float) -> None:
    """There and back; logistic(-x) = 1 - logistic(x)."""
    assert logistic(logit(p)) == pytest.approx(p, rel=1e-9)
    assert logistic(-x) == pytest.approx(1.0 - logistic(x), abs=1e-12)


def test_months_of_study_by_hand() -> None:
    """A month has 365.25 / 12 / 7 = 4.348214 weeks.

    60 hours at 6 a week: 60 / 26.0893 = 2.30, three months; at 4 a week 3.45, four; 100 hours at 4 a week
    5.75, six (the six months of a US company credential); 8 hours one month; exactly a month's hours one
    month, not two.
    """
    assert study_months(60.0, 6.0) == 3
    assert study_months(60.0, 4.0) == 4
    assert study_months(100.0, 4.0) == 6
    assert study_months(8.0, 4.0) == 1
    assert study_months(6.0 * 365.25 / 84.0, 6.0) == 1
    assert study_months(1.0, 100.0) == 1


@few
@given(st.floats(1.0, 100.0), st.floats(1.0, 100.0), st.floats(2.0, 12.0))
def test_longer_programmes_never_end_sooner(one: float, two: float, weekly: float) -> None:
    """M12: how long study lasts.

    At least a month, never falling in hours, never rising in weekly hours, and enough for the hours.
    """
    low, high = sorted((one, two))
    months = study_months(low, weekly)
    assert 1 <= months <= study_months(high, weekly)
    assert study_months(low, weekly + 1.0) <= months
    assert months * weekly * 365.25 / 84.0 >= low - 1e-6


def test_completion_by_hand() -> None:
    """Odds of 3 : 1; each ln 3 of help or harm multiplies them by 3 or a third.

    Online without any access at slope ln 3: 1 : 1. Ability one s.d. up at weight ln 3: 9 : 1. Full support at
    ln 3: 9 : 1. Fragmented study at ln 3 on top of both: 81 : 1. On campus access does not count.
    """
    ln3 = math.log(3.0)
    assert completion_probability(logit(0.75), True, ln3, 0.0, ln3, 0.0, ln3, 0.0, ln3, 0.0) == pytest.approx(0.5)
    assert completion_probability(logit(0.75), True, ln3, 1.0, ln3, 1.0, ln3, 0.0, ln3, 0.0) == pytest.approx(0.9)
    assert completion_probability(logit(0.75), True, ln3, 1.0, ln3, 0.0, ln3, 1.0, ln3, 0.0) == pytest.approx(0.9)
    assert completion_probability(logit(0.75), True, ln3, 1.0, ln3, 1.0, ln3, 1.0, ln3, 1.0) == pytest.approx(81 / 82)
    assert completion_probability(logit(0.75), False, ln3, 0.0, ln3, 0.0, ln3, 0.0, ln3, 0.0) == pytest.approx(0.75)
    assert completion_logits(logit(0.75), True, ln3, 0.0, ln3, 0.0, ln3, 0.0, ln3, 0.0) == pytest.approx(0.0, abs=1e-12)
    assert completion_logits(logit(0.75), True, ln3, 1.0, ln3, 1.0, ln3, 1.0, ln3, 1.0) == pytest.approx(4.0 * ln3)


@few
@given(share, share, st.floats(-3.0, 3.0), share, st.booleans())
def test_completion_rises_with_access_ability_and_support(
    one: float, two: float, z: float, support: float, at_home: bool
) -> None:
    """M18, M28: urban >= rural; never falling in access, ability or support; a share."""
    low, high = sorted((one, two))
    less = completion_probability(logit(0.76), at_home, 5.0, low, 0.3, z, 0.8, support, 0.5, 0.0)
    assert 0.0 < less <= completion_probability(logit(0.76), at_home, 5.0, high, 0.3, z, 0.8, support, 0.5, 0.0) < 1.0
    assert completion_probability(logit(0.76), at_home, 5.0, low, 0.3, z + 0.5, 0.8, support, 0.5, 0.0) > less
    assert completion_probability(logit(0.76), at_home, 5.0, low, 0.3, z, 0.8, support + 0.5, 0.5, 0.0) > less
    assert completion_probability(logit(0.76), at_home, 5.0, low, 0.3, z, 0.8, support, 0.5, 1.0) > less


def test_passing_by_hand() -> None:
    """Odds of 3 : 1 at the mean; one s.d. down at weight ln 3 1 : 1, up 9 : 1."""
    ln3 = math.log(3.0)
    assert [pass_probability(logit(0.75), ln3, z) for z in (-1.0, 0.0, 1.0)] == pytest.approx([0.5, 0.75, 0.9])
    assert [pass_logits(logit(0.75), ln3, z) for z in (0.0, 1.0)] == pytest.approx([ln3, 2.0 * ln3])


def test_calibrate_campus_completion_and_pass_rate() -> None:
    """cn.hunan.completion .9858, cn.pass_rate .917.

    After averaging over ability cut at 3 s.d. they are met within two points. By hand, to second order:
    p + p(1 - p)(1 - 2p) x .3^2 / 2 is .9858 - .0006 = .9852 and .917 - .0029 = .9141.
    """
    z, weights = normal_weights()
    campus = [
        completion_probability(logit(0.9858), False, 5.0, 0.5, ABILITY, x, 0.8, 0.0, 0.5, 0.0) for x in z.tolist()
    ]
    passing = [pass_probability(logit(0.917), ABILITY, x) for x in z.tolist()]
    assert float(np.dot(weights, campus)) == pytest.approx(0.9858, abs=0.02)
    assert float(np.dot(weights, campus)) == pytest.approx(0.9852, abs=3e-4)
    assert float(np.dot(weights, passing)) == pytest.approx(0.917, abs=0.02)
    assert float(np.dot(weights, passing)) == pytest.approx(0.9141, abs=3e-4)


def test_calibrate_online_completion_of_malaysia() -> None:
    """my.completion.urban .76 at saturated access; my.completion.rural .41 where access is .592.

    By hand: logit .76 = 1.1526795, logit .41 = -.3639654, 1.5166449 apart; / 5 = .3033290 of saturating
    access lack, so .6966710 x .85 = .5921704 of the people have access. Averaged over ability both move by
    less than half a point.
    """
    z, weights = normal_weights()
    urban = float(np.dot(weights, [online(0.9, x) for x in z.tolist()]))
    rural = float(np.dot(weights, [online(0.5921704, x) for x in z.tolist()]))
    assert online(0.9) == pytest.approx(0.76)
    assert online(0.5921704) == pytest.approx(0.41, abs=1e-6)
    assert urban == pytest.approx(0.76, abs=0.02)
    assert rural == pytest.approx(0.41, abs=0.02)


@pytest.mark.parametrize(("slope", "access"), [(3.0, 0.4203), (5.0, 0.5922), (8.0, 0.6889)])
def test_the_rural_access_that_explains_the_gap(slope: float, access: float) -> None:
    """Over the prior of the slope, .41 asks for rural access of .42 to .69: .85 x (1 - 1.5166449 / slope)."""
    assert online(access, 0.0, slope) == pytest.approx(0.41, abs=1e-3)


def test_rural_china_completes_between() -> None:
    """M28: at .692 access (mid-2025), sat = .8141, logit 1.1527 - 5 x .1859 = .2233.

    That is .556, under the cities' .76.
    """
    assert online(0.692) == pytest.approx(0.5556, abs=2e-3)
    assert online(0.523) < online(0.692) < online(0.84)


def test_exam_demand_by_hand() -> None:
    """600 a month, 1,200 now: 600 + 600 / 12 = 650; in the spin-up 1,200 at once. A quiet month: 600 - 50 = 550."""
    assert exam_demand(600.0, 1200, False) == pytest.approx(650.0)
    assert exam_demand(600.0, 1200, True) == 1200.0
    assert exam_demand(600.0, 0, False) == pytest.approx(550.0)
    assert exam_demand(600.0, 0, True) == pytest.approx(550.0)


def test_exam_seats_by_hand() -> None:
    """2 x 1,000 ready, all regions run: a region with 6 % of institutions and 1 % of evaluation has 3.5 %: 70 seats.

    Where a quarter of the nation is run, 250 ready stand for 1,000. A fraction by lot: 70.7 is 71 from .3 on.
    """
    assert exam_seats(2.0, 1000.0, 1.0, 0.06, 0.01, 0.5) == 70
    assert exam_seats(2.0, 250.0, 0.25, 0.06, 0.01, 0.5) == 70
    assert exam_seats(2.0, 1010.0, 1.0, 0.06, 0.01, 0.2) == 70
    assert exam_seats(2.0, 1010.0, 1.0, 0.06, 0.01, 0.4) == 71
