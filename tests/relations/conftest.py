"""Scenarios that many relations start from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from microcred.base.months import parse_month
from microcred.scenario.model import Scenario
from tests.invariants.walk import shipped


@pytest.fixture(scope="session")
def plan() -> Scenario:
    """The invented country moving every lever."""
    return shipped("invented_plan")


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    """The invented country without any policy."""
    return shipped("invented_baseline")


@pytest.fixture(scope="session")
def short_plan(plan: Scenario) -> Scenario:
    """Three and a half years of the plan after a year of spin-up."""
    return replace(plan, spin_up=12, end=parse_month("2028-06"))


@pytest.fixture(scope="session")
def short_baseline(baseline: Scenario) -> Scenario:
    """Two and a half years without policy after a year of spin-up."""
    return replace(baseline, spin_up=12, end=parse_month("2027-06"))
