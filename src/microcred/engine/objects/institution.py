"""Institutions: they review their programmes once a year and consider a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import mesa

from microcred.base.chance import Purpose, normal, uniform
from microcred.catalogue.levers import LeverCode
from microcred.engine.objects.levers import Asker
from microcred.engine.objects.programme import MONTHS, Programme
from microcred.rules.credentials import between
from microcred.rules.decision import level_factor
from microcred.rules.draws import lognormal
from microcred.rules.launch import affordable_launch, expected_learners, hoped_learners, launch_cost
from microcred.rules.ledger import monthly_payment
from microcred.rules.partnership import hazard_probability
from microcred.rules.provision import (
    beyond_tolerance,
    certification_a_year,
    certification_cost,
    is_committed,
    next_seats,
    relative_size,
    yearly_margin,
)
from microcred.rules.quality import minima_cost_factor
from microcred.rules.survey import standing_freshness
from microcred.rules.systems import articulation_hazard
from microcred.world.accounts import Account, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.states import Standard, Status

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.region import Place
    from microcred.engine.objects.things import Credential


class Design(NamedTuple):
    """A new offer: what it teaches, with how many reviews, at what fixed cost, and the minima it meets."""

    credential: Credential
    reviews: int
    fixed_cost: float
    practice: float
    project: float


class Institution(mesa.Agent):
    """A school, college, university or enterprise academy with its programmes."""

    def __init__(self, country: Country, index: int, place: Place, strengths: list[bool], row: Any) -> None:
        super().__init__(country)
        self.country = country
        self.index = index
        self.place = place
        self.region = place.region
        self.strengths = strengths
        self.key = int(row["key"])
        self.number = int(row["number"])
        self.kind = int(row["kind"])
        self.size = int(row["size"])
        self.learners = float(row["learners"])
        self.openness_draw = float(row["openness_draw"])
        self.open_public = bool(row["open_public"])
        self.rule = bool(row["rule"])
        self.planning = int(row["planning"])
        self.launched = int(row["launched"])
        self.budget_surplus = float(row["surplus"])
        self.programmes: list[Programme] = []
        self.asker = Asker(place=place.index, kind=self.kind, size=self.size)

    @property
    def plans_now(self) -> bool:
        """Whether this is the month of its planning date."""
        return self.country.month % MONTHS == self.planning

    def luck(self, purpose: Purpose, slot: int = 0) -> float:
        """This month's uniform draw for a purpose."""
        country = self.country
        return uniform(country.seed_used, int(purpose), self.key, self.number, country.month, slot)

    def pay(self, yuan: float, what: LeverCode | Paid) -> None:
        """A payment of its own."""
        place = self.place.index
        self.country.books.pay(Account.INSTITUTION, Account.SUPPLIER, what, place, whole_cents(yuan))

    def spend(self, yuan: float, lever: LeverCode) -> bool:
        """A payment of its own that a lever causes; False if its budget does not bear it."""
        payer, payee, cents = Account.INSTITUTION, Account.SUPPLIER, whole_cents(yuan)
        return self.country.spend(lever, self.asker, payer, payee, self.place.index, cents)

    def run(self, programme: Programme) -> float:
        """A programme's month: open it when ready, bear its cost, close it without a standard, review it when due.

        Gives its surplus of the year if it was reviewed, else nothing.
        """
        if programme.gone:
            return 0.0
        if programme.status is Status.DEVELOPING:
            if self.country.month >= programme.opened:
                programme.turn(Status.OPEN)
            return 0.0
        if programme.status is Status.OPEN:
            if not self.country.settling:
                programme.pay(monthly_payment(programme.fixed_cost, 1.0), Paid.RUNNING)
            if programme.credential.status is Standard.LAPSED and programme.enrolled == 0:
                programme.turn(Status.CLOSED)
                return 0.0
        return self.review(programme) if self.plans_now else 0.0

    def review(self, programme: Programme) -> float:
        """The yearly review: seats follow demand; heavy losses suspend, a returning margin resumes, rest closes.

        Gives the surplus of the year.
        """
        country, p = self.country, self.country.p
        rounding = programme.luck(Purpose.SEAT_ROUNDING)
        if programme.status is Status.OPEN:
            programme.seats = next_seats(
                programme.seats, programme.year_peak, p.seat_step, int(p.seats_minimum), rounding
            )
        margin = programme.surplus(programme.learners_a_year())
        if not country.settling:
            if programme.status is Status.OPEN and country.month - programme.opened >= MONTHS:
                self.bear_loss(programme, margin)
            elif programme.status is Status.SUSPENDED:
                self.reconsider(programme)
        if programme.status is Status.OPEN or programme.year_enrolled > 0:
            programme.last_year_enrolled = programme.year_enrolled
            programme.last_year_refused = programme.year_refused
        programme.year_enrolled = 0
        programme.year_refused = 0
        programme.year_peak = programme.enrolled
        return margin

    def bear_loss(self, programme: Programme, margin: float) -> None:
        """Suspend a programme whose loss is beyond tolerance, unless it is committed to keep it."""
        country, p = self.country, self.country.p
        if not beyond_tolerance(margin, programme.fixed_cost, p.loss_tolerance, relative_size(programme.size)):
            return
        committed = is_committed(country.month - programme.since, programme.ask(LeverCode.COURSE_COMMITMENT))
        if not committed or not programme.spend(p.commitment_cost * MONTHS, LeverCode.COURSE_COMMITMENT):
            programme.turn(Status.SUSPENDED)

    def reconsider(self, programme: Programme) -> None:
        """Resume a suspended programme if the market promises a margin; close it after too long a rest."""
        country, p = self.country, self.country.p
        learners, offers = programme.region.demand_seen[programme.occupation.index]
        market = expected_learners(learners, float(offers), p.launch_learners, 0.0, 0.0)
        lapsed = programme.credential.status is Standard.LAPSED
        hoped = hoped_learners(programme.last_year_enrolled, market, lapsed)
        if programme.surplus(hoped) >= 0.0:
            programme.turn(Status.OPEN)
        elif country.month - programme.since >= p.suspension_limit:
            programme.turn(Status.CLOSED)

    def open_to_public(self) -> None:
        """Admit people from outside school, or not; doing so beyond today's share costs money."""
        country = self.country
        self.open_public = self.openness_draw < country.levers.value(LeverCode.PUBLIC_OPENNESS, self.asker)
        if self.open_public and self.openness_draw >= country.levers.base[LeverCode.PUBLIC_OPENNESS]:
            self.open_public = self.spend(monthly_payment(country.p.openness_cost, 1.0), LeverCode.PUBLIC_OPENNESS)

    def consider_offer(self) -> Design | None:
        """Choose the standard that promises most, and design an offer if it pays and is affordable."""
        country, p = self.country, self.country.p
        if not self.plans_now or self.luck(Purpose.CONSIDER) >= p.launch_rate:
            return None
        z = normal(country.seed_used, int(Purpose.CONSIDER), self.key, self.number, country.month, 1)
        fixed_cost = lognormal(p.programme_fixed_cost, p.programme_fixed_cost_spread, z)
        offered = {programme.credential.index for programme in self.programmes if not programme.gone}
        best, best_margin = None, 0.0
        for credential in country.credentials:
            if credential.status is not Standard.IN_FORCE or credential.index in offered:
                continue
            if not self.strengths[credential.sector.index]:
                continue
            margin = self.promise(credential, fixed_cost)
            if margin > best_margin:
                best, best_margin = credential, margin
        if best is None:
            return None
        reviews = int(country.levers.value(LeverCode.ACADEMIC_REVIEW, self.teaching(best)))
        cost = launch_cost(p.programme_development_cost, reviews, p.academic_review_cost)
        if not affordable_launch(cost, p.free_budget, self.learners, self.budget_surplus):
            return None
        added = whole_cents(launch_cost(0.0, reviews, p.academic_review_cost))
        if not country.levers.afford(LeverCode.ACADEMIC_REVIEW, self.teaching(best), added):
            reviews, cost = 0, p.programme_development_cost
        self.pay(cost, Paid.LAUNCH)
        self.launched += 1
        return Design(
            best,
            reviews,
            fixed_cost,
            country.levers.value(LeverCode.PRACTICE_MINIMUM, self.teaching(best)),
            country.levers.value(LeverCode.PROJECT_MINIMUM, self.teaching(best)),
        )

    def teaching(self, credential: Credential) -> Asker:
        """Who asks for a lever about a programme that does not exist yet."""
        sector, occupation = credential.sector.index, credential.occupation.index
        return Asker(self.place.index, -1, sector, occupation, self.kind, self.size, credential.type)

    def promise(self, credential: Credential, fixed_cost: float) -> float:
        """Expected yearly surplus of a new offer, yuan; surveys sharpen the expectation."""
        country, p, levers = self.country, self.country.p, self.country.levers
        asker = self.teaching(credential)
        interval = levers.value(LeverCode.SURVEY_INTERVAL, asker)
        noise = between(
            p.expectation_noise_blind,
            p.expectation_noise_surveyed,
            standing_freshness(interval, p.survey_half_life),
        )
        purpose, slot = int(Purpose.EXPECT), credential.index + 1
        z = normal(country.seed_used, purpose, self.key, self.number, country.month, slot)
        learners, offers = self.region.demand_seen[credential.occupation.index]
        expected = expected_learners(learners, float(offers), p.launch_learners, noise, z)
        teaching = p.programme_variable_cost * minima_cost_factor(
            max(p.practice_start, levers.value(LeverCode.PRACTICE_MINIMUM, asker)),
            max(p.project_start, levers.value(LeverCode.PROJECT_MINIMUM, asker)),
            p.practice_start,
            p.project_start,
            p.minimum_cost,
        )
        certificate = certification_cost(
            p.certification_cost,
            p.seats_start,
            p.certification_cost_size_exponent,
            levers.value(LeverCode.CERTIFICATION_COST, asker),
        )
        support = levers.value(LeverCode.CERTIFICATION_SUPPORT, asker)
        return yearly_margin(
            expected,
            p.price * level_factor(credential.level, p.level_price_step),
            levers.value(LeverCode.PUBLIC_GRANT, asker),
            teaching,
            p.licence_fee,
            fixed_cost,
            certification_a_year(certificate, support, p.certificate_validity),
        )

    def transfer_credit(self) -> None:
        """Acquire an articulation rule at a hazard; who has one pays staff that assess credits."""
        country, p = self.country, self.country.p
        transfer = country.levers.value(LeverCode.CREDIT_TRANSFER, self.asker)
        if self.rule:
            if transfer > 0.0:
                self.spend(monthly_payment(p.transfer_cost, transfer), LeverCode.CREDIT_TRANSFER)
            return
        hazard = articulation_hazard(
            p.articulation_hazard,
            p.articulation_hazard_framework,
            p.articulation_hazard_platform,
            self.region.framework,
            country.platform,
            transfer,
        )
        self.rule = self.luck(Purpose.ARTICULATION) < hazard_probability(hazard)
