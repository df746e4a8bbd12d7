"""Collecting everything that is wrong with an input, each fault with its line and the nearest valid name."""

from __future__ import annotations

import datetime
import difflib
import json
import math
from collections.abc import Iterable, Sequence

from microcred.base.errors import LONGEST_FOUND, BadInput, Fault, shortened

#: More faults are counted, not listed: nobody reads them, and looking for near names takes time.
MOST_FAULTS = 100

#: Longer names are not looked up: comparing is quadratic in their length.
LONGEST_NAME = 64

#: Integers of more bits are described, not printed: Python refuses to print more than 4,300 digits.
MOST_BITS = 128


def nearest_name(name: str, names: Iterable[str]) -> str:
    """Return the valid name that comes closest to a wrong one; empty if none is near."""
    if len(name) > LONGEST_NAME:
        return ""
    candidates = sorted(names)
    close = difflib.get_close_matches(name, candidates, n=1, cutoff=0.6)
    if not close:
        lower = {candidate.lower(): candidate for candidate in candidates}
        close = [lower[near] for near in difflib.get_close_matches(name.lower(), lower, n=1, cutoff=0.6)]
    return close[0] if close else ""


def key_text(path: Sequence[str | int]) -> str:
    """Write the path of a key as ``levers.subsidy[2].where``; entries of lists are counted from 1."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            text += f".{part}" if text else part
    return text


def describe(value: object) -> str:
    """Write a value as it would stand in a TOML file, shortened."""
    text: str
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, int):
        text = str(value) if value.bit_length() <= MOST_BITS else f"a number of {value.bit_length()} bits"
    elif isinstance(value, float):
        text = _float_text(value)
    elif isinstance(value, str):
        text = json.dumps(value[: 2 * LONGEST_FOUND], ensure_ascii=False)
    elif isinstance(value, list):
        text = f"a list of {len(value)}" if value else "an empty list"
    elif isinstance(value, dict):
        text = "a table"
    elif isinstance(value, datetime.datetime | datetime.date | datetime.time):
        text = f"the date or time {value.isoformat()}"
    else:
        text = type(value).__name__
    return shortened(text)


def _float_text(value: float) -> str:
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return f"{value:.12g}"


class Faults:
    """The faults found so far in one or several inputs."""

    def __init__(self) -> None:
        self.listed: list[Fault] = []
        self.left_out = 0

    def __bool__(self) -> bool:
        return bool(self.listed)

    def add(
        self,
        file: str,
        line: int | None,
        key: str,
        problem: str,
        *,
        found: str = "",
        allowed: str = "",
        near: tuple[str, Iterable[str]] | None = None,
    ) -> None:
        """Note a fault.

        Parameters
        ----------
        file, line, key, problem, found, allowed
            As in `Fault`.
        near
            The wrong name and the valid names, from which the nearest is proposed.
        """
        if len(self.listed) >= MOST_FAULTS:
            self.left_out += 1
            return
        nearest = nearest_name(*near) if near is not None else ""
        self.listed.append(Fault(file, line, key, problem, found, allowed, nearest))

    def take(self, error: BadInput) -> None:
        """Note all faults of another error."""
        for fault in error.faults:
            if len(self.listed) >= MOST_FAULTS:
                self.left_out += 1
            elif fault not in self.listed:
                self.listed.append(fault)
        self.left_out += error.left_out

    def raise_if_any(self) -> None:
        """Raise one error that lists everything found."""
        if self.listed:
            files = list(dict.fromkeys(fault.file for fault in self.listed))
            in_order = sorted(self.listed, key=lambda fault: (files.index(fault.file), fault.line or 0))
            raise BadInput(in_order, self.left_out)
