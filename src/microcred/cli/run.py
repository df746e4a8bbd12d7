"""``microcred run``: simulate scenarios and say which targets they meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from microcred.scenario.model import Scenario

AUTO = "auto"
NONE = "none"
#: Ends the name of a scenario changed by ``--set``, so that it can stand beside the unchanged one.
CHANGED = "+set"


def run(
    scenarios: Annotated[
        list[str], typer.Argument(metavar="SCENARIO…", help="Shipped names or paths of scenario files.")
    ],
    replicates: Annotated[int, typer.Option(help="Runs of each scenario that differ by chance alone.")] = 10,
    seed: Annotated[int, typer.Option(help="Seed of the first replicate; the others follow from it.")] = 0,
    regions: Annotated[
        str | None, typer.Option(metavar="CODE,…", help="Keep only these regions, with all their people.")
    ] = None,
    engine: Annotated[
        str, typer.Option(metavar="columns|objects", help="Compiled, or Mesa agents for a small country.")
    ] = "columns",
    threads: Annotated[
        int | None, typer.Option(help="Threads, else all processors; the numbers do not depend on them.")
    ] = None,
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="LEVER=VALUE", help="Replace a lever, from the start, everywhere."),
    ] = None,
    parameters: Annotated[
        str, typer.Option(metavar="central|prior", help="The scenario's own, or also sets drawn from the priors.")
    ] = "central",
    draws: Annotated[int, typer.Option(help="Sets of parameters drawn from the priors, one run each.")] = 300,
    workers: Annotated[
        int | None, typer.Option(help="Processes, else as many as serve here; no number depends on them.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="New folder for the results; else results/<scenario>-<number>.")
    ] = None,
    against: Annotated[
        str,
        typer.Option(
            metavar="auto|none|NAME",
            help="Compare with what each extends, with nothing or with this one, under the same seeds.",
        ),
    ] = AUTO,
    max_hours: Annotated[float, typer.Option(help="Refuse what is estimated to take longer.")] = 24.0,
    max_memory: Annotated[
        float | None, typer.Option(help="Refuse what is estimated to need more GB, else more than there is.")
    ] = None,
) -> None:
    """Run scenarios, show which targets they meet, and keep everything in a new folder."""
    # Deferred: `microcred --help` must not wait for numba, pandas and matplotlib.
    from microcred.effort import available_threads, check_effort, memory_here
    from microcred.jobs import PRIOR
    from microcred.options import check_options
    from microcred.present.folder import pending_folder
    from microcred.present.progress import progress_shown
    from microcred.present.tables import console, print_summary
    from microcred.run import run as simulate
    from microcred.run import usual_processes

    spread = workers is None and threads is None and parameters != PRIOR
    threads = available_threads() if threads is None else threads
    check_options(
        replicates,
        seed,
        engine,
        threads,
        where="command line",
        parameters=parameters,
        draws=draws,
        workers=workers,
    )
    kept = None if regions is None else [code.strip() for code in regions.split(",") if code.strip()]
    as_given = _load(scenarios, sets or [], kept)
    wanted = [replace(one, name=f"{one.name}{CHANGED}") for one in as_given] if sets else as_given
    messages = console(stderr=True)
    compared, missing = _compared(scenarios, wanted, against, changed=bool(sets))
    for name in missing:
        messages.print(f"Not compared with {name}: it is not beside the scenario; name it with --against.")
    shown = [*wanted, *_load(compared, (), kept)]
    most = memory_here() if max_memory is None else max_memory
    runs = replicates + (draws if parameters == PRIOR else 0)
    check_effort(shown, runs, engine, max_hours, most, where="command line")
    workers = usual_processes(shown, replicates, engine) if spread else workers
    with pending_folder(out, as_given[0].name) as folder:
        with progress_shown(messages) as show:
            result = simulate(
                shown,
                replicates,
                seed,
                None,
                engine,
                threads,
                show,
                parameters=parameters,
                draws=draws,
                workers=workers,
            )
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
