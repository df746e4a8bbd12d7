"""Whether and which (model.md 4.3)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.decision import (
    application_probability,
    benefit,
    cost,
    income_of,
    level_factor,
    seen_share,
    time_value,
    utility,
    visible_quality,
)
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

    With a pay step of 600 yuan a year + 600 x 2 / 3,000 = .4: 1.072.
    """
    assert benefit(0.1, 0.5, 0.2, 0.25, 0.6, 2.0, 600.0, 3000.0) == pytest.approx(1.072)
    assert benefit(0.1, 0.5, 0.2, 0.25, 0.6, 2.0, 0.0, 3000.0) == pytest.approx(0.672)
    # The split type of Malaysia repeats 45 % of its degree course: .672 x .55 / .8 = .462.
    assert benefit(0.1, 0.5, 0.45, 0.25, 0.6, 2.0, 0.0, 3000.0) == pytest.approx(0.462)


def test_cost_by_hand() -> None:
    """300 x (1 - .4) / 3,600 = .05; 44 hours x .25 / 176 = .0625: .1125.

    Support beyond the price is no income.
    """
    assert cost(300.0, 0.4, 44.0, 0.25, 176.0, 3600.0) == pytest.approx(0.1125)
    assert cost(300.0, 1.0, 44.0, 0.25, 176.0, 3600.0) == pytest.approx(0.0625)
    assert cost(300.0, 1.7, 44.0, 0.25, 176.0, 3600.0) == pytest.approx(0.0625)


@few
@given(st.floats(0.0, 2.0), st.floats(0.0, 2.0), st.floats(0.0, 1e4), st.floats(500.0, 2e4), share)
def test_support_never_costs_and_recognition_never_harms(
    one: float, two: float, price: float, income: float, quality: float
) -> None:
    """M17: cost never rises in support; benefit never falls in recognition, quality or premium."""
    low, high = sorted((one, two))
    assert cost(price, high, 60.0, 0.25, 176.0, income) <= cost(price, low, 60.0, 0.25, 176.0, income)
    rho = sorted((min(1.0, one), min(1.0, two)))
    less = benefit(0.08, quality, 0.15, rho[0], 0.6, 2.0, 0.0, income)
    assert 0.0 <= less <= benefit(0.08, quality, 0.15, rho[1], 0.6, 2.0, 0.0, income)
    assert less <= benefit(0.11, quality, 0.15, rho[0], 0.6, 2.0, 0.0, income)


def test_utility_by_hand() -> None:
    """-6.6 + .3 + 1.9 x .5 + .5 x .6 + .5 x .4 + .4 x .25 - 1.5 x .2 + 1 x .1.

    = -6.6 + .3 + .95 + .30 + .20 + .10 - .30 + .10 = -4.95.
    """
    value = utility(-6.6, 0.3, 1.9, 0.5, 0.5, 0.6, 0.5, 0.4, 0.4, 0.25, 1.5, 0.2, 1.0, 0.1)
    assert value == pytest.approx(-4.95)


def test_every_part_of_utility_has_its_sign() -> None:
    """One more unit of each argument moves V by its weight; only lacking access lowers it."""
    base = [-6.6, 0.3, 1.9, 0.5, 0.5, 0.6, 0.5, 0.4, 0.4, 0.25, 1.5, 0.2, 1.0, 0.1]
    moved = []
    for position in (0, 1, 3, 5, 7, 9, 11, 13):
        more = list(base)
        more[position] += 1.0
        moved.append(utility(*more) - utility(*base))
    assert moved == pytest.approx([1.0, 1.0, 1.9, 0.5, 0.5, 0.4, -1.5, 1.0])


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


# Virtual experiments on the whole decision rule.


def participation(constant: float, price: float, voucher: float, income: float, money_weight: float) -> float:
    """Share of a population that starts a course within two years.

    There are two decision moments a person on average. Incomes are spread by .35 and tastes by .5 as in the
    model; one offer, nothing but money differs.
    """
    z, weights = normal_weights(41)
    total = 0.0
    for y, by_income in zip(z.tolist(), weights.tolist(), strict=True):
        own = income_of(income, 0.35, y)
        spent = cost(price, voucher / price, 0.0, 0.25, 176.0, own)
        for x, by_taste in zip(z.tolist(), weights.tolist(), strict=True):
            v = utility(constant, 0.5 * x, money_weight, -spent, *[0.0] * 10)
            once = application_probability(math.exp(v))
            total += by_income * by_taste * (1.0 - math.exp(-2.0 * once))
    return total


def voucher_effect(price: float, income: float, money_weight: float, base: float = 0.45) -> float:
    """Points that a voucher of 1,000 euro adds to a base participation."""
    low, high = -10.0, 20.0
    for _ in range(30):
        middle = 0.5 * (low + high)
        if participation(middle, price, 0.0, income, money_weight) < base:
            low = middle
        else:
            high = middle
    return participation(low, price, 1000.0, income, money_weight) - base


