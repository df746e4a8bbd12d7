"""From what an experiment file says of its levers, parameters and groups to factors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from microcred.base.months import month_text
from microcred.catalogue.levers import LEVERS, Lever
from microcred.catalogue.parameters import PARAMETERS
from microcred.scenario.lever_entries import LeverReader, Span
from microcred.scenario.model import LeverSchedule, Scenario
from microcred.scenario.toml_lines import KeyPath
from microcred.scenario.values import Reader
from microcred.study.factors import Distribution, Factor, Setting, Shown

#: Stands for every parameter that has a prior.
EVERY = "*"
LARGEST_TABLE_LEVELS = 10_000
_SPREAD = ("values", "range", "spread")
_UNTOUCHED = LeverSchedule(math.nan)


class FactorReader:
    """Reads the factors of one experiment file.

    Parameters
    ----------
    reader
        Reader of the file.
    base
        First scenario of the study; the others share its system and time.
    columns
        Values of each factor in the table of a design; None where the file itself lists them.
    own
        Parameters that the scenarios set themselves: who varies all of them does not mean these.
    """

    def __init__(
        self, reader: Reader, base: Scenario, columns: Mapping[str, list[Any]] | None, own: frozenset[str]
    ) -> None:
        self._reader = reader
        self._own = own
        self._base = base
        self._columns = columns
        span = Span(base.start, base.end, base.spin_up)
        self._levers = LeverReader(reader, base.pack, span, False, lambda *_: None)

    def lever(self, name: str, value: object) -> Factor | None:
        """Read one table under ``[levers]``."""
        path: KeyPath = ("levers", name)
        table = self._reader.table(path, value)
        target = name
        if "lever" in table:
            target = self._reader.text((*path, "lever"), table["lever"]) or ""
        if target not in LEVERS:
            here = (*path, "lever") if "lever" in table else path
            self._reader.fault(here, "unknown lever", target, near=(target, LEVERS))
            return None
        lever = LEVERS[target]
        allowed = ("lever", *_SPREAD, "from", "to", "where", "budget", *lever.extra)
        self._reader.known_keys(path, table, allowed, "key of a lever that is varied")
        entry = {key: table[key] for key in table if key not in ("lever", *_SPREAD)}
        listed = self._listed(name, path, table)
        if listed is not None and lever.kind in ("switch", "choice", "fields"):
            return self._listed_lever(name, lever, path, entry, listed)
        if listed is not None and self._columns is None:
            return self._listed_lever(name, lever, path, entry, listed)
        if listed is not None:
            return self._tabled_lever(name, lever, path, entry, listed)
        if not lever.may_ramp and not lever.whole:
            self._reader.fault(path, "takes no range", allowed="values = […]")
            return None
        return self._ranged_lever(name, lever, path, table, entry)

    def _listed(self, name: str, path: KeyPath, table: Mapping[str, Any]) -> list[Any] | None:
        """Values that are listed; None where there is a range, or nothing right."""
        if self._columns is not None:
            for key in ("values", "range", "spread"):
                if key in table:
                    self._reader.fault((*path, key), "has no meaning: the table of the design lists the values")
            if name not in self._columns:
                known = ", ".join(self._columns)
                self._reader.fault(path, "the table of the design has no such column", allowed=known)
                return []
            return self._columns[name]
        if ("values" in table) == ("range" in table):
            problem = "has both values and a range" if "values" in table else "says nothing about its values"
            self._reader.fault(path, problem, allowed="values = […] or range = [lowest, highest]")
            return []
        if "values" not in table:
            return None
        values = table["values"]
        if not isinstance(values, list) or not values:
            self._reader.fault((*path, "values"), "must be a list of values", values)
            return []
        if any(values[i] == values[j] for i in range(len(values)) for j in range(i)):
            self._reader.fault((*path, "values"), "lists a value twice", values)
        return values

    def _setting(self, lever: Lever, path: KeyPath, entry: Mapping[str, Any], value: Any) -> Setting:
        if entry:
            # A deadline is that of the mandate: where it is off there is none.
            kept = {key: one for key, one in entry.items() if key != "deadline" or value}
            given: Any = {"from": month_text(self._base.start), **kept, "value": value}
        else:
            given = value
        made = self._levers.apply(_UNTOUCHED, lever, path, given)
        if math.isnan(made.base):
            return Setting(None, made.clauses)
        return Setting(made)

    def _listed_lever(
        self, name: str, lever: Lever, path: KeyPath, entry: Mapping[str, Any], values: list[Any]
    ) -> Factor | None:
        unique = values if self._columns is None else _once(values)
        if len(unique) > LARGEST_TABLE_LEVELS:
            self._reader.fault(path, "has too many levels", allowed=f"at most {LARGEST_TABLE_LEVELS:,}")
            return None
        # A wrong month or limit of an entry is that of all its values.
        single = self._columns is None and not entry
        places: list[KeyPath] = [(*path, "values", number) if single else path for number in range(len(unique))]
        settings = tuple(self._setting(lever, place, entry, value) for place, value in zip(places, unique, strict=True))
        shown: tuple[Shown, ...] = tuple(_shown(value) for value in unique)
        return Factor(name, "lever", lever.name, "levels", levels=shown, settings=settings) if unique else None

    def _tabled_lever(
        self, name: str, lever: Lever, path: KeyPath, entry: Mapping[str, Any], values: list[Any]
    ) -> Factor | None:
        numbers = [
            self._reader.number(path, value, lever.lower, lever.upper, lever.unit, whole=lever.whole)
            for value in _once(values)
        ]
        known = [number for number in numbers if number is not None]
        if not known or len(known) < len(numbers):
            return None
        setting = self._setting(lever, path, entry, max(known))
        return Factor(name, "lever", lever.name, "uniform", settings=(setting,), low=min(known), high=max(known))

    def _ranged_lever(
        self, name: str, lever: Lever, path: KeyPath, table: Mapping[str, Any], entry: Mapping[str, Any]
    ) -> Factor | None:
        bounds = self._bounds((*path, "range"), table["range"], lever.lower, lever.upper, lever.unit, lever.whole)
        if bounds is None:
            return None
        spread = self._spread(path, table, bounds[0])
        setting = self._setting(lever, path, entry, bounds[1])
        return Factor(
            name, "lever", lever.name, spread, settings=(setting,), low=bounds[0], high=bounds[1], whole=lever.whole
        )

    def _spread(self, path: KeyPath, table: Mapping[str, Any], low: float) -> Distribution:
        given = table.get("spread", "uniform")
        if given not in ("uniform", "loguniform"):
            self._reader.fault((*path, "spread"), "unknown spread", given, allowed="uniform, loguniform")
        if given == "loguniform" and low <= 0.0:
            self._reader.fault((*path, "range"), "must begin above 0 where the spread is loguniform")
        return "loguniform" if given == "loguniform" and low > 0.0 else "uniform"

    def _bounds(
        self, path: KeyPath, value: object, lower: float, upper: float, unit: str, whole: bool
    ) -> tuple[float, float] | None:
        if not isinstance(value, list) or len(value) != 2:
            self._reader.fault(path, "must be a list of the lowest and the highest value", value)
            return None
        ends = [
            self._reader.number((*path, place), end, lower, upper, unit, whole=whole) for place, end in enumerate(value)
        ]
        if ends[0] is None or ends[1] is None:
            return None
        if not ends[0] < ends[1]:
            self._reader.fault(path, "must begin with the lower end")
            return None
        return ends[0], ends[1]

    def parameters(self, name: str, value: object) -> list[Factor]:
        """Read one table under ``[parameters]``; the name ``"*"`` stands for all with a prior."""
        path: KeyPath = ("parameters", name)
        table = self._reader.table(path, value)
        if name != EVERY and name not in PARAMETERS:
            self._reader.fault(path, "unknown parameter", near=(name, PARAMETERS))
            return []
        if name != EVERY and PARAMETERS[name].built:
            self._reader.fault(path, "acts when the data pack is built, so that varying it changes nothing in a run")
            return []
        self._reader.known_keys(path, table, (*_SPREAD, "prior"), "key of a parameter that is varied")
        if self._columns is None and ("prior" in table or name == EVERY):
            if table != {"prior": True}:
                self._reader.fault(path, "must say prior = true and nothing else", allowed="prior = true")
                return []
            names = [one for one in PARAMETERS if one not in self._own] if name == EVERY else [name]
            return [factor for one in names if (factor := self._prior(one, path, name != EVERY)) is not None]
        declared = PARAMETERS.get(name)
        if declared is None:
            self._reader.fault(path, "has no meaning: the table of the design lists the values")
            return []
        listed = self._listed(name, path, table)
        if listed is None:
            bounds = self._bounds(
                (*path, "range"), table["range"], declared.lower, declared.upper, declared.unit, False
            )
            if bounds is None:
                return []
            spread = self._spread(path, table, bounds[0])
            return [Factor(name, "parameter", name, spread, low=bounds[0], high=bounds[1])]
        numbers = [
            self._reader.number((*path, "values", place), one, declared.lower, declared.upper, declared.unit)
            for place, one in enumerate(listed)
        ]
        known = [number for number in numbers if number is not None]
        if not known or len(known) < len(numbers):
            return []
        if self._columns is not None:
            return [Factor(name, "parameter", name, "uniform", low=min(known), high=max(known))]
        return [Factor(name, "parameter", name, "levels", levels=tuple(known), numbers=tuple(known))]

    def _prior(self, name: str, path: KeyPath, must: bool) -> Factor | None:
        number = self._base.pack.parameters[name]
        if number.distribution == "fixed" or number.low == number.high:
            if must:
                self._reader.fault(path, "is fixed in this system: it has no prior")
            return None
        kinds: dict[str, Distribution] = {"uniform": "uniform", "loguniform": "loguniform", "triangular": "triangular"}
        kind = kinds[number.distribution]
        return Factor(name, "parameter", name, kind, low=number.low, high=number.high, mode=number.value)

    def group(self, name: str, value: object, other: Scenario | None) -> Factor | None:
        """Read one table under ``[groups]``: levers that are together as in another scenario, or as they were."""
        path: KeyPath = ("groups", name)
        table = self._reader.table(path, value)
        self._reader.known_keys(path, table, ("levers", "taken_from"), "key of a group")
        names = self._reader.codes((*path, "levers"), table.get("levers", []), {one: one for one in LEVERS}, "lever")
        if "taken_from" not in table:
            self._reader.fault((*path, "taken_from"), "is missing", allowed="the name of a scenario")
        if self._columns is not None and any(one not in (0, 1) for one in self._columns.get(name, [None])):
            self._reader.fault(path, "the table of the design must say true or false for it")
            return None
        if names is None or other is None:
            return None
        if other.system != self._base.system:
            self._reader.fault((*path, "taken_from"), "has another system", other.system, allowed=self._base.system)
            return None
        schedules = tuple((lever, other.levers[lever]) for lever in names)
        return Factor(name, "group", other.name, "levels", levels=(False, True), schedules=schedules)


def _once(values: list[Any]) -> list[Any]:
    """Each value once, in order of appearance."""
    return list(dict.fromkeys(values))


def _shown(value: Any) -> Shown:
    if isinstance(value, list):
        return " + ".join(str(one) for one in value) or "none"
    if isinstance(value, bool | str):
        return value
    return float(value) if isinstance(value, int | float) else str(value)


def refuse_namesakes(factors: list[Factor], reader: Reader) -> None:
    """Refuse two factors of one name: the table of points tells them apart by it."""
    names = [factor.name for factor in factors]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            reader.fault((name,), "two things that are varied have the same name", name, allowed="each name once")
    varied = {factor.target for factor in factors if factor.kind == "lever"}
    for factor in factors:
        for lever, _ in factor.schedules:
            if lever in varied:
                reader.fault(("groups", factor.name), "holds a lever that is also varied elsewhere", lever)
        varied |= {lever for lever, _ in factor.schedules}
