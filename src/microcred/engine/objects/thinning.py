"""Bounds on what offers can weigh: moments that could not become an application need not be looked at further.

Thinning changes no choice, which a test shows by running without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.catalogue.levers import LeverCode
from microcred.engine.objects.offer import Offer
from microcred.rules.certification import stack_value
from microcred.rules.decision import benefit, cost, income_of, time_value, utility
from microcred.rules.thinning import cell_pull, moment_bound, odds
from microcred.world.tables import CredentialType, Mode, Segment

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.programme import Programme
    from microcred.engine.objects.region import Place, Region
    from microcred.engine.objects.things import Occupation

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


def strongest_pull(offer: Offer, poorest: float) -> float:
    """The highest utility that an offer can have for anybody, but for what cell and taste add.

    Nothing is paid for it, hours may be fitted into breaks, the stack is full, and the poorest gets the pay step.
    """
    programme, country = offer.programme, offer.programme.country
    p, levers = country.p, country.levers
    fragmented = levers.highest(LeverCode.FRAGMENTED_STUDY)
    hour = time_value(p.value_of_time, p.fragmented_time_saving, fragmented)
    if programme.type == CredentialType.INTEREST:
        gain = p.interest_benefit
    else:
        gain = benefit(
            offer.premium,
            offer.quality,
            programme.credential.overlap,
            offer.recognition,
            p.unrecognised_benefit_share,
            p.benefit_horizon,
            levers.highest(LeverCode.PAY_STEP),
            poorest,
        )
    spent = cost(0.0, 1.0, programme.hours, hour, p.monthly_work_hours, 1.0)
    stack = stack_value(
        0.0,
        1.0,
        1.0,
        levers.highest(LeverCode.STACK_ACCEPTANCE),
        country.rule_share,
        programme.type == CredentialType.DEGREE_LINKED,
        levers.highest(LeverCode.PRIOR_LEARNING),
        p.prior_learning_value,
        offer.education,
    )
    return utility(
        0.0,
        0.0,
        p.money_weight,
        gain - spent,
        p.trust_weight,
        offer.trust,
        0.0,
        0.0,
        p.stack_weight,
        stack,
        0.0,
        0.0,
        p.quality_weight,
        offer.quality_change,
    )


class Ceiling:
    """The month's bounds on what offers can weigh.

    Attributes
    ----------
    weight
        By programme: exp of the highest utility it can have, but for cell and taste.
    heaviest
        The highest of them within reach, by region and occupation.
    """

    def __init__(self, country: Country) -> None:
        self.country = country
        self.weight: dict[Programme, float] = {}
        self.heaviest = [[0.0] * len(country.occupations) for _ in country.regions]
        poorest = income_of(min(place.income for place in country.places), country.p.income_spread, -TRUNCATION)
        for programme in country.programmes:
            if programme.offer is None:
                continue
            weight = odds(strongest_pull(programme.offer, poorest))
            self.weight[programme] = weight
            occupation = programme.occupation.index
            for region in country.regions if programme.mode is Mode.ONLINE else [programme.region]:
                row = self.heaviest[region.index]
                row[occupation] = max(row[occupation], weight)

    def bound(self, place: Place, segment: Segment) -> float:
        """Bound of the probability to apply for the person of the strongest taste in a place and segment."""
        lift = odds(pull_of_cell(place, segment)) * odds(TRUNCATION * self.country.p.taste_spread)
        return moment_bound(self.of_region(place.region, lift))

    def of_region(self, region: Region, lift: float) -> float:
        """Most that four offers can weigh in a region, whatever the occupation."""
        return OFFERS_SEEN * lift * max(self.heaviest[region.index])

    def of_aim(self, region: Region, occupation: Occupation, lift: float) -> float:
        """Most that four offers for an occupation can weigh in a region."""
        return OFFERS_SEEN * lift * self.heaviest[region.index][occupation.index]

    def of_offers(self, seen: list[Programme], lift: float) -> float:
        """Most that some offers can weigh."""
        total = 0.0
        for programme in seen:
            total += self.weight[programme]
        return total * lift