@pytest.mark.parametrize(("price", "income"), [(1000.0, 2200.0), (1560.0, 2500.0), (1560.0, 3000.0)])
def test_a_voucher_raises_participation_as_measured(price: float, income: float) -> None:
    """model.md 4.3: 1,000 euro add 13-20 points to 45 % in two years, with a deadweight of .69-.78.

    With money_weight 1.9. Setting: Dutch low-skilled workers of 2007 (Hidalgo, Oosterbeek and Webbink 2014),
    2,200-3,000 euro a month, courses of 1,000 euro or more (CPF mean 1,560). On paper, without spread, at
    2,200: 45 % in two moments is P = -ln .55 / 2 = .2989, logit -.852; + 1.9 x 1,000 / 2,200 = .864 gives
    .012, P = .503, 1 - exp(-1.006) = .634: + 18 points.
    """
    effect = voucher_effect(price, income, 1.9)
    assert 0.13 <= effect <= 0.20
    assert 0.69 <= 0.45 / (0.45 + effect) <= 0.78


def test_deadweight_of_chinas_low_prices() -> None:
    """model.md 4.3: above .9 and not fitted; a subsidy of .5 instead of .1 adds 4-6 % (section 7).

    In cities with 4,429 yuan a month: 1.9 x .4 x 300 / 4,429 = .0515, exp = 1.0528: + 5.3 %, deadweight .950.
    """
    before, after = (cost(300.0, share_, 60.0, 0.25, 176.0, 4429.0) for share_ in (0.1, 0.5))
    p = [application_probability(math.exp(-6.6 - 1.9 * spent)) for spent in (before, after)]
    assert p[1] / p[0] == pytest.approx(1.0528, abs=1e-3)
    assert p[0] / p[1] > 0.9


def test_recognition_multiplies_the_benefit_by_less_than_stated() -> None:
    """model.md 4.3: from no recognition to full, on the benefit.

    With w = .6, from rho = 0 to 1 the benefit grows by 1 / .6 = 1.667, under the stated 2.4.
    """
    none, full = (benefit(0.08, 0.54, 0.15, rho, 0.6, 2.0, 0.0, 4000.0) for rho in (0.0, 1.0))
    assert full / none == pytest.approx(1.0 / 0.6)
    assert full / none <= 2.4


def test_recognition_multiplies_todays_applications_by_no_more_than_stated() -> None:
    """Applications at today's quality (.54) and overlap (.15): 12 x .08 x .54 x .85 x .4 x 2 = .3525 incomes.

    x 1.9 = .6698; exp = 1.954, under 2.4; for a vocational credential (no overlap) .7880, 2.199.
    """
    ratios = []
    for overlap in (0.15, 0.0):
        gains = [benefit(0.08, 0.54, overlap, rho, 0.6, 2.0, 0.0, 4000.0) for rho in (0.0, 1.0)]
        p = [application_probability(math.exp(-7.0 + 1.9 * gain)) for gain in gains]
        ratios.append(p[1] / p[0])
    assert ratios == pytest.approx([1.954, 2.199], abs=0.01)
    assert max(ratios) <= 2.4


def test_programmes_under_ten_hours_win_until_they_are_seen() -> None:
    """model.md 4.3: they damage trust until a registry tells good from bad.

    A good programme of 60 hours at .58 and a weak one of 8 hours at .29, sector mean .58, premium .08, rho
    .18. Time costs .0852 and .0114. Blind the weak one looks like .1 x .29 + .9 x .58 = .551: benefits 1.2902
    x .58 = .748 and .711, less time .663 against .700: chosen first. Seen, it is .374 - .011 = .363 against
    .663: chosen last.
    """
    gains = {}
    for name, own, hours in (("good", 0.58, 60.0), ("weak", 0.29, 8.0)):
        for seen in (0.1, 1.0):
            worth = benefit(0.08, visible_quality(own, 0.58, seen), 0.0, 0.18, 0.6, 2.0, 0.0, 4000.0)
            gains[name, seen] = worth - cost(0.0, 0.0, hours, 0.25, 176.0, 4000.0)
    assert gains["good", 0.1] == pytest.approx(0.663, abs=1e-3)
    assert gains["weak", 0.1] == pytest.approx(0.700, abs=1e-3)
    assert gains["weak", 1.0] == pytest.approx(0.363, abs=1e-3)
    assert gains["weak", 0.1] > gains["good", 0.1]
    assert gains["weak", 1.0] < gains["good", 1.0]


def test_online_study_asks_for_access() -> None:
    """M28: at .692 access (rural) it loses 1.5 x .308 = .462, at .84 (urban) .24.

    So the rural odds are exp -.222 = .80 of the urban.
    """
    rural, urban = (utility(-6.6, 0.0, *[0.0] * 8, 1.5, 1.0 - access, 0.0, 0.0) for access in (0.692, 0.84))
    assert math.exp(rural - urban) == pytest.approx(0.801, abs=1e-3)


def test_the_value_of_time_by_hand() -> None:
    """A quarter of the wage; with hours in breaks 30 % less: .175."""
    assert time_value(0.25, 0.3, 0.0) == 0.25
    assert time_value(0.25, 0.3, 1.0) == pytest.approx(0.175)
