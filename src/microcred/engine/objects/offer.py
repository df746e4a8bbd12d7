"""What learners see of a programme this month, and where they find it."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from microcred.catalogue.levers import LeverCode
from microcred.engine.objects.programme import Programme
from microcred.rules.certification import credits, recognition, stack_value
from microcred.rules.decision import (
    appeal,
    benefit,
    level_factor,
    money_gained,
    seen_share,
    time_cost,
    time_value,
    visible_quality,
)
from microcred.world.states import CredentialType, Mode, Segment

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.region import Place, Region
    from microcred.engine.objects.things import Occupation


CENTS = 100.0


class Terms(NamedTuple):
    """What policy makes of an offer for the people of one place and segment."""

    worth: float  # benefit less the cost of time, monthly incomes
    money: float  # pay step less price paid, yuan
    unpriced: float  # the same at no price
    time: float  # cost of time, monthly incomes
    hours_per_credit: float
    stack_credits: float
    stack_acceptance: float
    prior_learning: float
    lacking_access: float


class Offer:
    """An admitting programme as learners see it."""

    def __init__(self, programme: Programme) -> None:
        country, p = programme.country, programme.country.p
        sector = programme.sector
        seen = seen_share(
            programme.listed,
            programme.freshness(),
            country.platform,
            p.seen_listed,
            p.seen_survey_platform,
            p.seen_survey,
            p.seen_nothing,
        )
        self.programme = programme
        self.online = programme.mode is Mode.ONLINE
        self.quality = visible_quality(programme.alignment(), sector.quality, seen)
        self.education = programme.recognised_by_education(programme.certified, programme.listed)
        employer = programme.recognised_by_employers(
            programme.certified, programme.listed, programme.partner is not None
        )
        self.recognition = recognition(self.education, employer, p.recognition_employer_share)
        self.premium = programme.occupation.premium * level_factor(programme.level, p.level_premium_step)
        self.trust = sector.reputation
        self.quality_change = sector.quality - sector.quality_start
        self.known_terms: dict[tuple[int, Segment], Terms] = {}

    def terms(self, place: Place, segment: Segment) -> Terms:
        """The terms for a place and segment, asked for once a month."""
        key = (place.index, segment)
        terms = self.known_terms.get(key)
        if terms is None:
            terms = self.ask_terms(place, segment)
            self.known_terms[key] = terms
        return terms

    def ask_terms(self, place: Place, segment: Segment) -> Terms:
        """Ask every lever that touches a learner's choice."""
        programme, levers = self.programme, self.programme.country.levers
        p = programme.country.p
        asker = programme.asked_by(place.index, int(segment))
        supported = levers.value(LeverCode.SUBSIDY, asker)
        supported += levers.value(LeverCode.LOAN, asker)
        if segment is Segment.WORKER:
            supported += levers.value(LeverCode.LEVY_REIMBURSEMENT, asker)
        fragmented = levers.value(LeverCode.FRAGMENTED_STUDY, asker)
        pay_step = levers.value(LeverCode.PAY_STEP, asker)
        if programme.type == CredentialType.INTEREST:
            pay_step = 0.0
        return Terms(
            self.worth(fragmented),
            money_gained(pay_step, p.benefit_horizon, programme.price / CENTS, supported),
            money_gained(pay_step, p.benefit_horizon, 0.0, 0.0),
            self.time(fragmented),
            levers.value(LeverCode.HOURS_PER_CREDIT, place.asker),
            levers.value(LeverCode.STACK_SIZE, place.asker) * p.credits_per_stack_unit,
            levers.value(LeverCode.STACK_ACCEPTANCE, place.asker),
            levers.value(LeverCode.PRIOR_LEARNING, place.asker),
            1.0 - place.access if self.online else 0.0,
        )

    def time(self, fragmented: float) -> float:
        """What the hours cost."""
        p = self.programme.country.p
        hour = time_value(p.value_of_time, p.fragmented_time_saving, fragmented)
        return time_cost(self.programme.hours, hour, p.monthly_work_hours)

    def worth(self, fragmented: float) -> float:
        """Benefit less the cost of time; an interest programme is chosen for itself."""
        programme, p = self.programme, self.programme.country.p
        spent = self.time(fragmented)
        if programme.type == CredentialType.INTEREST:
            return p.interest_benefit - spent
        gained = benefit(
            self.premium,
            self.quality,
            programme.credential.overlap,
            self.recognition,
            p.unrecognised_benefit_share,
            p.benefit_horizon,
        )
        return gained - spent

    def appeal(self, terms: Terms, held_hours: float) -> float:
        """Appeal to somebody who holds so many hours of the series."""
        programme, country = self.programme, self.programme.country
        p = country.p
        stack = stack_value(
            credits(held_hours, terms.hours_per_credit),
            credits(programme.hours, terms.hours_per_credit),
            terms.stack_credits,
            terms.stack_acceptance,
            country.rule_share,
            programme.type == CredentialType.DEGREE_LINKED,
            terms.prior_learning,
            p.prior_learning_value,
            self.education,
        )
        return appeal(
            p.money_weight,
            terms.worth,
            p.trust_weight,
            self.trust,
            p.stack_weight,
            stack,
            p.quality_weight,
            self.quality_change,
        )


class Shelf:
    """The offers that one audience can reach: students of a school, or only where the public is admitted."""

    def __init__(self, country: Country, public: bool) -> None:
        self.campus: dict[tuple[Region, Occupation], list[Programme]] = {}
        self.online_here: dict[tuple[Region, Occupation], list[Programme]] = {}
        self.online: dict[Occupation, list[Programme]] = {}
        for programme in country.programmes:
            if programme.offer is None or (public and not programme.institution.open_public):
                continue
            here = (programme.region, programme.occupation)
            if programme.mode is Mode.CAMPUS:
                self.campus.setdefault(here, []).append(programme)
            else:
                self.online_here.setdefault(here, []).append(programme)
                self.online.setdefault(programme.occupation, []).append(programme)

    def reach(self, region: Region, occupation: Occupation, nationwide: bool) -> list[Programme]:
        """Offers for an occupation: on campus in the own region, online there or in the whole nation."""
        here = (region, occupation)
        online = self.online.get(occupation) if nationwide else self.online_here.get(here)
        return [*self.campus.get(here, ()), *(online or ())]


class Fair:
    """Everything on offer this month, and where decisions aim.

    Attributes
    ----------
    for_students, for_public
        Offers by audience.
    aims
        By region: cumulated weight, vacancies times premium, of the occupations in their order.
    """

    def __init__(self, country: Country) -> None:
        deciding = sorted(
            {(block.place, block.segment) for block in country.blocks if block.aware and not block.left},
            key=lambda cell: (cell[0].index, cell[1]),
        )
        for programme in country.programmes:
            programme.offer = Offer(programme) if programme.on_offer else None
            if programme.offer is not None:
                for place, segment in deciding:
                    programme.offer.terms(place, segment)
        self.for_students = Shelf(country, public=False)
        self.for_public = Shelf(country, public=True)
        self.aims = {
            region: list(accumulate((market.pull for market in region.markets), initial=0.0))
            for region in country.regions
        }

    def shelf(self, segment: Segment) -> Shelf:
        """Where people of a segment look."""
        return self.for_students if segment is Segment.STUDENT else self.for_public
