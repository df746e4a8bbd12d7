"""New standards and new programmes, described by the world as those of the start are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.engine.objects.programme import Programme
from microcred.engine.objects.things import Credential
from microcred.world.supply import new_credential, new_programme
from microcred.world.tables import Count

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.institution import Design, Institution
    from microcred.engine.objects.organisation import Organisation
    from microcred.engine.objects.things import Occupation


def add_credential(country: Country, organisation: Organisation, occupation: Occupation, months: int) -> None:
    """An organisation's new standard is in development."""
    named = {"key": organisation.key, "number": organisation.number, "started": organisation.started}
    row = new_credential(
        country.plan,
        named,
        organisation.index,
        occupation.index,
        occupation.sector.index,
        country.month,
        months,
        country.seed_used,
    )
    country.credentials.append(Credential(len(country.credentials), occupation, organisation, row))


def add_programme(country: Country, institution: Institution, design: Design) -> None:
    """An institution's new programme is in development."""
    credential = design.credential
    offered_by = {
        "key": institution.key,
        "number": institution.number,
        "launched": institution.launched,
        "place": institution.place.index,
        "region": institution.region.index,
        "kind": institution.kind,
        "size": institution.size,
    }
    offered = {
        "occupation": credential.occupation.index,
        "sector": credential.sector.index,
        "type": credential.type,
        "level": credential.level,
        "hours": credential.hours,
    }
    row = new_programme(
        country.plan,
        offered_by,
        institution.index,
        offered,
        credential.index,
        design.reviews,
        design.fixed_cost,
        country.month,
        country.seed_used,
        credential.occupation.half_life,
        design.practice,
        design.project,
    )
    country.add_programme(Programme(country, len(country.programmes), institution, credential, None, row))
    country.books.count(Count.LAUNCHES, institution.place.index)
