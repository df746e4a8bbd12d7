"""Errors that say which file, line and key is wrong, what was found and what is allowed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_FOUND = 60

# Cf holds the marks that reverse the reading direction; none of these may reach a terminal as it is.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def printable(text: str) -> str:
    """Escape every character that could move the cursor or hide text in a terminal or log."""
    return "".join(
        character.encode("unicode_escape").decode("ascii")
        if unicodedata.category(character) in _UNPRINTABLE
        else character
        for character in text
    )


def shortened(text: str, longest: int = LONGEST_FOUND) -> str:
    """Cut a text that would fill the screen."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


class MicrocredError(Exception):
    """Any error that microcred itself raises."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with one input.

    Attributes
    ----------
    file
        The file as the user named it, or ``--set`` and the like for the command line.
    line
        Line in that file, counted from 1; None where there is none.
    key
        Dotted name of the key, for example ``levers.subsidy``; may be empty.
    problem
        What is wrong, in words.
    found
        What stands there, as text; empty if that says nothing.
    allowed
        What may stand there; empty if the problem says so already.
    nearest
        The valid name that comes closest; empty if none does.
    """

    file: str
    line: int | None
    key: str
    problem: str
    found: str = ""
    allowed: str = ""
    nearest: str = ""

    def render(self) -> str:
        """Write the fault as one readable line."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        text = f"{place}: {shortened(self.key, 120)}: " if self.key else f"{place}: "
        text += self.problem
        if self.found:
            text += f" (found {shortened(self.found)})"
        if self.allowed:
            text += f"; allowed: {self.allowed}"
        if self.nearest:
            text += f"; did you mean '{self.nearest}'?"
        return printable(text)


class BadInput(MicrocredError):
    """Input that cannot be used; says everything that is wrong with it at once.

    Parameters
    ----------
    faults
        What is wrong, in the order of the input.
    left_out
        How many further faults were found and are not listed.
    """

    def __init__(self, faults: Iterable[Fault], left_out: int = 0) -> None:
        self.faults = tuple(faults)
        self.left_out = left_out
        super().__init__(self._block())

    def _block(self) -> str:
        lines = [fault.render() for fault in self.faults]
        if self.left_out:
            lines.append(f"… and {self.left_out} more")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[type[BadInput], tuple[tuple[Fault, ...], int]]:
        """Travel between processes with the faults, not with their text."""
        return type(self), (self.faults, self.left_out)

    @classmethod
    def single(
        cls,
        file: str,
        problem: str,
        *,
        line: int | None = None,
        key: str = "",
        found: str = "",
        allowed: str = "",
        nearest: str = "",
    ) -> BadInput:
        """Make the error of exactly one fault."""
        return cls([Fault(file, line, key, problem, found, allowed, nearest)])


class NonFiniteError(MicrocredError):
    """A number of the model became infinite or undefined.

    Parameters
    ----------
    array
        Name of the array that holds it.
    month
        Month as text, for example ``"2025-01"``.
    """

    def __init__(self, array: str, month: str) -> None:
        self.array = array
        self.month = month
        super().__init__(f"{array} holds a number that is not finite in {month}")

    def __reduce__(self) -> tuple[type[NonFiniteError], tuple[str, str]]:
        """Travel between processes with both parts."""
        return type(self), (self.array, self.month)


class RunFailed(MicrocredError):
    """A run could not be finished; the message says which and why."""
