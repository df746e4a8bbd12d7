"""Content, alignment, match, satisfaction (model.md 4.6)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.quality import (
    aged,
    alignment,
    content_lag,
    covers_in_effect,
    fit,
    jumped,
    minima_cost_factor,
    minimum_met,
    outdated_share,
)
from tests.rules.few import few, share


def test_outdated_content_by_hand() -> None:
    """One half-life behind 1/2, two 3/4, none 0; two months at a half-life of 30 .0452.

    The last is 1 - 2^(-1/15) = .0451584.
    """
    assert outdated_share(30.0, 30.0) == 0.5
    assert outdated_share(60.0, 30.0) == 0.75
    assert outdated_share(0.0, 30.0) == 0.0
    assert outdated_share(2.0, 30.0) == pytest.approx(0.0451584, abs=1e-7)
    # facts.toml: 39 % of core skills change in 60 months, so 61 % stay: a half-life of 60 x ln 2 / -ln .61 =
    # 84.1.
    assert outdated_share(60.0, 84.14) == pytest.approx(0.39, abs=1e-4)


def test_content_lag_by_hand() -> None:
    """Half outdated is one half-life, three quarters two; current content has no lag.

    All outdated stays finite.
    """
    assert content_lag(0.5, 30.0) == pytest.approx(30.0)
    assert content_lag(0.75, 30.0) == pytest.approx(60.0)
    assert content_lag(0.0, 30.0) == 0.0
    assert math.isfinite(content_lag(1.0, 30.0))


@few
@given(st.floats(0.0, 200.0), st.floats(12.0, 100.0))
def test_lag_and_outdated_share_are_inverse(lag: float, half_life: float) -> None:
    """There and back within rounding."""
    assert content_lag(outdated_share(lag, half_life), half_life) == pytest.approx(lag, abs=1e-6)


def test_a_month_of_ageing_by_hand() -> None:
    """Half-life one month: of .6 current .3 stays: .7.

    Twelve months at a half-life of 12 halve what is current.
    """
    assert aged(0.4, 1.0) == pytest.approx(0.7)
    outdated = 0.2
    for _ in range(12):
        outdated = aged(outdated, 12.0)
    assert outdated == pytest.approx(0.6)


@few
@given(st.floats(0.0, 100.0), st.floats(12.0, 100.0))
def test_ageing_moves_the_lag_by_a_month(lag: float, half_life: float) -> None:
    """Technology moves on by one month in every month."""
    assert aged(outdated_share(lag, half_life), half_life) == pytest.approx(outdated_share(lag + 1.0, half_life))


def test_alignment_by_hand() -> None:
    """(1 - .19)^.5 x (.15 / .30)^1 x (.10 / .40)^.5 x .8 = .9 x .5 x .5 x .8 = .18.

    Beyond the minima no gain.
    """
    assert alignment(0.19, 0.15, 0.10, 0.8, 0.5, 1.0, 0.5) == pytest.approx(0.18)
    assert alignment(0.19, 0.30, 0.40, 0.8, 0.5, 1.0, 0.5) == pytest.approx(0.72)
    assert alignment(0.19, 0.90, 0.90, 0.8, 0.5, 1.0, 0.5) == pytest.approx(0.72)
    # Today at a lag of 9 months and a half-life of 30: 2^-.3 = .8122524, (.27/.30)^.35 = .9637954,
    # (.15/.40)^.25 = .7825423, teaching .88: .5390963.
    today = alignment(outdated_share(9.0, 30.0), 0.27, 0.15, 0.88, 1.0, 0.35, 0.25)
    assert today == pytest.approx(0.5390963, abs=1e-6)


def test_parts_of_alignment_by_hand() -> None:
    """Half of a minimum leaves (1/2)^2 = 1/4, all of it or more 1; .9 x .5 x .5 x .8 = .18."""
    assert minimum_met(0.15, 0.30, 2.0) == pytest.approx(0.25)
    assert minimum_met(0.40, 0.40, 0.5) == minimum_met(0.90, 0.40, 0.5) == 1.0
    assert fit(0.19, 0.5, 0.5, 0.8, 0.5) == pytest.approx(0.18)


@few
@given(share, share, share, share, share, share)
def test_alignment_is_a_share_and_rises_with_its_parts(
    outdated: float, practice: float, project: float, teaching: float, less: float, gain: float
) -> None:
    """In [0, 1]; never falling in practice, projects and teaching, never rising in what is outdated."""
    value = alignment(outdated, practice, project, teaching, 1.0, 0.35, 0.25)
    assert 0.0 <= value <= 1.0
    assert alignment(outdated * less, practice, project, teaching, 1.0, 0.35, 0.25) >= value
    assert alignment(outdated, practice + gain, project, teaching, 1.0, 0.35, 0.25) >= value
    assert alignment(outdated, practice, project + gain, teaching, 1.0, 0.35, 0.25) >= value


def test_the_cost_of_minima_by_hand() -> None:
    """Half the way in practice (.27 -> .285 of .30), all of it in projects: 1 + .4 x (.5 + 1) / 2 = 1.3."""
    assert minima_cost_factor(0.285, 0.40, 0.27, 0.15, 0.4) == pytest.approx(1.3)
    assert minima_cost_factor(0.30, 0.40, 0.27, 0.15, 0.4) == pytest.approx(1.4)
    assert minima_cost_factor(0.27, 0.15, 0.27, 0.15, 0.4) == 1.0
    # Above the minima nothing more; below today's shares nothing less; a start above a minimum has nothing to
    # meet.
    assert minima_cost_factor(0.90, 0.90, 0.27, 0.15, 0.4) == pytest.approx(1.4)
    assert minima_cost_factor(0.10, 0.05, 0.27, 0.15, 0.4) == 1.0
    assert minima_cost_factor(0.32, 0.40, 0.32, 0.15, 0.4) == pytest.approx(1.2)


def test_a_jump_of_technology_by_hand() -> None:
    """Half a half-life at once leaves 2^-.5 = .7071068 of what was current: .8 -> .5656854; no shock, no jump."""
    assert jumped(0.2, 36.0, 18.0) == pytest.approx(1.0 - 0.8 * 0.7071068, abs=1e-7)
    assert jumped(0.2, 36.0, 36.0) == pytest.approx(0.6)
    assert jumped(0.0, 0.2, 0.2) == pytest.approx(0.5)
    assert jumped(0.2, 36.0, 0.0) == 0.2


def test_coverage_in_effect_by_hand() -> None:
    """Half current and graduates 23 months ago cover; less current, 24 months, or none ever do not."""
    assert covers_in_effect(0.5, 23)
    assert covers_in_effect(0.5, 0)
    assert not covers_in_effect(0.51, 0)
    assert not covers_in_effect(0.2, 24)
    assert not covers_in_effect(0.2, -1)
