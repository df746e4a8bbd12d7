"""A data pack: the facts of one country or system, as read from its tables."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from microcred.scenario.frozen import FrozenMap


@dataclass(frozen=True, slots=True)
class Region:
    """A province, state or member.

    Attributes
    ----------
    code, name, name_local
        Stable code, English and local name.
    macro_region
        Code of the group of regions it belongs to.
    organisations
        Evaluation organisations.
    enterprises
        Modelled enterprises.
    enterprise_weight
        Real enterprises that each modelled one stands for.
    """

    code: str
    name: str
    name_local: str
    macro_region: str
    organisations: int
    enterprises: int
    enterprise_weight: float


@dataclass(frozen=True, slots=True)
class Place:
    """The urban or rural part of a region.

    Attributes
    ----------
    region, setting
        Code of the region, and ``urban`` or ``rural``.
    students, workers, other
        People of working age by segment.
    monthly_income
        Disposable income per head and month, yuan.
    access
        Share of people with digital access at the reference month.
    access_trend
        Share of the gap to the ceiling that closes in a month without any policy.
    """

    region: str
    setting: str
    students: int
    workers: int
    other: int
    monthly_income: float
    access: float
    access_trend: float

    @property
    def people(self) -> int:
        """People of working age."""
        return self.students + self.workers + self.other


@dataclass(frozen=True, slots=True)
class InstitutionGroup:
    """Institutions of one kind in one place.

    Attributes
    ----------
    region, setting, kind
        Where they are and what they are.
    count
        How many.
    learners_mean
        Mean number of students or places.
    """

    region: str
    setting: str
    kind: str
    count: int
    learners_mean: float


@dataclass(frozen=True, slots=True)
class Sector:
    """A vocational sector.

    Attributes
    ----------
    code, name, name_local
        Stable code, English and local name.
    occupations
        Occupations that belong to it.
    certificates
        Standards in force at the reference month.
    technology
        Which half-life its technology has.
    student_share, worker_share
        Share of students and of workers whose home sector it is.
    growth
        Growth of its vacancies a year.
    """

    code: str
    name: str
    name_local: str
    occupations: int
    certificates: int
    technology: str
    student_share: float
    worker_share: float
    growth: float


@dataclass(frozen=True, slots=True)
class Occupation:
    """A shortage occupation, or all other occupations of a sector together.

    Attributes
    ----------
    code, name, name_local
        Stable code, English and local name.
    sector
        Code of its sector.
    shortage
        Whether it is short of workers.
    count
        Occupations it stands for.
    vacancies
        National stock of vacancies at the reference month.
    growth
        Growth of the vacancies a year.
    emerging
        Whether the fast channel is open to it.
    status
        Where the row comes from.
    """

    code: str
    name: str
    name_local: str
    sector: str
    shortage: bool
    count: int
    vacancies: float
    growth: float
    emerging: bool
    status: str


@dataclass(frozen=True, slots=True)
class ParameterNumber:
    """A parameter's value in this system, with its range and where they come from.

    Attributes
    ----------
    name
        Name in the catalogue.
    value, low, high
        Central value and range.
    distribution
        Prior over the range.
    unit
        Unit, as the table says it.
    status
        measured, estimated, assumed, derived or modelled.
    source
        Where it comes from.
    """

    name: str
    value: float
    low: float
    high: float
    distribution: str
    unit: str
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class CertificateAges:
    """Part of the standards in force at the reference month, drawn evenly from a range of ages.

    Attributes
    ----------
    share
        Share of the standards.
    low, high
        Youngest and oldest, in months.
    """

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class DataPack:
    """All tables of one system, in the order of its files.

    Attributes
    ----------
    system, title, currency, population_note
        Name, title, currency, and what counts as the population.
    reference_month
        Month for which the stocks hold.
    macro_regions
        Label of each macro-region by code.
    regions, places, institutions, sectors, occupations
        The tables.
    parameters
        Every parameter's numbers by name.
    certificate_ages
        Ages of the standards in force.
    """

    system: str
    title: str
    currency: str
    population_note: str
    reference_month: int
    macro_regions: FrozenMap[str]
    regions: tuple[Region, ...]
    places: tuple[Place, ...]
    institutions: tuple[InstitutionGroup, ...]
    sectors: tuple[Sector, ...]
    occupations: tuple[Occupation, ...]
    parameters: FrozenMap[ParameterNumber]
    certificate_ages: tuple[CertificateAges, ...]

    def __repr__(self) -> str:
        """One line: a pack holds a whole country."""
        return f"DataPack({self.system!r}: {self.title})"

    def population(self, regions: Collection[str] | None = None) -> int:
        """Count the people of working age in some regions, or in all."""
        return sum(place.people for place in self.places if regions is None or place.region in regions)

    @cached_property
    def region_codes(self) -> tuple[str, ...]:
        """Codes of the regions."""
        return tuple(region.code for region in self.regions)

    @cached_property
    def sector_codes(self) -> tuple[str, ...]:
        """Codes of the sectors."""
        return tuple(sector.code for sector in self.sectors)

    @cached_property
    def occupation_codes(self) -> tuple[str, ...]:
        """Codes of the occupations."""
        return tuple(occupation.code for occupation in self.occupations)

    @cached_property
    def digest(self) -> str:
        """Hash of the content: not of the spelling of numbers, the order of columns, or further files."""
        # Deferred: the writing of packs needs this module.
        from microcred.scenario.canonical import pack_digest

        return pack_digest(self)
