"""Stage `learning`, first part: what people who decide aim at."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.batches import words_of_all
from microcred.base.chance import Purpose, share, when
from microcred.base.compile import borrowing, spelled_out
from microcred.base.inclined import keep_inclined
from microcred.engine.columns.deciders import grade_of
from microcred.engine.columns.shelves import GUIDE
from microcred.rules.thinning import beyond

LOOK = int(Purpose.LOOK)
# A word has so many bits, of which so many first ones nearly tell the home sector.
WORD_BITS = 32
HOME_BITS = 10


@spelled_out
def search(cumulated: Any, guide: Any, scale: float, last: int, wanted: float) -> int:
    """The row in whose part of the cumulated weights something lies, from where the guide points on; `last` at most.

    Infinity stands behind the cumulated weights: the search need not ask for its end, which no processor foresees.
    """
    row = np.int64(guide[min(GUIDE, int(wanted * scale))])
    # Most often the guide is right or one short: a step that needs no jump settles both.
    row += wanted >= cumulated[row + 1]
    while wanted >= cumulated[row + 1]:
        row += 1
    return min(row, last)


@spelled_out
def home_of(fair: Any, kind: int, word: int) -> int:
    """The home sector of somebody of a kind (`Fair.homes`), by the person's own word."""
    home = np.int64(fair.home_guides[kind, word >> (WORD_BITS - HOME_BITS)])
    home += word >= fair.homes[kind, home + 1]
    while word >= fair.homes[kind, home + 1]:
        home += 1
    return home


@spelled_out
def way_of(fair: Any, kind: int, own_share: float, looked: float, word: int) -> int:
    """What a decision aims at: the home sector's occupations, by its number, or any, which comes last."""
    home, anywhere = home_of(fair, kind, word), fair.shelves.lasts.shape[0] - 1
    return home if looked < own_share else anywhere


@spelled_out
def along_way(own_share: float, looked: float) -> float:
    """How far along the weights of what is aimed at, from 0 to 1."""
    own = looked < own_share
    return (looked - (0.0 if own else own_share)) / (own_share if own else 1.0 - own_share)


@spelled_out
def wanted_of(fair: Any, region: int, way: int, own_share: float, looked: float) -> float:
    """Where among a region's cumulated weights."""
    return fair.shelves.ways[region, way, 0] + along_way(own_share, looked) * fair.shelves.ways[region, way, 1]


@spelled_out
def occupation_of(fair: Any, region: int, way: int, wanted: float) -> int:
    """The occupation whose weight lies there."""
    shelves = fair.shelves
    return search(shelves.aims[region], shelves.guides[region], shelves.scales[region], shelves.lasts[way], wanted)


@spelled_out
def aim_of(fair: Any, region: int, kind: int, own_share: float, looked: float, word: int) -> int:
    """The occupation that a decision aims at: in the home sector or any, by vacancies times premium.

    `looked` is the draw that says where, `word` the person's own of a home sector (`home_of`).
    """
    way = way_of(fair, kind, own_share, looked, word)
    return occupation_of(fair, region, way, wanted_of(fair, region, way, own_share, looked))


@borrowing
def aim(world: Any, fair: Any, deciders: Any, first: int, last: int, room: Any) -> int:
    """What candidates of some stretches aim at; returns how many are inclined to it and may apply for the best offers.

    Most drop out because little or nothing is offered near what they aim at, whatever they are inclined to.
    """
    nation, p, moments = world.nation[0], world.parameters[0], deciders.ends[last - 1]
    for turn in range(moments):
        room.months[turn] = when(room.moments.months[turn], nation.month)
    keys, ranks, months = room.moments.keys[:moments], room.moments.ranks[:moments], room.months[:moments]
    words_of_all(nation.seed, LOOK, keys, ranks, months, 0, room.looks)
    aim_roughly(p.own_sector_share, fair, deciders, first, last, room)
    keep_inclined(p.taste_spread, fair.leans, deciders.ends, first, last, room.moments)
    return aim_exactly(fair, deciders, first, last, room)


@borrowing
def aim_roughly(own_share: float, fair: Any, deciders: Any, first: int, last: int, room: Any) -> None:
    """Where among the weights of their regions candidates aim; keeps those who may apply for anything near there."""
    draws, traits, looks, places = room.moments.draws, room.moments.traits, room.looks, room.places
    ends, ways, wanted = deciders.ends, room.ways, room.wanted
    moment, kept = 0, 0
    for stretch in range(first, last):
        block, end = deciders.heads[stretch], ends[stretch]
        kind, region = deciders.kinds[block], deciders.regions[block]
        scales = deciders.scales[deciders.cells[block]]
        ways_here = fair.shelves.ways[region]
        parts, scale = fair.parts[deciders.classes[block], region], fair.shelves.scales[region]
        for turn in range(moment, end):
            wanted[turn] = along_way(own_share, share(looks[0, turn]))
        for turn in range(moment, end):
            way = way_of(fair, kind, own_share, share(looks[0, turn]), traits[2, turn])
            ways[turn] = way
            wanted[turn] = ways_here[way, 0] + wanted[turn] * ways_here[way, 1]
        for turn in range(moment, end):
            weight = parts[min(GUIDE, int(wanted[turn] * scale))]
            places[kept] = turn
            kept += not beyond(draws[turn], scales[grade_of(traits[1, turn])] * weight)
        moment, ends[stretch] = end, kept


@borrowing
def aim_exactly(fair: Any, deciders: Any, first: int, last: int, room: Any) -> int:
    """The occupations that those still in question aim at; returns for how many there may be an offer."""
    draws, incomes, names = room.moments.draws, room.moments.traits[1], room.moments.ranks
    ends, places, occupations, ranks = deciders.ends, room.places, room.occupations, room.ranks
    begin, kept = 0, 0
    for stretch in range(first, last):
        block, end = deciders.heads[stretch], ends[stretch]
        region = deciders.regions[block]
        scales = deciders.scales[deciders.cells[block]]
        weights = fair.weights[deciders.classes[block], region]
        for turn in range(begin, end):
            moment = places[turn]
            occupations[turn] = occupation_of(fair, region, room.ways[moment], room.wanted[moment])
        for turn in range(begin, end):
            moment, occupation = places[turn], occupations[turn]
            places[kept] = moment
            occupations[kept] = occupation
            ranks[kept] = names[moment]
            kept += not beyond(draws[moment], scales[grade_of(incomes[moment])] * weights[occupation])
        begin, ends[stretch] = end, kept
    return kept
