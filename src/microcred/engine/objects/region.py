"""Regions: a province, and its urban and its rural place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from microcred.base.chance import Purpose, uniform
from microcred.catalogue.levers import LeverCode
from microcred.engine.objects.block import Block
from microcred.engine.objects.levers import Asker
from microcred.rules.access import next_access
from microcred.rules.awareness import hazard_of_share, holder_share, monthly_hazard
from microcred.rules.evaluation import core_evaluation, moved_evaluation
from microcred.rules.launch import implied_learners
from microcred.rules.ledger import monthly_payment, outreach_payment, spread_payment
from microcred.rules.study import exam_seats
from microcred.world.accounts import Account, whole_cents
from microcred.world.incomes import LIMITS
from microcred.world.people import MONTHS_PER_QUARTER
from microcred.world.states import Segment, Status

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.enterprise import Enterprise
    from microcred.engine.objects.market import Market

MONTHS = 12.0
SEGMENTS = 3


class Region(mesa.Agent):
    """A province: it carries out national systems and runs exams."""

    def __init__(self, country: Country, index: int, row: Any) -> None:
        super().__init__(country)
        self.country = country
        self.index = index
        self.key = int(row["key"])
        self.number = 0
        self.macro = int(row["macro"])
        self.people_share = float(row["people_share"])
        self.institution_share = float(row["institution_share"])
        self.organisation_share = float(row["organisation_share"])
        self.evaluation_share = float(row["evaluation_share"])
        self.opt_out_draw = float(row["opt_out_draw"])
        self.framework = float(row["framework"])
        self.exam_seats = int(row["exam_seats"])
        self.places: list[Place] = []
        self.markets: list[Market] = []
        self.enterprises: list[list[Enterprise]] = []
        self.demand_seen: dict[int, tuple[float, int]] = {}

    @property
    def seat(self) -> Asker:
        """Who asks when the province as a whole asks: its urban place."""
        return self.places[0].asker

    def wants(self, lever: LeverCode) -> bool:
        """Whether a national system is switched on here."""
        return self.country.levers.on(lever, self.seat)

    def runs_framework(self) -> bool:
        """Whether the framework is on here, and its month is paid."""
        cost = monthly_payment(self.country.p.framework_cost, self.people_share)
        return self.wants(LeverCode.FRAMEWORK) and self.spend(LeverCode.FRAMEWORK, cost)

    def carry_out_framework(self, on: bool) -> None:
        """Carry out the framework where it is on, unless the province opted out."""
        country = self.country
        opted_out = self.opt_out_draw < country.levers.value(LeverCode.LOCAL_OPT_OUT, self.seat)
        self.framework = country.framework if on and not opted_out else 0.0

    def spend(self, lever: LeverCode, yuan: float, payee: Account = Account.SUPPLIER) -> bool:
        """Government money for a lever; False if its budget does not bear it."""
        place = self.places[0].index
        return self.country.spend(lever, self.seat, Account.GOVERNMENT, payee, place, whole_cents(yuan))

    def see_demand(self) -> None:
        """By occupation: last year's applicants of programmes older than a year, and how many programmes.

        Where there is no programme, the applicants are those that the region's other applicants imply.
        """
        country = self.country
        seen = {occupation.index: (0, 0) for occupation in country.occupations}
        for programme in country.programmes:
            old = programme.status is Status.OPEN and country.month - programme.opened >= MONTHS
            if programme.region is self and old:
                applicants, programmes = seen[programme.occupation.index]
                applicants += programme.last_year_enrolled + programme.last_year_refused
                seen[programme.occupation.index] = (applicants, programmes + 1)
        everybody = float(sum(applicants for applicants, _ in seen.values()))
        on_offer = 0.0
        for market in self.markets:
            if seen[market.occupation.index][1] > 0:
                on_offer += market.pull
        for market in self.markets:
            applicants, programmes = seen[market.occupation.index]
            known = float(applicants) if programmes else implied_learners(everybody, market.pull, on_offer)
            self.demand_seen[market.occupation.index] = (known, programmes)

    def cost_of_evaluation(self, outside: float, wanted: float) -> int:
        """Cents a month for the evaluation capacity that comes here when `wanted` of it is to lie outside the core."""
        country = self.country
        if self.macro == country.core_macro:
            return 0
        moved = moved_evaluation(outside, wanted, self.people_share, country.people_outside_core)
        return whole_cents(spread_payment(country.p.evaluation_spread_cost, moved, float(len(country.organisations))))

    def share_evaluation(self, outside: float, wanted: float) -> None:
        """Take the province's part of evaluation capacity, of which `wanted` is to lie outside the core."""
        country = self.country
        if self.macro == country.core_macro:
            self.evaluation_share = core_evaluation(self.organisation_share, outside, wanted)
            return
        moved = moved_evaluation(outside, wanted, self.people_share, country.people_outside_core)
        self.evaluation_share = self.organisation_share + moved

    def open_exam_seats(self) -> None:
        """Offer the month's exam seats: by institutions, and by evaluation capacity."""
        country = self.country
        u = uniform(country.seed_used, int(Purpose.EXAM_QUEUE), self.key, 0, country.month, 1)
        self.exam_seats = exam_seats(
            country.p.exam_headroom,
            country.exam_demand_year,
            country.kept_share,
            self.institution_share,
            self.evaluation_share,
            u,
        )


