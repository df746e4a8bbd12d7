"""What ``--set LEVER=VALUE`` says, read as strictly as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from microcred.base.errors import BadInput, Fault
from microcred.catalogue.levers import LEVERS
from microcred.scenario.document import Document, parse_document
from microcred.scenario.faults import Faults, describe
from microcred.scenario.toml_lines import KeyPath
from microcred.scenario.values import Reader

OPTION = "--set"


def set_levers(sets: Sequence[str], faults: Faults) -> Iterator[tuple[str, Reader, KeyPath, Any]]:
    """Read every ``LEVER=VALUE``.

    Parameters
    ----------
    sets
        The texts after ``--set``.
    faults
        Where faults are noted.

    Yields
    ------
    tuple
        Name of the lever, a reader for its value, the path for messages, and the value.
    """
    seen: set[str] = set()
    for given in sets:
        name, equals, text = given.partition("=")
        name = name.strip()
        if not equals:
            faults.add(OPTION, None, "", "must say LEVER=VALUE", found=describe(given))
        elif name not in LEVERS:
            faults.add(OPTION, None, name, "unknown lever", near=(name, LEVERS))
        elif name in seen:
            faults.add(OPTION, None, name, "is set twice")
        else:
            seen.add(name)
            found = _value(name, text.strip(), faults)
            if found is not None:
                yield name, Reader(Document(OPTION, None, {}, {}), faults), (name,), found["value"]


def _value(name: str, text: str, faults: Faults) -> dict[str, Any] | None:
    try:
        data = dict(parse_document(f"value = {text}\n".encode(errors="surrogateescape"), OPTION).data)
    except BadInput as error:
        problem = error.faults[0].problem
        hint = f'"{text}"' if text.isidentifier() and text not in ("true", "false") else ""
        faults.take(BadInput([Fault(OPTION, None, name, problem, describe(text), "a TOML value", hint)]))
        return None
    if len(data) > 1:
        faults.add(OPTION, None, name, "must be one TOML value", found=describe(text))
        return None
    return data
