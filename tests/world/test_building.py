"""A world is built for all agents at once, and gives each what it would be given alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from microcred.base.chance import Purpose, normal, uniform
from microcred.scenario.load import load_scenario
from microcred.scenario.model import Scenario
from microcred.world.build import build_world
from microcred.world.chances import Draws, chosen, chosen_one
from microcred.world.partners import choose_partners
from microcred.world.people_rows import HELD
from microcred.world.states import Standard
from microcred.world.tables import with_rows


@pytest.fixture(scope="module")
def province() -> Scenario:
    """A province of China."""
    return replace(load_scenario("cn_baseline"), regions=("430000",))


def test_the_draws_of_many_are_those_of_each() -> None:
    """An agent's draws depend on its name and the slot alone, whoever draws beside it."""
    keys, numbers = np.array([7, 7, 9, 11]), np.array([0, 1, 0, 5])
    draws = Draws(3, keys, numbers)
    first, second = draws.uniform(), draws.normal()
    for row, (key, number) in enumerate(zip(keys, numbers, strict=True)):
        assert first[row] == uniform(3, int(Purpose.WORLD), int(key), int(number), 0, 1)
        assert second[row] == normal(3, int(Purpose.WORLD), int(key), int(number), 0, 2)


def test_choices_follow_the_weights() -> None:
    """Common weights and a row of weights each choose alike; what weighs nothing is never chosen."""
    weights = np.array([0.0, 1.0, 0.0, 3.0, 0.0])
    u = (np.arange(4_000) + 0.5) / 4_000
    together = chosen(weights, u)
    assert np.bincount(together, minlength=5).tolist() == [0, 1_000, 0, 3_000, 0]
    assert (chosen(np.tile(weights, (u.size, 1)), u) == together).all()
    assert [chosen_one(weights, one) for one in u] == together.tolist()


def test_where_there_is_nothing_to_choose() -> None:
    """No weight, or no choice at all: -1, and no draw is taken."""
    u = np.array([0.2, 0.9])
    assert chosen(np.zeros(3), u).tolist() == [-1, -1]
    assert chosen(np.array([[0.0, 0.0], [0.0, 1.0]]), u).tolist() == [-1, 1]
    assert chosen_one(np.zeros(3), 0.2) == chosen_one(np.zeros(0), 0.2) == -1
    draws = Draws(0, np.array([1, 2]), np.array([0, 0]))
    assert draws.index(np.zeros(0)).tolist() == draws.index(np.zeros(4)).tolist() == [-1, -1]
    assert draws.slot == 0


def test_partners_are_found_while_there_is_room() -> None:
    """Enterprises with room are alike, in the programme's cell only; when all are full there is none."""
    cells, u = np.zeros(4, dtype=np.int64), np.array([0.4, 0.6, 0.9, 0.1])
    first, capacity = np.array([0, 2, 3]), np.array([1, 2, 5])
    taken, partners = np.zeros(3, dtype=np.int64), np.zeros(4, dtype=np.int64)
    choose_partners(cells, u, first, capacity, taken, partners)
    assert partners.tolist() == [0, 1, 1, -1]
    assert taken.tolist() == [1, 2, 0]


def test_programmes_teach_what_their_institution_is_strong_in(province: Scenario) -> None:
    """Of standards in force, none twice, and no enterprise has more partners than it can serve."""
    world = build_world(province, 0)
    programmes = world.programmes[: int(world.nation[0]["programmes"])]
    assert programmes.size > 500
    assert world.strengths[programmes["institution"], programmes["sector"]].all()
    assert (world.credentials["status"][programmes["credential"]] == Standard.IN_FORCE).all()
    pairs = np.stack([programmes["institution"], programmes["credential"]])
    assert np.unique(pairs, axis=1).shape == pairs.shape
    assert np.unique(np.stack([programmes["key"], programmes["number"]]), axis=1).shape == pairs.shape
    partners = programmes["partner"][programmes["partner"] >= 0]
    assert (world.enterprises["region"][partners] == programmes["region"][programmes["partner"] >= 0]).all()
    assert (world.enterprises["sector"][partners] == programmes["sector"][programmes["partner"] >= 0]).all()
    served = np.bincount(partners, minlength=world.enterprises.shape[0])
    assert (served == world.enterprises["partners"]).all()
    assert (served <= world.enterprises["capacity"]).all()


def test_room_for_more_rows_keeps_those_in_use() -> None:
    """Rows in use stay what they are; a table that is long enough stays where it is."""
    rows = np.zeros(4, dtype=HELD)
    rows["programme"] = [1, 2, 3, 4]
    assert with_rows(rows, 2, 2) is rows
    longer = with_rows(rows, 2, 3)
    assert longer.shape[0] == 8
    assert longer["programme"][:2].tolist() == [1, 2]
