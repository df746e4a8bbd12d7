"""National fifths of incomes: a fifth of the country's people each, whatever is run and in whatever order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from microcred.base.chance import normal_from, share
from microcred.base.leans import traits
from microcred.rules.decision import income_of
from microcred.scenario import load_scenario
from microcred.world.build import build_world, kept_regions
from microcred.world.incomes import LIMITS, income_cuts, income_shares
from microcred.world.states import Fifth


@pytest.mark.parametrize("name", ["cn_baseline", "invented_baseline"])
def test_each_fifth_has_a_fifth_of_the_people(name: str) -> None:
    scenario = load_scenario(name)
    shares = income_shares(scenario, kept_regions(scenario))
    by_place = {(place.region, place.setting): place.people for place in scenario.pack.places}
    people = np.array([by_place[code, setting] for code in kept_regions(scenario) for setting in ("urban", "rural")])
    assert shares.shape == (people.size, len(Fifth))
    assert (shares >= 0.0).all()
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, atol=1e-12)
    np.testing.assert_allclose((people @ shares) / people.sum(), 0.2, atol=1e-9)


def test_cuts_by_hand() -> None:
    """Without spread everybody has the place's mean: the invented country's six places, from the poorest.

    1,500 (3,300 people), 2,000 (2,750), 3,000 (1,500), 3,800 (2,000), 4,200 (4,050), 6,000 (6,400): a fifth of 20,000
    is passed within the second place, two within the fourth, three within the fifth, four within the sixth.
    """
    pack = load_scenario("invented_baseline").pack
    assert sum(place.people for place in pack.places) == 20_000
    assert income_cuts(pack, 0.0) == pytest.approx((2_000.0, 3_800.0, 4_200.0, 6_000.0))


def test_the_order_of_places_and_the_regions_run_change_nothing() -> None:
    """M8, M9: fifths are the country's, to the last bit, whatever comes first and whatever is run."""
    scenario = load_scenario("cn_baseline")
    pack = replace(scenario.pack, places=tuple(reversed(scenario.pack.places)))
    assert income_cuts(scenario.pack, 0.35) == income_cuts(pack, 0.35)
    whole, one = build_world(scenario, 0).places, build_world(replace(scenario, regions=("630000",)), 0).places
    rows = [2 * kept_regions(scenario).index("630000") + setting for setting in range(2)]
    for limit in LIMITS:
        assert one[limit].tolist() == whole[limit][rows].tolist()


def test_people_are_drawn_as_expected() -> None:
    """Of 4,000 people drawn by name, as many have incomes in each fifth as the shares say, within five s.e."""
    scenario = load_scenario("invented_baseline")
    spread = scenario.parameters["income_spread"]
    cuts = income_cuts(scenario.pack, spread)
    places = build_world(scenario, 0).places
    expected = income_shares(scenario, kept_regions(scenario))
    for index, place in enumerate(places):
        incomes = [
            income_of(float(place["income"]), spread, normal_from(share(traits(7, int(place["key"]), 3, rank)[1])))
            for rank in range(4_000)
        ]
        found = np.bincount(np.searchsorted(cuts, incomes, side="right"), minlength=5) / 4_000
        error = np.sqrt(expected[index] * (1.0 - expected[index]) / 4_000)
        assert (np.abs(found - expected[index]) <= 5.0 * error + 1e-3).all(), index
