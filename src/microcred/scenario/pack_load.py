"""Loading a data pack: its tables, checked each for itself and against one another."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from microcred.base.errors import BadInput
from microcred.base.months import parse_month
from microcred.catalogue.dimensions import KINDS, SETTINGS, TECHNOLOGIES
from microcred.catalogue.parameters import PARAMETERS
from microcred.scenario.document import Document, read_document
from microcred.scenario.faults import Faults, describe, nearest_name
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.pack import (
    CertificateAges,
    DataPack,
    InstitutionGroup,
    Occupation,
    ParameterNumber,
    Place,
    Region,
    Sector,
)
from microcred.scenario.pack_check import MOST_PEOPLE, SUM_TOLERANCE, check_together
from microcred.scenario.pack_tables import Row, table_rows
from microcred.scenario.shipped import shipped_root, shipped_systems

MOST_COUNT = 10**9
DISTRIBUTIONS = ("uniform", "triangular", "loguniform", "fixed")
STATUSES = ("measured", "estimated", "assumed", "derived", "modelled")


def load_pack(system: str) -> DataPack:
    """Load the data pack of a shipped system.

    Raises
    ------
    BadInput
        If there is no such system, or if anything in its tables is wrong.
    """
    systems = shipped_systems()
    if system not in systems:
        raise BadInput.single(
            "system",
            "unknown system",
            found=describe(system),
            allowed=", ".join(systems),
            nearest=nearest_name(system, systems),
        )
    return read_pack(shipped_root() / "systems" / system, f"scenarios/systems/{system}")


def by_sector(occupations: tuple[Occupation, ...], sectors: tuple[Sector, ...]) -> tuple[Occupation, ...]:
    """Sort occupations by sector, so that a sector's are one range; within it in the order of the file."""
    # An unknown sector has its fault already.
    order = {sector.code: index for index, sector in enumerate(sectors)}
    return tuple(sorted(occupations, key=lambda occupation: order.get(occupation.sector, -1)))


@cache
def read_pack(folder: Path, shown: str) -> DataPack:
    """Read the data pack in a folder.

    Parameters
    ----------
    folder
        The folder that holds ``system.toml`` and the tables.
    shown
        Name of the folder in messages.
    """
    faults = Faults()
    document = read_document(folder / "system.toml", f"{shown}/system.toml")
    head = _Head(document, faults)
    reader = _Tables(folder, shown, faults)
    macro_regions = head.macro_regions()
    regions = reader.regions(macro_regions)
    sectors = reader.sectors()
    pack = DataPack(
        system=folder.name,
        title=head.text("title"),
        currency=head.text("currency"),
        population_note=head.text("population_note"),
        reference_month=head.month("reference_month"),
        macro_regions=FrozenMap(macro_regions),
        regions=regions,
        places=reader.places({region.code for region in regions}),
        institutions=reader.institutions({region.code for region in regions}),
        sectors=sectors,
        occupations=by_sector(reader.occupations({sector.code for sector in sectors}), sectors),
        parameters=reader.parameters(),
        certificate_ages=head.certificate_ages(),
    )
    if not faults:
        check_together(pack, shown, faults)
    faults.raise_if_any()
    return pack


class _Head:
    """What system.toml says."""

    def __init__(self, document: Document, faults: Faults) -> None:
        self._document = document
        self._faults = faults

    def _fault(self, key: str, problem: str, found: object, allowed: str = "") -> None:
        self._faults.add(
            self._document.file,
            self._document.line((key,)),
            key,
            problem,
            found="" if found is None else describe(found),
            allowed=allowed,
        )

    def text(self, key: str) -> str:
        value = self._document.data.get(key)
        if not isinstance(value, str):
            self._fault(key, "must be a text", value)
            return ""
        return value

    def month(self, key: str) -> int:
        text = self.text(key)
        try:
            return parse_month(text)
        except ValueError:
            self._fault(key, "must be a month", text, 'text "YYYY-MM"')
            return 0

    def macro_regions(self) -> dict[str, str]:
        table = self._document.data.get("macro_regions")
        if not isinstance(table, dict) or not all(isinstance(label, str) for label in table.values()):
            self._fault("macro_regions", "must be a table of codes with their labels", table)
            return {}
        return dict(table)

    def certificate_ages(self) -> tuple[CertificateAges, ...]:
        rows = self._document.data.get("certificate_ages")
        ages = []
        for row in rows if isinstance(rows, list) else []:
            numbers = [_number(row, key) for key in ("share", "low", "high")]
            if not (0 <= numbers[0] <= 1 and 0 <= numbers[1] <= numbers[2] <= 600):
                self._fault("certificate_ages", "every entry needs share, low <= high", row)
                return ()
            ages.append(CertificateAges(*numbers))
        if not ages or abs(sum(part.share for part in ages) - 1.0) > SUM_TOLERANCE:
            self._fault("certificate_ages", "the shares must sum to 1", rows)
        return tuple(ages)


