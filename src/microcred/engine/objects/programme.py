"""Programmes: an institution's offers of a credential."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microcred.base.chance import Purpose, uniform
from microcred.catalogue.levers import LeverCode
from microcred.engine.objects.levers import Asker
from microcred.engine.objects.noted import Noted
from microcred.rules.award import award_reading
from microcred.rules.certification import recognition_education, recognition_employer, registry_gate
from microcred.rules.provision import (
    certification_a_year,
    certification_cost,
    reviewed_learners,
    settled_fixed_cost,
    settled_learners,
    yearly_margin,
)
from microcred.rules.quality import aged, alignment, jumped, minima_cost_factor
from microcred.rules.survey import freshness, shrunken_reading
from microcred.world.accounts import Account, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.states import Mode, Standard, Status
from microcred.world.tables import CLASSES, QUARTERS, RING

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.enterprise import Enterprise
    from microcred.engine.objects.institution import Institution
    from microcred.engine.objects.offer import Offer
    from microcred.engine.objects.things import Credential

MONTHS = 12
CENTS = 100.0
ACADEMY = 3


class Programme(Noted):
    """An offer: how it teaches, what it costs, how it is read, who is in it."""

    def __init__(
        self,
        country: Country,
        index: int,
        institution: Institution,
        credential: Credential,
        partner: Enterprise | None,
        row: Any,
    ) -> None:
        self.note(row)
        self.country = country
        self.index = index
        self.institution = institution
        self.credential = credential
        self.partner = partner
        self.place = institution.place
        self.region = institution.region
        self.occupation = credential.occupation
        self.sector = credential.sector
        self.mode = Mode(int(row["mode"]))
        self.status = Status(int(row["status"]))
        self.held = [0] * CLASSES
        self.hires = [0] * RING
        self.satisfied_hires = [0] * RING
        self.respondents = [0] * QUARTERS
        self.satisfied = [0] * QUARTERS
        self.offer: Offer | None = None
        self.asker = self.asked_by(self.place.index)

    def asked_by(self, place: int, segment: int = -1) -> Asker:
        """Who asks for a lever when somebody of a place and segment is taught here."""
        return Asker(place, segment, self.sector.index, self.occupation.index, self.kind, self.size, self.type)

    def ask(self, lever: LeverCode) -> float:
        """Value of a lever for this programme."""
        return self.country.levers.value(lever, self.asker)

    def luck(self, purpose: Purpose, slot: int = 0) -> float:
        """This month's uniform draw for a purpose."""
        country = self.country
        return uniform(country.seed_used, int(purpose), self.key, self.number, country.month, slot)

    def pay(
        self,
        yuan: float,
        what: LeverCode | Paid,
        payee: Account = Account.SUPPLIER,
        payer: Account = Account.INSTITUTION,
    ) -> None:
        """A payment at the programme's place, by its institution unless another payer is named."""
        self.country.books.pay(payer, payee, what, self.place.index, whole_cents(yuan))

    def spend(
        self,
        yuan: float,
        lever: LeverCode,
        payee: Account = Account.SUPPLIER,
        payer: Account = Account.INSTITUTION,
        what: Paid | None = None,
    ) -> bool:
        """A payment that a lever causes; False if its budget does not bear it."""
        return self.country.spend(lever, self.asker, payer, payee, self.place.index, whole_cents(yuan), what)

    def turn(self, status: Status) -> None:
        """Change the status."""
        self.status = status
        self.since = self.country.month

    @property
    def gone(self) -> bool:
        """Whether it is closed or revoked for good."""
        return self.status is Status.CLOSED or self.status is Status.REVOKED

    @property
    def admits(self) -> bool:
        """Whether applicants can take a seat."""
        return self.status is Status.OPEN and not self.barred

    @property
    def on_offer(self) -> bool:
        """Whether learners can apply: only for a standard in force."""
        return self.admits and self.credential.status is Standard.IN_FORCE

    def alignment(self) -> float:
        """Fit with the work today."""
        p = self.country.p
        return alignment(
            self.outdated,
            self.practice,
            self.project,
            self.teaching,
            p.alignment_currency,
            p.alignment_practice,
            p.alignment_project,
        )

    def age(self, jump: float) -> None:
        """Technology moves on by a month, and by `jump` months in a shock."""
        half_life = self.occupation.half_life
        self.outdated = jumped(aged(self.outdated, half_life), half_life, jump)

    def freshness(self) -> float:
        """Freshness of the last survey."""
        since = float(self.country.month - self.last_survey) if self.last_survey >= 0 else -1.0
        return freshness(since, self.country.p.survey_half_life)

    def variable_cost(self) -> float:
        """Cost of teaching one more learner, yuan; minima of practice and projects raise it."""
        return self.teaching_cost(self.practice, self.project)

    def teaching_cost(self, practice: float, project: float) -> float:
        """Cost of teaching one more learner with these shares of practice and projects, yuan."""
        p = self.country.p
        return p.programme_variable_cost * minima_cost_factor(
            practice, project, p.practice_start, p.project_start, p.minimum_cost
        )

    def certificate_price(self) -> float:
        """Cost of a certificate at home, yuan."""
        p = self.country.p
        return certification_cost(
            p.certification_cost,
            float(self.seats),
            p.certification_cost_size_exponent,
            self.ask(LeverCode.CERTIFICATION_COST),
        )

    def support_expected(self) -> float:
        """Share of the certification cost that others bear; none while a certificate lasts that was refused any."""
        return 0.0 if self.certified and self.unsupported else self.ask(LeverCode.CERTIFICATION_SUPPORT)

    def surplus(self, learners: float) -> float:
        """Surplus of a year with that many learners at this month's policy, yuan."""
        p = self.country.p
        certificate, support = self.certificate_price(), self.support_expected()
        return yearly_margin(
            learners,
            self.price / CENTS,
            self.ask(LeverCode.PUBLIC_GRANT),
            self.variable_cost(),
            p.licence_fee,
            self.fixed_cost,
            certification_a_year(certificate, support, p.certificate_validity),
        )

    def bear_cost(self) -> None:
        """Cut the fixed cost to what enrolment bears: a programme that lost money would be gone."""
        margin = self.surplus(settled_learners(self.year_enrolled, self.last_year_enrolled))
        self.fixed_cost = settled_fixed_cost(self.fixed_cost, margin, self.country.p.programme_fixed_cost)

    def learners_a_year(self) -> float:
        """Enrolments that a review counts: of two years, of one for a young programme."""
        young = self.country.month - self.opened < 2 * MONTHS
        return reviewed_learners(self.year_enrolled, self.last_year_enrolled, young)

    def face_clean_up(self, share: float) -> None:
        """A fraud clean-up closes a weak programme with a probability."""
        running = self.status is Status.OPEN or self.status is Status.SUSPENDED
        if self.weak and running and share > 0.0 and self.luck(Purpose.CLEAN_UP) < share:
            self.turn(Status.REVOKED)

    def gate(self, listed: bool) -> float:
        """Share of receivers to whom a credential counts: unlisted behind a registry gate, only at home."""
        if listed:
            return 1.0
        gated = self.country.levers.on(LeverCode.REGISTRY_GATE, self.place.asker)
        return registry_gate(listed, self.country.gate if gated else 0.0, self.region.people_share)

    def recognised_by_education(self, certified: bool, listed: bool) -> float:
        """Recognition by institutions of a credential issued so."""
        country, p = self.country, self.country.p
        value = recognition_education(
            p.recognition_constant,
            p.recognition_framework * self.region.framework,
            p.recognition_certified if certified else 0.0,
            p.recognition_listed if listed else 0.0,
            p.recognition_platform * country.platform,
            p.recognition_rule * country.rule_share,
            p.recognition_verification * self.verified() * country.verification,
            p.recognition_barrier,
        )
        return value * self.gate(listed)

    def recognised_by_employers(self, certified: bool, listed: bool, partnered: bool) -> float:
        """Recognition by employers of a credential issued so."""
        country, p = self.country, self.country.p
        value = recognition_employer(
            p.recognition_constant,
            p.recognition_framework * self.region.framework,
            p.recognition_certified if certified else 0.0,
            p.recognition_listed if listed else 0.0,
            p.recognition_platform * country.platform,
            p.recognition_partner if partnered else 0.0,
            p.recognition_badges if self.badge else 0.0,
            p.recognition_brand * p.brand_company if self.kind == ACADEMY else 0.0,
            p.recognition_verification * self.verified() * country.verification,
            p.recognition_barrier,
        )
        return value * self.gate(listed)

    def verified(self) -> float:
        """Whether its credentials can be verified digitally, 1 or 0."""
        return self.country.levers.value(LeverCode.VERIFICATION, self.place.asker)

    def reading(self) -> float:
        """Satisfaction as read from the surveys of two years, shrunken toward the prior."""
        p = self.country.p
        return shrunken_reading(
            sum(self.satisfied), sum(self.respondents), p.exit_prior_satisfied, p.exit_prior_respondents
        )

    def award_reading(self) -> float:
        """Satisfaction less one standard error."""
        p = self.country.p
        return award_reading(
            sum(self.satisfied), sum(self.respondents), p.exit_prior_satisfied, p.exit_prior_respondents
        )

    def recent(self, ring: list[int], months: int) -> int:
        """Sum over the last months of a ring of monthly counts."""
        month = self.country.month
        return sum(ring[(month - back) % RING] for back in range(min(months, RING)))
