"""M9, M15, M20: a region lives alone until something real travels."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from microcred.base.months import parse_month
from microcred.catalogue.levers import LEVERS
from microcred.engine.columns.run import simulate
from microcred.outcomes.record import Record
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Scenario
from microcred.world.states import Count, Funnel
from tests.invariants.same import assert_same_places, of_places
from tests.invariants.walk import shipped, with_entry
from tests.relations.islands import AWAY, HOME, home_places, island, islands

SEEDS = (0, 1)
WILLING = (Funnel.WILLING, Funnel.WILLING_NO_PRICE, Funnel.WILLING_NO_TIME, Funnel.WILLING_FULL_ACCESS)
START = parse_month("2026-02")
FUNNELS = ("funnel", "incomes")
REGIONAL = [name for name, lever in LEVERS.items() if "region" in lever.dimensions]


@cache
def record_of(where: str, seed: int) -> tuple[Scenario, Record]:
    """A country of two islands, or of the home region alone."""
    base = shipped("invented_baseline")
    scenario = island(base) if where == "alone" else islands(base, where)
    return scenario, simulate(scenario, seed).record


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("where", AWAY)
def test_a_country_of_two_islands_is_two_countries(where: str, seed: int) -> None:
    """M9: without coupling, the home region beside another lives as it does alone: every count, sum and payment."""
    alone, record = record_of("alone", seed)
    both, beside = record_of(where, seed)
    assert record.counts[:, :, Count.APPLICATIONS].sum() > 100
    assert beside.counts[:, :, Count.APPLICATIONS].sum() > 1.2 * record.counts[:, :, Count.APPLICATIONS].sum()
    one, other = (
        of_places(record, home_places(alone)) | in_all_fifths(record, home_places(alone)),
        of_places(beside, home_places(both)) | in_all_fifths(beside, home_places(both)),
    )
    assert_same_places(one, other)


def in_all_fifths(record: Record, places: list[int]) -> dict[str, object]:
    """What is counted by fifth of incomes, added up: fifths are the country's, and beside a richer region is poorer."""
    return {"incomes": record.incomes[:, places].sum(axis=3)}


def test_the_islands_would_notice() -> None:
    """M9: the relation is not empty: with the nation's peers, the home region does not live as it does alone."""
    base = shipped("invented_baseline")
    alone = island(base).with_parameters({"nation_mixing": 0.5, "market_potential": 0.05})
    both = islands(base, "after").with_parameters({"nation_mixing": 0.5, "market_potential": 0.05})
    one, other = simulate(alone, 0).record, simulate(both, 0).record
    assert (one.aware != other.aware[:, home_places(both)]).any()


def some_value(name: str) -> float:
    """A value at which a lever does something: one that the plan gives it."""
    plan = shipped("invented_plan").levers[name]
    return next(clause.value for clause in plan.clauses if clause.value != plan.base)


@pytest.mark.parametrize("name", REGIONAL)
def test_a_lever_for_another_region_leaves_this_one_alone(name: str) -> None:
    """M20: without coupling, a policy limited to the other region changes nothing here, for ever."""
    scenario, record = record_of("after", 0)
    where = FrozenMap({"region": (AWAY["after"],)})
    other = with_entry(scenario, name, some_value(name), START, where=where)
    changed = simulate(other, 0).record
    here = home_places(scenario)
    assert_same_places(of_places(record, here), of_places(changed, here))


@cache
def under_the_plan() -> tuple[Scenario, Record]:
    """The plan until a month in which most of its levers hold."""
    scenario = replace(shipped("invented_plan"), spin_up=12, end=parse_month("2026-09"))
    return scenario, simulate(scenario, 3).record


@pytest.mark.parametrize("name", REGIONAL)
def test_a_lever_for_one_region_leaves_the_others_alone_in_its_first_month(name: str) -> None:
    """M20: with every coupling on, a policy for one region changes nothing that happens elsewhere in its first month.

    How willing people elsewhere are may change at once: they see the region's online offers, described this month. No
    decision of the month turns on it.
    """
    scenario, record = under_the_plan()
    assert_same_places(*what_happened_elsewhere(scenario, record, name, WILLING))


@pytest.mark.parametrize("name", ["registry", "registry_gate", "verification"])
def test_only_online_offers_are_seen_elsewhere_at_once(name: str) -> None:
    """M20: these levers change what an offer is worth; without online offers nobody elsewhere is more willing."""
    scenario, _ = under_the_plan()
    on_campus = replace(scenario, parameters=FrozenMap({**scenario.parameters, "online_share": 0.0}))
    record = simulate(on_campus, 3).record
    assert record.funnel[-1, ..., Funnel.WILLING].sum() > 0
    assert_same_places(*what_happened_elsewhere(on_campus, record, name, ()))


def what_happened_elsewhere(
    scenario: Scenario, record: Record, name: str, without: tuple[Funnel, ...]
) -> tuple[dict[str, object], dict[str, object]]:
    """The record of two regions, as it is and when a third gets a lever at the end, less some of the funnel."""
    start = scenario.end
    plan = scenario.levers[name]
    # In the plan the lever may hold everywhere: there the region is put at rest, or driven higher.
    value = plan.base if any(clause.start <= start for clause in plan.clauses) else some_value(name)
    other = with_entry(scenario, name, value, start, where=FrozenMap({"region": ("200000",)}))
    elsewhere = [0, 1, 4, 5]
    found = []
    for one in (record, simulate(other, 3).record):
        of_all = of_places(one, elsewhere)
        kept = {name: np.delete(getattr(one, name)[:, elsewhere], list(without), axis=-1) for name in FUNNELS}
        found.append(of_all | kept)
    return found[0], found[1]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_region_keeps_its_luck(seed: int) -> None:
    """M15: one more person elsewhere moves nobody here: thresholds, moments and traits are keyed by code."""
    base, record = record_of("after", seed)
    pack = base.pack
    crowded = replace(
        pack,
        places=tuple(
            replace(place, other=place.other + 1) if place.region == AWAY["after"] else place for place in pack.places
        ),
    )
    aware = simulate(replace(base, pack=crowded), seed).record.aware
    here = home_places(base)
    assert np.array_equal(record.aware[:, here], aware[:, here])


@pytest.mark.parametrize("name", ["subsidy", "outreach", "infrastructure_spend", "public_openness", "learner_support"])
def test_an_entry_reaches_its_region(name: str) -> None:
    """M20: the relation is not empty: such levers do change the region that they are for."""
    scenario, record = record_of("after", 0)
    other = with_entry(scenario, name, some_value(name), START, where=FrozenMap({"region": (HOME,)}))
    here, changed = (of_places(one, home_places(scenario)) for one in (record, simulate(other, 0).record))
    assert any((np.asarray(here[field]) != np.asarray(changed[field])).any() for field in here)
