"""Stage `learning`, first part: what people who decide aim at, and which offers they look at."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.batches import WORDS, words_of_each
from microcred.base.chance import Purpose, pick, share, when
from microcred.base.compile import borrowing
from microcred.base.moments import Moments, empty_moments
from microcred.base.reference import by_reference
from microcred.engine.columns.directory import row_of
from microcred.engine.columns.offers import pull_of_cell
from microcred.engine.columns.shelves import PUBLIC, SCHOOL, shelves_of
from microcred.engine.columns.terms import OFFERS_SEEN
from microcred.rules.aim import online_reach
from microcred.rules.thinning import beyond, odds
from microcred.world.states import Segment

LOOK = int(Purpose.LOOK)


@by_reference
class Room(NamedTuple):
    """Where a thread keeps what it knows of the moments of a block.

    Attributes
    ----------
    moments
        Who decides, how much it takes to move them, and their traits.
    places
        Of those still in question: their places among the moments.
    ranks
        Their ranks.
    looks, more
        Eight words of each moment, of which the second four are only drawn for those in question.
    occupations
        What they aim at.
    seen, counts
        Offers each of them looks at, and how many.
    ceilings
        Bounds of what these weigh together.
    records
        Their records, -1 without.
    values
        Exp V of the offers that one of them looks at.
    """

    moments: Moments
    places: npt.NDArray[np.int64]
    ranks: npt.NDArray[np.int64]
    looks: npt.NDArray[np.int64]
    more: npt.NDArray[np.int64]
    occupations: npt.NDArray[np.int64]
    seen: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    ceilings: npt.NDArray[np.float64]
    records: npt.NDArray[np.int64]
    values: npt.NDArray[np.float64]


def empty_room(moments: int) -> Room:
    """Room for so many moments of one block."""
    places, ranks, occupations, counts, records = (np.empty(moments, dtype=np.int64) for _ in range(5))
    looks, more = np.empty((2, WORDS, moments), dtype=np.int64)
    seen = np.empty((moments, OFFERS_SEEN), dtype=np.int64)
    ceilings, values = np.empty(moments), np.empty(OFFERS_SEEN)
    return Room(
        empty_moments(moments), places, ranks, looks, more, occupations, seen, counts, ceilings, records, values
    )


@borrowing
def search(cumulated: Any, guide: Any, first: int, last: int, wanted: float) -> int:
    """Index i in first..last-1 with cumulated[i] <= wanted < cumulated[i + 1], from where the guide points on."""
    total = cumulated[cumulated.shape[0] - 1]
    index = guide[min(guide.shape[0] - 1, int(wanted / total * guide.shape[0]))] if total > 0.0 else first
    index = max(first, min(last - 1, index))
    while index < last - 1 and wanted >= cumulated[index + 1]:
        index += 1
    while index > first and wanted < cumulated[index]:
        index -= 1
    return index


@borrowing
def aim_of(sectors: Any, aims: Any, homes: Any, own_share: float, looked: float, at_home: float) -> int:
    """The occupation that a decision aims at: in the home sector or any, by vacancies times premium.

    `aims` and `homes` are (cumulated weights, guide); `looked` is the draw that says where, `at_home` the person's own
    draw of a home sector.
    """
    cumulated = aims[0]
    first, last = 0, cumulated.shape[0] - 1
    if looked < own_share:
        sector = sectors[search(homes[0], homes[1], 0, sectors.shape[0], at_home)]
        first, last = sector.first, sector.last
        looked = looked / own_share
    else:
        looked = (looked - own_share) / (1.0 - own_share)
    return search(cumulated, aims[1], first, last, cumulated[first] + looked * (cumulated[last] - cumulated[first]))


@borrowing
def look_at(rows: Any, shelves: Any, words: Any, seen: Any) -> int:
    """Draw up to four different offers from two shelves (`shelves_of`); returns how many stand in `seen`."""
    on_campus = shelves[1] - shelves[0]
    total = on_campus + shelves[3] - shelves[2]
    count = 0
    for draw in range(min(OFFERS_SEEN, total)):
        place = draw if total <= OFFERS_SEEN else pick(words[draw], total)
        index = rows[place + (shelves[0] if place < on_campus else shelves[2] - on_campus)]
        known = False
        for other in range(count):
            known |= seen[other] == index
        seen[count] = index
        count += not known
    return count


@borrowing
def aim(world: Any, fair: Any, index: int, moments: int, room: Any) -> int:
    """What the moments of a block aim at; returns how many could be applications, with the best offers for it."""
    nation, p = world.nation[0], world.parameters[0]
    block = world.blocks[index]
    region = world.places[block.place].region
    weights = fair.weights[fair.class_of[block.place, block.segment], region]
    aims = (fair.shelves.aims[region], fair.shelves.guides[region])
    kind = 1 if block.segment == Segment.OTHER else 0
    homes = (fair.homes[kind], fair.home_guides[kind])
    scale = odds(pull_of_cell(world, block.place, block.segment))
    found = room.moments
    today = when(block.cohort, nation.month)
    words_of_each(nation.seed, LOOK, block.key, found.ranks, moments, today, 0, room.looks)
    kept = 0
    for moment in range(moments):
        looked, at_home = share(room.looks[0, moment]), share(found.traits[2, moment])
        occupation = aim_of(world.sectors, aims, homes, p.own_sector_share, looked, at_home)
        room.places[kept] = moment
        room.ranks[kept] = found.ranks[moment]
        room.occupations[kept] = occupation
        kept += not beyond(found.draws[moment], scale * weights[occupation])
    words_of_each(nation.seed, LOOK, block.key, room.ranks, kept, today, 1, room.more)
    return kept


@borrowing
def browse(world: Any, fair: Any, directory: Any, index: int, aiming: int, room: Any) -> int:
    """Offers that those who aim look at; returns how many could apply for one, and has found their records."""
    nation, p = world.nation[0], world.parameters[0]
    shelves, occupations = fair.shelves, world.occupations.shape[0]
    block = world.blocks[index]
    region = world.places[block.place].region
    terms = fair.terms[fair.class_of[block.place, block.segment]]
    audience = SCHOOL if block.segment == Segment.STUDENT else PUBLIC
    scale = odds(pull_of_cell(world, block.place, block.segment))
    reach = online_reach(p.online_reach_start, nation.platform)
    kept = 0
    for turn in range(aiming):
        moment, occupation = room.places[turn], room.occupations[turn]
        nationwide = share(room.looks[1, moment]) < reach
        along = shelves_of(shelves, audience, occupations, region, occupation, nationwide)
        words = (room.looks[2, moment], room.looks[3, moment], room.more[0, turn], room.more[1, turn])
        count = look_at(shelves.rows[audience], along, words, room.seen[kept])
        ceiling = 0.0
        for offer in room.seen[kept, :count]:
            ceiling += terms[offer].weight
        room.places[kept] = moment
        room.ranks[kept] = room.ranks[turn]
        room.occupations[kept] = occupation
        room.counts[kept] = count
        room.ceilings[kept] = ceiling
        room.more[2, kept], room.more[3, kept] = room.more[2, turn], room.more[3, turn]
        kept += not beyond(room.moments.draws[moment], scale * ceiling)
    for turn in range(kept):
        room.records[turn] = row_of(directory, index, room.ranks[turn])
    return kept
