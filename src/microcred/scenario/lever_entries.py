"""From what a file says of a lever to its schedule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from microcred.base.money import cents
from microcred.catalogue.levers import Lever
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import EVERYWHERE, Clause, LeverSchedule, Where
from microcred.scenario.pack import DataPack
from microcred.scenario.toml_lines import KeyPath
from microcred.scenario.values import Reader
from microcred.scenario.where import dimension_names, read_where

LARGEST_BUDGET = 1e15
LONGEST_DELAY = 600

_KEYS = ("from", "to", "value", "ramp", "where", "budget")


@dataclass(frozen=True, slots=True)
class Span:
    """The time of a scenario.

    Attributes
    ----------
    start, end
        First and last month; dated entries count in these only.
    spin_up
        Months before the first, in which constants alone count.
    """

    start: int
    end: int
    spin_up: int


class LeverReader:
    """Reads the levers of one file.

    Parameters
    ----------
    reader
        Reader of the file.
    pack
        Data pack that lists the codes; None if it could not be found.
    span
        Time of the scenario.
    inherited
        Whether another file extends this one: its months may then lie outside the time.
    take_over
        Returns the schedule that a lever has in another scenario, by its name; None if there is none.
    """

    def __init__(
        self,
        reader: Reader,
        pack: DataPack | None,
        span: Span,
        inherited: bool,
        take_over: Callable[[Reader, KeyPath, str, str], LeverSchedule | None],
    ) -> None:
        self._reader = reader
        self._pack = pack
        self._span = span
        self._inherited = inherited
        self._take_over = take_over
        sectors, occupations = dimension_names(pack, "sector"), dimension_names(pack, "occupation")
        self._fields = sectors if pack is None else {**sectors, **occupations}

    def apply(self, schedule: LeverSchedule, lever: Lever, path: KeyPath, value: Any) -> LeverSchedule:
        """Lay what a file says of a lever over what held before.

        A constant replaces everything; dated entries come after those before them.
        """
        if isinstance(value, dict):
            return self._entry(schedule, lever, path, value)
        if isinstance(value, list) and (lever.kind != "fields" or any(isinstance(v, dict) for v in value)):
            for number, entry in enumerate(value):
                here = (*path, number)
                if isinstance(entry, dict):
                    schedule = self._entry(schedule, lever, here, entry)
                else:
                    self._reader.fault(here, "must be a dated entry", entry,
                                       allowed='{ from = "YYYY-MM", value = … }')  # fmt: skip
            if not value:
                self._reader.fault(path, "has no entries", value, allowed=self._allowed(lever))
            return schedule
        return self._constant(schedule, lever, path, value)

    def _constant(self, schedule: LeverSchedule, lever: Lever, path: KeyPath, value: Any) -> LeverSchedule:
        if lever.kind == "fields":
            codes = self._codes(path, value)
            if not codes:
                return LeverSchedule(0.0)
            return LeverSchedule(0.0, self._field_clauses(lever, codes, self._span.start, None, None))
        number = self._value(lever, path, value)
        return schedule if number is None else LeverSchedule(number)

    def _entry(self, schedule: LeverSchedule, lever: Lever, path: KeyPath, entry: Mapping[str, Any]) -> LeverSchedule:
        reader = self._reader
        if "system" in entry:
            return self._taken(schedule, lever, path, entry)
        reader.known_keys(path, entry, (*_KEYS, *lever.extra), "key of an entry")
        if "value" in entry and len(entry) == 1:
            return self._constant(schedule, lever, (*path, "value"), entry["value"])
        if ("value" in entry) == ("ramp" in entry):
            problem = "needs a value or a ramp" if "value" not in entry else "has both a value and a ramp"
            reader.fault(path, problem, allowed=self._allowed(lever))
            return schedule
        start, end = self._months(path, entry)
        where = self._where(lever, path, entry)
        budget = self._budget(lever, path, entry)
        if "ramp" in entry:
            clauses = self._ramp(lever, path, entry, start, end, where, budget)
        elif lever.kind == "fields":
            codes = self._codes((*path, "value"), entry["value"])
            clauses = None if codes is None else self._field_clauses(lever, codes, start, end, budget)
        else:
            clauses = self._step(lever, path, entry, start, end, where, budget)
        return schedule if clauses is None else LeverSchedule(schedule.base, (*schedule.clauses, *clauses))

    def _taken(self, schedule: LeverSchedule, lever: Lever, path: KeyPath, entry: Mapping[str, Any]) -> LeverSchedule:
        """Take the lever over from another scenario, all its dates later by a delay."""
        reader = self._reader
        reader.known_keys(path, entry, ("system", "delay"), "key beside 'system'")
        months = reader.number((*path, "delay"), entry.get("delay", 0), 0, LONGEST_DELAY, "months", whole=True)
        name = reader.text((*path, "system"), entry["system"])
        taken = None if name is None else self._take_over(reader, (*path, "system"), name, lever.name)
        return schedule if taken is None or months is None else taken.delayed(int(months))

    def _step(
        self,
        lever: Lever,
        path: KeyPath,
        entry: Mapping[str, Any],
        start: int,
        end: int | None,
        where: Where | None,
        budget: int | None,
    ) -> tuple[Clause, ...] | None:
        number = self._value(lever, (*path, "value"), entry["value"])
        deadline = None
        if "deadline" in lever.extra and "deadline" in entry:
            last = None if self._inherited else self._span.end
            deadline = self._reader.month(
                (*path, "deadline"), entry["deadline"], start, last, "the time from 'from' to the end"
            )
            if number == 0.0:
                self._reader.fault((*path, "deadline"), "has no meaning where the lever is off")
        if number is None or where is None:
            return None
        return (Clause(lever.name, number, start, end, where=where, budget=budget, deadline=deadline),)

    def _ramp(
        self,
        lever: Lever,
        path: KeyPath,
        entry: Mapping[str, Any],
        start: int,
        end: int | None,
        where: Where | None,
        budget: int | None,
    ) -> tuple[Clause, ...] | None:
        here = (*path, "ramp")
        ramp = entry["ramp"]
        if not lever.may_ramp:
            kind = {"fields": "a list of fields", "count": "a count"}.get(lever.kind, f"a {lever.kind}")
            kind = "whole months" if lever.kind == "months" else kind
            self._reader.fault(here, f"{kind} cannot be ramped", allowed="dated steps with a value each")
            return None
        if not isinstance(ramp, list) or len(ramp) != 2:
            self._reader.fault(here, "must be a list of two numbers", ramp, allowed="[first, last]")
            return None
        first, last = (self._value(lever, (*here, number), value) for number, value in enumerate(ramp))
        for key in ("from", "to"):
            if key not in entry:
                self._reader.fault(path, f"a ramp needs '{key}'", allowed='from = "YYYY-MM", to = "YYYY-MM"')
                return None
        if end == start:
            self._reader.fault((*path, "to"), "a ramp needs more than one month", entry["to"])
            return None
        if first is None or last is None or end is None or where is None:
            return None
        return (Clause(lever.name, last, start, None, first, last, end, where, budget),)

    def _months(self, path: KeyPath, entry: Mapping[str, Any]) -> tuple[int, int | None]:
        first, last = (None, None) if self._inherited else (self._span.start, self._span.end)
        start = self._span.start
        if "from" in entry:
            found = self._reader.month((*path, "from"), entry["from"], first, last)
            if found is None:
                # Anything said about the other months would follow from this fault.
                return start, None
            start = found
        if "to" not in entry:
            return start, None
        end = self._reader.month((*path, "to"), entry["to"])
        if end is not None and end < start:
            self._reader.fault((*path, "to"), "lies before 'from'", entry["to"])
            return start, None
        if end is not None and first is not None and end < first:
            self._reader.fault((*path, "to"), "lies before the scenario's time", entry["to"])
        return start, end

    def _where(self, lever: Lever, path: KeyPath, entry: Mapping[str, Any]) -> Where | None:
        if "where" not in entry:
            return EVERYWHERE
        here = (*path, "where")
        if lever.kind == "fields":
            self._reader.fault(here, "has no meaning: the value itself names the sectors and occupations")
            return None
        return read_where(self._reader, here, entry["where"], lever.dimensions, self._pack)

    def _budget(self, lever: Lever, path: KeyPath, entry: Mapping[str, Any]) -> int | None:
        if "budget" not in entry:
            return None
        here = (*path, "budget")
        amount = self._reader.number(here, entry["budget"], 0.0, LARGEST_BUDGET, "yuan a year")
        return None if amount is None else cents(amount)

    def _value(self, lever: Lever, path: KeyPath, value: object) -> float | None:
        if lever.kind == "switch":
            return self._reader.switch(path, value)
        if lever.kind == "choice":
            return self._reader.choice(path, value, lever.choices)
        return self._reader.number(path, value, lever.lower, lever.upper, lever.unit, whole=lever.whole)

    def _codes(self, path: KeyPath, value: object) -> tuple[str, ...] | None:
        return self._reader.codes(path, value, self._fields, "sector or occupation", may_be_empty=True)

    def _field_clauses(
        self, lever: Lever, codes: tuple[str, ...], start: int, end: int | None, budget: int | None
    ) -> tuple[Clause, ...]:
        """Turn a list of fields into clauses: a first one ends what the list before it named."""
        clauses = [Clause(lever.name, 0.0, start, end, budget=budget)]
        for dimension in ("sector", "occupation"):
            names = dimension_names(self._pack, dimension)
            here = tuple(code for code in codes if code in names)
            if here:
                clauses.append(Clause(lever.name, 1.0, start, end, where=FrozenMap({dimension: here})))
        return tuple(clauses)

    def _allowed(self, lever: Lever) -> str:
        if lever.kind == "switch":
            return "true or false, or dated entries"
        if lever.kind == "choice":
            return f"one of {', '.join(lever.choices)}, or dated entries"
        return f"a value ({lever.unit}) or dated entries"
