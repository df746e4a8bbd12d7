"""The shocks and targets of one file."""

from __future__ import annotations

from typing import Any

from microcred.catalogue.outcomes import OUTCOMES
from microcred.catalogue.shocks import SHOCKS
from microcred.scenario.chain import Part
from microcred.scenario.lever_entries import Span
from microcred.scenario.model import EVERYWHERE, Shock, Target, Where
from microcred.scenario.pack import DataPack
from microcred.scenario.toml_lines import KeyPath
from microcred.scenario.where import read_where

LONGEST_NAME = 64
LARGEST_TARGET = 1e18


def read_shocks(part: Part, pack: DataPack | None, span: Span) -> dict[str, tuple[Shock, ...]]:
    """Read the shocks of one file, by kind; a kind may be a table or a list of tables."""
    found: dict[str, tuple[Shock, ...]] = {}
    part.reader.known_keys(("shocks",), part.tables["shocks"], SHOCKS, "shock")
    for name, value in part.tables["shocks"].items():
        if name not in SHOCKS:
            continue
        entries = value if isinstance(value, list) else [value]
        shocks = []
        for number, entry in enumerate(entries):
            path: KeyPath = ("shocks", name, number) if isinstance(value, list) else ("shocks", name)
            shock = _shock(part, name, path, entry, pack, span)
            if shock is not None:
                shocks.append(shock)
        shocks.sort(key=lambda shock: (shock.start, shock.end, shock.value, sorted(shock.where.items())))
        found[name] = tuple(shocks)
    return found


def _shock(part: Part, name: str, path: KeyPath, value: Any, pack: DataPack | None, span: Span) -> Shock | None:
    reader, kind = part.reader, SHOCKS[name]
    if not isinstance(value, dict):
        reader.fault(path, "must be a table", value, allowed='from = "YYYY-MM", to = "YYYY-MM", value = …')
        return None
    reader.known_keys(path, value, ("from", "to", "value", "where"), "key of a shock")
    for key in ("from", "value"):
        if key not in value:
            reader.fault((*path, key), "is missing")
    if "from" not in value or "value" not in value:
        return None
    first, last = (None, None) if part.inherited else (span.start, span.end)
    start = reader.month((*path, "from"), value["from"], first, last)
    # Without an end it lasts beyond the scenario's: a yearly budget is cut by all that is left of its last year too.
    end: int | None = span.end + 11 - span.end % 12
    if "to" in value:
        end = reader.month((*path, "to"), value["to"])
        if start is not None and end is not None and end < start:
            reader.fault((*path, "to"), "lies before 'from'", value["to"])
            end = None
    number = reader.number((*path, "value"), value["value"], kind.lower, kind.upper, kind.unit)
    where: Where | None = EVERYWHERE
    if "where" in value:
        where = read_where(reader, (*path, "where"), value["where"], kind.dimensions, pack)
    if start is None or end is None or number is None or where is None:
        return None
    return Shock(name, start, end, number, where)


def read_targets(part: Part, span: Span) -> dict[str, Target]:
    """Read the targets of one file by name; a target is named after its outcome, or says which it means."""
    found: dict[str, Target] = {}
    for name, value in part.tables["targets"].items():
        path: KeyPath = ("targets", name)
        if isinstance(value, dict):
            target = _target(part, name, path, value, span)
            if target is not None:
                found[name] = target
        else:
            part.reader.fault(path, "must be a table", value, allowed='at_least = …, by = "YYYY-MM"')
    return found


def _target(part: Part, name: str, path: KeyPath, value: dict[str, Any], span: Span) -> Target | None:
    reader = part.reader
    reader.known_keys(path, value, ("outcome", "at_least", "by"), "key of a target")
    for key in ("at_least", "by"):
        if key not in value:
            reader.fault((*path, key), "is missing")
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        reader.fault(path, "is not a name", allowed=f"1 to {LONGEST_NAME} printable characters")
    if "outcome" in value:
        outcome = reader.text((*path, "outcome"), value["outcome"])
        here: KeyPath = (*path, "outcome")
    else:
        outcome, here = name, path
    if outcome is not None and outcome not in OUTCOMES:
        reader.fault(here, "unknown outcome", outcome, near=(outcome, OUTCOMES))
        outcome = None
    at_least = by = None
    if "at_least" in value:
        upper = 1.0 if outcome is not None and OUTCOMES[outcome].kind == "share" else LARGEST_TARGET
        at_least = reader.number((*path, "at_least"), value["at_least"], -upper if upper > 1 else 0.0, upper)
    if "by" in value:
        first, last = (None, None) if part.inherited else (span.start, span.end)
        by = reader.month((*path, "by"), value["by"], first, last)
    if outcome is None or at_least is None or by is None:
        return None
    return Target(name, outcome, at_least, by)
