"""Drawing a study's folder: what ``microcred plot`` does where it is given one."""

from __future__ import annotations

from pathlib import Path

import typer


def is_study(folder: str | Path) -> bool:
    """Whether a folder is that of a study."""
    from microcred.study.manifest import NAME

    return (Path(folder) / NAME).is_file()


def plot_study(folder: str | Path, out: Path | None = None) -> None:
    """Draw a study: outcomes by level, effects of each factor, maps of two; and write the effects as a table.

    Parameters
    ----------
    folder
        Folder of the study.
    out
        Folder of the pictures; else ``<folder>-plots`` beside it.
    """
    # Deferred: `microcred --help` must not wait for pandas and matplotlib.
    from microcred.present.sweep import draw_study
    from microcred.study.read import open_study

    study = Path(folder)
    for path in draw_study(open_study(study), out or study.with_name(f"{study.name}-plots")):
        typer.echo(str(path))
