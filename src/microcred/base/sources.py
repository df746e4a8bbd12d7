"""A hash of source files, by which it is known whether what was made from them is still right."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path


def sources_hash(package: Path, rooms: Sequence[str], without: str | None = None, also: Sequence[str] = ()) -> str:
    """Hash of names and contents of source files; not of where the package stands.

    Parameters
    ----------
    package
        Folder of the ``microcred`` package.
    rooms
        Folders in it whose files count, as ``engine/columns``.
    without
        What names of files that do not count begin with, as ``engine/objects/``.
    also
        What else counts, as text.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    digest = hashlib.sha256()
    for room in rooms:
        for path in sorted((package / room).rglob("*.py")):
            name = path.relative_to(package).as_posix()
            if without is None or not name.startswith(without):
                digest.update(name.encode())
                digest.update(path.read_bytes())
    for text in also:
        digest.update(text.encode())
    return digest.hexdigest()
