"""``microcred levers``: list what a policy may set."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from microcred.catalogue.dimensions import DIMENSIONS
from microcred.catalogue.levers import LEVERS, Lever


def levers(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """List the levers: type, bounds, payer and meaning."""
    if as_json:
        typer.echo(json.dumps([lever_dict(lever) for lever in LEVERS.values()], ensure_ascii=False, indent=2))
        return
    width = max(len(name) for name in LEVERS)
    for lever in LEVERS.values():
        typer.echo(f"{lever.name:<{width}}  {_type_text(lever)}")
        typer.echo(f"{'':<{width}}  {lever.meaning} (model {lever.rule}; payer: {lever.payer})")


def lever_dict(lever: Lever) -> dict[str, object]:
    """Write a lever's declaration as plain values."""
    return {
        "name": lever.name,
        "kind": lever.kind,
        "unit": lever.unit,
        "lower": lever.lower,
        "upper": lever.upper,
        "neutral": lever.neutral,
        "meaning": lever.meaning,
        "rule": lever.rule,
        "payer": lever.payer,
        "unit_cost": lever.unit_cost,
        "where": [name for name in DIMENSIONS if name in lever.dimensions],
        "requires": list(lever.requires),
        "choices": list(lever.choices),
        "extra": list(lever.extra),
        "may_ramp": lever.may_ramp,
    }


def _type_text(lever: Lever) -> str:
    if lever.kind in ("switch", "choice", "fields"):
        return lever.unit
    return f"{lever.lower:,g} to {lever.upper:,g} {lever.unit}, at rest {lever.neutral:g}"
