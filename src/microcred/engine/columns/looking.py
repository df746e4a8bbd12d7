"""Stage `learning`, first part: what people who decide aim at, and which offers they look at."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.batches import WORDS, words_of_all
from microcred.base.chance import Purpose, pick, share
from microcred.base.compile import borrowing, spelled_out
from microcred.base.moments import Moments, empty_moments
from microcred.base.reference import by_reference
from microcred.engine.columns.deciders import grade_of
from microcred.engine.columns.shelves import GUIDE, shelves_of
from microcred.engine.columns.terms import OFFERS_SEEN
from microcred.rules.thinning import beyond

LOOK = int(Purpose.LOOK)


@by_reference
class Room(NamedTuple):
    """Where a thread keeps what it knows of the moments of some blocks.

    Attributes
    ----------
    moments
        Who decides, how much it takes to move them, and their traits.
    places
        Of those still in question: their places among the moments.
    keys, ranks, months
        Their names, and the month word.
    looks, more
        Eight words of each moment, of which the second four are only drawn for those in question.
    occupations
        What they aim at.
    seen, counts
        Where on the shelves the offers stand that each of them looks at, and how many.
    ceilings
        Bounds of what these weigh together.
    records, idle
        Their records, -1 without, and whether they are free to decide.
    incomes
        Yuan a month.
    pulls
        Exp V of the offers that they look at.
    """

    moments: Moments
    places: npt.NDArray[np.int64]
    keys: npt.NDArray[np.int64]
    ranks: npt.NDArray[np.int64]
    months: npt.NDArray[np.int64]
    looks: npt.NDArray[np.int64]
    more: npt.NDArray[np.int64]
    occupations: npt.NDArray[np.int64]
    seen: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    ceilings: npt.NDArray[np.float64]
    records: npt.NDArray[np.int64]
    idle: npt.NDArray[np.bool_]
    incomes: npt.NDArray[np.float64]
    pulls: npt.NDArray[np.float64]


def empty_room(moments: int) -> Room:
    """Room for so many moments at once."""
    places, keys, ranks, months, occupations, counts, records = np.empty((7, moments), dtype=np.int64)
    looks, more = np.empty((2, WORDS, moments), dtype=np.int64)
    seen, pulls = np.empty((moments, OFFERS_SEEN), dtype=np.int64), np.empty((moments, OFFERS_SEEN))
    ceilings, incomes = np.empty((2, moments))
    return Room(
        empty_moments(moments),
        places,
        keys,
        ranks,
        months,
        looks,
        more,
        occupations,
        seen,
        counts,
        ceilings,
        records,
        np.empty(moments, dtype=np.bool_),
        incomes,
        pulls,
    )


@spelled_out
def search(cumulated: Any, guide: Any, scale: float, last: int, wanted: float) -> int:
    """The row in whose part of the cumulated weights something lies, from where the guide points on; `last` at most."""
    row = np.int64(guide[min(GUIDE, int(wanted * scale))])
    # Most often the guide is right or one short: a step that needs no jump settles both.
    row += wanted >= cumulated[row + 1]
    while row < last and wanted >= cumulated[row + 1]:
        row += 1
    return min(row, last)


@spelled_out
def way_of(fair: Any, kind: int, own_share: float, looked: float, at_home: float) -> int:
    """What a decision aims at: the home sector's occupations, by its number, or any, which comes last."""
    anywhere = fair.homes.shape[1] - 1
    home = search(fair.homes[kind], fair.home_guides[kind], fair.home_scales[kind], anywhere - 1, at_home)
    return home if looked < own_share else anywhere


@spelled_out
def wanted_of(fair: Any, region: int, way: int, own_share: float, looked: float) -> float:
    """Where among a region's cumulated weights."""
    own = looked < own_share
    along = (looked - (0.0 if own else own_share)) / (own_share if own else 1.0 - own_share)
    return fair.shelves.ways[region, way, 0] + along * fair.shelves.ways[region, way, 1]


@spelled_out
def occupation_of(fair: Any, region: int, way: int, wanted: float) -> int:
    """The occupation whose weight lies there."""
    shelves = fair.shelves
    return search(shelves.aims[region], shelves.guides[region], shelves.scales[region], shelves.lasts[way], wanted)


@spelled_out
def aim_of(fair: Any, region: int, kind: int, own_share: float, looked: float, at_home: float) -> int:
    """The occupation that a decision aims at: in the home sector or any, by vacancies times premium.

    `looked` is the draw that says where, `at_home` the person's own draw of a home sector, of which there are two kinds
    (`Fair.homes`).
    """
    way = way_of(fair, kind, own_share, looked, at_home)
    return occupation_of(fair, region, way, wanted_of(fair, region, way, own_share, looked))


