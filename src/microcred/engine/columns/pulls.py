"""Stage `learning`: what offers weigh with those who look at them."""

from __future__ import annotations

from typing import Any

from microcred.base.batches import normals_from
from microcred.base.chance import share
from microcred.base.compile import borrowing
from microcred.engine.columns.terms import OFFERS_SEEN, appeal_of, stacking
from microcred.rules.decision import income_of, utility
from microcred.rules.thinning import odds
from microcred.world.states import CredentialType


@borrowing
def known_of(people: Any, held: Any, programmes: Any, person: int, credential: int, series: int) -> tuple[bool, float]:
    """Whether a person holds a credential, and hours of the degree-linked ones of a series that the person holds."""
    holds, hours = False, 0.0
    row = people[person].last_held
    while row >= 0:
        programme = programmes[held[row].programme]
        stacks = (held[row].series == series) & (programme.type == CredentialType.DEGREE_LINKED)
        holds |= programme.credential == credential
        hours += programme.hours if stacks else 0.0
        row = held[row].previous
    return holds, hours


@borrowing
def pull(p: Any, terms: Any, attraction: float, cell: float, income: float, lacking: float) -> float:
    """Exp V of an offer."""
    lacking = lacking if terms.online else 0.0
    return odds(utility(cell, attraction, p.money_weight, terms.money, income, p.access_weight, lacking))


@borrowing
def pull_on_holder(
    world: Any, fair: Any, class_: int, person: int, cell: float, income: float, lacking: float, stacks: Any, at: int
) -> float:
    """Exp V of an offer for a holder: zero if the credential is held, more if it adds to a stack."""
    nation, p, offer = world.nation[0], world.parameters[0], fair.offers[at]
    holds, hours = known_of(world.people, world.held, world.programmes, person, offer.credential, offer.series)
    if holds:
        return 0.0
    terms = fair.terms[class_, at]
    return pull(p, terms, appeal_of(nation, p, offer, terms.worth, stacks, hours), cell, income, lacking)


@borrowing
def find_incomes(world: Any, deciders: Any, first: int, last: int, room: Any) -> None:
    """Incomes of those who decide."""
    spread = world.parameters[0].income_spread
    draws, incomes, places = room.totals, room.incomes, room.places
    decide = deciders.ends[last - 1]
    for turn in range(decide):
        draws[turn] = share(room.moments.traits[1, places[turn]])
    normals_from(draws[:decide], incomes)
    begin = 0
    for stretch in range(first, last):
        end = deciders.ends[stretch]
        mean = world.places[deciders.places[deciders.heads[stretch]]].income
        for turn in range(begin, end):
            incomes[turn] = income_of(mean, spread, incomes[turn])
        begin = end


@borrowing
def weigh_offers(world: Any, fair: Any, deciders: Any, first: int, last: int, room: Any) -> None:
    """Exp V of the offers that those who decide look at, as if nobody held anything."""
    seen, pulls, monies, distances = room.seen, room.pulls, room.monies, room.distances
    begin = 0
    for stretch in range(first, last):
        end = deciders.ends[stretch]
        posted = fair.posted[deciders.classes[deciders.heads[stretch]]]
        for offer in range(OFFERS_SEEN):
            for turn in range(begin, end):
                row = posted[max(0, seen[offer, turn])]
                pulls[offer, turn] = row.appeal
                monies[offer, turn] = row.money
                distances[offer, turn] = row.online
        begin = end
    p, incomes = world.parameters[0], room.incomes
    money_weight, access_weight = p.money_weight, p.access_weight
    begin = 0
    for stretch in range(first, last):
        block, end = deciders.heads[stretch], deciders.ends[stretch]
        base = deciders.bases[deciders.cells[block]]
        lacking = 1.0 - world.places[deciders.places[block]].access
        for offer in range(OFFERS_SEEN):
            for turn in range(begin, end):
                money, missing = monies[offer, turn], lacking * distances[offer, turn]
                pulls[offer, turn] = utility(
                    base, pulls[offer, turn], money_weight, money, incomes[turn], access_weight, missing
                )
        begin = end
    for offer in range(OFFERS_SEEN):
        for turn in range(begin):
            pulls[offer, turn] = odds(pulls[offer, turn]) if seen[offer, turn] >= 0 else 0.0


@borrowing
def weigh_for_holders(world: Any, policy: Any, fair: Any, deciders: Any, count: int, room: Any) -> None:
    """Exp V of the offers for those who hold credentials and are free to decide, of so many who look at them."""
    records, idle, listed, holders = room.records, room.idle, room.listed, 0
    for turn in range(count):
        listed[holders] = turn
        holders += (records[turn] >= 0) & idle[turn] & (world.people[max(0, records[turn])].last_held >= 0)
    for place in range(holders):
        turn = listed[place]
        weigh_for_holder(world, policy, fair, deciders, room.blocks[turn], records[turn], room, turn)


@borrowing
def weigh_for_holder(
    world: Any, policy: Any, fair: Any, deciders: Any, block: int, person: int, room: Any, turn: int
) -> None:
    """Exp V of the offers that one holder looks at."""
    place, class_ = deciders.places[block], deciders.classes[block]
    rows, base = fair.shelves.rows[deciders.audiences[block]], deciders.bases[deciders.cells[block]]
    lacking = 1.0 - world.places[place].access
    stacks = stacking(world.parameters[0], policy, place)
    for offer in range(OFFERS_SEEN):
        at = room.seen[offer, turn]
        if at >= 0:
            room.pulls[offer, turn] = pull_on_holder(
                world, fair, class_, person, base, room.incomes[turn], lacking, stacks, rows[at]
            )
