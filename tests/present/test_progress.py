"""How far and how long."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from microcred.base import compile as compiling
from microcred.present import progress as module
from microcred.present.progress import TimeLeft, progress_shown
from microcred.run import Progress


def steps() -> list[Progress]:
    return [Progress("plan", run, 7 + run, run, 3, (run + month / 4) / 3) for run in range(3) for month in range(1, 5)]


def test_time_left_counts_from_the_first_month_and_not_from_compiling() -> None:
    times = iter([100.0, 110.0, 130.0])
    left = TimeLeft(False, lambda: next(times))
    assert left.after(0.1, 0) is None
    assert left.after(0.2, 0) == pytest.approx(80.0)
    assert left.after(0.4, 1) == pytest.approx(60.0)


def test_the_pace_of_a_run_that_compiles_is_not_that_of_the_others() -> None:
    """What only later months of it need is compiled then: at the second run there is no pace yet."""
    times = iter([100.0, 150.0, 200.0, 201.0, 210.0])
    left = TimeLeft(True, lambda: next(times))
    assert left.after(0.05, 3) is None
    assert left.after(0.2, 3) == pytest.approx(800.0 / 3)
    assert left.after(0.3, 4) is None
    assert left.after(0.4, 4) == pytest.approx(6.0)
    assert left.after(0.6, 5) == pytest.approx(40.0 / 3)


def test_without_a_terminal_each_run_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "must_compile", lambda: True)
    times = iter(range(100))
    monkeypatch.setattr(module.TimeLeft.__init__, "__defaults__", (lambda: float(next(times)),))
    stream = io.StringIO()
    with progress_shown(Console(file=stream, width=60)) as show:
        for step in steps():
            show(step)
    assert stream.getvalue().replace("\n", " ").split(". ", 2)[0].startswith("Compiling the rules")
    assert stream.getvalue().splitlines()[-3:] == [
        "run 1 of 3: plan, seed 7",
        "run 2 of 3: plan, seed 8",
        "run 3 of 3: plan, seed 9; about 3 s left",
    ]


def test_in_a_terminal_there_is_a_bar_that_disappears(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "must_compile", lambda: False)
    stream = io.StringIO()
    with progress_shown(Console(file=stream, width=100, force_terminal=True)) as show:
        for step in steps():
            show(step)
    assert "run 3 of 3: plan, seed 9" in stream.getvalue()
    assert "Compiling" not in stream.getvalue()


def test_it_is_known_whether_anything_is_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(compiling, "cache_folder", lambda: tmp_path)
    assert compiling.must_compile()
    for room in ("rules_0", "columns_0"):
        assert compiling.must_compile()
        (tmp_path / room).mkdir()
        (tmp_path / room / "made.nbi").touch()
    assert not compiling.must_compile()
