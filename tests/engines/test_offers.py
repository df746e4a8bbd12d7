"""What an offer means to people, in both engines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import microcred
from microcred.base.months import parse_month
from microcred.engine.columns import run as engine
from microcred.engine.columns.fair import open_fair
from microcred.engine.objects.offer import Offer
from microcred.scenario import load_scenario
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import LeverSchedule, Scenario
from microcred.world.policy import set_month
from microcred.world.states import CredentialType, Segment

PAY_STEP, SUBSIDY = 1_000.0, 0.25


@pytest.fixture(scope="module")
def generous() -> Scenario:
    """The invented country with a pay step and a subsidy from the start, and many interest programmes."""
    base = load_scenario("invented_baseline").with_parameters({"type_interest_share": 0.3})
    levers = {**base.levers, "pay_step": LeverSchedule(PAY_STEP), "subsidy": LeverSchedule(SUBSIDY)}
    return replace(base, levers=FrozenMap(levers), spin_up=3, end=parse_month("2025-01"))


def expected(scenario: Scenario, price: float, type_: int) -> float:
    """A pay step of 1,000 yuan over the horizon, for what counts for work; less three quarters of the price."""
    horizon = scenario.parameters["benefit_horizon"]
    return (0.0 if type_ == CredentialType.INTEREST else PAY_STEP * horizon) - (1.0 - SUBSIDY) * price


def test_interest_brings_no_pay_in_the_compiled_engine(generous: Scenario) -> None:
    """model.md 2, 4.3: an interest programme has no job benefit, so nobody expects a pay step of it."""
    run = engine.start(generous, 0)
    set_month(run.policy, generous, run.month, settling=True)
    fair = open_fair(run)
    admits = np.flatnonzero(fair.offers["admits"])
    types, prices = run.world.programmes["type"][admits], fair.offers["price"][admits]
    assert 0 < (types == CredentialType.INTEREST).sum() < admits.size
    for row in fair.terms:
        money = [expected(generous, price, type_) for price, type_ in zip(prices, types, strict=True)]
        assert row["money"][admits].tolist() == pytest.approx(money)


def test_interest_brings_no_pay_in_the_readable_engine(generous: Scenario) -> None:
    """The same, of the objects."""
    model = microcred.MicroCredentialModel(generous)
    model.step()
    offers = [Offer(programme) for programme in model.programmes if programme.on_offer]
    assert {CredentialType.INTEREST} < {offer.programme.type for offer in offers}
    for offer in offers:
        for segment in (Segment.STUDENT, Segment.WORKER):
            money = offer.terms(model.places[0], segment).money
            assert money == pytest.approx(expected(generous, offer.programme.price / 100.0, offer.programme.type))
