"""Evaluation capacity (model.md 4.9)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.evaluation import (
    certification_places,
    core_evaluation,
    moved_evaluation,
    remote_places,
    spread_outside,
)
from tests.rules.few import few


def test_spreading_by_hand() -> None:
    """Half of what lies outside the core today, .1, is too little to matter; .35 is wanted instead of .1."""
    assert spread_outside(0.1, 0.05) == 0.1
    assert spread_outside(0.1, 0.35) == 0.35


def test_what_moves_by_hand() -> None:
    """.1 outside, .325 wanted: a core region with .4 keeps .4 x .675 / .9 = .3.

    Of the .225 that moves a region with .06 of the .6 outer people gets a tenth: .0225.
    """
    assert core_evaluation(0.4, 0.1, 0.325) == pytest.approx(0.3)
    assert moved_evaluation(0.1, 0.325, 0.06, 0.6) == pytest.approx(0.0225)
    assert core_evaluation(0.4, 0.1, 0.1) == pytest.approx(0.4)
    assert moved_evaluation(0.1, 0.1, 0.06, 0.6) == 0.0


@few
@given(st.floats(0.01, 0.5), st.floats(0.0, 0.5), st.lists(st.floats(0.01, 1.0), min_size=1, max_size=5))
def test_nothing_is_lost_on_the_way(outside: float, more: float, people: list[float]) -> None:
    """What the core gives up is what the outer regions get."""
    wanted = spread_outside(outside, outside + more)
    kept = core_evaluation(1.0 - outside, outside, wanted)
    moved = sum(moved_evaluation(outside, wanted, one, sum(people)) for one in people)
    assert kept + outside + moved == pytest.approx(1.0)


def test_places_by_hand() -> None:
    """1.6 x 300 organisations x .25 of capacity x 1.5 = 180 a month, less 3 x 20 standards x .5 = 30: 150.

    A fraction by lot; more staff busy than there are: none.
    """
    assert certification_places(1.6, 300.0, 0.25, 1.5, 3.0, 20.0, 0.5, 0.01) == 150
    assert certification_places(1.6, 300.0, 0.25, 1.5, 3.0, 20.0, 0.495, 0.5) == 150
    assert certification_places(1.6, 300.0, 0.25, 1.5, 3.0, 20.0, 0.495, 0.8) == 151
    assert certification_places(1.6, 300.0, 0.25, 1.5, 3.0, 100.0, 1.0, 0.99) == 0


def test_remote_service_by_hand() -> None:
    """Half of 7 idle places, rounded down: 3."""
    assert remote_places(0.5, 7) == 3
    assert remote_places(0.5, 1) == 0
