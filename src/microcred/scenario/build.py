"""Putting the parts of a scenario together."""

from __future__ import annotations

from collections.abc import Sequence

from microcred.base.errors import BadInput
from microcred.catalogue.levers import LEVERS
from microcred.catalogue.parameters import PARAMETERS
from microcred.scenario.chain import Part, document_name, read_parts
from microcred.scenario.command_line import OPTION, set_levers
from microcred.scenario.document import Document
from microcred.scenario.events import read_shocks, read_targets
from microcred.scenario.faults import Faults, describe
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.lever_entries import LeverReader, Span
from microcred.scenario.limits import check_size, warnings_of
from microcred.scenario.locate import open_named
from microcred.scenario.model import LeverSchedule, Scenario, Shock, Target
from microcred.scenario.pack import DataPack
from microcred.scenario.pack_load import load_pack
from microcred.scenario.shipped import shipped_systems
from microcred.scenario.toml_lines import KeyPath
from microcred.scenario.values import Reader
from microcred.scenario.where import dimension_names, foreign_codes

MOST_MONTHS = 600
MOST_SPIN_UP = 240
USUAL_MONTHS = 72
USUAL_SPIN_UP = 36
FIRST_MONTH = 1900 * 12
LAST_MONTH = 2200 * 12 - 1
LONGEST_TITLE = 200
#: What regions that no file names are given by.
REGIONS = "--regions"

NEUTRAL = {name: LeverSchedule(lever.neutral) for name, lever in LEVERS.items()}


