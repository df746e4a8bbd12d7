"""Markets for the jobs of one occupation in one region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microcred.base.chance import Purpose
from microcred.rules.aim import job_pull
from microcred.rules.hiring import (
    finding_rate,
    growth_factor,
    holder_finding_rate,
    new_vacancies,
    next_vacancies,
    premium,
    tightness_ratio,
    vacancies_filled,
    vacancies_kept,
)

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.learner import Learner
    from microcred.engine.objects.region import Region
    from microcred.engine.objects.things import Occupation

MONTHS = 12.0


class Market:
    """Vacancies, holders who seek, and others who seek."""

    def __init__(self, country: Country, region: Region, occupation: Occupation, row: Any) -> None:
        self.country = country
        self.region = region
        self.occupation = occupation
        self.vacancies = float(row["vacancies"])
        self.others = float(row["others"])
        self.others_now = float(row["others_now"])
        self.inflow = float(row["inflow"])
        self.tightness_start = float(row["tightness_start"])
        self.filled = float(row["filled"])
        self.seeking = int(row["seeking"])

    @property
    def pull(self) -> float:
        """How strongly the jobs attract learners: vacancies times premium."""
        return job_pull(self.vacancies, self.occupation.premium)

    @property
    def seekers(self) -> float:
        """Everybody who seeks: others, as they follow the occupation's growth, and holders."""
        return self.others_now + self.seeking

    @property
    def rate(self) -> float:
        """Probability that a seeker finds a job this month."""
        p = self.country.p
        return finding_rate(p.matching_efficiency, self.vacancies, self.seekers, p.matching_elasticity)

    def turn_over(self, demand: float, followers: float, shift: float) -> None:
        """Vacancies open, are filled by others and by last month's hires, or are withdrawn."""
        country = self.country
        self.others_now = self.others * followers
        filled = vacancies_filled(self.rate, self.others_now, self.filled)
        if not country.settling:
            left = vacancies_kept(self.vacancies, country.p.vacancy_expiry)
            self.vacancies = next_vacancies(left, new_vacancies(self.inflow, demand, shift), filled)
        self.filled = 0.0

    def tightness(self) -> float:
        """Tightness relative to 2025."""
        return tightness_ratio(self.vacancies, self.others + self.seeking, self.tightness_start)

    def choose(self, seekers: list[Learner]) -> list[Learner]:
        """Holders who start a job: as many as find one by chance, the best matched of them."""
        country = self.country
        hires = 0
        for learner in seekers:
            chance = holder_finding_rate(self.rate, country.p.recognition_hiring_bonus, learner.recognised())
            if learner.luck(Purpose.HIRE) < chance:
                hires += 1
        ranking = sorted(seekers, key=lambda learner: (-learner.match(), learner.luck(Purpose.HIRE, slot=1)))
        return ranking[:hires]


def turn_over(country: Country, occupation: Occupation) -> None:
    """A month of an occupation's markets; its premium follows their tightness."""
    p = country.p
    years = 0.0 if country.settling else (country.month - country.first_month) / MONTHS
    demand = growth_factor(occupation.growth, years)
    followers = growth_factor(p.seekers_follow * occupation.growth, years)
    vacancies, seekers, start = 0.0, 0.0, 0.0
    for region in country.regions:
        market = region.markets[occupation.index]
        shift = float(country.shocks.demand[region.index, occupation.index])
        market.turn_over(demand, followers, shift)
        vacancies += market.vacancies
        seekers += market.seekers
        start = market.tightness_start
    if seekers > 0.0:
        occupation.premium = premium(p.premium_low, p.premium_high, tightness_ratio(vacancies, seekers, start))
