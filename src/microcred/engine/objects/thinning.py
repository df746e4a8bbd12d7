"""A bound on what offers can weigh: moments that could not become an application need not be looked at.

Thinning changes no choice, which a test shows by running without it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from microcred.engine.objects.offer import Offer
from microcred.rules.decision import income_of, utility
from microcred.rules.thinning import cell_pull, moment_bound, odds
from microcred.world.states import Mode, Segment

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.region import Place

OFFERS_SEEN = 4
TRUNCATION = 3.0


def utility_constant(country: Country, segment: Segment) -> float:
    """The constant of a segment."""
    p = country.p
    return (p.utility_constant_student, p.utility_constant_worker, p.utility_constant_other)[segment]


def pull_of_cell(place: Place, segment: Segment) -> float:
    """What place and segment add to the utility of every offer: the constant and the peers."""
    p = place.country.p
    return cell_pull(utility_constant(place.country, segment), p.peer_weight, place.peers(segment), p.market_potential)


def highest_pull(offer: Offer, place: Place, segment: Segment) -> float:
    """The highest utility that an offer can have for anybody of a cell, but for what the cell adds.

    At either end of incomes, with an empty stack or a full one, and with all access.
    """
    country = place.country
    p, terms = country.p, offer.terms(place, segment)
    most = max(offer.appeal(terms, 0.0), offer.appeal(terms, math.inf))
    lacking = 1.0 if offer.online and p.access_weight < 0.0 else 0.0
    incomes = (
        income_of(min(place.income for place in country.places), p.income_spread, -TRUNCATION),
        income_of(max(place.income for place in country.places), p.income_spread, TRUNCATION),
    )
    return max(utility(0.0, most, p.money_weight, terms.money, income, p.access_weight, lacking) for income in incomes)


class Ceiling:
    """The month's bounds on what offers can weigh, found when first asked for."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self.bounds: dict[tuple[Place, Segment], float] = {}

    def bound(self, place: Place, segment: Segment) -> float:
        """Bound of the probability to apply in a place and segment, for somebody without a lean."""
        if (place, segment) not in self.bounds:
            self.bounds[place, segment] = self.find_bound(place, segment)
        return self.bounds[place, segment]

    def find_bound(self, place: Place, segment: Segment) -> float:
        """Four times the best offer within reach."""
        offers = [
            programme.offer
            for programme in self.country.programmes
            if programme.offer is not None and (programme.mode is Mode.ONLINE or programme.region is place.region)
        ]
        heaviest = max((odds(highest_pull(offer, place, segment)) for offer in offers), default=0.0)
        return moment_bound(OFFERS_SEEN * heaviest * odds(pull_of_cell(place, segment)))
