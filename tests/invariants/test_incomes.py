"""The funnel by fifth of incomes: it adds up to the funnel, and knows every holder's income."""

from __future__ import annotations

import numpy as np
import pytest

from microcred.base.chance import normal_from, share
from microcred.base.leans import traits
from microcred.outcomes.history import History
from microcred.outcomes.incomes import incomes_of
from microcred.rules.decision import income_of
from microcred.world.build import kept_regions
from microcred.world.incomes import income_cuts, income_shares
from microcred.world.policy import place_labels
from microcred.world.states import FIXED, Fifth, Funnel, Segment, Stage
from microcred.world.tables import World
from tests.invariants.walk import finished, shipped

EXPECTED = (Funnel.PEOPLE, Funnel.AWARE)
NAMES = ["invented_baseline", "invented_plan"]


@pytest.mark.parametrize("name", NAMES)
def test_fifths_add_up_to_the_funnel(name: str) -> None:
    """I7: every step and observation of every cell, and every holder, belongs to one fifth, the spin-up included."""
    record = finished(name, 0).record
    steps = [step for step in Funnel if step not in EXPECTED]
    assert np.array_equal(record.incomes.sum(axis=3)[..., steps], record.funnel[..., steps])
    assert not record.incomes[..., EXPECTED].any()
    assert np.array_equal(record.funnel[..., Funnel.HOLDERS].sum(axis=2), record.holders)
    assert (record.incomes[..., Funnel.APPLIED].sum(axis=(0, 1, 2)) > 0).all()


@pytest.mark.parametrize("name", NAMES)
def test_every_holder_has_the_income_of_the_fifth(name: str) -> None:
    """Incomes worked out one by one at the end say the same as what was counted on the way."""
    scenario, run = shipped(name), finished(name, 0)
    world, spread = run.world, scenario.parameters["income_spread"]
    assert isinstance(world, World)
    cuts, seed = income_cuts(scenario.pack, spread), int(world.nation[0]["seed"])
    counted = run.record.incomes[-1, ..., Funnel.HOLDERS]
    found = np.zeros_like(counted)
    for person in world.people[: int(world.nation[0]["people"])]:
        if person["credentials"] > 0 and person["stage"] != Stage.LEFT:
            block = world.blocks[int(person["block"])]
            word = traits(seed, int(block["key"]), int(block["cohort"]), int(person["rank"]))[1]
            place = int(block["place"])
            income = income_of(float(world.places[place]["income"]), spread, normal_from(share(word)))
            found[place, int(block["segment"]), np.searchsorted(cuts, income, side="right")] += 1
    assert found.sum() > 100
    assert np.array_equal(found, counted)


def test_areas_add_up_to_the_nation(history: History) -> None:
    """I7: over areas and fifths, steps are the outcomes; people and aware people are expected numbers."""
    incomes = history.incomes
    assert incomes is not None
    total = {name: values.sum(axis=(1, 2, 3)) for name, values in incomes.columns.items()}
    for name, column in {
        "applicants": "applied",
        "completions": "sat",
        "passes": "passed",
        "holders": "holders",
    }.items():
        assert history.national[name].tolist() == total[column].tolist(), name
    np.testing.assert_allclose(total["people"], history.population, rtol=1e-9)
    np.testing.assert_allclose(total["aware"], history.national["aware"], rtol=1e-9)
    assert len(incomes.areas) == len(set(incomes.areas))


def test_situations_stand_for_the_aware_of_their_cell() -> None:
    """Means over situations weigh each with the aware people of its cell, not every cell alike: one area by hand."""
    scenario = shipped("invented_plan")
    codes, record = kept_regions(scenario), finished("invented_plan", 0).record
    labels = [("everywhere", setting) for _, _, setting in place_labels(scenario.pack, codes)]
    first = scenario.spin_up
    found = incomes_of(record, first, labels, income_shares(scenario, codes))
    assert found.areas == (("everywhere", "urban"), ("everywhere", "rural"))
    area, segment, fifth = 1, Segment.WORKER, Fifth.LOWEST
    for month in range(40, 52):
        above, below = 0.0, 0.0
        for place, label in enumerate(labels):
            if label == found.areas[area]:
                own = record.incomes[first + month, place, segment, fifth]
                aware = record.funnel[first + month, place, segment, Funnel.AWARE]
                above += aware * own[Funnel.WILLING] / FIXED
                below += aware * own[Funnel.SITUATIONS]
        assert below > 0.0
        assert found.columns["willing"][month, area, segment, fifth] == pytest.approx(above / below)


def test_the_price_keeps_more_of_the_poor_away() -> None:
    """4.3: money counts in monthly incomes, so a price keeps away the more the lower the income, here and now."""
    observed = finished("invented_baseline", 0).record.incomes.sum(axis=(0, 1, 2)).astype(np.float64)
    relief = observed[:, Funnel.WILLING_NO_PRICE] / observed[:, Funnel.WILLING] - 1.0
    assert relief[Fifth.LOWEST] > relief[Fifth.THIRD] > relief[Fifth.HIGHEST] > 0.0