class Place(mesa.Agent):
    """The urban or the rural part of a province: access, incomes, and people in blocks."""

    def __init__(self, country: Country, index: int, region: Region, row: Any) -> None:
        super().__init__(country)
        self.country = country
        self.index = index
        self.region = region
        self.setting = int(row["setting"])
        self.key = int(row["key"])
        self.number = 0
        self.people = int(row["people"])
        self.access = float(row["access"])
        self.access_trend = float(row["access_trend"])
        self.income = float(row["income"])
        self.fifths = [float(row[limit]) for limit in LIMITS]
        self.queue = int(row["queue"])
        self.asker = Asker(place=index)
        self.blocks: list[Block] = []
        self.aware = [0] * SEGMENTS
        self.holders_of = [0] * SEGMENTS
        self.people_of = [0] * SEGMENTS

    def improve_access(self) -> None:
        """Digital access moves toward its ceiling, faster where money is spent."""
        country, lever = self.country, LeverCode.INFRASTRUCTURE_SPEND
        spending = country.levers.value(lever, self.asker)
        cents = whole_cents(monthly_payment(spending, float(self.people)))
        if not country.spend(lever, self.asker, Account.GOVERNMENT, Account.SUPPLIER, self.index, cents):
            spending = 0.0
        p = country.p
        self.access = next_access(self.access, self.access_trend, p.access_per_yuan, spending, p.access_maximum)

    def peers(self, segment: int) -> float:
        """Share of a segment's people who hold a credential."""
        return holder_share(self.holders_of[segment], self.people_of[segment])

    def hazard(self, segment: int, nation_share: float) -> float:
        """The month's hazard of becoming aware."""
        country, p = self.country, self.country.p
        external = (
            p.external_influence_student,
            p.external_influence_worker,
            p.external_influence_other,
        )[segment]
        return monthly_hazard(
            external,
            self.outreach(segment),
            self.access,
            p.platform_reach,
            country.platform,
            p.peer_influence,
            p.nation_mixing,
            self.peers(segment),
            nation_share,
            p.market_potential,
        )

    def outreach(self, segment: int) -> float:
        """Outreach to a segment this month; what goes beyond today's is paid, or does not happen."""
        country, lever = self.country, LeverCode.OUTREACH
        asker = Asker(place=self.index, segment=segment)
        outreach = country.levers.value(lever, asker)
        if outreach <= 1.0:
            return outreach
        cents = whole_cents(outreach_payment(country.p.outreach_cost, outreach, float(self.people_of[segment])))
        paid = country.spend(lever, asker, Account.GOVERNMENT, Account.SUPPLIER, self.index, cents)
        return outreach if paid else 1.0

    def spread_word(self, hazards: list[float]) -> None:
        """Every block's hazard, by its segment, accumulates; who passed the threshold is aware."""
        self.aware = [0] * SEGMENTS
        for block in self.blocks:
            if not block.left:
                block.hear(hazards[block.segment])
                self.aware[block.segment] += block.aware

    def count_people(self) -> None:
        """People and holders by segment."""
        self.people_of = [0] * SEGMENTS
        self.holders_of = [0] * SEGMENTS
        for block in self.blocks:
            if not block.left:
                self.people_of[block.segment] += block.size
                self.holders_of[block.segment] += block.holders

    def move_cohorts(self) -> Block:
        """Let the oldest block of workers leave, the oldest of students graduate; gives the block that enters."""
        country = self.country
        youngest = country.month // MONTHS_PER_QUARTER
        entering = Block(country, self, Segment.STUDENT, self.key, youngest)
        for block in self.blocks:
            if block.segment is Segment.OTHER or block.left:
                continue
            age = youngest - block.cohort
            if age >= self.queue:
                block.left = True
                entering.size = block.size
                entering.hazard = hazard_of_share(country.p.aware_entrant)
            if age == int(country.p.student_quarters):
                block.segment = Segment.WORKER
        return entering
