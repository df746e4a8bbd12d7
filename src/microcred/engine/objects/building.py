"""From the tables of a world just built to agents and the things they act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.engine.objects.block import Block
from microcred.engine.objects.enterprise import Enterprise
from microcred.engine.objects.institution import Institution
from microcred.engine.objects.market import Market
from microcred.engine.objects.organisation import Organisation
from microcred.engine.objects.programme import Programme
from microcred.engine.objects.region import Place, Region
from microcred.engine.objects.things import Credential, Occupation, Sector
from microcred.world.states import Segment
from microcred.world.tables import World

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country


def populate(country: Country, world: World) -> None:
    """Make every agent and thing of a world; nobody has a record yet."""
    read_nation(country, world)
    make_occupations(country, world)
    make_places(country, world)
    make_supply(country, world)
    for row in world.blocks:
        place = country.places[int(row["place"])]
        segment, size, hazard = Segment(int(row["segment"])), int(row["size"]), float(row["hazard"])
        block = Block(country, place, segment, int(row["key"]), int(row["cohort"]), size, hazard)
        place.blocks.append(block)
        country.blocks.append(block)
    country.count_people()


def read_nation(country: Country, world: World) -> None:
    """The nation's single row."""
    row = world.nation[0]
    country.month = int(row["month"])
    country.first_month = int(row["first_month"])
    country.macros = int(row["macros"])
    country.core_macro = int(row["core_macro"])
    country.core_organisations = float(row["core_organisations"])
    country.people_outside_core = float(row["people_outside_core"])
    country.kept_share = float(row["kept_share"])
    country.platform_months = int(row["platform_months"])
    country.framework_months = int(row["framework_months"])
    country.verification_months = int(row["verification_months"])
    country.gate_months = int(row["gate_months"])
    country.rule_share = float(row["rule_share"])


def make_occupations(country: Country, world: World) -> None:
    """Sectors and their occupations."""
    country.sectors = [Sector(index, row) for index, row in enumerate(world.sectors)]
    for index, row in enumerate(world.occupations):
        occupation = Occupation(index, country.sectors[int(row["sector"])], row)
        occupation.sector.occupations.append(occupation)
        country.occupations.append(occupation)


def make_places(country: Country, world: World) -> None:
    """Regions with their places, markets and enterprises."""
    country.regions = [Region(country, index, row) for index, row in enumerate(world.regions)]
    for index, row in enumerate(world.places):
        place = Place(country, index, country.regions[int(row["region"])], row)
        place.region.places.append(place)
        country.places.append(place)
    for region in country.regions:
        region.markets = [
            Market(country, region, occupation, world.markets[region.index, occupation.index])
            for occupation in country.occupations
        ]
        region.enterprises = [[] for _ in country.sectors]
    for index, row in enumerate(world.enterprises):
        enterprise = Enterprise(country, index, row)
        country.regions[int(row["region"])].enterprises[enterprise.sector].append(enterprise)
        country.enterprises.append(enterprise)


def make_supply(country: Country, world: World) -> None:
    """Organisations and standards, institutions and programmes."""
    nation = world.nation[0]
    country.organisations = [Organisation(country, index, row) for index, row in enumerate(world.organisations)]
    for index, row in enumerate(world.credentials[: int(nation["credentials"])]):
        occupation = country.occupations[int(row["occupation"])]
        organisation = country.organisations[int(row["organisation"])]
        country.credentials.append(Credential(index, occupation, organisation, row))
    for index, row in enumerate(world.institutions):
        place, strengths = country.places[int(row["place"])], world.strengths[index].tolist()
        country.institutions.append(Institution(country, index, place, strengths, row))
    for row in world.programmes[: int(nation["programmes"])]:
        partner = int(row["partner"])
        country.add_programme(
            Programme(
                country,
                len(country.programmes),
                country.institutions[int(row["institution"])],
                country.credentials[int(row["credential"])],
                country.enterprises[partner] if partner >= 0 else None,
                row,
            )
        )
