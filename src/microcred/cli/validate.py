"""``microcred validate``: predictions against facts that no parameter was fitted to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from microcred.cli.runs import Draws, Parameters, Replicates, RunOptions, Seed, Threads, Workers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microcred.analysis.validation import Prediction
    from microcred.result import Result


def validate(
    system: Annotated[str, typer.Argument(help="Data pack whose predictions are checked.")] = "cn",
    results: Annotated[
        list[Path] | None,
        typer.Option("--results", metavar="DIR", help="Read result folders instead of running; may be given often."),
    ] = None,
    replicates: Replicates = 5,
    seed: Seed = 0,
    parameters: Parameters = "central",
    draws: Draws = None,
    threads: Threads = None,
    workers: Workers = None,
    out: Annotated[Path | None, typer.Option(help="CSV file for the table.")] = None,
) -> None:
    """Compare predictions with facts that no parameter was fitted to, and look back at the years behind us."""
    # Deferred: `microcred --help` must not wait for numba, pandas and matplotlib.
    import pandas as pd

    from microcred.analysis.validation import compared, predictions_of, scenario_file, scenario_name
    from microcred.base.errors import RunFailed
    from microcred.cli.gather import gather
    from microcred.present.folder import write_csv
    from microcred.present.places import check_new_file, reason
    from microcred.present.stored import open_result
    from microcred.present.tables import console
    from microcred.present.validation import report

    if out is not None:
        check_new_file(out)
    predictions = predictions_of(system)
    stored = [open_result(folder) for folder in results or ()]
    _check_stored(results or (), stored, predictions)
    options = RunOptions(replicates, seed, None, parameters, draws, threads, workers)
    options.check()
    messages = console(stderr=True)
    parts = []
    for name in dict.fromkeys(one.scenario for one in predictions):
        own = [one for one in predictions if one.scenario == name]
        found = next((one for one in stored if scenario_name(name) in {each.name for each in one.scenarios}), None)
        if found is None:
            # One scenario at a time: their months differ.
            found = gather([str(scenario_file(name))], options, messages)
        parts.append(compared(found, own))
    rows = pd.concat(parts, ignore_index=True)
    console().print(report(rows))
    if out is not None:
        try:
            write_csv(rows, out)
        except OSError as error:
            raise RunFailed(f"the table could not be written: {reason(error)}") from error


def _check_stored(folders: Sequence[Path], stored: Sequence[Result], predictions: Sequence[Prediction]) -> None:
    """Refuse a folder of which nothing would be read, or whose runs are not of what the facts are about."""
    from microcred.analysis.validation import coverage_faults, scenario_file, scenario_name
    from microcred.base.errors import BadInput, Fault
    from microcred.scenario import load_scenario

    faults: list[Fault] = []
    read: dict[str, Path] = {}
    wanted = {scenario_name(one.scenario): one.scenario for one in predictions}
    for folder, result in zip(folders, stored, strict=True):
        ours = [scenario for scenario in result.scenarios if scenario.name in wanted]
        new = [scenario for scenario in ours if read.setdefault(scenario.name, folder) == folder]
        for scenario in new:
            asked = [one for one in predictions if scenario_name(one.scenario) == scenario.name]
            shipped = load_scenario(scenario_file(wanted[scenario.name]))
            faults += coverage_faults(scenario, shipped, asked, str(folder))
        if not new:
            why = "it holds no scenario that anything is predicted with"
            if ours:
                why = f"'{ours[0].name}' is read from {read[ours[0].name]}"
            names = ", ".join(scenario.name for scenario in result.scenarios)
            faults.append(
                Fault(str(folder), None, "--results", f"nothing of it is read: {why}", names, ", ".join(wanted))
            )
    if faults:
        raise BadInput(faults)
