"""Evaluation organisations: they develop credential standards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microcred.base.chance import Purpose, normal, uniform
from microcred.catalogue.levers import LeverCode
from microcred.engine.objects.levers import ANY, Asker
from microcred.engine.objects.reach import for_organisation, for_standard
from microcred.engine.objects.things import Occupation, Sector
from microcred.rules.credentials import (
    between,
    choice_weight,
    covered_factor,
    development_months,
    development_payment,
    is_fast,
    licence_income_ratio,
    start_hazard,
    vacancies_ratio,
)
from microcred.rules.partnership import hazard_probability
from microcred.world.accounts import Account, whole_cents
from microcred.world.accounts import Purpose as Paid

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country


class Organisation:
    """An evaluation organisation with up to three sectors of its own."""

    def __init__(self, country: Country, index: int, row: Any) -> None:
        self.country = country
        self.index = index
        self.key = int(row["key"])
        self.number = int(row["number"])
        self.region = int(row["region"])
        self.macro = int(row["macro"])
        self.sectors = [int(row[name]) for name in ("sector_0", "sector_1", "sector_2")]
        self.in_development = int(row["in_development"])
        self.started = int(row["started"])
        self.place = 2 * self.region if self.region >= 0 else ANY

    def luck(self, purpose: Purpose, slot: int) -> float:
        """This month's uniform draw for a purpose."""
        country = self.country
        return uniform(country.seed_used, int(purpose), self.key, self.number, country.month, slot)

    def asking(self, occupation: Occupation) -> Asker:
        """Who asks for a lever when the organisation thinks of a standard for an occupation."""
        return Asker(place=self.place, sector=occupation.sector.index, occupation=occupation.index)

    def start_standard(self) -> tuple[Occupation, int] | None:
        """Start a standard this month, or not; gives its occupation and the months it takes."""
        country, p = self.country, self.country.p
        hazard = start_hazard(
            p.development_hazard,
            p.development_hazard_alliance,
            for_organisation(self, LeverCode.ALLIANCE),
            p.development_hazard_support,
            for_organisation(self, LeverCode.CERTIFICATION_SUPPORT),
            licence_income_ratio(country.licence_income_year, country.licence_income_start),
            p.licence_income_elasticity,
        )
        if self.luck(Purpose.DEVELOPMENT_START, 0) >= hazard_probability(hazard):
            return None
        chosen = self.choose_occupation()
        if chosen is None:
            return None
        planned = self.pay_for(chosen, self.plan(chosen))
        self.in_development += 1
        self.started += 1
        return chosen, development_months(planned, self.luck(Purpose.DEVELOPMENT_TIME, 0))

    def pay_for(self, occupation: Occupation, planned: float) -> float:
        """Pay a start, if its region is run; gives the months planned, which are the usual if haste is refused."""
        country, p, lever = self.country, self.country.p, LeverCode.DEVELOPMENT_TIME
        if self.place < 0:
            return planned
        usual = whole_cents(p.development_cost)
        cents = whole_cents(development_payment(p.development_cost, p.development_cost_fast, planned))
        asker = Asker(sector=occupation.sector.index, occupation=occupation.index)
        if not country.levers.afford(lever, asker, max(0, cents - usual)):
            planned, cents = max(country.levers.value(lever, asker), country.levers.base[lever]), usual
        country.books.pay(Account.ORGANISATION, Account.SUPPLIER, Paid.STANDARD, self.place, cents)
        return planned

    def choose_occupation(self) -> Occupation | None:
        """One of its own sectors' occupations, or of a popular sector's; gaps of key fields first."""
        fields = self.fields()
        pulls = [(occupation, self.pull(occupation)) for occupation in fields]
        gaps = [self.is_key_gap(occupation) for occupation in fields]
        total, keyed = 0.0, 0.0
        for (_, pull), gap in zip(pulls, gaps, strict=True):
            total += pull
            if gap:
                keyed += pull
        wanted = self.luck(Purpose.DEVELOPMENT_START, 3) * (keyed if keyed > 0.0 else total)
        passed, chosen = 0.0, None
        for (occupation, pull), gap in zip(pulls, gaps, strict=True):
            if pull <= 0.0 or (keyed > 0.0 and not gap):
                continue
            passed += pull
            chosen = occupation
            if wanted < passed:
                break
        return chosen

    def fields(self) -> list[Occupation]:
        """Occupations to choose from: those of a popular sector for whoever follows the crowd, else its own."""
        country, p = self.country, self.country.p
        herding = between(p.herding_blind, p.herding_surveyed, for_organisation(self, LeverCode.SURVEY_INTERVAL))
        if self.luck(Purpose.DEVELOPMENT_START, 1) < herding:
            popular = popular_sector(country, self.luck(Purpose.DEVELOPMENT_START, 2))
            return [occupation for occupation in country.occupations if occupation.sector is popular]
        return [o for o in country.occupations if o.sector.index in self.sectors]

    def pull(self, occupation: Occupation) -> float:
        """How much an occupation attracts the organisation: by vacancies, as well as it sees them."""
        country, p = self.country, self.country.p
        fresh = for_standard(country, LeverCode.SURVEY_INTERVAL, self.asking(occupation))
        own, others, number = 0.0, 0.0, 0.0
        for mate in occupation.sector.occupations:
            vacancies = country.vacancies(mate)
            if mate is occupation:
                own = vacancies
            else:
                others += vacancies
                number += mate.count
        number_drawn = (self.number << 12) | occupation.index
        purpose = int(Purpose.DEVELOPMENT_CHOICE)
        z = normal(country.seed_used, purpose, self.key, number_drawn, country.month, 0)
        known = occupation.standards
        return choice_weight(
            vacancies_ratio(own, occupation.count, others, number),
            between(p.demand_weight_blind, p.demand_weight_surveyed, fresh),
            between(p.demand_noise_blind, p.demand_noise_surveyed, fresh),
            z,
            known > 0,
            covered_factor(known, occupation.count, p.covered_weight),
            occupation.count,
        )

    def is_key_gap(self, occupation: Occupation) -> bool:
        """Whether it is an occupation of a key field that still lacks standards."""
        asker = Asker(sector=occupation.sector.index, occupation=occupation.index)
        if self.country.levers.value(LeverCode.KEY_FIELDS, asker) < 0.5:
            return False
        return occupation.standards < occupation.count

    def plan(self, occupation: Occupation) -> float:
        """Planned months of development; a fast channel is not open to every start."""
        country = self.country
        lever = LeverCode.DEVELOPMENT_TIME
        asker = Asker(sector=occupation.sector.index, occupation=occupation.index)
        planned = country.levers.value(lever, asker)
        closed = is_fast(planned) and self.luck(Purpose.DEVELOPMENT_TIME, 1) >= country.p.fast_channel_share
        return max(planned, country.levers.base[lever]) if closed else planned


def popular_sector(country: Country, u: float) -> Sector:
    """A sector with probability proportional to its standards in force."""
    wanted = u * sum(occupation.in_force for occupation in country.occupations)
    passed = 0
    for occupation in country.occupations:
        passed += occupation.in_force
        if wanted < passed:
            return occupation.sector
    return country.occupations[-1].sector
