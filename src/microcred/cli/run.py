"""``microcred run``: simulate scenarios and say which targets they meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from microcred.cli.runs import (
    MOST_HOURS,
    Draws,
    Parameters,
    Regions,
    Replicates,
    RunOptions,
    Seed,
    Threads,
    Workers,
    make_runs,
)

if TYPE_CHECKING:
    from microcred.scenario.model import Scenario

AUTO = "auto"
PRIOR = "prior"
NONE = "none"
#: Ends the name of a scenario changed by ``--set``, so that it can stand beside the unchanged one.
CHANGED = "+set"


def run(
    scenarios: Annotated[
        list[str], typer.Argument(metavar="SCENARIO…", help="Shipped names or paths of scenario files.")
    ],
    replicates: Replicates = 10,
    seed: Seed = 0,
    regions: Regions = None,
    engine: Annotated[
        str, typer.Option(metavar="columns|objects", help="Compiled, or Mesa agents for a small country.")
    ] = "columns",
    threads: Threads = None,
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="LEVER=VALUE", help="Replace a lever, from the start, everywhere."),
    ] = None,
    parameters: Parameters = "central",
    draws: Draws = None,
    workers: Workers = None,
    out: Annotated[
        Path | None, typer.Option(help="New folder for the results; else results/<scenario>-<number>.")
    ] = None,
    against: Annotated[
        str,
        typer.Option(
            metavar="auto|none|NAME",
            help="Compare with what each extends (auto; with nothing under prior), with nothing or with this one.",
        ),
    ] = AUTO,
    max_hours: Annotated[float, typer.Option(help="Refuse what is estimated to take longer.")] = MOST_HOURS,
    max_memory: Annotated[
        float | None, typer.Option(help="Refuse what is estimated to need more GB, else more than there is.")
    ] = None,
) -> None:
    """Run scenarios, show which targets they meet, and keep everything in a new folder."""
    # Deferred: `microcred --help` must not wait for numba, pandas and matplotlib.
    from microcred.present.folder import pending_folder
    from microcred.present.tables import console, print_summary

    options = RunOptions(replicates, seed, regions, parameters, draws, threads, workers, engine, max_hours, max_memory)
    options.check()
    kept = options.kept
    as_given = _load(scenarios, sets or [], kept)
    wanted = [replace(one, name=f"{one.name}{CHANGED}") for one in as_given] if sets else as_given
    messages = console(stderr=True)
    compared, missing = _compared(scenarios, wanted, against, changed=bool(sets))
    if against == AUTO and parameters == PRIOR and compared:
        # Hundreds of runs more: what the scenario promises hangs on its own draws.
        names = ", ".join(str(one) for one in compared)
        messages.print(f"Drawn for the scenarios named alone; to draw for {names}, too, name it or use --against.")
        compared = []
    for name in missing:
        messages.print(f"Not compared with {name}: it is not beside the scenario; name it with --against.")
    shown = [*wanted, *_load(compared, (), kept)]
    options.check_effort(shown)
    with pending_folder(out, as_given[0].name) as folder:
        result = make_runs(shown, options, messages, folder.kept)
        given = {scenario.name: list(sets) for scenario in wanted} if sets else {}
        result = replace(result, provenance={**result.provenance, "set": given})
        made = folder.publish(result)
    output = console()
    print_summary(result, output)
    output.print(f"\nResults: {made}", soft_wrap=True)


def _load(names: Sequence[str | Path], sets: Sequence[str], regions: Sequence[str] | None) -> list[Scenario]:
    from microcred.scenario import load_scenario

    return [load_scenario(name, sets=sets, regions=regions) for name in names]


def _compared(
    given: Sequence[str], wanted: Sequence[Scenario], against: str, *, changed: bool
) -> tuple[list[str | Path], list[str]]:
    """Say what the scenarios are compared with, each once and not what is run anyway, and what is missing."""
    from microcred.scenario import shipped_scenarios

    if against == NONE:
        return [], []
    if against != AUTO:
        return [against], []
    found: dict[str | Path, None] = {}
    missing = []
    names = {scenario.name for scenario in wanted}
    for text, scenario in zip(given, wanted, strict=True):
        base = scenario.base_name
        if base is None and changed:
            found[text] = None
        if base is None or base in names:
            continue
        beside = Path(text).with_name(f"{base}.toml")
        if base in shipped_scenarios():
            found[base] = None
        elif beside.exists():
            found[beside] = None
        else:
            missing.append(base)
    return list(found), missing
