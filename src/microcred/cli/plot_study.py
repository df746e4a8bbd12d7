"""Drawing a study's folder: what ``microcred plot`` does where it is given one."""

from __future__ import annotations

import os
from pathlib import Path

import typer


def is_study(folder: str | Path) -> bool:
    """Whether a folder is that of a study."""
    from microcred.study.manifest import NAME

    # os.path, because Path raises for a name that is too long.
    return os.path.isfile(Path(folder) / NAME)


def plot_study(folder: str | Path, out: Path | None = None) -> None:
    """Draw a study: outcomes by level, effects of each factor, maps of two; and write the effects as a table.

    Parameters
    ----------
    folder
        Folder of the study.
    out
        New folder of the pictures; else ``<folder>-plots`` beside it.
    """
    # Deferred: `microcred --help` must not wait for pandas and matplotlib.
    from microcred.present.places import check_new_folder
    from microcred.present.sweep import draw_study
    from microcred.study.read import open_study

    study = Path(folder)
    place = out or study.with_name(f"{study.name}-plots")
    check_new_folder(place)
    for path in draw_study(open_study(study), place):
        typer.echo(str(path))
