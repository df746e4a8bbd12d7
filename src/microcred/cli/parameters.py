"""``microcred parameters``: list the numbers that no policy sets."""

from __future__ import annotations

from typing import Annotated

import typer

from microcred.base.errors import printable
from microcred.catalogue.parameters import PARAMETERS
from microcred.scenario import load_pack


def parameters(
    system: Annotated[str | None, typer.Argument(metavar="[SYSTEM]", help="Data pack whose numbers to show.")] = None,
) -> None:
    """List the parameters of the model, with a system's numbers if it is named."""
    numbers = {} if system is None else load_pack(system).parameters
    width = max(len(name) for name in PARAMETERS)
    for name, parameter in PARAMETERS.items():
        if name in numbers:
            number = numbers[name]
            text = f"{number.value:g} ({number.low:g} to {number.high:g}, {number.status})"
        else:
            text = f"{parameter.lower:g} to {parameter.upper:g}"
        line = f"{name:<{width}}  {text} {parameter.unit}: {parameter.meaning} (model {parameter.rule})"
        typer.echo(printable(line))