class Builder:
    """Builds one scenario, and others as far as it takes levers over from them.

    Parameters
    ----------
    faults
        Where faults are noted.
    above
        Documents being built already.
    written
        Whether this program wrote the scenario's file.
    """

    def __init__(self, faults: Faults, above: tuple[str, ...], written: bool = False) -> None:
        self._written = written
        self._faults = faults
        self._above = above
        self._taken: dict[str, Scenario | None] = {}
        self._warnings: list[str] = []

    def build(
        self, name: str, document: Document, sets: Sequence[str], regions: Sequence[str] | None
    ) -> Scenario | None:
        """Build the scenario of a document; None if it cannot be, for reasons noted as faults."""
        parts, base_name = read_parts(document, self._faults, self._above, self._written)
        self._above = (*self._above, document_name(document))
        own = parts[-1]
        if "title" not in document.data:
            own.reader.fault(("title",), "is missing", allowed='title = "…", what the scenario is about')
        title, author = own.text("title", LONGEST_TITLE), own.text("author", LONGEST_TITLE)
        reference = own.text("reference", 1000)
        if title is not None and not title.strip():
            own.reader.fault(("title",), "is empty")
        pack = self._pack(parts)
        span = self._span(parts, pack)
        levers = self._levers(parts, sets, pack, span)
        kept = self._regions(parts, regions, pack)
        shocks, targets = self._shocks(parts, pack, span), self._targets(parts, span)
        parameters = self._parameters(parts, pack)
        if pack is None or self._faults:
            return None
        scenario = Scenario(
            name=name,
            title=title or "",
            reference=reference or "",
            author=author or "",
            system=pack.system,
            start=span.start,
            end=span.end,
            spin_up=span.spin_up,
            regions=kept,
            levers=FrozenMap(levers),
            parameters=parameters,
            shocks=shocks,
            targets=targets,
            warnings=tuple(self._warnings),
            pack=pack,
            base_name=base_name,
        )
        check_size(scenario, own.reader)
        return warnings_of(scenario)

    def _pack(self, parts: list[Part]) -> DataPack | None:
        system: str | None = None
        for part in parts:
            data = part.reader.document.data
            if "system" not in data:
                continue
            name = part.reader.text(("system",), data["system"])
            if name is not None and name not in shipped_systems():
                known = shipped_systems()
                part.reader.fault(("system",), "unknown system", name, allowed=", ".join(known), near=(name, known))
                name = None
            system = name
        own, first = parts[-1].reader, parts[0].reader.document.data
        # Where what it extends could not be opened, that was said already.
        if not any("system" in part.reader.document.data for part in parts) and "extends" not in first:
            own.fault(("system",), "is missing", allowed=f"{', '.join(shipped_systems())}, or 'extends'")
        if system is None:
            return None
        try:
            return load_pack(system)
        except BadInput as error:
            self._faults.take(error)
            return None

    def _span(self, parts: list[Part], pack: DataPack | None) -> Span:
        start, end, spin_up = FIRST_MONTH, None, USUAL_SPIN_UP
        if pack is not None:
            start = pack.reference_month
        reader = parts[-1].reader
        ends_at: KeyPath = ("time",)
        for part in parts:
            table = part.tables["time"]
            part.reader.known_keys(("time",), table, ("start", "end", "spin_up"), "key")
            if "start" in table:
                found = part.reader.month(("time", "start"), table["start"], FIRST_MONTH, LAST_MONTH)
                start = start if found is None else found
            if "end" in table:
                found = part.reader.month(("time", "end"), table["end"], FIRST_MONTH, LAST_MONTH)
                end = end if found is None else found
                reader, ends_at = part.reader, ("time", "end")
            if "spin_up" in table:
                number = part.reader.number(
                    ("time", "spin_up"), table["spin_up"], 0, MOST_SPIN_UP, "months", whole=True
                )
                spin_up = spin_up if number is None else int(number)
        if end is None:
            end = start + USUAL_MONTHS - 1
        if pack is None:
            # The file whose time would count may be the one that could not be opened.
            return Span(FIRST_MONTH, LAST_MONTH, spin_up)
        if end < start:
            reader.fault(ends_at, "lies before the start")
            end = start
        elif end - start + 1 > MOST_MONTHS:
            reader.fault(ends_at, f"makes {end - start + 1:,} months", allowed=f"at most {MOST_MONTHS}")
            end = start
        return Span(start, end, spin_up)

    def _regions(
        self, parts: list[Part], regions: Sequence[str] | None, pack: DataPack | None
    ) -> tuple[str, ...] | None:
        names = dimension_names(pack, "region")
        kept: tuple[str, ...] | None = None
        for part in parts:
            table = part.tables["population"]
            part.reader.known_keys(("population",), table, ("regions",), "key")
            if "regions" in table:
                path = ("population", "regions")
                if not isinstance(table["regions"], list):
                    part.reader.fault(path, "must be a list of region codes", table["regions"])
                    continue
                kept = part.reader.codes(path, table["regions"], names, "region")
        if regions is not None:
            reader = Reader(Document(REGIONS, None, {}, {}), self._faults)
            kept = reader.codes((), list(regions), names, "region")
        return None if kept is None or pack is None else tuple(code for code in pack.region_codes if code in kept)

    def _levers(
        self, parts: list[Part], sets: Sequence[str], pack: DataPack | None, span: Span
    ) -> dict[str, LeverSchedule]:
        levers = dict(NEUTRAL)
        for part in parts:
            part.reader.known_keys(("levers",), part.tables["levers"], LEVERS, "lever")
            entries = LeverReader(part.reader, pack, span, part.inherited, self._take_over)
            for name, value in part.tables["levers"].items():
                if name in LEVERS:
                    before = levers[name]
                    levers[name] = entries.apply(before, LEVERS[name], ("levers", name), value)
                    self._note_taken(name, value, before == levers[name])
        for name, reader, path, value in set_levers(sets, self._faults):
            entries = LeverReader(reader, pack, span, False, self._take_over)
            before = levers[name]
            levers[name] = entries.apply(LeverSchedule(before.base), LEVERS[name], path, value)
            self._note_taken(name, value, before == levers[name])
        if pack is not None:
            self._check_codes(parts[-1], levers, pack)
        return levers

    def _note_taken(self, name: str, value: object, same: bool) -> None:
        """Warn of a lever that is taken over as it is anyway."""
        if same and isinstance(value, dict) and "system" in value and not self._faults:
            self._warnings.append(
                f"levers.{name}: '{value['system']}' has what holds anyway; taking it over does nothing"
            )

    def _check_codes(self, own: Part, levers: dict[str, LeverSchedule], pack: DataPack) -> None:
        """Refuse levers of another system that name codes which this one does not have."""
        for name, schedule in levers.items():
            for clause in schedule.clauses:
                for dimension, code in foreign_codes(clause.where, pack):
                    own.reader.fault(
                        ("levers", name),
                        f"is inherited or taken over, but system '{pack.system}' has no {dimension} {describe(code)}",
                    )

    def _take_over(self, reader: Reader, path: KeyPath, name: str, lever: str) -> LeverSchedule | None:
        if name not in self._taken:
            self._taken[name] = self._other(reader, path, name)
        other = self._taken[name]
        return None if other is None else other.levers[lever]

    def _other(self, reader: Reader, path: KeyPath, name: str) -> Scenario | None:
        faults = Faults()
        try:
            opened = open_named(reader, path, name)
            if opened is None:
                return None
            short, document = opened
            # What the command line takes over is no part of any file, so that no file can come back to it.
            above = () if reader.document.file == OPTION else (*self._above, document_name(reader.document))
            if document_name(document) in above:
                reader.fault(path, "is circular: the scenario would take over from itself", name)
                return None
            other = Builder(faults, above).build(short, document, (), None)
            faults.raise_if_any()
        except BadInput as error:
            self._faults.take(error)
            return None
        return other

    def _parameters(self, parts: list[Part], pack: DataPack | None) -> FrozenMap[float]:
        values = {} if pack is None else {name: number.value for name, number in pack.parameters.items()}
        for part in parts:
            table = part.tables["parameters"]
            part.reader.known_keys(("parameters",), table, PARAMETERS, "parameter")
            for name, value in table.items():
                if name in PARAMETERS:
                    declared = PARAMETERS[name]
                    path = ("parameters", name)
                    number = part.reader.number(path, value, declared.lower, declared.upper, declared.unit)
                    # A resolved scenario lists them all.
                    if number is not None and declared.built and pack is not None and number != values[name]:
                        part.reader.fault(
                            path,
                            "acts when the data pack is built, so that setting it changes nothing in a run",
                            table[name],
                            allowed=f"{values[name]:g}, with which '{pack.system}' was built",
                        )
                    elif number is not None:
                        values[name] = number
        return FrozenMap(values)

    def _shocks(self, parts: list[Part], pack: DataPack | None, span: Span) -> tuple[Shock, ...]:
        shocks: dict[str, tuple[Shock, ...]] = {}
        for part in parts:
            shocks.update(read_shocks(part, pack, span))
        return tuple(shock for name in sorted(shocks) for shock in shocks[name])

    def _targets(self, parts: list[Part], span: Span) -> tuple[Target, ...]:
        targets: dict[str, Target] = {}
        for part in parts:
            targets.update(read_targets(part, span))
        return tuple(targets.values())
