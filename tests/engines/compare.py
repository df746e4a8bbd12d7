"""Where two engines differ first, in words."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from microcred.base.months import month_text
from microcred.engine.objects.country import Country
from microcred.outcomes.record import Finished, Record
from microcred.scenario.model import Scenario
from microcred.world.accounts import PURPOSE_NAMES, Account
from microcred.world.people_rows import CAREER
from microcred.world.policy import place_labels
from microcred.world.states import Count, Fifth, Funnel, Gauge, Segment, Sum
from microcred.world.tables import World

Name = tuple[int, int, int]
COLUMNS: dict[str, tuple[list[str], ...]] = {
    "counts": ([one.name for one in Count],),
    "sums": ([one.name for one in Sum],),
    "gauges": ([one.name for one in Gauge],),
    "ledger": ([one.name for one in Account], [one.name for one in Account], list(PURPOSE_NAMES)),
    "outlays": ([one.name for one in Account],),
    "funnel": ([one.name for one in Segment], [one.name for one in Funnel]),
    "incomes": ([one.name for one in Segment], [one.name for one in Fifth], [one.name for one in Funnel]),
}
NO_CAREER = np.zeros(1, dtype=CAREER)[0]
NO_CAREER["hired"] = -1
NATIONAL = ("gauges", "ledger")


def first_difference(scenario: Scenario, one: Record, other: Record) -> str:
    """The first month, array, place and field in which two records differ; empty if they are the same."""
    codes = sorted(r.code for r in scenario.pack.regions if scenario.regions is None or r.code in scenario.regions)
    places = [f"{region} {setting}" for _, region, setting in place_labels(scenario.pack, tuple(codes))]
    found: list[tuple[int, str]] = []
    for field in fields(Record):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if a.shape != b.shape:
            return f"{field.name}: shapes {a.shape} and {b.shape}"
        different = np.argwhere(~((a == b) | ((a != a) & (b != b))))
        if different.size:
            month, *where = (int(index) for index in different[0])
            words = [field.name]
            if field.name not in NATIONAL:
                words.append(places[where.pop(0)])
            names = COLUMNS.get(field.name, ())
            # The purposes of levers come first in the ledger, the others from 40 on.
            words += [
                labels[index] if index < len(labels) else str(index) for labels, index in zip(names, where, strict=True)
            ]
            at = tuple(different[0])
            text = month_text(scenario.start - scenario.spin_up + month)
            found.append((month, f"{text} {' '.join(words)}: {a[at]} and {b[at]} ({len(different)} differ)"))
    return min(found)[1] if found else ""


def people_of_columns(world: World) -> dict[Name, Any]:
    """Every record of the compiled engine by (block key, cohort, rank)."""
    nation = world.nation[0]
    people = {}
    for row in world.people[: int(nation["people"])]:
        block = world.blocks[int(row["block"])]
        held, last = [], int(row["last_held"]) if row["credentials"] > 0 else -1
        while last >= 0:
            held.append((int(world.held[last]["programme"]), int(world.held[last]["class_"])))
            last = int(world.held[last]["previous"])
        career = world.careers[int(row["career"])] if row["career"] >= 0 else NO_CAREER
        taught = int(career["programme"]) if career["passed"] > 0 else -1
        people[int(block["key"]), int(block["cohort"]), int(row["rank"])] = (
            *(int(row[name]) for name in ("stage", "since", "finish", "programme")),
            tuple(reversed(held)),
            *(int(career[name]) for name in ("job", "passed", "hired")),
            taught,
            float(career["alignment"]),
        )
    return people


def people_of_objects(country: Country) -> dict[Name, Any]:
    """Every record of the readable engine by (block key, cohort, rank)."""
    people = {}
    for learner in country.learners:
        taught = learner.taught_by.index if learner.taught_by is not None and learner.passed > 0 else -1
        people[learner.block.key, learner.block.cohort, learner.rank] = (
            *(int(learner.stage), learner.since, learner.finish, learner.studied.index),
            tuple((held.programme.index, held.class_) for held in learner.held),
            *(int(learner.job), learner.passed, learner.hired),
            taught,
            learner.alignment,
        )
    return people


def assert_same(scenario: Scenario, columns: Finished, objects: Finished, *, asked: bool = True) -> None:
    """Two finished runs are the same history, person by person."""
    assert not (found := first_difference(scenario, columns.record, objects.record)), found
    assert columns.stopped == objects.stopped
    if asked:
        assert columns.acted.tolist() == objects.acted.tolist()
        assert columns.answered.tolist() == objects.answered.tolist()
    assert isinstance(columns.world, World)
    assert isinstance(objects.world, Country)
    one, other = people_of_columns(columns.world), people_of_objects(objects.world)
    assert one.keys() == other.keys()
    different = [name for name in one if one[name] != other[name]]
    assert not different, f"person {different[0]}: {one[different[0]]} and {other[different[0]]}"
