"""What agents act on: sectors, occupations and credential standards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microcred.base.chance import Purpose, uniform
from microcred.rules.credentials import lapse_hazard
from microcred.rules.partnership import hazard_probability
from microcred.rules.survey import running_mean, smoothed
from microcred.world.states import Standard

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.organisation import Organisation

MONTHS = 12


class Occupation:
    """An occupation, or a sector's other occupations together."""

    def __init__(self, index: int, sector: Sector, row: Any) -> None:
        self.index = index
        self.sector = sector
        self.shortage = bool(row["shortage"])
        self.count = float(row["count"])
        self.half_life = float(row["half_life"])
        self.growth = float(row["growth"])
        self.premium = float(row["premium"])
        self.in_force = int(row["in_force"])
        self.in_development = int(row["in_development"])

    @property
    def standards(self) -> int:
        """Standards in force or in development."""
        return self.in_force + self.in_development


class Sector:
    """A vocational sector: its occupations, its quality as people hear of it, its reputation."""

    def __init__(self, index: int, row: Any) -> None:
        self.index = index
        self.student_share = float(row["student_share"])
        self.worker_share = float(row["worker_share"])
        self.reputation = float(row["reputation"])
        self.quality = float(row["quality"])
        self.quality_start = float(row["quality_start"])
        self.occupations: list[Occupation] = []

    def hear(self, country: Country, quality: float, weight: float) -> None:
        """Take the month's weighted quality of the programmes; reputation follows it slowly."""
        if weight <= 0.0:
            return
        self.quality = quality / weight
        if self.reputation <= 0.0:
            self.reputation = self.quality
        self.reputation = smoothed(self.reputation, self.quality, country.p.reputation_smoothing)
        months = country.month - country.first_month
        if country.settling or months <= 0:
            self.quality_start = self.quality
        elif months < MONTHS:
            self.quality_start = running_mean(self.quality_start, self.quality, months)


class Credential:
    """A standard for one occupation."""

    def __init__(self, index: int, occupation: Occupation, organisation: Organisation, row: Any) -> None:
        self.index = index
        self.key = int(row["key"])
        self.number = int(row["number"])
        self.occupation = occupation
        self.sector = occupation.sector
        self.organisation = organisation
        self.type = int(row["type"])
        self.level = int(row["level"])
        self.hours = float(row["hours"])
        self.overlap = float(row["overlap"])
        self.series = int(row["series"])
        self.start = int(row["start"])
        self.ready = int(row["ready"])
        self.status = Standard(int(row["status"]))
        self.programmes = int(row["programmes"])

    def move_on(self, country: Country, elsewhere: int) -> None:
        """A development finishes; an old standard may lapse, sooner if nobody teaches it."""
        p, month = country.p, country.month
        if self.status is Standard.DEVELOPING and self.ready <= month:
            self.status = Standard.IN_FORCE
            self.organisation.in_development -= 1
        elif self.status is Standard.IN_FORCE:
            hazard = lapse_hazard(
                p.credential_lapse,
                float(month - self.ready),
                p.lapse_age,
                self.programmes + elsewhere,
                p.lapse_without_programme,
                p.lapse_with_programme,
            )
            u = uniform(country.seed_used, int(Purpose.LAPSE), self.key, self.number, month, 0)
            if u < hazard_probability(hazard):
                self.status = Standard.LAPSED
