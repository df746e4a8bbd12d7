"""Reading single values of a document strictly: the right type, within bounds, or a fault."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

from microcred.base.months import month_text, parse_month
from microcred.scenario.document import Document
from microcred.scenario.faults import Faults, describe, key_text, nearest_name
from microcred.scenario.toml_lines import KeyPath

_ABSENT = object()

#: Bounds from here on keep the arithmetic sane; naming them in a message would only confuse.
NO_BOUND = 1e15


class Reader:
    """Reads the values of one document and notes what is wrong with them.

    Parameters
    ----------
    document
        The document.
    faults
        Where faults are noted.
    """

    def __init__(self, document: Document, faults: Faults) -> None:
        self.document = document
        self.faults = faults

    def fault(
        self,
        path: KeyPath,
        problem: str,
        value: object = _ABSENT,
        *,
        allowed: str = "",
        near: tuple[str, Collection[str]] | None = None,
    ) -> None:
        """Note a fault of the key at `path`."""
        self.faults.add(
            self.document.file,
            self.document.line(path),
            key_text(path),
            problem,
            found="" if value is _ABSENT else describe(value),
            allowed=allowed,
            near=near,
        )

    def place(self, path: KeyPath) -> str:
        """Name file, line and key, for a warning."""
        line = self.document.line(path)
        return f"{self.document.file}{'' if line is None else f':{line}'}: {key_text(path)}"

    def known_keys(self, path: KeyPath, table: Mapping[str, Any], known: Collection[str], what: str) -> None:
        """Note every key that is not known.

        Parameters
        ----------
        path, table
            The table and where it stands.
        known
            Keys that may stand there.
        what
            What a key is called there, for example ``lever``.
        """
        for key in table:
            if key not in known:
                self.fault(
                    (*path, key),
                    f"unknown {what}",
                    allowed=", ".join(known) if len(known) <= 12 else "",
                    near=(key, known),
                )

    def table(self, path: KeyPath, value: object) -> dict[str, Any]:
        """Return a table; an empty one if it is none."""
        if isinstance(value, dict):
            return value
        self.fault(path, "must be a table", value)
        return {}

    def text(self, path: KeyPath, value: object, longest: int = 1000) -> str | None:
        """Return a text of limited length."""
        if not isinstance(value, str):
            self.fault(path, "must be a text", value)
            return None
        if len(value) > longest:
            self.fault(path, "is too long", allowed=f"at most {longest:,} characters")
            return None
        return value

    def number(
        self, path: KeyPath, value: object, lower: float, upper: float, unit: str = "", *, whole: bool = False
    ) -> float | None:
        """Return a finite number within bounds."""
        allowed = "a whole number" if whole else "a number"
        if upper < NO_BOUND:
            allowed += f" from {lower:.12g} to {upper:.12g}"
        elif lower > -NO_BOUND:
            allowed += f" of at least {lower:.12g}"
        if unit:
            allowed += f" ({unit})"
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fault(path, "must be a number", value, allowed=allowed)
        elif isinstance(value, float) and not math.isfinite(value):
            self.fault(path, "must be a finite number", value, allowed=allowed)
        # Compared before it is converted: Python's integers may be larger than any float.
        elif value < lower:
            self.fault(path, f"must be at least {lower:.12g}", value, allowed=allowed)
        elif value > upper:
            self.fault(path, f"must be at most {upper:.12g}", value, allowed=allowed)
        elif whole and value != int(value):
            self.fault(path, "must be a whole number", value, allowed=allowed)
        else:
            # Adding zero turns -0.0 into 0.0, so that both have one hash.
            return float(value) + 0.0
        return None

    def switch(self, path: KeyPath, value: object) -> float | None:
        """Return a switch as 0 or 1."""
        if isinstance(value, bool):
            return 1.0 if value else 0.0
        self.fault(path, "must be a switch", value, allowed="true or false")
        return None

    def choice(self, path: KeyPath, value: object, choices: tuple[str, ...]) -> float | None:
        """Return the place of a choice among the choices."""
        if isinstance(value, str) and value in choices:
            return float(choices.index(value))
        near = (value, choices) if isinstance(value, str) else None
        self.fault(path, "must be one of the choices", value, allowed=", ".join(choices), near=near)
        return None

    def month(
        self,
        path: KeyPath,
        value: object,
        first: int | None = None,
        last: int | None = None,
        time: str = "the scenario's time",
    ) -> int | None:
        """Return a month, written as text, within a time that has a name."""
        month = None
        if isinstance(value, str):
            try:
                month = parse_month(value)
            except ValueError:
                month = None
        if month is None:
            self.fault(path, "must be a month", value, allowed='text "YYYY-MM"')
            return None
        if (first is not None and month < first) or (last is not None and month > last):
            allowed = " to ".join(month_text(bound) for bound in (first, last) if bound is not None)
            self.fault(path, f"lies outside {time}", value, allowed=allowed)
            return None
        return month

    def codes(
        self, path: KeyPath, value: object, names: Mapping[str, str], what: str, *, may_be_empty: bool = False
    ) -> tuple[str, ...] | None:
        """Return one or several codes.

        Parameters
        ----------
        path, value
            A text or a list of texts and where it stands.
        names
            Name of each valid code.
        what
            What a code names, for example ``region``.
        may_be_empty
            Whether an empty list makes sense.
        """
        listed = value if isinstance(value, list) else [value]
        if not listed and not may_be_empty:
            self.fault(path, "names nothing", value, allowed=f"at least one {what}")
            return None
        found: list[str] = []
        right = True
        for number, code in enumerate(listed):
            here = (*path, number) if isinstance(value, list) else path
            if not isinstance(code, str):
                self.fault(here, f"must be the code of a {what}, as text", code)
            elif code not in names:
                self._unknown_code(here, code, names, what)
            elif code in found:
                self.fault(here, "is listed twice", code)
            else:
                found.append(code)
                continue
            right = False
        return tuple(found) if right else None

    def _unknown_code(self, path: KeyPath, code: str, names: Mapping[str, str], what: str) -> None:
        allowed = ", ".join(names) if len(names) <= 12 else ""
        by_name = {name.casefold(): key for key, name in names.items()}
        # Who writes a region's name means its code.
        meant = by_name.get(code.casefold()) or by_name.get(nearest_name(code.casefold(), by_name), "")
        near = (meant, [meant]) if meant and not nearest_name(code, names) else (code, names)
        self.fault(path, f"unknown {what}", code, allowed=allowed, near=near)
