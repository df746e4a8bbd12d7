"""Runs that wait for the others: whole or not at all, and exactly as they were."""

from __future__ import annotations

import fcntl
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from microcred.execution.kept import KeptRuns, kept_key
from microcred.outcomes.history import History
from tests.result import synthetic


def same(one: object, other: object, where: str = "history") -> None:
    """Everything within, to the bit and type."""
    assert type(one) is type(other), where
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        assert (one.dtype, one.shape) == (other.dtype, other.shape), where
        assert one.tobytes() == other.tobytes(), where
    elif isinstance(one, dict) and isinstance(other, dict):
        assert list(one) == list(other), where
        for name in one:
            same(one[name], other[name], f"{where}.{name}")
    elif is_dataclass(one):
        for field in fields(one):
            same(getattr(one, field.name), getattr(other, field.name), f"{where}.{field.name}")
    else:
        assert one == other, where


@pytest.fixture
def history() -> History:
    """With every kind of content: numbers that are not known, budgets that ran out, levers that did nothing."""
    made = synthetic.believable(1.0, 3)
    unknown = {**made.national, "satisfaction_surveyed": np.full(len(made.months), np.nan)}
    stopped = (("subsidy", "2028-10"), ("outreach", "2029-01"))
    return replace(made, national=unknown, idle_levers=("loan", "badges (2)"), stopped=stopped)


def test_a_history_comes_back_to_the_bit(history: History, tmp_path: Path) -> None:
    """I7: types, unknown numbers and order included; without places too, as a set of parameters is kept."""
    for number, one in enumerate((history, replace(history, places=(), regional={}, funnel=history.funnel[:0]))):
        KeptRuns(tmp_path).keep(f"key{number}", 1.25 + number, one)
        found = KeptRuns(tmp_path).find(f"key{number}")
        assert found is not None
        assert found[0] == 1.25 + number
        same(found[1], one)


def test_the_model_s_own_history_comes_back_to_the_bit(tmp_path: Path) -> None:
    """I7: with what the engine makes, not what the test does."""
    from microcred.base.months import parse_month
    from microcred.engine import simulate
    from tests.invariants.walk import shipped

    made = simulate(replace(shipped("invented_plan"), spin_up=3, end=parse_month("2025-06")), 5)
    KeptRuns(tmp_path).keep("key", 1.0, made)
    found = KeptRuns(tmp_path).find("key")
    assert found is not None
    assert made.incomes is not None
    same(found[1], made)


def test_a_damaged_run_is_not_found(history: History, tmp_path: Path) -> None:
    """R27, R28: cut anywhere, or any bit flipped: it is made again, never taken."""
    KeptRuns(tmp_path).keep("key", 1.0, history)
    (path,) = tmp_path.iterdir()
    data = path.read_bytes()
    for size in (0, 1, len(data) // 2, len(data) - 8, len(data) - 1):
        path.write_bytes(data[:size])
        assert KeptRuns(tmp_path).find("key") is None, size
    for place in np.random.default_rng(0).integers(0, 8 * len(data), 200).tolist():
        broken = bytearray(data)
        broken[place // 8] ^= 1 << (place % 8)
        path.write_bytes(bytes(broken))
        assert KeptRuns(tmp_path).find("key") is None, place
    path.write_bytes(data)
    assert KeptRuns(tmp_path).find("key") is not None


def test_only_one_s_own_are_forgotten(history: History, tmp_path: Path) -> None:
    """Several commands keep runs in one folder: each removes what it used, the last one the folder."""
    folder = tmp_path / "kept"
    mine, theirs = KeptRuns(folder), KeptRuns(folder)
    mine.keep("mine", 1.0, history)
    theirs.keep("theirs", 1.0, history)
    assert (len(mine), len(theirs), KeptRuns(folder).find("nobody's")) == (1, 1, None)
    mine.forget()
    assert [path.name for path in folder.iterdir()] == ["theirs.run"]
    theirs.forget()
    assert not folder.exists()
    theirs.forget()


def test_what_a_killed_program_had_begun_to_write_goes_too(history: History, tmp_path: Path) -> None:
    """A file that nobody holds open is of no use to anybody; one that another program is writing stays."""
    mine = KeptRuns(tmp_path / "kept")
    mine.keep("a", 1.0, history)
    begun, written = (mine.folder / f".{name}.run.0123abcd.partial" for name in "bc")
    begun.write_bytes(b"half")
    with open(written, "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        mine.forget()
        assert [path.name for path in mine.folder.iterdir()] == [written.name]
    mine.forget()
    assert not mine.folder.exists()


def test_every_circumstance_changes_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """R32: scenario, seed, engine, how much is kept, versions and sources."""
    usual = ("digest", 7, "columns", "all")
    keys = {kept_key(*usual), kept_key("other", *usual[1:]), kept_key("digest", 8, *usual[2:])}
    keys |= {kept_key("digest", 7, "objects", "all"), kept_key("digest", 7, "columns", "national")}
    monkeypatch.setattr("microcred.execution.kept.worker_identity", lambda: {"numpy": "0"})
    keys.add(kept_key(*usual))
    assert len(keys) == 6
