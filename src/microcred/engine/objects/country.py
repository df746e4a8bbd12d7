"""The country: a Mesa model that holds the agents, the nation's state, and the month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

import mesa
import numpy as np

from microcred.base.chance import Purpose, uniform
from microcred.base.errors import MicrocredError
from microcred.base.leans import leans_of_spread
from microcred.base.months import month_text
from microcred.catalogue.levers import LeverCode
from microcred.engine.objects import observing, stages
from microcred.engine.objects.books import Books
from microcred.engine.objects.building import populate
from microcred.engine.objects.learner import Learner
from microcred.engine.objects.levers import Asker, Levers
from microcred.engine.objects.parameters import Parameters
from microcred.engine.schedule import STAGES
from microcred.engine.shocks import Shocks, shocks_of
from microcred.outcomes.record import Finished, Record, empty_record
from microcred.rules.obstacles import SITUATIONS
from microcred.rules.survey import yearly_mean
from microcred.scenario.model import Scenario
from microcred.world.accounts import Account
from microcred.world.accounts import Purpose as Paid
from microcred.world.build import build_world, kept_regions
from microcred.world.states import Count
from microcred.world.supply_rows import PROGRAMME
from microcred.world.tables import empty_rows

if TYPE_CHECKING:
    from microcred.engine.objects.block import Block
    from microcred.engine.objects.enterprise import Enterprise
    from microcred.engine.objects.institution import Institution
    from microcred.engine.objects.offer import Fair
    from microcred.engine.objects.organisation import Organisation
    from microcred.engine.objects.programme import Programme
    from microcred.engine.objects.region import Place, Region
    from microcred.engine.objects.things import Credential, Occupation, Sector


class Named(Protocol):
    """Whoever has a name by which chance knows it."""

    key: int
    number: int


Served = TypeVar("Served", bound=Named)


class Country(mesa.Model):
    """Everybody and everything, and one month after the other.

    Parameters
    ----------
    plan
        The scenario. (Mesa owns the names `scenario`, `time`, `steps`, `agents`, `random` and `rng`.)
    seed_used
        0 <= seed < 2**32. All chance comes from `microcred.base.chance`; Mesa's own is never drawn from.
    learner_class
        Class of the learners.
    thinned
        Skip decision moments that cannot become an application. By default only where people follow the rulebook.
    """

    month: int
    first_month: int
    macros: int
    core_macro: int
    core_organisations: float
    people_outside_core: float
    kept_share: float
    platform_months: int
    framework_months: int
    verification_months: int
    gate_months: int
    rule_share: float
    fair: Fair
    shocks: Shocks

    def __init__(
        self,
        plan: Scenario,
        seed_used: int,
        learner_class: type[Learner] = Learner,
        thinned: bool | None = None,
    ) -> None:
        super().__init__()
        self.plan = plan
        self.seed_used = seed_used
        self.learner_class = learner_class
        self.thinned = learner_class is Learner if thinned is None else thinned
        # Decisions observed by cell and month; they change nothing.
        self.situations = SITUATIONS
        self.p = Parameters(plan.parameters)
        self.levers = Levers(plan, kept_regions(plan))
        self.settling = False
        self.platform = 0.0
        self.framework = 0.0
        self.verification = 0.0
        self.gate = 0.0
        self.licence_income = 0.0
        self.licence_income_year = 0.0
        self.licence_income_start = 0.0
        self.exam_demand_year = 0.0
        self.holders = 0
        self.population = 0
        self.sectors: list[Sector] = []
        self.occupations: list[Occupation] = []
        self.regions: list[Region] = []
        self.places: list[Place] = []
        self.blocks: list[Block] = []
        self.enterprises: list[Enterprise] = []
        self.organisations: list[Organisation] = []
        self.credentials: list[Credential] = []
        self.institutions: list[Institution] = []
        self.programmes: list[Programme] = []
        self.learners: list[Learner] = []
        self.applicants: list[Learner] = []
        self.studying: list[Learner] = []
        self.world_built = build_world(plan, seed_used)
        populate(self, self.world_built)
        self.leans = leans_of_spread(self.p.taste_spread)
        self.books = Books(len(self.places))
        self.months_done = 0
        self.months_planned = plan.spin_up + plan.end - plan.start + 1
        self.record: Record = empty_record(self.months_planned, len(self.places))
        self.stopped: list[tuple[int, int]] = []

    def step(self) -> None:
        """One month: the stages in their order, then the calendar moves on.

        Raises
        ------
        MicrocredError
            After the scenario's last month.
        """
        if not self.running:
            raise MicrocredError(f"the scenario ends in {month_text(self.plan.end)}")
        self.settling = self.month < self.plan.start
        self.leans = leans_of_spread(self.p.taste_spread)
        self.books = Books(len(self.places))
        for stage in STAGES:
            if stage.settles or not self.settling:
                getattr(stages, stage.name)(self)
        observing.write_down(self, self.months_done)
        stopped_now = np.flatnonzero(self.levers.policy.stopped & ~self.levers.stopped_before)
        self.stopped += [(int(row), self.month) for row in stopped_now]
        self.end_month()

    def end_month(self) -> None:
        """The spin-up may end; licence income is smoothed; the calendar moves on."""
        if self.months_done == self.plan.spin_up - 1:
            self.licence_income_start = self.licence_income_year
            stages.bear_costs(self)
        self.licence_income_year = yearly_mean(self.licence_income_year, self.licence_income)
        self.licence_income = 0.0
        self.month += 1
        self.months_done += 1
        self.running = self.months_done < self.months_planned

    def spend(
        self,
        lever: LeverCode,
        asker: Asker,
        payer: Account,
        payee: Account,
        place: int,
        cents: int,
        what: LeverCode | Paid | None = None,
    ) -> bool:
        """Book a payment that a lever causes, if its budget bears it; else what it was for must not happen."""
        if not self.levers.afford(lever, asker, cents):
            return False
        self.books.pay(payer, payee, lever if what is None else what, place, cents)
        return True

    def turn(self, lever: LeverCode, key: int, number: int) -> float:
        """The lot by which somebody of this name is served from the budgets of a lever."""
        return uniform(self.seed_used, int(Purpose.BUDGET), key, number, self.month, int(lever))

    def in_turn(self, lever: LeverCode, agents: Sequence[Served]) -> Sequence[Served]:
        """Agents in the order in which a stage visits them: by lot if any budget may run out on the way."""
        if not any(self.levers.limited):
            return agents
        return sorted(agents, key=lambda agent: self.turn(lever, agent.key, agent.number))

    def finished(self) -> Finished:
        """What the engines give back."""
        acted, answered = (np.array(flags, dtype=np.bool_) for flags in (self.levers.acted, self.levers.answered))
        return Finished(self.record, acted, answered, tuple(self.stopped), self)

    def add_programme(self, programme: Programme) -> None:
        """A programme joins the country's and its institution's."""
        self.programmes.append(programme)
        programme.institution.programmes.append(programme)

    def count_people(self) -> None:
        """People and holders of every place and of the nation."""
        for place in self.places:
            place.count_people()
        self.holders = sum(sum(place.holders_of) for place in self.places)
        self.population = sum(sum(place.people_of) for place in self.places)

    def count_studying(self) -> None:
        """Learners in study, or waiting for an exam, by place."""
        for learner in self.studying:
            self.books.count(Count.STUDYING, learner.place.index)

    def vacancies(self, occupation: Occupation) -> float:
        """Vacancies of an occupation in all regions."""
        total = 0.0
        for region in self.regions:
            total += region.markets[occupation.index].vacancies
        return total

    def meet_shocks(self) -> None:
        """The month's shocks; they name programmes by what a table says of them."""
        table = empty_rows(PROGRAMME, len(self.programmes))
        for row, programme in zip(table, self.programmes, strict=True):
            row["region"], row["place"] = programme.region.index, programme.place.index
            row["occupation"], row["kind"] = programme.occupation.index, programme.kind
            row["size"], row["type"] = programme.size, programme.type
        self.shocks = shocks_of(self.plan, self.month, self.world_built._replace(programmes=table))
