"""Runs that many invariants look at."""

from __future__ import annotations

import pytest

from microcred.engine import history_of
from microcred.outcomes.history import History
from microcred.scenario.model import Scenario
from tests.invariants.walk import finished, shipped


@pytest.fixture(scope="session")
def plan() -> Scenario:
    """The invented country moving every lever."""
    return shipped("invented_plan")


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    """The invented country without any policy."""
    return shipped("invented_baseline")


@pytest.fixture(scope="session", params=["invented_baseline", "invented_plan"])
def history(request: pytest.FixtureRequest) -> History:
    """Every outcome of a run of each."""
    name: str = request.param
    return history_of(shipped(name), finished(name, 0))
