"""People: their traits, and how they decide."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

import mesa

from microcred.base.chance import Purpose, normal, uniform, uniform_pair, when
from microcred.base.errors import RunFailed
from microcred.catalogue.levers import LeverCode
from microcred.engine.objects.levers import Asker
from microcred.engine.objects.thinning import OFFERS_SEEN, Ceiling, pull_of_cell, utility_constant
from microcred.rules.aim import online_reach
from microcred.rules.certification import credits, stack_value
from microcred.rules.decision import application_probability, benefit, cost, income_of, utility
from microcred.rules.thinning import beyond, exceeds, odds
from microcred.world.tables import CredentialType, Segment, Stage

if TYPE_CHECKING:
    from microcred.engine.objects.block import Block
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.programme import Programme
    from microcred.engine.objects.things import Occupation, Sector

CENTS = 100.0


class Held(NamedTuple):
    """A credential in somebody's hands: who taught it, its series, and how it was issued."""

    programme: Programme
    series: int
    class_: int


class Person(mesa.Agent):
    """A rank in a block, with traits drawn by name.

    Whoever merely decides passes through here without becoming an agent of the model: that comes with the first
    application (`microcred.engine.objects.learner`).
    """

    stage = Stage.IDLE
    since = 0
    held: tuple[Held, ...] = ()

    def __init__(self, country: Country, block: Block, rank: int) -> None:
        self.country = country
        self.block = block
        self.place = block.place
        self.rank = rank

    # --- who somebody is -----------------------------------------------------------------------------------

    def luck(self, purpose: Purpose, slot: int = 0, month: int | None = None) -> float:
        """The uniform draw for a purpose, this month's unless another month is named."""
        country, block = self.country, self.block
        now = when(block.cohort, country.month if month is None else month)
        return uniform(country.seed_used, int(purpose), block.key, self.rank, now, slot)

    def normal(self, purpose: Purpose, month: int = 0) -> float:
        """A standard normal draw; of month 0 for a trait that never changes."""
        block = self.block
        now = when(block.cohort, month)
        return normal(self.country.seed_used, int(purpose), block.key, self.rank, now, 0)

    @property
    def segment(self) -> Segment:
        """Student, worker or other."""
        return self.block.segment

    @property
    def ability(self) -> float:
        """Ability in standard deviations."""
        return self.normal(Purpose.ABILITY)

    @property
    def income(self) -> float:
        """Income, yuan a month."""
        return income_of(self.place.income, self.country.p.income_spread, self.normal(Purpose.INCOME))

    @property
    def taste(self) -> float:
        """Lasting liking of micro-credentials, in units of utility."""
        return self.country.p.taste_spread * self.normal(Purpose.TASTE)

    @property
    def home_sector(self) -> Sector:
        """Sector that the person learns or works in."""
        u = self.luck(Purpose.HOME_SECTOR, month=0)
        passed = 0.0
        for sector in self.country.sectors:
            passed += sector.worker_share if self.segment is Segment.OTHER else sector.student_share
            if u < passed:
                return sector
        return self.country.sectors[-1]

    def asks(self, programme: Programme) -> Asker:
        """Who asks for a lever when this person learns in a programme."""
        return programme.asked_by(self.place.index, int(self.segment))

    def lever(self, lever: LeverCode, programme: Programme) -> float:
        """Value of a lever for this person in a programme."""
        return self.country.levers.value(lever, self.asks(programme))

    # --- decide --------------------------------------------------------------------------------------------

    def may_decide(self) -> bool:
        """Whether the person is free to apply, and not just back from study."""
        return self.stage is Stage.IDLE and self.since < self.country.month

    def decide(self, draw: float, ceiling: Ceiling | None) -> Programme | None:
        """Decide at a moment whose draw says how much it takes: a programme to apply to, or none.

        Under a ceiling, what cannot become an application is not looked at.
        """
        if ceiling is None:
            return self.choose(self.look_around(self.aim()), draw)
        region = self.place.region
        lift = odds(pull_of_cell(self.place, self.segment)) * odds(self.taste)
        if beyond(draw, ceiling.of_region(region, lift)):
            return None
        occupation = self.aim()
        if beyond(draw, ceiling.of_aim(region, occupation, lift)):
            return None
        seen = self.look_around(occupation)
        most = ceiling.of_offers(seen, lift)
        return None if beyond(draw, most) else self.choose(seen, draw, most)

    def aim(self) -> Occupation:
        """The occupation aimed at: in the home sector or any, by vacancies times premium."""
        country, block = self.country, self.block
        now = when(block.cohort, country.month)
        home, u = uniform_pair(country.seed_used, int(Purpose.AIM), block.key, self.rank, now, 0)
        first, last = 0, len(country.occupations)
        if home < country.p.own_sector_share:
            occupations = self.home_sector.occupations
            first, last = occupations[0].index, occupations[-1].index + 1
        aims = country.fair.aims[self.place.region]
        wanted = aims[first] + u * (aims[last] - aims[first])
        return country.occupations[bisect_right(aims, wanted, first + 1, last) - 1]

    def look_around(self, occupation: Occupation) -> list[Programme]:
        """Up to four different offers for an occupation, of those within reach."""
        country, block = self.country, self.block
        nationwide = self.luck(Purpose.OFFER) < online_reach(country.p.online_reach_start, country.platform)
        offers = country.fair.shelf(self.segment).reach(self.place.region, occupation, nationwide)
        if len(offers) <= OFFERS_SEEN:
            return offers
        seen: list[Programme] = []
        now = when(block.cohort, country.month)
        for pair in range(OFFERS_SEEN // 2):
            draws = uniform_pair(country.seed_used, int(Purpose.OFFER), block.key, self.rank, now, pair + 1)
            for u in draws:
                programme = offers[int(u * len(offers))]
                if programme not in seen:
                    seen.append(programme)
        return seen

    def choose(self, seen: list[Programme], draw: float, most: float = math.inf) -> Programme | None:
        """One draw decides whether, another which: a multinomial logit with staying out as an option."""
        pulls: list[tuple[Programme, float]] = []
        total = 0.0
        for programme in seen:
            if not self.holds(programme):
                pull = odds(self.utility(programme))
                pulls.append((programme, pull))
                total += pull
        if exceeds(total, most):
            raise RunFailed("offers outweighed the bound of thinning; please report this")
        if draw > application_probability(total):
            return None
        wanted = total * self.luck(Purpose.WHICH)
        passed, chosen = 0.0, None
        for programme, pull in pulls:
            if pull > 0.0:
                passed += pull
                chosen = programme
                if wanted < passed:
                    break
        return chosen

    def holds(self, programme: Programme) -> bool:
        """Whether the person holds what a programme teaches."""
        return any(held.programme.credential is programme.credential for held in self.held)

    def utility(self, programme: Programme) -> float:
        """Utility of an offer against doing nothing."""
        p, offer, credential = self.country.p, programme.offer, programme.credential
        assert offer is not None, "only admitting programmes are on offer"
        terms = offer.terms(self.place, self.segment)
        income = self.income
        gain = p.interest_benefit
        if programme.type != CredentialType.INTEREST:
            gain = benefit(
                offer.premium,
                offer.quality,
                credential.overlap,
                offer.recognition,
                p.unrecognised_benefit_share,
                p.benefit_horizon,
                terms.pay_step,
                income,
            )
        spent = cost(
            programme.price / CENTS,
            terms.supported,
            programme.hours,
            terms.time_value,
            p.monthly_work_hours,
            income,
        )
        stack = stack_value(
            credits(self.hours_in_series(credential.series), terms.hours_per_credit),
            credits(programme.hours, terms.hours_per_credit),
            terms.stack_credits,
            terms.stack_acceptance,
            self.country.rule_share,
            programme.type == CredentialType.DEGREE_LINKED,
            terms.prior_learning,
            p.prior_learning_value,
            offer.education,
        )
        return utility(
            utility_constant(self.country, self.segment),
            self.taste,
            p.money_weight,
            gain - spent,
            p.trust_weight,
            offer.trust,
            p.peer_weight,
            self.place.peers(self.segment) / p.market_potential,
            p.stack_weight,
            stack,
            p.access_weight,
            terms.lacking_access,
            p.quality_weight,
            offer.quality_change,
        )

    def hours_in_series(self, series: int) -> float:
        """Hours of the degree-linked credentials of a series that the person holds."""
        hours = 0.0
        for held in reversed(self.held):
            if held.series == series and held.programme.type == CredentialType.DEGREE_LINKED:
                hours += held.programme.hours
        return hours
