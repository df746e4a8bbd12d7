"""Whether and which (model.md 4.3)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.decision import (
    appeal,
    application_probability,
    benefit,
    income_of,
    level_factor,
    money_gained,
    seen_share,
    time_cost,
    time_value,
    utility,
    visible_quality,
)
from microcred.rules.thinning import cell_pull
from tests.rules.few import few, normal_weights, share


def test_visible_quality_by_hand() -> None:
    """Three tenths seen: .3 x .8 + .7 x .5 = .24 + .35 = .59."""
    assert visible_quality(0.8, 0.5, 0.3) == pytest.approx(0.59)
    assert visible_quality(0.8, 0.5, 1.0) == 0.8
    assert visible_quality(0.8, 0.5, 0.0) == 0.5


def test_what_is_seen_by_hand() -> None:
    """Listed 1; nothing .1; fresh survey .3, with the platform .8; half of both .325.

    With both at half: a fresh survey would show .3 + .5 x .5 = .55, so .1 + (.55 - .1) x .5 = .325.
    """
    assert seen_share(True, 0.0, 0.0, 1.0, 0.8, 0.3, 0.1) == 1.0
    assert seen_share(False, 0.0, 1.0, 1.0, 0.8, 0.3, 0.1) == 0.1
    assert seen_share(False, 1.0, 0.0, 1.0, 0.8, 0.3, 0.1) == pytest.approx(0.3)
    assert seen_share(False, 1.0, 1.0, 1.0, 0.8, 0.3, 0.1) == pytest.approx(0.8)
    assert seen_share(False, 0.5, 0.5, 1.0, 0.8, 0.3, 0.1) == pytest.approx(0.325)


@few
@given(st.booleans(), share, share, share)
def test_surveys_and_platform_never_hide(listed: bool, one: float, two: float, platform: float) -> None:
    """M18: in [.1, 1], never falling in freshness and platform; a listing shows all."""
    low, high = sorted((one, two))
    seen = seen_share(listed, low, platform, 1.0, 0.8, 0.3, 0.1)
    assert 0.1 <= seen <= seen_share(listed, high, platform, 1.0, 0.8, 0.3, 0.1) <= 1.0
    assert seen <= seen_share(listed, low, 1.0, 1.0, 0.8, 0.3, 0.1) + 1e-15
    assert seen <= seen_share(True, low, platform, 1.0, 0.8, 0.3, 0.1)


def test_benefit_by_hand() -> None:
    """12 x .1 x .5 x (1 - .2) x (.6 + .4 x .25) x 2 = 1.2 x .5 x .8 x .7 x 2 = .672.

    The split type of Malaysia repeats 45 % of its degree course: .672 x .55 / .8 = .462. Nothing that cannot be seen,
    that repeats everything or that is worth no premium has a benefit.
    """
    assert benefit(0.1, 0.5, 0.2, 0.25, 0.6, 2.0) == pytest.approx(0.672)
    assert benefit(0.1, 0.5, 0.45, 0.25, 0.6, 2.0) == pytest.approx(0.462)
    assert benefit(0.1, 0.5, 0.2, 0.0, 0.6, 2.0) == pytest.approx(0.576)
    assert benefit(0.1, 0.0, 0.2, 0.25, 0.6, 2.0) == 0.0
    assert benefit(0.1, 0.5, 1.0, 0.25, 0.6, 2.0) == 0.0
    assert benefit(0.0, 0.5, 0.2, 0.25, 0.6, 2.0) == 0.0


def test_time_cost_by_hand() -> None:
    """44 hours x .25 / 176 = .0625 of a month's income, whatever that is; hours fitted into breaks at half: .03125."""
    assert time_cost(44.0, 0.25, 176.0) == pytest.approx(0.0625)
    assert time_cost(44.0, 0.125, 176.0) == pytest.approx(0.03125)
    assert time_cost(0.0, 0.25, 176.0) == 0.0


def test_money_gained_by_hand() -> None:
    """A pay step of 600 yuan a year over 2 years less 300 x (1 - .4): 1,200 - 180 = 1,020.

    Without a pay step - 180; at full support nothing, and support beyond the price is no income.
    """
    assert money_gained(600.0, 2.0, 300.0, 0.4) == pytest.approx(1_020.0)
    assert money_gained(0.0, 2.0, 300.0, 0.4) == pytest.approx(-180.0)
    assert money_gained(0.0, 2.0, 300.0, 1.0) == 0.0
    assert money_gained(0.0, 2.0, 300.0, 1.7) == 0.0
    assert money_gained(600.0, 2.0, 300.0, 1.7) == 1_200.0


@few
@given(st.floats(0.0, 2.0), st.floats(0.0, 2.0), st.floats(0.0, 1e4), share, st.floats(0.0, 2e3))
def test_support_never_costs_and_recognition_never_harms(
    one: float, two: float, price: float, quality: float, step: float
) -> None:
    """M17: money gained never falls in support or pay; benefit never falls in recognition, quality or premium."""
    low, high = sorted((one, two))
    less = money_gained(step, 2.0, price, low)
    assert less <= money_gained(step, 2.0, price, high) <= step * 2.0
    assert less <= money_gained(step + 1.0, 2.0, price, low)
    rho = sorted((min(1.0, one), min(1.0, two)))
    gained = benefit(0.08, quality, 0.15, rho[0], 0.6, 2.0)
    assert 0.0 <= gained <= benefit(0.08, quality, 0.15, rho[1], 0.6, 2.0)
    assert gained <= benefit(0.11, quality, 0.15, rho[0], 0.6, 2.0)
    assert gained <= benefit(0.08, min(1.0, quality + 0.1), 0.15, rho[0], 0.6, 2.0)