def _number(row: Any, key: str) -> float:
    value = row.get(key) if isinstance(row, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    return float(value)


class _Tables:
    """The tables of one folder."""

    def __init__(self, folder: Path, shown: str, faults: Faults) -> None:
        self._folder = folder
        self._shown = shown
        self._faults = faults

    def _rows(self, name: str, columns: str, key: str) -> Iterable[Row]:
        """Read a table; the columns in `key` together may name a row only once."""
        seen: set[tuple[str, ...]] = set()
        count = 0
        file = f"{self._shown}/{name}"
        for row in table_rows(self._folder / name, file, columns.split(), self._faults):
            named = tuple(row.text(column) for column in key.split())
            if named in seen:
                row.fault(key.replace(" ", ", "), "is given twice", found=", ".join(named))
            seen.add(named)
            count += 1
            yield row
        if count == 0 and not self._faults:
            self._faults.add(file, None, "", "has no rows")

    def regions(self, macro_regions: Iterable[str]) -> tuple[Region, ...]:
        columns = "code name name_local macro_region organisations enterprises enterprise_weight"
        known = tuple(macro_regions)
        return tuple(
            Region(
                row.code("code"),
                row.code("name"),
                row.text("name_local"),
                row.label("macro_region", known),
                row.whole("organisations", 0, MOST_COUNT),
                row.whole("enterprises", 0, MOST_COUNT),
                row.number("enterprise_weight", 0.0, MOST_COUNT),
            )
            for row in self._rows("regions.csv", columns, "code")
        )

    def places(self, regions: set[str]) -> tuple[Place, ...]:
        columns = "region setting students workers other monthly_income access access_trend"
        return tuple(
            Place(
                row.label("region", regions),
                row.label("setting", SETTINGS),
                row.whole("students", 0, MOST_PEOPLE),
                row.whole("workers", 0, MOST_PEOPLE),
                row.whole("other", 0, MOST_PEOPLE),
                row.number("monthly_income", 1.0, 1e7),
                row.number("access", 0.0, 1.0),
                row.number("access_trend", -1.0, 1.0),
            )
            for row in self._rows("places.csv", columns, "region setting")
        )

    def institutions(self, regions: set[str]) -> tuple[InstitutionGroup, ...]:
        return tuple(
            InstitutionGroup(
                row.label("region", regions),
                row.label("setting", SETTINGS),
                row.label("kind", KINDS),
                row.whole("count", 0, MOST_COUNT),
                row.number("learners_mean", 0.0, 1e7),
            )
            for row in self._rows("institutions.csv", "region setting kind count learners_mean", "region setting kind")
        )

    def sectors(self) -> tuple[Sector, ...]:
        columns = "code name name_local occupations certificates technology student_share worker_share growth"
        return tuple(
            Sector(
                row.code("code"),
                row.code("name"),
                row.text("name_local"),
                row.whole("occupations", 0, MOST_COUNT),
                row.whole("certificates", 0, MOST_COUNT),
                row.label("technology", TECHNOLOGIES),
                row.number("student_share", 0.0, 1.0),
                row.number("worker_share", 0.0, 1.0),
                row.number("growth", -1.0, 10.0),
            )
            for row in self._rows("sectors.csv", columns, "code")
        )

    def occupations(self, sectors: set[str]) -> tuple[Occupation, ...]:
        columns = "code name name_local sector shortage count vacancies growth emerging status"
        return tuple(
            Occupation(
                row.code("code"),
                row.code("name"),
                row.text("name_local"),
                row.label("sector", sectors),
                row.flag("shortage"),
                row.whole("count", 0, MOST_COUNT),
                row.number("vacancies", 0.0, 1e10),
                row.number("growth", -1.0, 10.0),
                row.flag("emerging"),
                row.text("status"),
            )
            for row in self._rows("occupations.csv", columns, "code")
        )

    def parameters(self) -> FrozenMap[ParameterNumber]:
        columns = "name value low high distribution unit status source"
        numbers: dict[str, ParameterNumber] = {}
        for row in self._rows("parameters.csv", columns, "name"):
            name = row.label("name", PARAMETERS.keys())
            declared = PARAMETERS.get(name)
            lower, upper = (declared.lower, declared.upper) if declared else (-math.inf, math.inf)
            number = ParameterNumber(
                name,
                row.number("value", lower, upper),
                row.number("low", lower, upper),
                row.number("high", lower, upper),
                row.label("distribution", DISTRIBUTIONS),
                row.text("unit"),
                row.label("status", STATUSES),
                row.text("source"),
            )
            if not number.low <= number.value <= number.high:
                row.fault("value", "must lie between low and high", found=f"{number.value:g}",
                          allowed=f"{number.low:g} to {number.high:g}")  # fmt: skip
            if number.distribution == "loguniform" and number.low <= 0:
                row.fault("low", "must be above 0 for a log-uniform prior", found=f"{number.low:g}")
            numbers[name] = number
        for name in PARAMETERS:
            if name not in numbers:
                self._faults.add(f"{self._shown}/parameters.csv", None, name, "the parameter is missing")
        return FrozenMap({name: numbers[name] for name in PARAMETERS if name in numbers})
