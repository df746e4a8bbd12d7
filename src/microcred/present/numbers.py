"""Numbers as text, the same in tables, figures and notes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from microcred.catalogue.outcomes import Outcome
from microcred.verdicts import FEWEST_FOR_A_BAND

UNKNOWN = "unknown"
_PERCENT_UNITS = frozenset({"share", "share of income", "relative change"})
_CHANGE_UNITS = frozenset({"relative change", "percentage points"})
_SCALES = ((1e9, " billion"), (1e6, " million"), (1e5, " thousand"))
_THOUSAND = 1e3


def is_percent(outcome: Outcome) -> bool:
    """Whether the outcome is read as a percentage."""
    return outcome.unit in _PERCENT_UNITS


def is_change(outcome: Outcome) -> bool:
    """Whether zero means "as before", so that a plus sign says something."""
    return outcome.unit in _CHANGE_UNITS


def yearly_unit(unit: str) -> str:
    """Unit of a monthly flow summed over 12 months."""
    return unit.replace("a month", "a year")


@dataclass(frozen=True)
class _Form:
    """How a number is written: divided, with so many digits, perhaps a sign, and a word after it."""

    divisor: float
    digits: int
    word: str
    signed: bool = False

    def bare(self, value: float) -> str:
        rounded = round(value / self.divisor, self.digits)
        # Adding zero turns "-0" into "0".
        return f"{rounded + 0.0:{'+' if self.signed else ''},.{self.digits}f}"


def _form(value: float, outcome: Outcome) -> _Form:
    size = abs(value)
    if is_percent(outcome):
        return _Form(0.01, 1 if size < 0.1 else 0, " %", is_change(outcome))
    if outcome.unit == "percentage points":
        return _Form(1.0, 1, "", signed=True)
    if outcome.kind in ("ratio", "months"):
        return _Form(1.0, 2 if outcome.kind == "ratio" else 1, "")
    for scale, word in _SCALES:
        if size >= scale:
            divisor = _THOUSAND if scale == _SCALES[-1][0] else scale
            # Three figures: 1.23, 12.3, 123.
            return _Form(divisor, max(0, 2 - int(math.log10(size / divisor))), word)
    return _Form(1.0, 0, "")


def number_text(value: float, outcome: Outcome) -> str:
    """Write a value without its unit, per cent excepted: ``82 %``, ``23,934``, ``1.26 million``."""
    if not math.isfinite(value):
        return UNKNOWN
    form = _form(value, outcome)
    return form.bare(value) + form.word


def signed_text(value: float, digits: int) -> str:
    """Write a difference: with its sign, thousands apart, and never as "-0"."""
    # Adding zero turns "-0" into "0".
    return f"{round(value, digits) + 0.0:+,.{digits}f}"


def percent_tick(value: float, signed: bool = False) -> str:
    """A share as per cent, with all the digits that it has."""
    return f"{round(100 * value, 6) + 0.0:{'+' if signed and value else ''}.6g} %"


def spread_text(median: float, low: float, high: float, runs: int, outcome: Outcome) -> str:
    """Write a median and its band on the median's scale: ``82 % (75–90)``, ``1.26 million (1.10–1.40)``.

    Parameters
    ----------
    median, low, high
        Quantiles over the runs.
    runs
        How many runs; the band is left out where they are few or all agree.
    outcome
        What the numbers are.

    Returns
    -------
    str
        ``unknown`` where no run knows the value.
    """
    middle = number_text(median, outcome)
    if runs < FEWEST_FOR_A_BAND or middle == UNKNOWN:
        return middle
    form = _form(median, outcome)
    ends = [form.bare(low), form.bare(high)]
    if ends == [form.bare(median)] * 2:
        return middle
    return f"{middle} ({(' to ' if form.signed else '–').join(ends)})"


def chance_text(probability: float, error: float) -> str:
    """Write a probability with its Monte Carlo error, ``70 ± 22 %``."""
    if not math.isfinite(probability):
        return "–"
    return f"{100.0 * probability:.0f} ± {100.0 * error:.0f} %"


def duration_text(seconds: float) -> str:
    """Write a duration as a person would: ``40 s``, ``3 min 20 s``, ``2 h 05 min``."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
