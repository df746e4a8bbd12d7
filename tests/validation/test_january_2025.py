"""January 2025 shows the facts (issue "The model, readable and right"; model.md section 2).

Facts are facts.toml's; what is drawn is averaged over seeds.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from microcred.engine.columns.run import simulate
from microcred.rules.quality import content_lag
from microcred.scenario.load import load_scenario
from microcred.scenario.model import Scenario
from microcred.world.build import build_world
from microcred.world.states import Count, Standard
from microcred.world.tables import World

SEEDS = range(6)


@pytest.fixture(scope="module")
def china() -> Scenario:
    """China today."""
    return load_scenario("cn_baseline")


@pytest.fixture(scope="module")
def worlds(china: Scenario) -> list[World]:
    """The state that is imposed in January 2025, for several seeds."""
    return [build_world(china, seed) for seed in SEEDS]


def test_standards_in_force_and_their_sectors(china: Scenario, worlds: list[World]) -> None:
    """447 certificates: 136 in electronics and information, 85 (19 %) in equipment, 4 in food, drugs and grain."""
    codes = [sector.code for sector in china.pack.sectors]
    for world in worlds:
        used = world.credentials[: int(world.nation[0]["credentials"])]
        in_force = used[used["status"] == Standard.IN_FORCE]
        by_sector = np.bincount(in_force["sector"], minlength=len(codes))
        assert in_force.size == 447
        assert by_sector[codes.index("electronics_information")] == 136
        assert by_sector[codes.index("equipment_manufacturing")] == 85
        assert by_sector[codes.index("food_drugs_grain")] == 4


def test_institutions_organisations_and_programmes(worlds: list[World]) -> None:
    """4,300 institutions, 300 evaluation organisations of which 88.7 % in the east, some 12,000 programmes."""
    for world in worlds:
        nation = world.nation[0]
        assert world.institutions.shape[0] == 4300
        assert world.organisations.shape[0] == 300
        in_the_east = (world.organisations["macro"] == nation["core_macro"]).mean()
        assert in_the_east == pytest.approx(0.887, abs=0.002)
        assert int(nation["programmes"]) == pytest.approx(12_000, rel=0.02)


def test_everybody_is_there(worlds: list[World]) -> None:
    """892 million people of working age, one agent each, in blocks of a quarter's graduates."""
    world = worlds[0]
    assert int(world.blocks["size"].sum()) == int(world.places["people"].sum())
    assert int(world.blocks["size"].sum()) == pytest.approx(892e6, rel=0.001)


def test_coverage_is_near_the_estimate(worlds: list[World]) -> None:
    """About .29 of shortage occupations covered, uncertain: the mean over seeds within .25-.36."""
    covered = [(world.occupations["in_force"][world.occupations["shortage"]] > 0).mean() for world in worlds]
    assert 0.25 < np.mean(covered) < 0.36
    assert np.std(covered) > 0.0


def test_content_lag_in_fast_fields(china: Scenario, worlds: list[World]) -> None:
    """Content in electronics and commerce is 6-12 months behind technology (times (half-life / 36)^.5)."""
    fast = [
        index for index, sector in enumerate(china.pack.sectors) if sector.technology in ("electronics", "commerce")
    ]
    for world in worlds[:2]:
        programmes = world.programmes[: int(world.nation[0]["programmes"])]
        mine = programmes[np.isin(programmes["sector"], fast)]
        lives = world.occupations["half_life"][mine["occupation"]]
        lags = np.array([content_lag(o, life) for o, life in zip(mine["outdated"], lives, strict=True)])
        scaled = lags / np.sqrt(lives / 36.0)
        assert scaled.min() > 5.99
        assert scaled.max() < 12.01


def test_openness_and_certified_share(worlds: list[World]) -> None:
    """13 % of institutions are open to people outside; about 12 % of programmes are certified."""
    open_public = np.mean([world.institutions["open_public"].mean() for world in worlds])
    assert open_public == pytest.approx(0.13, abs=0.01)
    certified = np.mean(
        [world.programmes["certified"][: int(world.nation[0]["programmes"])].mean() for world in worlds]
    )
    assert certified == pytest.approx(0.12, abs=0.01)


@pytest.fixture(scope="module")
def hunan() -> np.ndarray:
    """Counts of 2025 in Hunan, 66 million people, summed over places."""
    plan = load_scenario("cn_baseline", regions=["430000"])
    plan = replace(plan, end=plan.start + 11, targets=())
    finished = simulate(plan, 0)
    return finished.record.counts[plan.spin_up :].sum(axis=(0, 1))


def test_completion_and_pass_rates(hunan: np.ndarray) -> None:
    """Campus completion .9858 and pass rate .917, the `calibrate` facts, within two points (and sampling error)."""
    sat, dropped = hunan[Count.COMPLETIONS_CAMPUS], hunan[Count.DROPOUTS_CAMPUS]
    assert sat / (sat + dropped) == pytest.approx(0.9858, abs=0.02)
    all_sat = sat + hunan[Count.COMPLETIONS_ONLINE]
    assert hunan[Count.PASSES] / all_sat == pytest.approx(0.917, abs=0.02)
    assert hunan[Count.EXCELLENT] / hunan[Count.PASSES] == pytest.approx(0.25, abs=0.03)


@pytest.mark.nightly
def test_yearly_examinees_of_the_baseline(china: Scenario) -> None:
    """The baseline's yearly examinees near 130,000 (783,000 in six years): 2025 within 10 %."""
    plan = replace(china, end=china.start + 11, targets=())
    counts = simulate(plan, 0).record.counts[plan.spin_up :].sum(axis=(0, 1))
    sat = counts[Count.COMPLETIONS_CAMPUS] + counts[Count.COMPLETIONS_ONLINE]
    assert sat == pytest.approx(130_500, rel=0.10)