@borrowing
def look_at(along: Any, words: Any, seen: Any) -> int:
    """Draw up to four different offers from two shelves (`shelves_of`); returns how many stand in `seen`.

    They are named by where they stand. Where there are no more than four, all of them are seen.
    """
    on_campus = along[1] - along[0]
    total = on_campus + along[3] - along[2]
    count = 0
    for draw in range(OFFERS_SEEN):
        drawn = pick(words[draw], total)
        place = draw if total <= OFFERS_SEEN else drawn
        place += along[0] if place < on_campus else along[2] - on_campus
        known = draw >= total
        for other in range(draw):
            known |= (other < count) & (seen[other] == place)
        seen[count] = place
        count += not known
    return count


@borrowing
def aim(nation: Any, own_share: float, fair: Any, deciders: Any, first: int, last: int, room: Any) -> int:
    """What moments of some deciders aim at; returns how many could be applications, with the best offers for it."""
    found, ends = room.moments, deciders.blocks.ends
    draws, traits, looks = found.draws, found.traits, room.looks
    moments = name_all(deciders, first, last, room)
    words_of_all(nation.seed, LOOK, room.keys[:moments], found.ranks[:moments], room.months[:moments], 0, looks)
    places, occupations, ranks, ways, wanted = room.places, room.occupations, room.ranks, room.keys, room.ceilings
    moment, kept = 0, 0
    for block in range(first, last):
        kind, region = deciders.kinds[block], deciders.regions[block]
        for turn in range(moment, ends[block]):
            ways[turn] = way_of(fair, kind, own_share, share(looks[0, turn]), share(traits[2, turn]))
        for turn in range(moment, ends[block]):
            wanted[turn] = wanted_of(fair, region, ways[turn], own_share, share(looks[0, turn]))
        for turn in range(moment, ends[block]):
            occupations[turn] = occupation_of(fair, region, ways[turn], wanted[turn])
        moment = ends[block]
    moment = 0
    for block in range(first, last):
        scales = deciders.scales[deciders.cells[block]]
        weights = fair.weights[deciders.classes[block], deciders.regions[block]]
        while moment < ends[block]:
            occupation = occupations[moment]
            places[kept] = moment
            ranks[kept] = found.ranks[moment]
            occupations[kept] = occupation
            scale = scales[grade_of(traits[1, moment])]
            kept += not beyond(draws[moment], scale * weights[occupation])
            moment += 1
        ends[block] = kept
    return kept


@borrowing
def name_all(deciders: Any, first: int, last: int, room: Any) -> int:
    """Keys and month words of the people of some deciders who are still in question; returns how many they are."""
    turn = 0
    for block in range(first, last):
        end = deciders.blocks.ends[block]
        room.keys[turn:end] = deciders.blocks.keys[block]
        room.months[turn:end] = deciders.months[block]
        turn = end
    return turn


@borrowing
def browse(nation: Any, reach: float, fair: Any, deciders: Any, first: int, last: int, room: Any) -> int:
    """Offers that those who aim look at; returns how many could apply for one."""
    ends, draws, incomes = deciders.blocks.ends, room.moments.draws, room.moments.traits[1]
    places, occupations, ranks, counts = room.places, room.occupations, room.ranks, room.counts
    looks, more, ceilings, occupations_there = room.looks, room.more, room.ceilings, fair.weights.shape[2]
    aiming = name_all(deciders, first, last, room)
    words_of_all(nation.seed, LOOK, room.keys[:aiming], ranks[:aiming], room.months[:aiming], 1, more)
    turn, kept = 0, 0
    for block in range(first, last):
        audience, region = deciders.audiences[block], deciders.regions[block]
        scales = deciders.scales[deciders.cells[block]]
        posted = fair.posted[deciders.classes[block]]
        while turn < ends[block]:
            moment, occupation = places[turn], occupations[turn]
            nationwide = share(looks[1, moment]) < reach
            along = shelves_of(fair.shelves, audience, occupations_there, region, occupation, nationwide)
            words = (looks[2, moment], looks[3, moment], more[0, turn], more[1, turn])
            seen = room.seen[kept]
            count = look_at(along, words, seen)
            ceiling = 0.0
            for offer in range(OFFERS_SEEN):
                weight = posted[seen[offer] if offer < count else 0]
                ceiling += weight if offer < count else 0.0
            places[kept] = moment
            occupations[kept] = occupation
            ranks[kept] = ranks[turn]
            counts[kept] = count
            ceilings[kept] = ceiling
            more[2, kept], more[3, kept] = more[2, turn], more[3, turn]
            scale = scales[grade_of(incomes[moment])]
            kept += not beyond(draws[moment], scale * ceiling)
            turn += 1
        ends[block] = kept
    return kept
