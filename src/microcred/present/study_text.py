"""What the console says of a study: before it begins, while it runs, and how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn
from rich.progress import Progress as Bar

from microcred.base.errors import printable
from microcred.present.numbers import duration_text
from microcred.study.drive import Pace, Sitting
from microcred.study.estimate import Estimate
from microcred.study.experiment import Experiment
from microcred.study.factors import Factor
from microcred.study.read import Status, Study

#: Where there is no terminal, a line at most so often.
LINE_SECONDS = 10.0
FIRST_POINTS = 6
#: Factors of a point that are shown; a point may have hundreds.
MOST_FACTORS = 8


def _amount(gigabytes: float) -> str:
    if gigabytes >= 0.95:
        return f"{gigabytes:,.1f} GB"
    return f"{1e3 * gigabytes:,.0f} MB" if gigabytes >= 0.95e-3 else f"{1e6 * gigabytes:,.0f} kB"


def _spread_text(factor: Factor) -> str:
    if factor.kind == "group":
        return f"{factor.name}: {len(factor.schedules)} levers as today, or as in {factor.target}"
    name = factor.name if factor.name == factor.target else f"{factor.name} ({factor.target})"
    if factor.is_list:
        return f"{name}: {', '.join(_value_text(level) for level in factor.levels)}"
    return f"{name}: {factor.low:g} to {factor.high:g}, {factor.distribution}"


def _value_text(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)


def plan_lines(experiment: Experiment, estimate: Estimate, workers: int, done: int) -> list[str]:
    """Describe what a sweep would do, without doing it.

    Parameters
    ----------
    experiment, estimate
        What is to be run and what it takes.
    workers
        Processes; none for one alone.
    done
        Runs that the folder holds already.
    """
    points = experiment.points.shape[0]
    names = ", ".join(scenario.name for scenario in experiment.scenarios)
    where = f"{workers} worker{'' if workers == 1 else 's'}" if workers else "this process"
    lines = [
        f"{experiment.name}: {experiment.title}",
        f"  scenarios   {names}",
        f"  design      {experiment.design.kind}, {points:,} points of {len(experiment.factors)} factors",
    ]
    lines += [f"  varied      {_spread_text(factor)}" for factor in experiment.factors[:MOST_FACTORS]]
    if len(experiment.factors) > MOST_FACTORS:
        lines.append(f"  varied      … and {len(experiment.factors) - MOST_FACTORS} more")
    luck = "the same seeds for every point" if experiment.common else "seeds of its own for every point"
    lines += [
        f"  runs        {experiment.runs:,} = {len(experiment.scenarios)} scenarios x {points:,} points x"
        f" {experiment.replicates} replicates, {luck}",
        f"  to be made  {estimate.runs:,}" + (f"; {done:,} are there already" if done else ""),
        f"  time        about {duration_text(estimate.seconds)} with {where}, once everything is compiled",
        f"  memory      about {_amount(estimate.gigabytes)}",
        f"  disk        about {_amount(estimate.disk)}",
        "  first points",
    ]
    for number in range(min(FIRST_POINTS, points)):
        shown = [f"{name} = {_value_text(value)}" for name, value in experiment.shown(number).items()]
        more = f", … ({len(shown) - MOST_FACTORS} more)" if len(shown) > MOST_FACTORS else ""
        lines.append(f"    {number:>6}  {', '.join(shown[:MOST_FACTORS]) or 'as it is'}{more}")
    return [printable(line) for line in lines]


def pace_text(pace: Pace) -> str:
    """How fast it goes, how long it will take, and what failed."""
    rate = pace.rate
    parts = []
    if pace.left is not None:
        parts.append(f"{rate:.1f} runs/s" if rate >= 1.0 else f"{60 * rate:.1f} runs/min")
        parts.append(f"about {duration_text(pace.left)} left")
    if pace.failed:
        parts.append(f"{pace.failed} failed")
    return ", ".join(parts) or "running"


@contextmanager
def pace_shown(console: Console) -> Iterator[Callable[[Pace], None]]:
    """Show how far a study is: a bar in a terminal, a line now and then elsewhere.

    Yields
    ------
    Callable
        To be called with every `Pace`.
    """
    if not console.is_terminal:
        last = time.monotonic()

        def line(pace: Pace) -> None:
            nonlocal last
            if time.monotonic() - last >= LINE_SECONDS or pace.made == pace.to_make:
                last = time.monotonic()
                console.print(f"{pace.done + pace.failed:,} of {pace.runs:,} runs: {pace_text(pace)}", soft_wrap=True)

        yield line
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[pace]}", markup=False),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("starting", total=1.0, pace="")

        def show(pace: Pace) -> None:
            text = f"{pace.done + pace.failed:,} of {pace.runs:,} runs"
            ended = (pace.done + pace.failed) / max(1, pace.runs)
            bar.update(task, completed=ended, description=text, pace=pace_text(pace))

        yield show


def sitting_lines(sitting: Sitting, out: str) -> list[str]:
    """Say what a sweep did."""
    lines = []
    if sitting.repaired.files:
        lines.append(
            f"{sitting.repaired.files} damaged files were put aside, and their {sitting.repaired.runs} runs made again"
        )
    missing = sitting.runs - sitting.done - sitting.failed
    text = (
        f"{sitting.made:,} runs made in {duration_text(sitting.seconds)}; {sitting.done:,} of {sitting.runs:,} are done"
    )
    lines.append(text + (f", {missing:,} missing" if missing else ""))
    if sitting.failed:
        lines.append(f"{sitting.failed:,} failed: microcred study failures {out}; --retry-failed tries them again")
    return lines


def status_lines(study: Study, status: Status) -> list[str]:
    """Say how far a study is."""
    missing = status.runs - status.done - status.failed
    lines = [
        f"{study.facts['name']}: {study.facts['title']}",
        f"  points      {len(study.points):,} of {len(study.factor_names)} factors,"
        f" {len(study.scenarios)} scenarios, {study.facts['replicates']} replicates",
        f"  runs        {status.runs:,}: {status.done:,} done, {status.failed:,} failed, {missing:,} missing",
        f"  time        {duration_text(status.seconds)} of one processor",
        f"  disk        {status.files:,} files, {_amount(status.size / 1e9)}",
        f"  model       microcred {study.facts['version']}, rules {study.facts['rules'][:8]}",
    ]
    if status.others:
        lines.append(f"  others      {status.others:,} runs of other points or another version, not shown")
    if status.put_aside:
        lines.append(f"  damaged     {status.put_aside:,} files were put aside in quarantine")
    if status.locked_by:
        lines.append(f"  at work     {status.locked_by}")
    return [printable(line) for line in lines]


def failure_lines(study: Study) -> list[str]:
    """Say for every failed run what happened, at which point, and how to make it again."""
    lines = []
    for row in study.failures.itertuples(index=False):
        lines += [
            f"{row.scenario}/{row.parameter_set}/{row.replicate}, seed {row.seed}: {row.kind}: {row.message}",
            f"  point     {row.point}",
            f"  attempts  {row.attempts}, {row.seconds:.1f} s",
            f"  again     {row.command}",
            *(f"  | {line}" for line in str(row.trace).splitlines()),
        ]
    return [printable(line) for line in lines]
