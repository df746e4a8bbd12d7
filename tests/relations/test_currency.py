"""M14: money has no unit of its own: in a dearer currency the same people do the same things."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from microcred.catalogue.levers import LEVERS
from microcred.catalogue.parameters import PARAMETERS
from microcred.engine.columns.run import simulate
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Clause, LeverSchedule, Scenario
from tests.invariants.walk import shipped

# Whole cents: at a million of them to the yuan nobody notices how a price was rounded.
FINE = 2**20


def priced(scenario: Scenario, factor: int) -> Scenario:
    """The scenario with every sum of money so many times as large."""

    def clause(one: Clause) -> Clause:
        values = {name: getattr(one, name) for name in ("value", "ramp_from", "ramp_to")}
        changed = {name: value * factor for name, value in values.items() if value is not None}
        if LEVERS[one.lever].kind != "yuan":
            changed = {}
        return replace(one, budget=None if one.budget is None else one.budget * factor, **changed)

    def schedule(name: str, one: LeverSchedule) -> LeverSchedule:
        base = one.base * factor if LEVERS[name].kind == "yuan" else one.base
        return LeverSchedule(base, tuple(map(clause, one.clauses)))

    places = tuple(replace(one, monthly_income=one.monthly_income * factor) for one in scenario.pack.places)
    sums = [name for name, one in PARAMETERS.items() if one.unit.startswith("yuan")]
    numbers = {name: scenario.parameters[name] * factor for name in sums}
    numbers["access_per_yuan"] = scenario.parameters["access_per_yuan"] / factor
    levers = FrozenMap({name: schedule(name, one) for name, one in scenario.levers.items()})
    # Sums beyond the bounds of the catalogue, which are of a currency such as the yuan.
    parameters = FrozenMap({**scenario.parameters, **numbers})
    return replace(scenario, pack=replace(scenario.pack, places=places), levers=levers, parameters=parameters)


@pytest.mark.parametrize("name", ["invented_baseline", "invented_plan"])
def test_a_dearer_currency_changes_nobody(name: str) -> None:
    """Everything counted is the same; every sum of money is twice as large, but for rounding to cents."""
    scenario = replace(shipped(name), end=shipped(name).start + 35)
    one, double = (simulate(priced(scenario, factor), 5).record for factor in (FINE, 2 * FINE))
    assert one.counts.sum() > 0
    for field in ("counts", "sums", "aware", "holders", "funnel"):
        assert np.array_equal(getattr(one, field), getattr(double, field)), field
    assert np.array_equal(one.gauges, double.gauges)
    np.testing.assert_allclose(double.ledger, 2 * one.ledger, rtol=1e-9, atol=1e4)