def test_appeal_by_hand() -> None:
    """1.9 x .5 + .5 x .6 + .4 x .25 + 1 x .1 = .95 + .30 + .10 + .10 = 1.45."""
    assert appeal(1.9, 0.5, 0.5, 0.6, 0.4, 0.25, 1.0, 0.1) == pytest.approx(1.45)


def test_utility_by_hand() -> None:
    """-6.4 + 1.45 - 1.9 x 180 / 3,600 - 1.5 x .2 = -6.4 + 1.45 - .095 - .3 = -5.345.

    With a pay step that brings 1,200 - 180 = 1,020 yuan it is + 1.9 x 1,020 / 3,600 = .5383 instead: -4.7117.
    """
    assert utility(-6.4, 1.45, 1.9, -180.0, 3_600.0, 1.5, 0.2) == pytest.approx(-5.345)
    assert utility(-6.4, 1.45, 1.9, 1_020.0, 3_600.0, 1.5, 0.2) == pytest.approx(-4.711667, abs=1e-6)


def test_the_parts_add_up_to_the_formula() -> None:
    """model.md 4.3 written in one line, from numbers that are all different.

    V = alpha + beta (benefit - cost) / income + g_trust trust + g_peer h / M + g_stack stack - g_access (1 - a)
    + g_sys (quality - its 2025 mean), with the pay step in the benefit and price and time in the cost.
    """
    income, horizon = 4_200.0, 2.5
    gain = 12.0 * 0.09 * 0.47 * (1.0 - 0.15) * (0.6 + 0.4 * 0.3) * horizon + 350.0 * horizon / income
    spent = 280.0 * (1.0 - 0.35) / income + 52.0 * 0.25 / 176.0
    by_hand = -6.1 + 1.7 * (gain - spent) + 0.5 * 0.62 + 0.45 * 0.2 + 0.4 * 0.33 - 1.5 * 0.28 + 0.9 * 0.04
    worth = benefit(0.09, 0.47, 0.15, 0.3, 0.6, horizon) - time_cost(52.0, 0.25, 176.0)
    value = utility(
        cell_pull(-6.1, 0.45, 0.2, 1.0),
        appeal(1.7, worth, 0.5, 0.62, 0.4, 0.33, 0.9, 0.04),
        1.7,
        money_gained(350.0, horizon, 280.0, 0.35),
        income,
        1.5,
        0.28,
    )
    assert value == pytest.approx(by_hand, rel=1e-12)


def test_every_part_of_utility_has_its_sign() -> None:
    """One more unit of each argument moves V by its weight; only lacking access lowers it."""
    parts = [1.9, 0.5, 0.5, 0.6, 0.4, 0.25, 1.0, 0.1]
    moved = [appeal(*[x + (place == at) for place, x in enumerate(parts)]) - appeal(*parts) for at in (1, 3, 5, 7)]
    assert moved == pytest.approx([1.9, 0.5, 0.4, 1.0])
    assert cell_pull(-6.6, 0.5, 1.4, 1.0) - cell_pull(-6.6, 0.5, 0.4, 1.0) == pytest.approx(0.5)
    whole = [-6.4, 1.45, 1.9, -180.0, 3_600.0, 1.5, 0.2]
    moved = [utility(*[x + (place == at) for place, x in enumerate(whole)]) - utility(*whole) for at in (0, 1, 3, 6)]
    assert moved == pytest.approx([1.0, 1.0, 1.9 / 3_600.0, -1.5])


def test_probability_to_apply_by_hand() -> None:
    """No offer 0; one as good as nothing 1/2; three of those 3/4.

    Four at V = -6: 4 x .0024788 = .0099150, / 1.0099150 = .0098177.
    """
    assert application_probability(0.0) == 0.0
    assert application_probability(1.0) == 0.5
    assert application_probability(3.0) == 0.75
    assert application_probability(4.0 * math.exp(-6.0)) == pytest.approx(0.0098177, abs=1e-7)


@few
@given(st.floats(0.0, 1e9), st.floats(0.0, 1e9))
def test_a_higher_utility_never_loses_an_applicant(one: float, two: float) -> None:
    """M17: P never falls in the sum of exp V, so that {u <= P} is nested for a person's one uniform."""
    low, high = sorted((one, two))
    assert 0.0 <= application_probability(low) <= application_probability(high) <= 1.0


def test_levels_by_hand() -> None:
    """Prices at step .4: 180, 300, 420 yuan."""
    assert [300.0 * level_factor(level, 0.4) for level in (1, 2, 3)] == pytest.approx([180.0, 300.0, 420.0])


def test_incomes_by_hand() -> None:
    """4,000 x exp(.5 x 1 - .125) = 4,000 x exp .375 = 4,000 x 1.4549914 = 5,819.97.

    No spread, no difference.
    """
    assert income_of(4000.0, 0.5, 1.0) == pytest.approx(5819.966, abs=1e-2)
    assert income_of(4000.0, 0.0, 2.0) == 4000.0


def test_incomes_keep_the_mean_of_the_place() -> None:
    """Averaged over z (cut at three) the factor is one, up to a tenth of a percent of what the cut takes."""
    z, weights = normal_weights()
    mean = float(np.dot(weights, [income_of(4000.0, 0.35, x) for x in z.tolist()]))
    assert mean == pytest.approx(4000.0, rel=1e-3)


def test_the_value_of_time_by_hand() -> None:
    """A quarter of the wage; with hours in breaks 30 % less: .175."""
    assert time_value(0.25, 0.3, 0.0) == 0.25
    assert time_value(0.25, 0.3, 1.0) == pytest.approx(0.175)
