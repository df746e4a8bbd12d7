"""How far the runs are and how long they will take: a bar in a terminal, a line per run elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskID, TaskProgressColumn, TextColumn
from rich.progress import Progress as Bar

from microcred.base.compile import must_compile
from microcred.base.errors import printable
from microcred.present.numbers import duration_text
from microcred.run import Progress

COMPILING = "Compiling the rules for this machine. This happens once and takes a minute or less."


class TimeLeft:
    """Seconds left, from the pace since the first month was finished; of what is compiled, since the first run was.

    Parameters
    ----------
    compiles
        Whether the first run also compiles: its pace says nothing of the others.
    clock
        Returns the time in seconds.
    """

    def __init__(self, compiles: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._compiles = compiles
        self._clock = clock
        self._run = 0
        self._started: tuple[float, float] | None = None

    def after(self, done: float, run: int) -> float | None:
        """Estimate the seconds left once a share of the work is done, in some run; None while there is no pace yet."""
        now = self._clock()
        if self._started is None or (self._compiles and run != self._run):
            self._compiles = self._compiles and self._started is None
            self._started, self._run = (now, done), run
            return None
        begun, done_then = self._started
        if done <= done_then:
            return None
        return (now - begun) * (1.0 - done) / (done - done_then)


def _label(progress: Progress) -> str:
    return printable(f"run {progress.run + 1} of {progress.runs}: {progress.scenario}, seed {progress.seed}")


def _left(progress: Progress, alone: TimeLeft) -> float | None:
    """Seconds left: of runs side by side, who makes them knows; of one after the other, their months tell."""
    return progress.left if progress.together > 1 else alone.after(progress.done, progress.run)


def _left_text(seconds: float | None) -> str:
    return "" if seconds is None else f"about {duration_text(seconds)} left"


@contextmanager
def _lines(console: Console, compiles: bool) -> Iterator[Callable[[Progress], None]]:
    left = TimeLeft(compiles)
    shown = -1

    def show(progress: Progress) -> None:
        nonlocal shown
        text = _left_text(_left(progress, left))
        if progress.run != shown:
            shown = progress.run
            console.print(_label(progress) + (f"; {text}" if text else ""), soft_wrap=True)

    yield show


@contextmanager
def _bar(console: Console, compiles: bool) -> Iterator[Callable[[Progress], None]]:
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[left]}", markup=False),
    )
    left = TimeLeft(compiles)
    with Bar(*columns, console=console, transient=True) as bar:
        task: TaskID = bar.add_task("starting", total=1.0, left="")

        def show(progress: Progress) -> None:
            text = _left_text(_left(progress, left))
            bar.update(task, completed=progress.done, description=_label(progress), left=text)

        yield show


@contextmanager
def progress_shown(console: Console) -> Iterator[Callable[[Progress], None]]:
    """Show how far the runs are.

    Parameters
    ----------
    console
        Where to; the standard error stream, so that output can be piped.

    Yields
    ------
    Callable
        To be called with every `microcred.run.Progress`.
    """
    compiles = must_compile()
    if compiles:
        console.print(COMPILING)
    with (_bar if console.is_terminal else _lines)(console, compiles) as show:
        yield show
