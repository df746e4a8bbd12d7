"""Places for what a command writes: that it can be written is made sure before any long work begins."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from microcred.base.errors import BadInput

WHERE = "--out"


def check_new_file(out: Path) -> None:
    """Make sure that a new file can be written.

    Raises
    ------
    BadInput
        If there is something of that name already, no such folder, or nothing can be made in it.
    """
    if os.path.lexists(out):
        raise BadInput.single(WHERE, "the file exists and is left as it is", found=str(out), allowed="a new name")
    if not out.parent.is_dir():
        raise BadInput.single(WHERE, "there is no such folder", found=str(out.parent))
    try:
        probe = hidden_name(out)
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as error:
        raise BadInput.single(WHERE, f"no file can be made there: {reason(error)}", found=str(out)) from None


def check_new_folder(out: Path) -> None:
    """Make sure that a new folder can be made; those above it are made, as far as there are none.

    Raises
    ------
    BadInput
        If there is something of that name already, or its place cannot be written to.
    """
    if os.path.lexists(out):
        what = "folder" if os.path.isdir(out) else "file"
        raise BadInput.single(WHERE, f"the {what} exists and is left as it is", found=str(out), allowed="a new name")
    check_folder_place(out, out)


def check_folder_place(out: Path, named: Path) -> None:
    """Make sure that a folder can be made; those above it are made, as far as there are none.

    Parameters
    ----------
    out
        The folder.
    named
        What a message names.

    Raises
    ------
    BadInput
        If its place cannot be written to.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        # Made only to see that it can be: whatever stops the runs, nothing half-made is left of the result.
        probe = hidden_name(out)
        probe.mkdir()
        probe.rmdir()
    except OSError as error:
        raise BadInput.single(WHERE, f"no folder can be made there: {reason(error)}", found=str(named)) from error


def reason(error: OSError) -> str:
    """Why the system refused something, in its words."""
    return error.strerror or str(error)


def hidden_name(out: Path) -> Path:
    """A name beside it that no reader takes for a result; of its own length, so that names too long are found out."""
    return out.with_name(f".{out.name}.{secrets.token_hex(4)}.partial")
