"""``microcred study``: how far a study is, what failed, its tables as plain files, one of its runs again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from microcred.study.read import Study

ACTIONS = ("status", "failures", "export", "repeat")


def study(
    action: Annotated[str, typer.Argument(metavar="|".join(ACTIONS), help="What to do.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the study.")],
    run: Annotated[
        str | None, typer.Argument(metavar="[SCENARIO/SET/REPLICATE]", help="The run to repeat.", show_default=False)
    ] = None,
    out: Annotated[Path | None, typer.Option(help="New folder of the export; else DIR-export beside it.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Export CSV instead of Parquet.")] = False,
) -> None:
    """Look into a study's folder; a sweep may work on it meanwhile."""
    from microcred.base.errors import BadInput
    from microcred.study.read import open_study

    if action not in ACTIONS:
        raise BadInput.single("command line", "there is no such action", found=action, allowed=", ".join(ACTIONS))
    if (run is not None) != (action == "repeat"):
        problem = "needs a run" if action == "repeat" else "takes no run"
        raise BadInput.single("command line", f"{action} {problem}", allowed="study repeat DIR SCENARIO/SET/REPLICATE")
    opened = open_study(folder)
    if action == "status":
        _status(opened)
    elif action == "failures":
        _failures(opened)
    elif action == "export":
        _export(opened, out or folder.with_name(f"{folder.name}-export"), csv)
    else:
        _repeat(opened, run or "")


def _status(opened: Study) -> None:
    from microcred.present.study_text import status_lines

    typer.echo("\n".join(status_lines(opened, opened.status)))


def _failures(opened: Study) -> None:
    from microcred.present.study_text import failure_lines

    typer.echo("\n".join(failure_lines(opened)) or "no run failed")


def _export(opened: Study, out: Path, csv: bool) -> None:
    from microcred.present.study_files import export_study

    for path in export_study(opened, out, "csv" if csv else "parquet"):
        typer.echo(str(path))


def _repeat(opened: Study, run: str) -> None:
    from microcred.catalogue.outcomes import OUTCOMES
    from microcred.engine import simulate
    from microcred.present.numbers import number_text
    from microcred.study.repeat import parse_run

    scenario, parameter_set, replicate, seed = parse_run(run, opened)
    # An error is shown with its traceback: that is what the run is repeated for.
    history = simulate(opened.scenario(scenario, parameter_set), seed, threads=1, funnel=False)
    typer.echo(f"{scenario}/{parameter_set}/{replicate}, seed {seed}: the run ends. In {history.months[-1]}:")
    for name, values in history.national.items():
        typer.echo(f"  {name:<26} {number_text(float(values[-1]), OUTCOMES[name])}")
