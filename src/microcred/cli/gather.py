"""Results for a command: of scenarios, which are run, or of result folders, which are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from microcred.base.errors import BadInput
from microcred.cli.runs import WHERE, RunOptions, make_runs

if TYPE_CHECKING:
    from rich.console import Console

    from microcred.execution.kept import KeptRuns
    from microcred.result import Result
    from microcred.scenario.model import Scenario


def gather(
    names: Sequence[str],
    options: RunOptions,
    messages: Console,
    kept: KeptRuns | None = None,
    check: Callable[[Sequence[Scenario]], None] | None = None,
) -> Result:
    """Run the scenarios, or read the folders.

    Parameters
    ----------
    names
        Shipped names or files of scenarios, or result folders.
    options
        How scenarios are run; they mean nothing for folders.
    messages
        Where progress is shown.
    kept
        Where runs that end are kept, for the same command to go on from.
    check
        Refuses scenarios that do not go together; asked before anything runs.

    Returns
    -------
    Result

    Raises
    ------
    BadInput
        If names of scenarios and folders are mixed, one of them cannot be used, or the check refuses them.
    """
    from microcred.present.stored import merged, open_result
    from microcred.scenario import load_scenario

    options.check()
    folders = [name for name in names if Path(name).is_dir()]
    if folders:
        if len(folders) != len(names):
            other = next(name for name in names if name not in folders)
            problem = "folders with results and names of scenarios cannot be mixed"
            raise BadInput.single(WHERE, problem, key="scenario", found=other, allowed="all of one kind")
        results = [open_result(Path(name)) for name in folders]
        if check is not None:
            check([scenario for result in results for scenario in result.scenarios])
        return merged(results)
    scenarios = [load_scenario(name, regions=options.kept) for name in names]
    if check is not None:
        check(scenarios)
    options.check_effort(scenarios)
    return make_runs(scenarios, options, messages, kept)
