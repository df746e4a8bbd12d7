"""``microcred compare``: what scenarios change against the first one, pair by pair of runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from microcred.cli.runs import (
    HOW_RUN,
    Draws,
    Parameters,
    Regions,
    Replicates,
    RunOptions,
    Seed,
    Threads,
    Workers,
    refuse_typed,
)


def compare(
    context: typer.Context,
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="REFERENCE SCENARIO…",
            help="Shipped names or files, all compared with the first; or result folders of runs with the same seeds.",
        ),
    ],
    replicates: Replicates = 10,
    seed: Seed = 0,
    regions: Regions = None,
    parameters: Parameters = "central",
    draws: Draws = None,
    precision: Annotated[
        float | None,
        typer.Option(help="Half width to know a mean difference to (shares from 0 to 1), else a tenth of it."),
    ] = None,
    threads: Threads = None,
    workers: Workers = None,
    out: Annotated[Path | None, typer.Option(help="New folder, else results/compare-<number>.")] = None,
) -> None:
    """Compare scenarios under common random numbers: what changes, for whom, and what it costs."""
    # Deferred: `microcred --help` must not wait for numba, pandas and matplotlib.
    from microcred.analysis.comparable import check_comparable
    from microcred.analysis.paired import check_pairs
    from microcred.base.errors import BadInput
    from microcred.cli.gather import gather
    from microcred.present.compared import compared
    from microcred.present.comparison import comparison, extra_writers
    from microcred.present.folder import pending_folder
    from microcred.present.stored import check_same_model
    from microcred.present.tables import console

    if precision is not None and not precision > 0.0:
        raise BadInput.single("command line", "must be above 0", key="precision", found=str(precision))
    if len(set(scenarios)) < 2 and not Path(scenarios[0]).is_dir():
        raise BadInput.single("command line", "at least two scenarios are needed", key="scenario", found=scenarios[0])
    if all(os.path.isdir(name) for name in scenarios):
        refuse_typed(context, HOW_RUN, "result folders")
    check_same_model([Path(name) for name in scenarios if Path(name).is_dir()])
    with pending_folder(out, "compare") as folder:
        options = RunOptions(replicates, seed, regions, parameters, draws, threads, workers)
        result = gather(scenarios, options, console(stderr=True), folder.kept, check_comparable)
        check_pairs(result)
        found = compared(result, precision)
        made = folder.publish(result, extra_writers(found))
    output = console()
    output.print(comparison(found))
    output.print(f"\nResults: {made}", soft_wrap=True)
