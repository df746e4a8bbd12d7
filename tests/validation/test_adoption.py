"""Adoption is S-shaped (M28): what happens in the engine when something unknown is launched among eager people."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest

from microcred.base.months import MONTHS_A_YEAR, parse_month
from microcred.engine.columns.run import simulate
from microcred.scenario.model import Scenario
from tests.invariants.walk import shipped

SEGMENTS = ("student", "worker", "other")
NOBODY_KNOWS = {"aware_start_student": 0.0, "aware_start_worker": 0.0, "aware_start_other": 0.0, "aware_entrant": 0.0}
#: Word, not outreach, carries the news: little of the one, and a market small enough for holders to be many in it.
LITTLE_OUTREACH = {**{f"external_influence_{one}": 0.02 for one in SEGMENTS}, "market_potential": 0.1}
#: Whoever knows of it decides at once and gladly, and finds a seat at a course and at its exam.
EAGER = {**{f"utility_constant_{one}": 0.0 for one in SEGMENTS}, "decision_interval": 1.0}
PLENTY = {"seats_start": 60.0, "exam_headroom": 100.0}
LAUNCH = {**NOBODY_KNOWS, **LITTLE_OUTREACH, **EAGER, **PLENTY}
#: Programmes that open and people who decide late bend the curve a little by themselves: about twice, without peers.
BEND = 4.0
NO_PEERS = {"peer_influence": 0.0, "peer_weight": 0.0}


@cache
def launched() -> Scenario:
    """Fifteen years of the invented country from the day on which nobody knows of micro-credentials."""
    country = shipped("invented_baseline")
    return replace(country, spin_up=0, end=parse_month("2039-12")).with_parameters(LAUNCH)


def new_holders(scenario: Scenario, seed: int) -> npt.NDArray[np.int64]:
    """By how much the number of holders grows in each year."""
    holders = simulate(scenario, seed).record.holders.reshape(scenario.months, -1).sum(axis=1)
    return np.diff(holders[MONTHS_A_YEAR - 1 :: MONTHS_A_YEAR], prepend=0)


def s_shaped(growth: npt.NDArray[np.int64]) -> bool:
    """The inflexion lies after the start: growth peaks in between, at over `BEND` times that of either end.

    The second year is the start: in the first hardly anybody gets from hearing of a course to its exam.
    """
    peak = int(growth.argmax())
    inside = 2 < peak < growth.size - 2
    return bool(inside and growth[peak] > BEND * growth[1] > 0 and growth[peak] > BEND * growth[-1])


@pytest.mark.parametrize("seed", [0, 1])
def test_holders_are_s_shaped(seed: int) -> None:
    """M28: with holders who tell others it is; without any peers, which is all that changes, it is not."""
    assert s_shaped(new_holders(launched(), seed))
    assert not s_shaped(new_holders(launched().with_parameters(NO_PEERS), seed))


def test_the_bend_is_word_of_mouth() -> None:
    """4.2, 4.3: holders move others by telling and by example; without the telling there is no bend."""
    assert not s_shaped(new_holders(launched().with_parameters({"peer_influence": 0.0}), 0))


def test_where_few_of_the_aware_apply_there_is_no_bend() -> None:
    """What the pattern does not cover: the same launch with all else as the invented country has it.

    Few hold a credential then and tell few others: what is on offer makes the pace, and growth does not turn.
    """
    country = replace(launched(), parameters=shipped("invented_baseline").parameters)
    assert not s_shaped(new_holders(country.with_parameters(NOBODY_KNOWS), 0))
