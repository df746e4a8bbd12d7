"""M1, M7, M8: no order in which anybody is visited, stored or listed changes a number."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace

import numpy as np
import pytest

from microcred.engine import history_of
from microcred.engine import simulate as simulate_history
from microcred.engine.columns import run as engine
from microcred.engine.columns.directory import empty_directory, enter_people, with_room
from microcred.engine.columns.run import Columns, simulate
from microcred.outcomes.record import empty_record
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Scenario
from microcred.scenario.pack import DataPack
from microcred.world.tables import Table
from tests.engines.compare import people_of_columns
from tests.invariants.same import assert_same_record
from tests.invariants.tight import TIGHT, with_budgets
from tests.invariants.walk import months_of, one_month


def lists_of_learners(run: Columns) -> list[Table]:
    """Who studies, and who waits for an exam."""
    return [run.candidates, *(listed for month in run.studies.values() for listed in month)]


def shuffle_lists(run: Columns, chance: np.random.Generator) -> None:
    """Another order of those who study, who wait for admission and who seek a job."""
    shuffle_seekers(run, chance)
    for listed in lists_of_learners(run):
        listed[:] = chance.permutation(listed)
    run.applicants[: run.waiting] = chance.permutation(run.applicants[: run.waiting])
    run.loans = chance.permutation(run.loans)


def shuffle_seekers(run: Columns, chance: np.random.Generator) -> None:
    """Another order of those who seek a job; their careers tell where they stand."""
    seeking = run.seeking[: run.world.nation[0]["seeking"]]
    taken = np.flatnonzero(seeking["market"] < run.world.markets.size)
    seeking[taken] = seeking[chance.permutation(taken)]
    run.world.careers["slot"][seeking["career"][taken]] = taken


def shuffle_people(run: Columns, chance: np.random.Generator) -> None:
    """Another order of the people's records; whoever points at a record points at it still."""
    used = int(run.world.nation[0]["people"])
    order = chance.permutation(used)
    run.world.people[:used] = run.world.people[:used][order]
    place = np.empty(used, dtype=np.int64)
    place[order] = np.arange(used)
    for listed in (*lists_of_learners(run), run.applicants[: run.waiting], run.loans):
        known = listed["person"] >= 0
        listed["person"][known] = place[listed["person"][known]]
    careers = run.world.careers[: int(run.world.nation[0]["careers"])]
    careers["person"] = place[careers["person"]]
    blocks = run.world.blocks.shape[0]
    by_block = np.bincount(run.world.people["block"][:used], minlength=blocks)
    run.directory = with_room(empty_directory(blocks, 0), by_block)
    enter_people(run.directory, run.world.people, 0, used)


@pytest.mark.parametrize("budgets", [{}, TIGHT], ids=["no budgets", "tight budgets"])
@pytest.mark.parametrize("shuffle", [shuffle_lists, shuffle_people])
def test_order_of_people_changes_nothing(shuffle: object, budgets: dict[str, int], short_plan: Scenario) -> None:
    """M1, M7: lists and records shuffled before every month give the same history, person by person.

    Also where every budget runs out: who is served first does not depend on the order of a table.
    """
    scenario = with_budgets(short_plan, budgets)
    chance = np.random.default_rng(1)
    run = engine.start(scenario, 2)
    record = empty_record(months_of(scenario), run.world.places.shape[0])
    for index in range(months_of(scenario)):
        shuffle(run, chance)  # type: ignore[operator]
        one_month(run, record, index)
        engine.advance(run)
    straight = simulate(scenario, 2)
    assert_same_record(scenario, straight.record, record)
    assert people_of_columns(straight.world) == people_of_columns(run.world)  # type: ignore[arg-type]


@pytest.mark.parametrize("workers", [1, 3])
def test_blocks_may_decide_side_by_side(workers: int, short_plan: Scenario) -> None:
    """M1, R03: ranges of blocks decide in as many threads as there are, and give the same history."""
    record = empty_record(months_of(short_plan), engine.start(short_plan, 2).world.places.shape[0])
    with ThreadPoolExecutor(workers) as executor:
        run = engine.start(short_plan, 2, executor)
        for index in range(months_of(short_plan)):
            one_month(run, record, index)
            engine.advance(run)
    straight = simulate(short_plan, 2)
    assert_same_record(short_plan, straight.record, record)
    assert people_of_columns(straight.world) == people_of_columns(run.world)  # type: ignore[arg-type]


