"""Results for a command: of scenarios, which are run, or of result folders, which are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from microcred.base.errors import BadInput

if TYPE_CHECKING:
    from rich.console import Console

    from microcred.result import Result


@dataclass(frozen=True)
class Wanted:
    """What a command is asked for.

    Attributes
    ----------
    names
        Shipped names or files of scenarios, or result folders.
    replicates, seed, regions, parameters, draws, threads, workers
        As the options of ``microcred run``; they mean nothing for folders.
    """

    names: Sequence[str]
    replicates: int
    seed: int
    regions: str | None
    parameters: str
    draws: int
    threads: int | None
    workers: int | None


def gather(wanted: Wanted, messages: Console) -> Result:
    """Run the scenarios, or read the folders.

    Parameters
    ----------
    wanted
        Names and options.
    messages
        Where progress is shown.

    Returns
    -------
    Result

    Raises
    ------
    BadInput
        If names of scenarios and folders are mixed, or one of them cannot be used.
    """
    from microcred.effort import available_threads, check_effort, memory_here
    from microcred.jobs import PRIOR
    from microcred.options import check_options
    from microcred.present.progress import progress_shown
    from microcred.present.stored import merged, open_result
    from microcred.run import run
    from microcred.scenario import load_scenario

    folders = [name for name in wanted.names if Path(name).is_dir()]
    if folders:
        if len(folders) != len(wanted.names):
            other = next(name for name in wanted.names if name not in folders)
            problem = "folders with results and names of scenarios cannot be mixed"
            raise BadInput.single("command line", problem, key="scenario", found=other, allowed="all of one kind")
        return merged([open_result(Path(name)) for name in folders])
    threads = available_threads() if wanted.threads is None else wanted.threads
    check_options(
        wanted.replicates,
        wanted.seed,
        "columns",
        threads,
        where="command line",
        parameters=wanted.parameters,
        draws=wanted.draws,
        workers=wanted.workers,
    )
    kept = None if wanted.regions is None else [code.strip() for code in wanted.regions.split(",") if code.strip()]
    scenarios = [load_scenario(name, regions=kept) for name in wanted.names]
    runs = wanted.replicates + (wanted.draws if wanted.parameters == PRIOR else 0)
    check_effort(scenarios, runs, "columns", 24.0, memory_here(), where="command line")
    with progress_shown(messages) as show:
        return run(
            scenarios,
            wanted.replicates,
            wanted.seed,
            None,
            "columns",
            threads,
            show,
            parameters=wanted.parameters,
            draws=wanted.draws,
            workers=wanted.workers,
        )
