"""Which file a name means, and which files a scenario may name at all."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath, PureWindowsPath

from microcred.base.errors import BadInput
from microcred.scenario.document import Document, read_document
from microcred.scenario.faults import nearest_name
from microcred.scenario.shipped import shipped_root, shipped_scenarios, shown
from microcred.scenario.toml_lines import KeyPath
from microcred.scenario.values import Reader

SUFFIX = ".toml"

_SIMPLE = re.compile(r"[A-Za-z0-9_-]+")
_ALLOWED = "a shipped name, or a .toml file beside this one"


def open_scenario(name_or_path: str | Path) -> tuple[str, Document]:
    """Open the scenario that a user names.

    Parameters
    ----------
    name_or_path
        A shipped name, or the path of a file.

    Returns
    -------
    tuple
        Its short name and its content.
    """
    given = str(name_or_path)
    shipped = shipped_scenarios()
    if isinstance(name_or_path, str) and given in shipped:
        return given, _open_shipped(given)
    path = Path(given)
    # os.path.exists, because that of Path raises for a name that is too long.
    if _SIMPLE.fullmatch(given) and not os.path.exists(path):
        raise BadInput.single(
            given,
            "unknown scenario",
            allowed=f"the path of a .toml file, or {', '.join(shipped)}",
            nearest=nearest_name(given, shipped),
        )
    return path.stem, read_document(path, given or "(no name)")


def _open_shipped(name: str) -> Document:
    path = shipped_root() / f"{name}{SUFFIX}"
    return read_document(path, shown(path))


def open_named(reader: Reader, path: KeyPath, name: str) -> tuple[str, Document] | None:
    """Open the scenario that another one names, or note a fault.

    Parameters
    ----------
    reader, path, name
        The name, the key it stands at, and the reader of the scenario that names it.

    Returns
    -------
    tuple or None
        Its short name and its content; None if it may not be named. A file that may be named but cannot be
        used raises `BadInput`.
    """
    shipped = shipped_scenarios()
    if name in shipped:
        return name, _open_shipped(name)
    document = reader.document
    if document.path is None:
        reader.fault(path, "unknown scenario", name, allowed=", ".join(shipped), near=(name, shipped))
        return None
    folder = document.path.parent
    if _SIMPLE.fullmatch(name):
        beside = folder / f"{name}{SUFFIX}"
        if not os.path.exists(beside):
            reader.fault(path, "unknown scenario", name, allowed=_ALLOWED, near=(name, shipped))
            return None
        name = beside.name
    problem = _why_not(name, folder)
    if problem:
        reader.fault(path, problem, name, allowed=_ALLOWED)
        return None
    found = folder / name
    return found.stem, read_document(found, (PurePosixPath(document.file).parent / name).as_posix())


def _why_not(name: str, folder: Path) -> str:
    """Say why a file may not be named; an empty text if it may."""
    if not name or not name.isprintable():
        return "is not the name of a file"
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    if posix.is_absolute() or windows.is_absolute() or windows.drive or "\\" in name:
        return "must be a plain relative path"
    if ".." in posix.parts:
        return "must not leave the folder of the scenario"
    if posix.suffix != SUFFIX:
        return "must be a .toml file"
    try:
        found = (folder / name).resolve(strict=True)
        # Compared part by part: as texts, "up_evil" starts with "up".
        inside = found.is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return "there is no such file"
    return "" if inside else "must not leave the folder of the scenario"
