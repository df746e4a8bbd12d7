"""New standards and new programmes, described by the world as those of the start are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from microcred.engine.objects.programme import Programme
from microcred.engine.objects.things import Credential
from microcred.world.programmes import new_programmes
from microcred.world.standards import new_credentials
from microcred.world.states import Count
from microcred.world.supply_rows import CREDENTIAL, INSTITUTION, ORGANISATION
from microcred.world.tables import row_of

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.institution import Design, Institution
    from microcred.engine.objects.organisation import Organisation
    from microcred.engine.objects.things import Occupation


def add_credential(country: Country, organisation: Organisation, occupation: Occupation, months: int) -> None:
    """An organisation's new standard is in development."""
    named = row_of(ORGANISATION, key=organisation.key, number=organisation.number, started=organisation.started)
    rows = new_credentials(
        country.plan,
        named,
        np.array([organisation.index]),
        np.array([occupation.index]),
        np.array([occupation.sector.index]),
        np.array([months]),
        country.month,
        country.seed_used,
    )
    country.credentials.append(Credential(len(country.credentials), occupation, organisation, rows[0]))


def add_programme(country: Country, institution: Institution, design: Design) -> None:
    """An institution's new programme is in development."""
    credential = design.credential
    offered_by = row_of(
        INSTITUTION,
        key=institution.key,
        number=institution.number,
        launched=institution.launched,
        place=institution.place.index,
        region=institution.region.index,
        kind=institution.kind,
        size=institution.size,
    )
    offered = row_of(
        CREDENTIAL,
        occupation=credential.occupation.index,
        sector=credential.sector.index,
        type=credential.type,
        level=credential.level,
        hours=credential.hours,
    )
    rows = new_programmes(
        country.plan,
        offered_by,
        np.array([institution.index]),
        offered,
        np.array([credential.index]),
        np.array([design.reviews]),
        np.array([[design.fixed_cost, design.practice, design.project]]),
        np.array([credential.occupation.half_life]),
        country.month,
        country.seed_used,
    )
    country.add_programme(Programme(country, len(country.programmes), institution, credential, None, rows[0]))
    country.books.count(Count.LAUNCHES, institution.place.index)
