"""Reading a TOML text safely: whatever the bytes are, the answer is the content or one clear error."""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from microcred.base.errors import BadInput
from microcred.scenario.faults import key_text
from microcred.scenario.toml_lines import KeyPath, LineScanner, TooLarge

LARGEST_FILE = 1024 * 1024

_AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_DIGITS = re.compile(r"[0-9_]{4000}")
_AT_END = " (at end of document)"
_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Cannot redefine", "Duplicate")


@dataclass(frozen=True)
class Document:
    """A parsed TOML text.

    Attributes
    ----------
    file
        Name to show in messages.
    path
        The file itself; None for a text that came from elsewhere.
    data
        The content.
    lines
        Line of each key by its path; empty where lines say nothing.
    """

    file: str
    path: Path | None
    data: Mapping[str, Any]
    lines: Mapping[KeyPath, int]

    def line(self, path: KeyPath) -> int | None:
        """Return the line of a key, or of the table that ought to hold it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None


def read_document(path: Path, file: str) -> Document:
    """Read a TOML file.

    Parameters
    ----------
    path
        The file.
    file
        Name to show in messages.

    Raises
    ------
    BadInput
        If it cannot be read, is no regular file, is too large, is not UTF-8 text, or is not valid TOML.
    """
    return parse_document(read_bytes(path, file), file, path)


def read_bytes(path: Path, file: str, largest: int = LARGEST_FILE) -> bytes:
    """Read a regular file of limited size, or raise `BadInput`."""
    try:
        # Devices and pipes may block for ever: look before opening.
        if not stat.S_ISREG(path.stat().st_mode):
            raise BadInput.single(file, "is not a regular file")
        with path.open("rb") as stream:
            content = stream.read(largest + 1)
    except (OSError, ValueError) as error:
        raise BadInput.single(file, f"cannot be read: {_reason(error)}") from None
    if len(content) > largest:
        raise BadInput.single(file, "the file is too large", allowed=f"at most {largest:,} bytes")
    return content


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return "the name is not valid"


def parse_document(content: bytes, file: str, path: Path | None = None) -> Document:
    """Parse the bytes of a TOML file, or raise `BadInput`; no other exception whatever the bytes are."""
    if len(content) > LARGEST_FILE:
        raise BadInput.single(file, "the file is too large", allowed=f"at most {LARGEST_FILE:,} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput.single(
            file, "is not UTF-8 text", line=line, found=f"byte 0x{content[error.start]:02x}"
        ) from None
    scanner = LineScanner(text)
    try:
        scanner.scan()
        return Document(file, path, tomllib.loads(text), scanner.lines)
    except TooLarge as error:
        raise BadInput.single(file, error.problem, line=error.line, allowed=error.allowed) from None
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(error, text, scanner, file) from None
    except (ValueError, OverflowError, RecursionError, MemoryError):
        # tomllib leaks these for numbers and dates that Python cannot hold.
        digits = _DIGITS.search(text)
        raise BadInput.single(
            file,
            "is not valid TOML: a value is too large to be read",
            line=None if digits is None else text.count("\n", 0, digits.start()) + 1,
        ) from None


def _not_toml(error: tomllib.TOMLDecodeError, text: str, scanner: LineScanner, file: str) -> BadInput:
    message = str(error)
    at_line = _AT_LINE.search(message)
    lines = text.split("\n")
    line = int(at_line.group(1)) if at_line else len(text.rstrip().split("\n"))
    if message.startswith(_TWICE) and scanner.given_twice:
        second = min(scanner.given_twice)
        path, first = scanner.given_twice[second]
        return BadInput.single(file, f"is given twice, first in line {first}", line=second, key=key_text(path))
    place = f" (column {at_line.group(2)})" if at_line else " (at the end)"
    said = _AT_LINE.sub("", message).removesuffix(_AT_END)
    said = said[:1].lower() + said[1:]
    found = lines[line - 1].strip() if line <= len(lines) else ""
    return BadInput.single(file, f"is not valid TOML: {said}{place}", line=line, found=found)
