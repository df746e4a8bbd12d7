"""No number depends on threads (trust.md R03, R04, M1)."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from microcred.base.months import parse_month
from microcred.engine.columns import threads as sharing
from microcred.engine.columns.run import simulate
from microcred.engine.columns.threads import RANGES, even_ranges, in_ranges, ranges_of
from microcred.outcomes.record import Finished
from microcred.scenario import load_scenario

MANY = 8
# Tables whose rows after those in use hold anything.
SPARE = ("people", "careers", "held")


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads share even what is too little to be worth it."""
    monkeypatch.setattr(sharing, "LEAST", 1)


def fingerprint(finished: Finished) -> str:
    """SHA-256 of everything that a run leaves: the record, and every table of its last month, rows in use."""
    digest = hashlib.sha256()
    for field in fields(finished.record):
        digest.update(np.ascontiguousarray(getattr(finished.record, field.name)).tobytes())
    digest.update(finished.acted.tobytes())
    digest.update(finished.answered.tobytes())
    world: Any = finished.world
    for name, table in world._asdict().items():
        used = table[: world.nation[0][name]] if name in SPARE else table
        digest.update(np.ascontiguousarray(used).tobytes())
    return digest.hexdigest()


@pytest.mark.usefixtures("shared")
def test_one_two_four_and_eight_threads_leave_the_same_bytes() -> None:
    """R03: a province of four million people, some 6,000 of whom act, one to one."""
    scenario = replace(load_scenario("cn_plan", regions=["630000"]), end=parse_month("2027-12"))
    prints = {threads: fingerprint(simulate(scenario, 11, threads=threads)) for threads in (1, 2, 4, MANY)}
    assert len(set(prints.values())) == 1, prints


@pytest.mark.usefixtures("shared")
def test_twenty_runs_on_eight_threads_leave_the_same_bytes() -> None:
    """R04: run-to-run."""
    scenario = replace(load_scenario("invented_plan"), spin_up=6, end=parse_month("2026-06"))
    assert len({fingerprint(simulate(scenario, 5, threads=MANY)) for _ in range(20)}) == 1


@pytest.mark.nightly
def test_the_nation_is_the_same_on_eight_threads() -> None:
    """R03 with everybody: the record of China's plan on one thread and on eight."""
    scenario = replace(load_scenario("cn_plan"), spin_up=12, end=parse_month("2026-12"))
    assert fingerprint(simulate(scenario, 1)) == fingerprint(simulate(scenario, 1, threads=MANY))


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("work", [[1.0] * 100, [0.0] * 50 + [5.0] * 3, [1.0], [3.0, 0.0, 0.0, 1e9, 1.0]])
def test_ranges_cover_every_row_once(work: list[float]) -> None:
    """Ranges follow one another from the first row to the last, however unequal the work."""
    ranges = ranges_of(np.array(work))
    assert [row for first, last in ranges for row in range(first, last)] == list(range(len(work)))
    assert 1 <= len(ranges) <= RANGES


def test_no_work_has_no_range() -> None:
    """Nobody aware, nothing to decide."""
    assert ranges_of(np.zeros(7)) == []
    assert ranges_of(np.zeros(0)) == []
    assert even_ranges(0) == []
    assert [row for first, last in even_ranges(40) for row in range(first, last)] == list(range(40))


def test_work_is_shared_evenly() -> None:
    """A hundred thousand equal rows: sixteen ranges of 6,250. Three thousand: three; a few: one, in this thread."""
    assert {last - first for first, last in ranges_of(np.ones(100_000))} <= {6_249, 6_250, 6_251}
    assert {last - first for first, last in even_ranges(100_000)} == {6_250}
    assert even_ranges(3_000) == [(0, 1_000), (1_000, 2_000), (2_000, 3_000)]
    assert len(ranges_of(np.ones(3_000))) == 3
    assert even_ranges(1_999) == [(0, 1_999)]
    here = threading.get_ident()
    with ThreadPoolExecutor(2) as executor:
        assert in_ranges(executor, lambda _: threading.get_ident(), even_ranges(1_999)) == [here]
        assert here not in in_ranges(executor, lambda _: threading.get_ident(), even_ranges(3_000))
