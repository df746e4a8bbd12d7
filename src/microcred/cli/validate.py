"""``microcred validate``: predictions against facts that no parameter was fitted to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from microcred.cli.runs import Draws, Parameters, Replicates, RunOptions, Seed, Threads, Workers


def validate(
    system: Annotated[str, typer.Argument(help="Data pack whose predictions are checked.")] = "cn",
    results: Annotated[
        list[Path] | None,
        typer.Option("--results", metavar="DIR", help="Read result folders instead of running; may be given often."),
    ] = None,
    replicates: Replicates = 5,
    seed: Seed = 0,
    parameters: Parameters = "central",
    draws: Draws = 300,
    threads: Threads = None,
    workers: Workers = None,
    out: Annotated[Path | None, typer.Option(help="CSV file for the table.")] = None,
) -> None:
    """Compare predictions with facts that no parameter was fitted to, and look back at the years behind us."""
    # Deferred: `microcred --help` must not wait for numba, pandas and matplotlib.
    import os

    import pandas as pd

    from microcred.analysis.validation import compared, predictions_of, scenario_file, scenario_name
    from microcred.base.errors import BadInput
    from microcred.cli.gather import gather
    from microcred.present.folder import write_csv
    from microcred.present.stored import open_result
    from microcred.present.tables import console
    from microcred.present.validation import report

    if out is not None and os.path.lexists(out):
        raise BadInput.single("--out", "the file exists and is left as it is", found=str(out), allowed="a new name")
    predictions = predictions_of(system)
    stored = [open_result(folder) for folder in results or ()]
    messages = console(stderr=True)
    parts = []
    for name in dict.fromkeys(one.scenario for one in predictions):
        own = [one for one in predictions if one.scenario == name]
        found = next((one for one in stored if scenario_name(name) in {each.name for each in one.scenarios}), None)
        if found is None:
            # One scenario at a time: their months differ.
            options = RunOptions(replicates, seed, None, parameters, draws, threads, workers)
            found = gather([str(scenario_file(name))], options, messages)
        parts.append(compared(found, own))
    rows = pd.concat(parts, ignore_index=True)
    console().print(report(rows))
    if out is not None:
        write_csv(rows, out)
