"""``microcred plot``: a figure of any outcome, of money or of gaps, for any scenarios; or the pictures of a study."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from microcred.base.errors import BadInput, RunFailed
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

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from microcred.result import Result
    from microcred.scenario.model import Scenario

#: What may be drawn, with the line that help and messages show.
SHOWN = ("outcomes", "regions", "funnel", "payers", "levers", "gaps")
#: Outcomes that are drawn where none is named.
USUAL = {
    "outcomes": "coverage,certified_share,match_gain,satisfaction,recognition,completions",
    "regions": "holders",
}


def plot(
    context: typer.Context,
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO…", help="Result folders, or names or files of scenarios, which are run; or a study."
        ),
    ],
    show: Annotated[
        str,
        typer.Option(
            metavar="|".join(SHOWN),
            help="Outcomes over time; one by region; who comes how far, and why not; money by payer or lever; gaps.",
        ),
    ] = "outcomes",
    outcome: Annotated[
        str | None,
        typer.Option(metavar="NAME,…", help="Outcomes, else the usual six; with --show regions one, else holders."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="File to write: .png, .svg or .pdf; else plot-<number>.png. Of a study: a folder."),
    ] = None,
    replicates: Replicates = 10,
    seed: Seed = 0,
    regions: Regions = None,
    parameters: Parameters = "central",
    draws: Draws = None,
    threads: Threads = None,
    workers: Workers = None,
) -> None:
    """Draw a figure of scenarios: outcomes with bands and targets, small panels by region, money, gaps; or a study."""
    from microcred.cli.plot_study import is_study, plot_study

    if len(scenarios) == 1 and is_study(scenarios[0]):
        refuse_typed(context, (name for name in context.params if name not in ("scenarios", "out")), "a study")
        plot_study(scenarios[0], out)
        return
    if all(os.path.isdir(name) for name in scenarios):
        refuse_typed(context, HOW_RUN, "result folders")
    # Deferred: `microcred --help` must not wait for numba, pandas and matplotlib.
    from microcred.cli.gather import gather
    from microcred.present.figures import measures_of
    from microcred.present.page import figure_format
    from microcred.present.tables import console

    file = _target(out)
    figure_format(file)
    if show in SHOWN and show not in USUAL:
        refuse_typed(context, ["outcome"], f"--show {show}")
    names = [name.strip() for name in (outcome or USUAL.get(show, "")).split(",") if name.strip()]
    measures_of(names)
    drawing = _drawing(show, names)
    options = RunOptions(replicates, seed, regions, parameters, draws, threads, workers)
    figure = drawing(gather(scenarios, options, console(stderr=True), check=partial(_check_countries, show)))
    _write(figure, file)
    console().print(f"Figure: {file}", soft_wrap=True)


def _write(figure: Figure, file: Path) -> None:
    """Write a figure whole or not at all."""
    from microcred.present.page import write_figure
    from microcred.present.places import reason

    hidden = file.with_name(f".{file.stem}.{os.getpid()}{file.suffix}")
    try:
        write_figure(figure, hidden)
        hidden.rename(file)
    except OSError as error:
        raise RunFailed(f"the figure could not be written: {reason(error)}") from error
    finally:
        # What stops the writing may stop the tidying up, too; the first reason is the one to say.
        with suppress(OSError):
            hidden.unlink(missing_ok=True)


def _drawing(show: str, names: list[str]) -> Callable[[Result], Figure]:
    """Choose what is drawn; whatever is wrong with the choice is said before anything runs."""
    from microcred.present.figures import outcome_figure, region_figure
    from microcred.present.funnel import funnel_figure
    from microcred.present.gaps import gap_figure
    from microcred.present.money import lever_figure, payer_figure

    if show == "regions":
        if len(names) != 1:
            problem = "--show regions takes one outcome"
            raise BadInput.single("command line", problem, key="outcome", found=",".join(names), allowed="one name")
        return lambda result: region_figure(result, names[0])
    drawings: dict[str, Callable[[Result], Figure]] = {
        "outcomes": lambda result: outcome_figure(result, names),
        "funnel": funnel_figure,
        "payers": payer_figure,
        "levers": lever_figure,
        "gaps": gap_figure,
    }
    if show not in drawings:
        problem = "there is no such figure"
        raise BadInput.single("command line", problem, key="show", found=show, allowed=", ".join(SHOWN))
    return drawings[show]


def _check_countries(show: str, scenarios: Sequence[Scenario]) -> None:
    """Places, groups and money of one country mean nothing beside those of another; outcomes over time may."""
    systems = list(dict.fromkeys(scenario.system for scenario in scenarios))
    if show != "outcomes" and len(systems) > 1:
        problem = f"--show {show} draws the places, people or money of one country"
        allowed = "scenarios of one system; --show outcomes takes several"
        raise BadInput.single("command line", problem, key="scenario", found=", ".join(systems), allowed=allowed)


def _target(out: Path | None) -> Path:
    """Name of the file; that it can be written is made sure."""
    from microcred.present.places import check_new_file

    if out is None:
        numbers = [
            int(text) for path in Path().glob("plot-*.png") if (text := path.stem.removeprefix("plot-")).isdigit()
        ]
        out = Path(f"plot-{max(numbers, default=0) + 1}.png")
    check_new_file(out)
    return out
