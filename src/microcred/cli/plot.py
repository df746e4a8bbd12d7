"""``microcred plot``: draw a study."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from microcred.cli.plot_study import plot_study


def plot(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="Folder of a study.")],
    out: Annotated[Path | None, typer.Option(help="Folder of the pictures; else STUDY-plots beside it.")] = None,
) -> None:
    """Draw a study: outcomes by level, effects of each factor, maps of two."""
    plot_study(study, out)
