"""The files a scenario is made of: itself and, one after another, what it extends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from microcred.base.errors import BadInput
from microcred.scenario.document import Document
from microcred.scenario.faults import Faults
from microcred.scenario.locate import open_named
from microcred.scenario.toml_lines import KeyPath
from microcred.scenario.values import Reader

MOST_ANCESTORS = 16

TOP_KEYS = (
    "title", "reference", "author", "extends", "system", "time", "population", "levers", "parameters",
    "shocks", "targets",
)  # fmt: skip

_TABLES = ("time", "population", "levers", "parameters", "shocks", "targets")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a scenario.

    Attributes
    ----------
    reader
        Reads its values.
    tables
        Its tables by name; an absent one is empty.
    inherited
        Whether another file extends it.
    """

    reader: Reader
    tables: dict[str, dict[str, Any]]
    inherited: bool

    def text(self, key: str, longest: int) -> str | None:
        """Return one of its texts; None where there is none or a wrong one."""
        data = self.reader.document.data
        return self.reader.text((key,), data[key], longest) if key in data else None


def document_name(document: Document) -> str:
    """Return what makes a document the same one."""
    return document.file if document.path is None else str(document.path.resolve())


def read_parts(
    document: Document, faults: Faults, above: tuple[str, ...], written: bool = False
) -> tuple[list[Part], str | None]:
    """Read a scenario's file and those it extends.

    Parameters
    ----------
    document
        The scenario's own file.
    faults
        Where faults are noted.
    above
        Documents being read already, from which this one was reached.
    written
        Whether this program wrote the file: its months may then lie outside the time, as an extended file's may.

    Returns
    -------
    tuple
        The parts, what is extended before what extends it, and the name of what the file itself extends.
    """
    parts: list[Part] = []
    seen = list(above)
    base_name: str | None = None
    following: Document | None = document
    while following is not None:
        reader = Reader(following, faults)
        seen.append(document_name(following))
        parts.append(_part(reader, inherited=written or bool(parts)))
        following, name = _extended(reader, seen)
        base_name = name if len(parts) == 1 else base_name
    return parts[::-1], base_name


def _part(reader: Reader, inherited: bool) -> Part:
    data = reader.document.data
    reader.known_keys((), data, TOP_KEYS, "key")
    tables = {name: reader.table((name,), data.get(name, {})) for name in _TABLES}
    return Part(reader, tables, inherited)


def _extended(reader: Reader, seen: list[str]) -> tuple[Document | None, str | None]:
    path: KeyPath = ("extends",)
    if "extends" not in reader.document.data:
        return None, None
    name = reader.text(path, reader.document.data["extends"])
    if name is None:
        return None, None
    try:
        opened = open_named(reader, path, name)
    except BadInput as error:
        reader.faults.take(error)
        return None, None
    if opened is None:
        return None, None
    short, document = opened
    if document_name(document) in seen:
        reader.fault(path, "is circular: the scenario would extend itself", name)
        return None, None
    if len(seen) > MOST_ANCESTORS:
        reader.fault(path, "the chain of scenarios is too long", allowed=f"at most {MOST_ANCESTORS}")
        return None, None
    return document, short
