"""Lists of holders who seek a job or have one say what their careers say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from microcred.base.months import parse_month
from microcred.engine.columns import run as engine
from microcred.engine.columns.employed import KINDS, NOBODY, PAGE
from microcred.engine.columns.run import Columns
from microcred.outcomes.record import empty_record
from microcred.rules.match import still_matching
from microcred.scenario.load import load_scenario
from microcred.world.states import Job
from tests.invariants.walk import months_of, one_month


def assert_seekers_are_listed(run: Columns) -> None:
    """Each once, with what the career says; other rows are vacant, and some stand in the chain of those to be taken."""
    nation = run.world.nation[0]
    careers = run.world.careers[: int(nation["careers"])]
    listed = run.seeking[: int(nation["seeking"])]
    taken = np.flatnonzero(listed["market"] < run.world.markets.size)
    seeking = np.flatnonzero(careers["job"] == Job.SEEKING)
    assert sorted(listed["career"][taken].tolist()) == seeking.tolist()
    assert careers["slot"][listed["career"][taken]].tolist() == taken.tolist()
    for name in ("alignment", "block", "rank", "programme", "passed", "place", "occupation", "level", "class_"):
        assert listed[name][taken].tolist() == careers[name][listed["career"][taken]].tolist(), name
    vacant, row = [], int(nation["vacant"])
    while row >= 0:
        vacant.append(row)
        row = int(listed["slot"][row])
    assert vacant == sorted(set(vacant))
    assert not set(vacant) & set(taken.tolist())


def assert_employed_stand_on_pages(run: Columns) -> None:
    """Each in one slot of a page of their kind, with what time leaves of their match; other slots are free."""
    world, employed, month = run.world, run.employed, run.month
    careers = world.careers[: int(world.nation[0]["careers"])]
    working = careers[careers["job"] >= Job.IN_OCCUPATION]
    slots = working["slot"]
    taken = np.flatnonzero(employed.passed[: int(employed.pages[0]) * PAGE] != NOBODY)
    assert sorted(slots.tolist()) == taken.tolist()
    away = working["job"] == Job.ELSEWHERE
    kinds = working["place"].astype(np.int64) * KINDS + (working["level"] - 1) * 2 + away
    assert employed.kinds[slots // PAGE].tolist() == kinds.tolist()
    assert employed.alignments[slots].tolist() == working["alignment"].tolist()
    assert employed.passed[slots].tolist() == working["passed"].tolist()
    for one, elsewhere in zip(working, away, strict=True):
        inside = 0 if elsewhere else month - one["hired"]
        outside = month - one["passed"] - inside
        half_life = float(world.occupations["half_life"][one["occupation"]])
        expected = still_matching(
            float(outside), float(inside), half_life, float(world.parameters[0]["decay_incumbent"])
        )
        left = run.measures.away if elsewhere else run.measures.working
        assert left[employed.paths[one["slot"]] + month] == expected


def test_lists_of_holders_say_what_their_careers_say() -> None:
    """Every month, while holders are hired, pass again and leave."""
    scenario = replace(load_scenario("invented_plan"), end=parse_month("2028-12"))
    run = engine.start(scenario, 3)
    record = empty_record(months_of(scenario), run.world.places.shape[0])
    for index in range(months_of(scenario)):
        one_month(run, record, index)
        assert_seekers_are_listed(run)
        assert_employed_stand_on_pages(run)
        engine.advance(run)
    again = run.world.people["credentials"][run.world.careers["person"][: int(run.world.nation[0]["careers"])]] > 1
    assert again.any()
    assert (run.employed.passed[: int(run.employed.pages[0]) * PAGE] == NOBODY).any()