def reordered(pack: DataPack) -> DataPack:
    """The same pack with the lines of its tables of places in another order."""
    return replace(
        pack,
        regions=pack.regions[::-1],
        places=pack.places[2:] + pack.places[:2],
        institutions=pack.institutions[::-1],
        macro_regions=FrozenMap(dict(reversed(list(pack.macro_regions.items())))),
    )


def relabelled(pack: DataPack) -> DataPack:
    """The same pack with other labels for everything that has a code."""
    return replace(
        pack,
        title="Elsewhere",
        regions=tuple(replace(one, name=f"R{one.name}", name_local="区") for one in pack.regions),
        sectors=tuple(replace(one, name=f"S{one.name}", name_local="业") for one in pack.sectors),
        occupations=tuple(replace(one, name=f"O{one.name}", name_local="工") for one in pack.occupations),
        macro_regions=FrozenMap({code: label.upper() for code, label in pack.macro_regions.items()}),
    )


@pytest.mark.parametrize("change", [reordered, relabelled])
def test_order_and_labels_of_regions_change_nothing(change: object, short_plan: Scenario) -> None:
    """M8: another order of regions, places and institutions in the pack, or other labels, give the same history."""
    other = replace(short_plan, pack=change(short_plan.pack))  # type: ignore[operator]
    one, two = simulate(short_plan, 5), simulate(other, 5)
    assert_same_record(short_plan, one.record, two.record)
    assert history_of(short_plan, one).places == history_of(other, two).places


@pytest.mark.parametrize("change", [reordered, relabelled])
def test_order_and_labels_of_regions_change_nobodys_budget(change: object, short_plan: Scenario) -> None:
    """M8: where every budget runs out, who is served before does not depend on the order of the pack or on labels."""
    scenario = with_budgets(short_plan, TIGHT)
    one = simulate(scenario, 5)
    two = simulate(replace(scenario, pack=change(scenario.pack)), 5)  # type: ignore[operator]
    assert len(one.stopped) > 50
    assert one.stopped == two.stopped
    assert_same_record(scenario, one.record, two.record)


def test_order_of_the_regions_kept_changes_nothing(short_plan: Scenario) -> None:
    """M8: which of the regions to keep is named first does not matter."""
    one = simulate(replace(short_plan, regions=("100000", "300000")), 5).record
    two = simulate(replace(short_plan, regions=("300000", "100000")), 5).record
    assert_same_record(replace(short_plan, regions=("100000", "300000")), one, two)


def test_all_regions_named_are_all_regions(short_plan: Scenario) -> None:
    """M8: naming every region is naming none."""
    one = simulate(short_plan, 6).record
    two = simulate(replace(short_plan, regions=short_plan.pack.region_codes), 6).record
    assert_same_record(short_plan, one, two)


def test_threads_and_repeats_change_nothing(short_plan: Scenario) -> None:
    """M1, R03, R04: any number of threads, and every repeat, give the same bits."""
    first = simulate_history(short_plan, 8)
    for threads in (1, 2, 4):
        again = simulate_history(short_plan, 8, threads=threads)
        for field in fields(first):
            one, other = getattr(first, field.name), getattr(again, field.name)
            if field.name in ("national", "regional"):
                for name in one:
                    assert one[name].tobytes() == other[name].tobytes(), name
            elif field.name in ("ledger", "funnel"):
                assert one.tobytes() == other.tobytes()
            elif field.name == "incomes":
                assert one.areas == other.areas
                for name in one.columns:
                    assert one.columns[name].tobytes() == other.columns[name].tobytes(), name
            else:
                assert one == other, field.name


def test_watching_changes_nothing(short_plan: Scenario) -> None:
    """M6: a callback that is told of every month, and that looks at the world, changes no number."""
    seen: list[tuple[int, int]] = []
    watched = simulate(short_plan, 3, lambda done, months: seen.append((done, months)))
    assert_same_record(short_plan, simulate(short_plan, 3).record, watched.record)
    assert seen == [(month + 1, months_of(short_plan)) for month in range(months_of(short_plan))]
