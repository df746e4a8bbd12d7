"""``microcred plot``: a figure of any outcome, of money or of gaps, for any scenarios; or the pictures of a study."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from microcred.base.errors import BadInput
from microcred.cli.runs import Draws, Parameters, Regions, Replicates, RunOptions, Seed, Threads, Workers

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from microcred.result import Result

#: What may be drawn, with the line that help and messages show.
SHOWN = ("outcomes", "regions", "funnel", "payers", "levers", "gaps")
USUAL = "coverage,certified_share,match_gain,satisfaction,recognition,completions"


def plot(
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
    outcome: Annotated[str, typer.Option(metavar="NAME,…", help="Outcomes; one of them with --show regions.")] = USUAL,
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
        plot_study(scenarios[0], out)
        return
    # Deferred: `microcred --help` must not wait for numba, pandas and matplotlib.
    from microcred.cli.gather import gather
    from microcred.present.figures import measures_of
    from microcred.present.page import figure_format, write_figure
    from microcred.present.tables import console

    file = _target(out)
    figure_format(file)
    names = [name.strip() for name in outcome.split(",") if name.strip()]
    measures_of(names)
    drawing = _drawing(show, names)
    options = RunOptions(replicates, seed, regions, parameters, draws, threads, workers)
    figure = drawing(gather(scenarios, options, console(stderr=True)))
    hidden = file.with_name(f".{file.stem}.{os.getpid()}{file.suffix}")
    try:
        write_figure(figure, hidden)
        hidden.rename(file)
    finally:
        hidden.unlink(missing_ok=True)
    console().print(f"Figure: {file}", soft_wrap=True)


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


def _target(out: Path | None) -> Path:
    if out is None:
        numbers = [
            int(text) for path in Path().glob("plot-*.png") if (text := path.stem.removeprefix("plot-")).isdigit()
        ]
        return Path(f"plot-{max(numbers, default=0) + 1}.png")
    if os.path.lexists(out):
        raise BadInput.single("--out", "the file exists and is left as it is", found=str(out), allowed="a new name")
    if not out.parent.is_dir():
        raise BadInput.single("--out", "there is no such folder", found=str(out.parent))
    return out
