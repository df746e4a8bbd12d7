"""What a lever means to an organisation, which has no kind, size or type and starts before it chooses an occupation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING

from microcred.catalogue.dimensions import KINDS, SETTINGS, SIZES
from microcred.catalogue.levers import LeverCode
from microcred.engine.objects.levers import ANY, Asker
from microcred.rules.reach import mean_around, type_shares
from microcred.rules.survey import standing_freshness
from microcred.world.policy import PARTIAL

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.organisation import Organisation

EVERYBODY = (ANY, ANY, ANY, 1.0)


def for_organisation(organisation: Organisation, lever: LeverCode) -> float:
    """A lever for whatever an organisation starts: of its sectors' occupations, where an entry names some."""
    country = organisation.country
    if not country.levers.limited_by(lever, PARTIAL["by_subject"]):
        return for_standard(country, lever, Asker(place=organisation.place, sector=organisation.sectors[0]))
    return mean(
        (for_standard(country, lever, organisation.asking(occupation)), occupation.count)
        for occupation in country.occupations
        if occupation.sector.index in organisation.sectors
    )


def for_standard(country: Country, lever: LeverCode, asker: Asker) -> float:
    """A lever for a standard: a mean over who may teach it and which type it may be, where an entry asks for that.

    Of surveys not their interval counts, but how fresh what they tell is.
    """
    found = country.levers.mixed.get((lever, asker))
    if found is None:
        askers = [(one, weight) for one, weight in who_asks(country, lever, asker) if weight > 0.0]
        found = mean((asked(country, lever, one), weight) for one, weight in askers)
        country.levers.mixed[lever, asker] = found
    return found


def asked(country: Country, lever: LeverCode, asker: Asker) -> float:
    """A lever as it is; of surveys the freshness."""
    value = country.levers.value(lever, asker)
    return standing_freshness(value, country.p.survey_half_life) if lever is LeverCode.SURVEY_INTERVAL else value


def who_asks(country: Country, lever: LeverCode, asker: Asker) -> Iterator[tuple[Asker, float]]:
    """For whom a standard may be, and how likely: by institutions and by types, if an entry tells them apart."""
    by_teacher = country.levers.limited_by(lever, PARTIAL["by_teacher"])
    shares = type_shares(country.p.type_degree_linked_share, country.p.type_interest_share)
    by_type = country.levers.limited_by(lever, PARTIAL["by_type"])
    for setting, kind, size, number in teachers(country) if by_teacher else (EVERYBODY,):
        place = asker.place if setting == ANY or asker.place == ANY else asker.place + setting
        taught = asker._replace(place=place, kind=kind, size=size)
        if not by_type:
            yield taught, number
            continue
        for type_, share in enumerate(shares):
            yield taught._replace(type=type_), number * share


def teachers(country: Country) -> list[tuple[int, int, int, float]]:
    """Setting, kind and size of institutions, and how many there are of each."""
    here = [(one.place.setting, one.kind, one.size) for one in country.institutions]
    cells = product(range(len(SETTINGS)), range(len(KINDS)), range(len(SIZES)))
    return [(*cell, float(here.count(cell))) for cell in cells]


def mean(weighted: Iterable[tuple[float, float]]) -> float:
    """Weighted mean of some values; 0 where there is none."""
    first, deviations, weights = None, 0.0, 0.0
    for value, weight in weighted:
        first = value if first is None else first
        deviations += weight * (value - first)
        weights += weight
    return mean_around(0.0 if first is None else first, deviations, weights)
