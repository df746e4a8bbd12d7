"""Blocks: the quarter's graduates of a place, in which everybody exists as a rank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from microcred.base.moments import decision_moments, empty_moments, named_blocks
from microcred.base.thresholds import thresholds_passed
from microcred.rules.draws import hazard_of_mean
from microcred.world.states import Fifth, Segment

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.learner import Learner
    from microcred.engine.objects.region import Place

ROOM = 256


class Block:
    """People of one place and age: how many are aware is a count; only who applied has a record."""

    def __init__(
        self,
        country: Country,
        place: Place,
        segment: Segment,
        key: int,
        cohort: int,
        size: int = 0,
        hazard: float = 0.0,
    ) -> None:
        self.country = country
        self.place = place
        self.segment = segment
        self.key = key
        self.cohort = cohort
        self.size = size
        self.hazard = hazard
        self.aware = 0
        self.holders = 0
        self.holders_by_fifth = [0] * len(Fifth)
        self.left = False
        self.records: dict[int, Learner] = {}

    def hear(self, hazard: float) -> None:
        """Accumulate the hazard of becoming aware; those of the lowest thresholds are aware."""
        self.hazard += hazard
        self.aware = thresholds_passed(self.country.seed_used, self.key, self.cohort, self.size, self.hazard)

    def moments(self, bound: float) -> Iterator[tuple[int, float]]:
        """(Rank, draw) of the month's decision moments with a draw up to the bound, as the chance service has them."""
        country = self.country
        blocks = named_blocks(country.seed_used, self.key, self.cohort, self.size, self.aware, bound)
        room, taken, found = ROOM, 0, 0
        while taken == 0:
            room *= 2
            moments = empty_moments(room)
            taken, found = decision_moments(
                country.seed_used,
                country.month,
                hazard_of_mean(country.p.decision_interval),
                country.p.taste_spread,
                country.leans,
                blocks,
                0,
                1,
                moments,
            )
        return zip(moments.ranks[:found].tolist(), moments.draws[:found].tolist(), strict=True)

    def person(self, rank: int) -> Learner:
        """Whoever has a rank: the record, or somebody who never applied yet."""
        known = self.records.get(rank)
        return self.country.learner_class(self.country, self, rank) if known is None else known
