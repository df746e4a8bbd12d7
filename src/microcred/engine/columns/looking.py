"""Stage `learning`, first part: what people who decide aim at, and which offers they look at."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.batches import WORDS, words_of_all
from microcred.base.chance import Purpose, pick, share
from microcred.base.compile import borrowing, spelled_out
from microcred.base.inclined import keep_inclined
from microcred.base.moments import Moments, empty_moments
from microcred.base.reference import by_reference
from microcred.engine.columns.deciders import grade_of
from microcred.engine.columns.shelves import GUIDE, shelves_of
from microcred.engine.columns.terms import OFFERS_SEEN
from microcred.rules.thinning import beyond

LOOK = int(Purpose.LOOK)
NOTHING = -1


@by_reference
class Room(NamedTuple):
    """Where a thread keeps what it knows of the moments of some blocks.

    Attributes
    ----------
    moments
        Who decides, how much it takes to move them, and their traits.
    places
        Of those still in question: their places among the moments (`Moments.places`).
    keys, ranks, months
        Their names, and the month word.
    looks, more
        Eight words of each moment, of which the second four are only drawn for those in question.
    ways, wanted
        Of each moment: what it aims at (`way_of`), and where among the region's weights.
    occupations
        The occupation.
    campus, online, alike
        Of those who aim: where the shelf on campus begins, the one online less the offers on campus, and how many
        offers are on campus.
    offers
        How many offers are on both.
    seen
        Where on the shelves the offers stand that each of them looks at, by turn of looking, -1 for one seen before.
    ceilings
        Bounds of what these weigh together.
    records, idle
        Their records, -1 without, and whether they are free to decide.
    incomes
        Yuan a month.
    monies, distances
        Of the offers that they look at: `POSTED.money`, and the access that they lack.
    pulls, totals
        Exp V of the offers that they look at, zero for one seen before, and their sum.
    """

    moments: Moments
    places: npt.NDArray[np.int64]
    keys: npt.NDArray[np.int64]
    ranks: npt.NDArray[np.int64]
    months: npt.NDArray[np.int64]
    looks: npt.NDArray[np.int64]
    more: npt.NDArray[np.int64]
    ways: npt.NDArray[np.int64]
    wanted: npt.NDArray[np.float64]
    occupations: npt.NDArray[np.int64]
    campus: npt.NDArray[np.int64]
    online: npt.NDArray[np.int64]
    alike: npt.NDArray[np.int64]
    offers: npt.NDArray[np.int64]
    seen: npt.NDArray[np.int64]
    ceilings: npt.NDArray[np.float64]
    records: npt.NDArray[np.int64]
    idle: npt.NDArray[np.bool_]
    incomes: npt.NDArray[np.float64]
    monies: npt.NDArray[np.float64]
    distances: npt.NDArray[np.float64]
    pulls: npt.NDArray[np.float64]
    totals: npt.NDArray[np.float64]


def empty_room(moments: int) -> Room:
    """Room for so many moments at once."""
    keys, ranks, months, ways, occupations, records = np.empty((6, moments), dtype=np.int64)
    campus, online, alike, offers = np.empty((4, moments), dtype=np.int64)
    looks, more = np.empty((2, WORDS, moments), dtype=np.int64)
    wanted, ceilings, incomes, totals = np.empty((4, moments))
    monies, distances, pulls = np.empty((3, OFFERS_SEEN, moments))
    found = empty_moments(moments)
    return Room(
        found,
        found.places,
        keys,
        ranks,
        months,
        looks,
        more,
        ways,
        wanted,
        occupations,
        campus,
        online,
        alike,
        offers,
        np.empty((OFFERS_SEEN, moments), dtype=np.int64),
        ceilings,
        records,
        np.empty(moments, dtype=np.bool_),
        incomes,
        monies,
        distances,
        pulls,
        totals,
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
def aim(world: Any, fair: Any, deciders: Any, first: int, last: int, room: Any) -> int:
    """What candidates of some deciders aim at; returns how many are inclined to it and may apply for the best offers.

    Most drop out because little or nothing is offered near what they aim at, whatever they are inclined to.
    """
    nation, p, looks = world.nation[0], world.parameters[0], room.looks
    moments = name_all(deciders, first, last, room)
    words_of_all(nation.seed, LOOK, room.keys[:moments], room.moments.ranks[:moments], room.months[:moments], 0, looks)
    aim_roughly(p.own_sector_share, fair, deciders, first, last, room)
    keep_inclined(p.taste_spread, fair.leans, deciders.blocks, first, last, room.moments)
    return aim_exactly(fair, deciders, first, last, room)


@borrowing
def aim_roughly(own_share: float, fair: Any, deciders: Any, first: int, last: int, room: Any) -> None:
    """Where among the weights of their regions candidates aim; keeps those who may apply for anything near there."""
    draws, traits, looks, places = room.moments.draws, room.moments.traits, room.looks, room.places
    ends, ways, wanted = deciders.blocks.ends, room.ways, room.wanted
    moment, kept = 0, 0
    for block in range(first, last):
        kind, region, end = deciders.kinds[block], deciders.regions[block], ends[block]
        scales = deciders.scales[deciders.cells[block]]
        parts, scale = fair.parts[deciders.classes[block], region], fair.shelves.scales[region]
        for turn in range(moment, end):
            looked = share(looks[0, turn])
            ways[turn] = way_of(fair, kind, own_share, looked, share(traits[2, turn]))
            wanted[turn] = wanted_of(fair, region, ways[turn], own_share, looked)
        for turn in range(moment, end):
            weight = parts[min(GUIDE, int(wanted[turn] * scale))]
            places[kept] = turn
            kept += not beyond(draws[turn], scales[grade_of(traits[1, turn])] * weight)
        moment, ends[block] = end, kept


@borrowing
def aim_exactly(fair: Any, deciders: Any, first: int, last: int, room: Any) -> int:
    """The occupations that those still in question aim at; returns for how many there may be an offer."""
    draws, incomes, names = room.moments.draws, room.moments.traits[1], room.moments.ranks
    ends, places, occupations, ranks = deciders.blocks.ends, room.places, room.occupations, room.ranks
    turn, kept = 0, 0
    for block in range(first, last):
        region = deciders.regions[block]
        scales = deciders.scales[deciders.cells[block]]
        weights = fair.weights[deciders.classes[block], region]
        while turn < ends[block]:
            moment = places[turn]
            occupation = occupation_of(fair, region, room.ways[moment], room.wanted[moment])
            places[kept] = moment
            occupations[kept] = occupation
            ranks[kept] = names[moment]
            kept += not beyond(draws[moment], scales[grade_of(incomes[moment])] * weights[occupation])
            turn += 1
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
    aiming = name_all(deciders, first, last, room)
    words_of_all(nation.seed, LOOK, room.keys[:aiming], room.ranks[:aiming], room.months[:aiming], 1, room.more)
    find_shelves(reach, fair, deciders, first, last, room)
    pick_offers(aiming, room)
    return keep_tempted(fair, deciders, first, last, room)


@borrowing
def find_shelves(reach: float, fair: Any, deciders: Any, first: int, last: int, room: Any) -> None:
    """Along which shelves those who aim look."""
    occupations, begin = fair.weights.shape[2], 0
    for block in range(first, last):
        audience, region, end = deciders.audiences[block], deciders.regions[block], deciders.blocks.ends[block]
        for turn in range(begin, end):
            nationwide = share(room.looks[1, room.places[turn]]) < reach
            along = shelves_of(fair.shelves, audience, occupations, region, room.occupations[turn], nationwide)
            room.campus[turn] = along[0]
            room.alike[turn] = along[1] - along[0]
            room.online[turn] = along[2] - room.alike[turn]
            room.offers[turn] = room.alike[turn] + along[3] - along[2]
        begin = end


@spelled_out
def position(draw: int, word: int, offers: int, alike: int, campus: int, online: int) -> int:
    """Where on the shelves a look falls, -1 where there are no more offers; no more than four are looked at in turn."""
    drawn = pick(word, offers)
    along = draw if offers <= OFFERS_SEEN else drawn
    place = along + (campus if along < alike else online)
    return place if draw < offers else NOTHING


@borrowing
def pick_offers(aiming: int, room: Any) -> None:
    """Four looks along the shelves of so many who aim; what was seen before is seen once."""
    places, looks, more, seen = room.places, room.looks, room.more, room.seen
    offers, alike, campus, online = room.offers, room.alike, room.campus, room.online
    for turn in range(aiming):
        moment = places[turn]
        shelf = offers[turn], alike[turn], campus[turn], online[turn]
        one = position(0, looks[2, moment], shelf[0], shelf[1], shelf[2], shelf[3])
        two = position(1, looks[3, moment], shelf[0], shelf[1], shelf[2], shelf[3])
        three = position(2, more[0, turn], shelf[0], shelf[1], shelf[2], shelf[3])
        four = position(3, more[1, turn], shelf[0], shelf[1], shelf[2], shelf[3])
        seen[0, turn] = one
        seen[1, turn] = NOTHING if two == one else two
        seen[2, turn] = NOTHING if (three == one) | (three == two) else three
        seen[3, turn] = NOTHING if (four == one) | (four == two) | (four == three) else four


@borrowing
def keep_tempted(fair: Any, deciders: Any, first: int, last: int, room: Any) -> int:
    """Keep of those who aim whoever may apply for an offer seen; returns how many."""
    ends, draws, incomes = deciders.blocks.ends, room.moments.draws, room.moments.traits[1]
    places, occupations, ranks = room.places, room.occupations, room.ranks
    more, seen, ceilings = room.more, room.seen, room.ceilings
    turn, kept = 0, 0
    for block in range(first, last):
        scales = deciders.scales[deciders.cells[block]]
        posted = fair.posted[deciders.classes[block]]
        while turn < ends[block]:
            moment = places[turn]
            ceiling = 0.0
            for offer in range(OFFERS_SEEN):
                at = seen[offer, turn]
                weight = posted[max(at, 0)].weight
                ceiling += weight if at >= 0 else 0.0
                seen[offer, kept] = at
            places[kept] = moment
            occupations[kept] = occupations[turn]
            ranks[kept] = ranks[turn]
            ceilings[kept] = ceiling
            more[2, kept], more[3, kept] = more[2, turn], more[3, turn]
            kept += not beyond(draws[moment], scales[grade_of(incomes[moment])] * ceiling)
            turn += 1
        ends[block] = kept
    return kept
