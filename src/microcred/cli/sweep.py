"""``microcred sweep``: carry out an experiment, or what is missing of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from microcred.execution.attempts import Limits
    from microcred.study.drive import Runner
    from microcred.study.experiment import Experiment

ROOT = Path("results")


def sweep(
    experiment: Annotated[str, typer.Argument(metavar="EXPERIMENT", help="Shipped name or path of an experiment.")],
    out: Annotated[Path | None, typer.Option(help="Folder of the study; else results/<experiment>.")] = None,
    workers: Annotated[
        int | None,
        typer.Option(help="Worker processes, else as many as processors and memory bear; 0: in this process."),
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Run on the Dask cluster whose scheduler is there.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would take, and do nothing.")] = False,
    retries: Annotated[int, typer.Option(help="How often a run that raises an error is tried again.")] = 0,
    timeout: Annotated[
        float | None, typer.Option(help="Seconds after which a run is given up; else 20 times its estimate.")
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try the runs again that failed before.")
    ] = False,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Allow a scheduler on another machine without TLS.")
    ] = False,
    max_hours: Annotated[float, typer.Option(help="Refuse what is estimated to take longer.")] = 240.0,
    max_memory: Annotated[
        float | None, typer.Option(help="Refuse what is estimated to need more GB, else more than there is.")
    ] = None,
) -> None:
    """Carry out an experiment; the same command goes on where it was stopped, and makes only what is missing."""
    # Deferred: `microcred --help` must not wait for numba, pandas and the samplers.
    from microcred.base.errors import RunFailed
    from microcred.execution.stopping import Terminated
    from microcred.present.study_text import pace_shown, plan_lines, sitting_lines
    from microcred.present.tables import console
    from microcred.study.drive import carry_out, limits_of
    from microcred.study.estimate import check_estimate, default_workers, estimated
    from microcred.study.experiment_file import load_experiment

    asked = load_experiment(experiment)
    _check_numbers(workers, retries, timeout)
    folder = out or ROOT / asked.name
    number = default_workers(asked) if workers is None else workers
    done = _done_already(folder)
    estimate = estimated(asked, number, max(0, asked.runs - done))
    most_memory = float("inf") if scheduler is not None and max_memory is None else max_memory
    check_estimate(asked, estimate, folder, max_hours, most_memory, "command line")
    if dry_run:
        typer.echo("\n".join(plan_lines(asked, estimate, number, done)))
        return
    runner = _runner(asked, number, scheduler, insecure, limits_of(asked, retries, timeout))
    messages = console(stderr=True)
    try:
        with pace_shown(messages) as show:
            sitting = carry_out(asked, folder, runner, again=retry_failed, progress=show)
    except (KeyboardInterrupt, Terminated, RunFailed):
        done = _done_already(folder)
        if done:
            messages.print(f"{done:,} of {asked.runs:,} runs are done: the same command goes on from there.")
        raise
    for line in sitting_lines(sitting, str(folder)):
        messages.print(line, soft_wrap=True)
    console().print(f"Study: {folder}", soft_wrap=True)
    if sitting.failed:
        raise typer.Exit(1)


def _check_numbers(workers: int | None, retries: int, timeout: float | None) -> None:
    from microcred.base.errors import BadInput, Fault

    rules = (
        (workers is None or workers >= 0, "workers", str(workers), "0 or more"),
        (retries >= 0, "retries", str(retries), "0 or more"),
        (timeout is None or timeout > 0.0, "timeout", str(timeout), "more than 0 seconds"),
    )
    faults = [
        Fault("command line", None, key, "makes no sense", found, allowed)
        for holds, key, found, allowed in rules
        if not holds
    ]
    if faults:
        raise BadInput(faults)


def _done_already(folder: Path) -> int:
    """Runs that a folder holds of its plan; none where there is no study yet."""
    from microcred.base.errors import BadInput
    from microcred.study.read import open_study

    try:
        return open_study(folder).status.done
    except (BadInput, sqlite3.Error):
        # Not begun, or cut off before its plan was written; whatever else is wrong is said when it is opened.
        return 0


def _runner(
    experiment: Experiment, workers: int, scheduler: str | None, insecure: bool, limits: Limits
) -> Callable[[int], Runner]:
    from microcred.study.drive import local_runner, setup_of

    if scheduler is None:
        return lambda to_make: local_runner(experiment, workers, limits, to_make)
    from microcred.study.cluster import Cluster, check_address

    check_address(scheduler, insecure)
    cluster = Cluster(setup_of(experiment), scheduler, limits)
    return lambda _: cluster
