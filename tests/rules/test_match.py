"""Match, what jobs ask for, and satisfaction (model.md 4.6)."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.match import (
    drawn_requirement,
    job_requirement,
    joint_spread,
    match_deviations,
    match_left,
    match_now,
    match_probability,
    satisfied_logits,
    satisfied_probability,
    still_matching,
)
from tests.rules.few import few, share


def test_what_time_leaves_by_hand() -> None:
    """12 months outside and 24 inside at half the pace are 24: one half-life of 24, half of one of 48."""
    assert still_matching(12.0, 24.0, 24.0, 0.5) == 0.5
    assert still_matching(12.0, 24.0, 48.0, 0.5) == pytest.approx(math.sqrt(0.5))
    assert still_matching(0.0, 0.0, 24.0, 0.5) == 1.0


@few
@given(share, st.floats(0.0, 200.0), st.floats(0.0, 200.0), share)
def test_match_today_is_what_time_has_left(then: float, outside: float, inside: float, fit: float) -> None:
    """Whole months are few: what time leaves may be written down once, and gives the same match to the last bit."""
    left = still_matching(outside, inside, 30.0, 0.5)
    assert match_left(then, left, fit) == match_now(then, outside, inside, 30.0, 0.5, fit)
    assert match_left(0.8, 0.5, 0.6) == pytest.approx(0.24)


def test_deviations_by_hand() -> None:
    """Spread and noise together sqrt(.3^2 + .4^2) = .5: .5 above what is asked for is one deviation."""
    assert joint_spread(0.3, 0.4) == pytest.approx(0.5)
    assert match_deviations(0.92, 0.42, 0.5) == pytest.approx(1.0)
    assert match_deviations(0.42, 0.42, 0.5) == 0.0


def test_match_by_hand() -> None:
    """12 months outside and 24 inside at half the pace are 24, one half-life: .8 / 2 = .4.

    Elsewhere x .6 = .24.
    """
    assert match_now(0.8, 12.0, 24.0, 24.0, 0.5, 1.0) == pytest.approx(0.4)
    assert match_now(0.8, 12.0, 24.0, 24.0, 0.5, 0.6) == pytest.approx(0.24)
    assert match_now(0.8, 0.0, 0.0, 24.0, 0.5, 1.0) == 0.8


@few
@given(share, st.floats(0.0, 200.0), st.floats(0.0, 200.0))
def test_working_in_the_occupation_keeps_skills(then: float, months: float, more: float) -> None:
    """Match never rises with time, and falls more slowly inside the occupation than outside."""
    inside = match_now(then, 0.0, months, 30.0, 0.5, 1.0)
    outside = match_now(then, months, 0.0, 30.0, 0.5, 1.0)
    assert 0.0 <= outside <= inside <= then
    assert match_now(then, months + more, 0.0, 30.0, 0.5, 1.0) <= outside


def test_meeting_a_requirement_by_hand() -> None:
    """Requirement and own noise together spread by sqrt(.3^2 + .4^2) = .5.

    At the mean 1/2, one spread above Phi(1) = .8413447, two below Phi(-2) = .0227501.
    """
    assert match_probability(0.42, 0.42, 0.3, 0.4) == 0.5
    assert match_probability(0.92, 0.42, 0.3, 0.4) == pytest.approx(0.8413447, abs=1e-7)
    assert match_probability(-0.58, 0.42, 0.3, 0.4) == pytest.approx(0.0227501, abs=1e-7)
    # At the model's spreads, sqrt(.15^2 + .1^2) = .1802776: a match of .60 is .9984603 spreads above:
    # .8409722.
    assert match_probability(0.60, 0.42, 0.15, 0.10) == pytest.approx(0.84097, abs=1e-4)


def test_the_match_rate_is_no_step() -> None:
    """A fixed requirement would jump from 0 to 1.

    Distributed over jobs, .05 of match moves at most .05 x 2.213.
    """
    rates = [match_probability(0.01 * k, 0.42, 0.15, 0.10) for k in range(101)]
    assert rates == sorted(rates)
    density = 1.0 / (math.sqrt(0.15**2 + 0.1**2) * math.sqrt(2.0 * math.pi))
    assert density == pytest.approx(2.213, abs=1e-3)
    assert max(after - before for before, after in pairwise(rates)) <= 0.01 * density


def test_satisfaction_by_hand() -> None:
    """.7 + 5 x (.48 - .42) = 1: 1 / (1 + exp -1) = .7310586; at match = requirement .7: .6681878."""
    assert satisfied_probability(0.7, 5.0, 0.48, 0.42) == pytest.approx(0.7310586, abs=1e-7)
    assert satisfied_probability(0.7, 5.0, 0.42, 0.42) == pytest.approx(0.6681878, abs=1e-7)
    assert satisfied_logits(0.7, 5.0, 0.48, 0.42) == pytest.approx(1.0)


@few
@given(share, share, share)
def test_satisfaction_rises_with_match_and_falls_with_requirement(one: float, two: float, requirement: float) -> None:
    """In (0, 1); only the difference counts."""
    low, high = sorted((one, two))
    less = satisfied_probability(0.7, 5.0, low, requirement)
    assert 0.0 < less <= satisfied_probability(0.7, 5.0, high, requirement) < 1.0
    assert satisfied_probability(0.7, 5.0, low + 0.1, requirement + 0.1) == pytest.approx(less)


def test_requirements_by_hand() -> None:
    """.42 in the middle, .02 a level; one job two standard deviations of .15 above: .72."""
    assert [job_requirement(0.42, 0.02, level) for level in (1, 2, 3)] == pytest.approx([0.40, 0.42, 0.44])
    assert drawn_requirement(0.42, 0.15, 2.0) == pytest.approx(0.72)
