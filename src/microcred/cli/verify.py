"""``microcred verify``: check the files of a result or study, make some of its runs again, and compare."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a result or a study.")],
    runs: Annotated[int, typer.Option(help="How many runs to make again.")] = 2,
) -> None:
    """Check checksums, make a sample of the runs again, and compare every number of them."""
    from microcred.base.errors import BadInput, printable
    from microcred.study.repeat import verified

    if runs < 0:
        raise BadInput.single("command line", "makes no sense", key="runs", found=str(runs), allowed="0 or more")
    checks = verified(folder, runs)
    for check in checks:
        typer.echo(
            printable(
                f"{'BAD ' if check.problem else 'good'}  {check.what}" + (f": {check.problem}" if check.problem else "")
            )
        )
    if any(check.problem for check in checks):
        raise typer.Exit(1)
