"""Bounds on the probability to apply: moments that could not become an application need not be looked at.

Thinning changes no choice, which a test shows by running without it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from microcred.catalogue.levers import LeverCode
from microcred.engine.objects.arithmetic import exponential
from microcred.engine.objects.offer import Offer
from microcred.rules.certification import stack_value
from microcred.rules.decision import application_probability, benefit, cost, income_of, utility
from microcred.world.tables import CredentialType, Mode, Segment

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.region import Place
    from microcred.engine.objects.things import Occupation

OFFERS_SEEN = 4
TRUNCATION = 3.0
# Rounding may lift a probability above its bound by a few last bits, never by this much.
SLACK = 1e-9


def probability_bound(pull: float) -> float:
    """A bound of the probability to apply when no offer seen has more than this utility."""
    return min(1.0, application_probability(OFFERS_SEEN * exponential(pull)) * (1.0 + SLACK))


def utility_constant(country: Country, segment: Segment) -> float:
    """The constant of a segment."""
    p = country.p
    return (p.utility_constant_student, p.utility_constant_worker, p.utility_constant_other)[segment]


def cell_pull(place: Place, segment: Segment) -> float:
    """What place and segment add to the utility of every offer: the constant and the peers."""
    p = place.country.p
    own = utility_constant(place.country, segment)
    return own + p.peer_weight * place.peers(segment) / p.market_potential


def strongest_pull(offer: Offer) -> float:
    """The highest utility that an offer can have for anybody, but for what cell and taste add.

    Nothing is paid for it, hours may be fitted into breaks, the stack is full, and the poorest gets the pay step.
    """
    programme, country = offer.programme, offer.programme.country
    p, levers = country.p, country.levers
    fragmented = levers.highest(LeverCode.FRAGMENTED_STUDY)
    time_value = p.value_of_time * (1.0 - p.fragmented_time_saving * fragmented)
    if programme.type == CredentialType.INTEREST:
        gain = p.interest_benefit
    else:
        poorest = min(place.income for place in country.places)
        gain = benefit(
            offer.premium,
            offer.quality,
            programme.credential.overlap,
            offer.recognition,
            p.unrecognised_benefit_share,
            p.benefit_horizon,
            levers.highest(LeverCode.PAY_STEP),
            income_of(poorest, p.income_spread, -TRUNCATION),
        )
    spent = cost(0.0, 1.0, programme.hours, time_value, p.monthly_work_hours, 1.0)
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
    """The month's bounds."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self.pulls = [[-math.inf] * len(country.occupations) for _ in country.regions]
        for programme in country.programmes:
            if programme.offer is None:
                continue
            pull = strongest_pull(programme.offer)
            occupation = programme.occupation.index
            reached = country.regions if programme.mode is Mode.ONLINE else [programme.region]
            for region in reached:
                row = self.pulls[region.index]
                row[occupation] = max(row[occupation], pull)
        self.strongest = [max(row) for row in self.pulls]

    def of_cell(self, place: Place, segment: Segment) -> float:
        """Bound for the person of the strongest taste in a place and segment."""
        taste = TRUNCATION * self.country.p.taste_spread
        return probability_bound(cell_pull(place, segment) + taste + self.strongest[place.region.index])

    def of_person(self, place: Place, segment: Segment, taste: float) -> float:
        """Bound for a person whatever occupation is aimed at."""
        return probability_bound(cell_pull(place, segment) + taste + self.strongest[place.region.index])

    def of_aim(self, place: Place, segment: Segment, taste: float, occupation: Occupation) -> float:
        """Bound for a person who aims at an occupation."""
        pull = self.pulls[place.region.index][occupation.index]
        return probability_bound(cell_pull(place, segment) + taste + pull)
