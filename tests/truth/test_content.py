"""Closed forms of content, access, reputation and markets."""

from __future__ import annotations

import math

import pytest

from microcred.rules.access import next_access
from microcred.rules.hiring import finding_rate, next_vacancies
from microcred.rules.quality import aged, content_lag, outdated_share
from microcred.rules.renewal import reviewed
from microcred.rules.survey import smoothed


def settled(half_life: float, share: float, interval: int, focus: float) -> tuple[float, float]:
    """Outdated share before and after a review, once the cycle of ageing and review repeats itself."""
    outdated = outdated_share(9.0, half_life)
    minimum = outdated_share(2.0, half_life)
    before = outdated
    for _ in range(200):
        for _ in range(interval):
            outdated = aged(outdated, half_life)
        before = outdated
        outdated = reviewed(outdated, minimum, share, float(interval), focus)
    return before, outdated


@pytest.mark.parametrize(
    ("half_life", "share", "focus"),
    [(30.0, 0.2, 2.0), (42.0, 0.15, 2.0), (70.0, 0.2, 4.0), (70.0, 0.15, 4.0)],
)
def test_the_cycle_settles_where_finding_balances_ageing(half_life: float, share: float, focus: float) -> None:
    """With K = 2^(-12 / half-life) and phi = 1 - (1 - rho)^theta, the share before a review is fixed.

    o = 1 - K + K (1 - phi) o, so o = (1 - K) / (1 - K (1 - phi)), as long as phi o < rho. At 30 months, .2
    and theta 2: K = .7579, phi = .36, o = .2421 / (1 - .7579 x .64) = .4702, a lag of 27.5 months before and
    15.5 after a review.
    """
    kept = math.pow(2.0, -12.0 / half_life)
    phi = 1.0 - (1.0 - share) ** focus
    before, after = settled(half_life, share, 12, focus)
    expected = (1.0 - kept) / (1.0 - kept * (1.0 - phi))
    assert phi * expected < share
    assert before == pytest.approx(expected, rel=1e-9)
    assert after == pytest.approx((1.0 - phi) * expected, rel=1e-9)
    if half_life == 30.0:
        assert before == pytest.approx(0.4702, abs=1e-4)
        assert content_lag(before, half_life) == pytest.approx(27.5, abs=0.05)
        assert content_lag(after, half_life) == pytest.approx(15.5, abs=0.05)


@pytest.mark.parametrize("focus", [4.0, 7.0, 10.0])
def test_the_cycle_settles_at_the_capacity_of_a_review(focus: float) -> None:
    """Where more is found than a review replaces, o -> o - rho: o = 1 - rho K / (1 - K), whatever the focus.

    At 12 months' half-life K = 1/2; .3 a year: 1 - .3 = .7 before, .4 after a review. So it is in electronics
    under the plan (30 months, .2): 1 - .2 x .7579 / .2421 = .3740 at theta 4, and no less with surveys and
    partners.
    """
    assert settled(12.0, 0.3, 12, focus) == pytest.approx((0.7, 0.4))
    assert settled(30.0, 0.2, 12, focus) == pytest.approx((0.3740374, 0.1740374), abs=1e-7)


def test_the_cycle_settles_at_the_newest_there_is() -> None:
    """A review that replaces all leaves two months' lag; twelve months later it is fourteen."""
    before, after = settled(30.0, 1.0, 12, 4.0)
    assert content_lag(after, 30.0) == pytest.approx(2.0)
    assert content_lag(before, 30.0) == pytest.approx(14.0)


def test_a_fifth_a_year_is_worth_something() -> None:
    """The rejected rule lag <- .8 lag settles at 60 before and 48 after a review, 54 on average.

    This one settles at 14.3: .3740 outdated is a lag of 20.3 months, .1740 one of 8.3. Blind replacement
    (theta 1) of a fifth would be o = .2421 / (1 - .7579 x .8) = .6150: 41 months before a review.
    """
    rejected = 60.0
    assert rejected - 12.0 == pytest.approx(0.8 * rejected)
    before, after = settled(30.0, 0.2, 12, 4.0)
    assert 0.5 * (content_lag(before, 30.0) + content_lag(after, 30.0)) == pytest.approx(14.28, abs=0.01)
    blind, _ = settled(30.0, 0.2, 12, 1.0)
    assert blind == pytest.approx(0.6150, abs=1e-4)
    assert content_lag(blind, 30.0) == pytest.approx(41.3, abs=0.1)


def test_access_closes_its_gap_at_a_constant_rate() -> None:
    """a(t) = a_max - (a_max - a_0)(1 - rate)^t, rate = .008 + .00015 x 40 = .014.

    After six years: .96 - .27 x .986^72 = .8621.
    """
    access = 0.69
    for _ in range(72):
        access = next_access(access, 0.008, 0.00015, 40.0, 0.96)
    assert access == pytest.approx(0.96 - 0.27 * math.pow(0.986, 72.0), rel=1e-12)
    assert access == pytest.approx(0.8621, abs=1e-3)


def test_reputation_follows_quality_geometrically() -> None:
    """r(t) = q + (r_0 - q) x .9^t: two years after a rise from .5 to .7 it is .7 - .2 x .0798 = .684."""
    reputation = 0.5
    for _ in range(24):
        reputation = smoothed(reputation, 0.7, 0.1)
    assert reputation == pytest.approx(0.7 - 0.2 * math.pow(0.9, 24.0), rel=1e-12)
    assert reputation == pytest.approx(0.6840, abs=1e-4)


def test_a_market_at_the_tightness_of_2025_is_steady() -> None:
    """Inflow = finding rate x seekers + expiry x vacancies leaves vacancies where they are.

    They return there from elsewhere. The map v -> v (1 - .1) - f(v) S + inflow has one fixed point; from half
    and from twice it the same months end there.
    """
    vacancies, seekers, expiry = 1_000.0, 1_000.0 / 2.74, 0.1
    inflow = finding_rate(0.185, vacancies, seekers, 0.3) * seekers + expiry * vacancies
    for start in (vacancies, 500.0, 2_000.0):
        stock = start
        for _ in range(400):
            filled = finding_rate(0.185, stock, seekers, 0.3) * seekers
            stock = next_vacancies(stock * (1.0 - expiry), inflow, filled)
        assert stock == pytest.approx(vacancies, rel=1e-9)
