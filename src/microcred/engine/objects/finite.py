"""Refusing numbers that are not finite, before they reach a result."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from microcred.base.errors import NonFiniteError
from microcred.base.months import month_text

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country

MONTHS = 12


def check(country: Country) -> None:
    """Look at every real number of the country; at learners in January only.

    Raises
    ------
    NonFiniteError
        Naming the kind of agent or thing and the attribute, and the month.
    """
    kinds: dict[str, Iterable[object]] = {
        "nation": [country],
        "regions": country.regions,
        "places": country.places,
        "blocks": country.blocks,
        "sectors": country.sectors,
        "occupations": country.occupations,
        "markets": [market for region in country.regions for market in region.markets],
        "credentials": country.credentials,
        "institutions": country.institutions,
        "programmes": country.programmes,
        "people": country.learners if country.month % MONTHS == 0 else [],
    }
    for name, things in kinds.items():
        for thing in things:
            for attribute, value in vars(thing).items():
                if type(value) is float and not math.isfinite(value):
                    raise NonFiniteError(f"{name}.{attribute}", month_text(country.month))
