"""People: their traits, and how they decide."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import mesa

from microcred.base.chance import Purpose, normal_from, philox, pick, share, uniform, unit, when
from microcred.base.errors import RunFailed
from microcred.base.leans import class_of, lean_of, order_of, traits
from microcred.catalogue.levers import LeverCode
from microcred.engine.objects.levers import Asker
from microcred.engine.objects.thinning import OFFERS_SEEN, pull_of_cell
from microcred.rules.aim import online_reach
from microcred.rules.decision import application_probability, income_of, utility
from microcred.rules.incomes import fifth_of
from microcred.rules.thinning import odds
from microcred.world.states import CredentialType, Segment, Stage

if TYPE_CHECKING:
    from microcred.engine.objects.block import Block
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.programme import Programme
    from microcred.engine.objects.things import Occupation, Sector


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

    @cached_property
    def traits(self) -> tuple[int, int, int, int]:
        """Random words kept for life: for lean, income, home sector and ability."""
        block = self.block
        return traits(self.country.seed_used, block.key, block.cohort, self.rank)

    @property
    def segment(self) -> Segment:
        """Student, worker or other."""
        return self.block.segment

    @property
    def ability(self) -> float:
        """Ability in standard deviations."""
        return normal_from(share(self.traits[3]))

    @property
    def lean(self) -> float:
        """What is added to every utility for good; decisions find it in their draw, only observers ask."""
        block, seed = self.block, self.country.seed_used
        class_ = class_of(order_of(seed, block.key, block.cohort), self.rank)
        return lean_of(self.traits[0], class_, self.country.p.taste_spread)

    @property
    def income(self) -> float:
        """Income, yuan a month."""
        return income_of(self.place.income, self.country.p.income_spread, normal_from(share(self.traits[1])))

    @cached_property
    def fifth(self) -> int:
        """Fifth of the country's incomes, for observers: by the trait, whatever a subclass makes of the income."""
        return fifth_of(share(self.traits[1]), *self.place.fifths)

    @property
    def home_sector(self) -> Sector:
        """Sector that the person learns or works in."""
        u = share(self.traits[2])
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

    def decide(self, draw: float, bound: float) -> Programme | None:
        """Decide at a moment whose draw says how much it takes: a programme to apply to, or none.

        The draw already has the person's lean in it (`microcred.base.leans`). No probability may exceed the bound
        under which moments were made.
        """
        words = [*self.look(0), *self.look(1)]
        seen = self.look_around(self.aim(share(words[0])), share(words[1]), words[2:6])
        return self.choose(seen, draw, bound, unit(words[6], words[7]))

    def look(self, slot: int) -> tuple[int, int, int, int]:
        """Four of this month's random words."""
        country, block = self.country, self.block
        now = when(block.cohort, country.month)
        return philox(self.rank, block.key, now, slot, country.seed_used, int(Purpose.LOOK))

    def aim(self, looked: float) -> Occupation:
        """The occupation aimed at: in the home sector or any, by vacancies times premium."""
        country = self.country
        own = country.p.own_sector_share
        first, last = 0, len(country.occupations)
        if looked < own:
            occupations = self.home_sector.occupations
            first, last = occupations[0].index, occupations[-1].index + 1
            looked = looked / own
        else:
            looked = (looked - own) / (1.0 - own)
        aims = country.fair.aims[self.place.region]
        wanted = aims[first] + looked * (aims[last] - aims[first])
        return country.occupations[bisect_right(aims, wanted, first + 1, last) - 1]

    def look_around(self, occupation: Occupation, far: float, words: list[int]) -> list[Programme]:
        """Up to four different offers for an occupation, of those within reach."""
        country = self.country
        nationwide = far < online_reach(country.p.online_reach_start, country.platform)
        offers = country.fair.shelf(self.segment).reach(self.place.region, occupation, nationwide)
        if len(offers) <= OFFERS_SEEN:
            return offers
        return list(dict.fromkeys(offers[int(pick(word, len(offers)))] for word in words))

    def choose(self, seen: list[Programme], draw: float, bound: float, second: float) -> Programme | None:
        """One draw decides whether, another which: a multinomial logit with staying out as an option."""
        pulls: list[tuple[Programme, float]] = []
        total = 0.0
        for programme in seen:
            if not self.holds(programme):
                pull = odds(self.utility(programme))
                pulls.append((programme, pull))
                total += pull
        probability = application_probability(total)
        if probability > bound:
            raise RunFailed("a probability to apply exceeded the bound of thinning; please report this")
        if draw > probability:
            return None
        wanted = total * second
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
        p, offer = self.country.p, programme.offer
        assert offer is not None, "only admitting programmes are on offer"
        terms = offer.terms(self.place, self.segment)
        return utility(
            pull_of_cell(self.place, self.segment),
            offer.appeal(terms, self.hours_in_series(programme.credential.series)),
            p.money_weight,
            terms.money,
            self.income,
            p.access_weight,
            terms.lacking_access,
        )

    def hours_in_series(self, series: int) -> float:
        """Hours of the degree-linked credentials of a series that the person holds."""
        hours = 0.0
        for held in reversed(self.held):
            if held.series == series and held.programme.type == CredentialType.DEGREE_LINKED:
                hours += held.programme.hours
        return hours
