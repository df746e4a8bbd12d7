"""Marks beside the tables of ranks: they forget nobody, and tell most others apart."""

from __future__ import annotations

import numpy as np

from microcred.engine.columns.applied import enter, may_wait, room_for
from microcred.engine.columns.ranks import home_of, mark_of


def test_a_home_and_one_bit() -> None:
    """Homes lie in the table, and a mark is one of eight bits; both by bits of their own."""
    ranks = range(4_000)
    assert {mark_of(rank) for rank in ranks} == {1 << bit for bit in range(8)}
    assert {home_of(rank, 16) for rank in ranks} == set(range(16))
    assert len({(home_of(rank, 16), mark_of(rank)) for rank in ranks}) == 16 * 8


def test_few_others_may_wait() -> None:
    """Of people who do not wait, a table that is half full lets one in sixteen or so pass; nobody who waits is lost."""
    ranks = np.random.default_rng(3).choice(200_000, size=1_024, replace=False).tolist()
    applied = room_for(1, np.zeros(1_024, dtype=np.int64))
    assert applied.capacity.tolist() == [2_048]
    for rank in ranks:
        enter(applied, 0, rank)
    assert all(may_wait(applied, 0, rank) for rank in ranks)
    others = set(range(200_000)) - set(ranks)
    passed = sum(may_wait(applied, 0, rank) for rank in others)
    assert passed / len(others) < 0.08
