"""``microcred schedule``: print what happens in a month."""

from __future__ import annotations

import typer

from microcred.engine.schedule import STAGES


def schedule() -> None:
    """Print the stages of a month in their order."""
    width = max(len(stage.name) for stage in STAGES)
    for stage in STAGES:
        typer.echo(f"{stage.number:>2}  {stage.name:<{width}}  {stage.what}")
