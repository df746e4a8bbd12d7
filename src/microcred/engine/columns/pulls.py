"""Stage `learning`: what offers weigh with those who look at them."""

from __future__ import annotations

from typing import Any

from microcred.base.chance import normal_from, share
from microcred.base.compile import borrowing
from microcred.engine.columns.terms import OFFERS_SEEN, appeal_of, stacking
from microcred.rules.decision import income_of, utility
from microcred.rules.thinning import odds
from microcred.world.states import CredentialType


@borrowing
def holds(people: Any, held: Any, programmes: Any, person: int, credential: int) -> bool:
    """Does a person hold this credential?"""
    row = people[person].last_held
    while row >= 0:
        if programmes[held[row].programme].credential == credential:
            return True
        row = held[row].previous
    return False


@borrowing
def hours_in_series(people: Any, held: Any, programmes: Any, person: int, series: int) -> float:
    """Hours of the degree-linked credentials of a series that a person holds."""
    hours = 0.0
    row = people[person].last_held
    while row >= 0:
        programme = programmes[held[row].programme]
        if held[row].series == series and programme.type == CredentialType.DEGREE_LINKED:
            hours += programme.hours
        row = held[row].previous
    return hours


@borrowing
def pull(p: Any, terms: Any, attraction: float, cell: float, income: float, lacking: float) -> float:
    """Exp V of an offer."""
    lacking = lacking if terms.online else 0.0
    return odds(utility(cell, attraction, p.money_weight, terms.money, income, p.access_weight, lacking))


@borrowing
def pulls_on_holder(
    world: Any, policy: Any, fair: Any, place: int, person: int, cell: float, income: float, seen: Any, values: Any
) -> float:
    """Fill in exp V of the offers seen by a holder: zero for what is held, more for what adds to a stack; their sum."""
    # Who sees nothing asks nobody for anything: an entry counts as asked for when it meets an offer.
    if seen.shape[0] == 0:
        return 0.0
    nation, p = world.nation[0], world.parameters[0]
    lacking = 1.0 - world.places[place].access
    segment = world.blocks[world.people[person].block].segment
    stacks = stacking(p, policy, place)
    total = 0.0
    for index in range(seen.shape[0]):
        values[index] = 0.0
        offer = fair.offers[seen[index]]
        if not holds(world.people, world.held, world.programmes, person, offer.credential):
            terms = fair.terms[fair.class_of[place, segment], seen[index]]
            hours = hours_in_series(world.people, world.held, world.programmes, person, offer.series)
            values[index] = pull(
                p, terms, appeal_of(nation, p, offer, terms.worth, stacks, hours), cell, income, lacking
            )
        total += values[index]
    return total


@borrowing
def find_incomes(world: Any, deciders: Any, first: int, last: int, room: Any) -> None:
    """Incomes of those who decide."""
    spread = world.parameters[0].income_spread
    traits, incomes, places = room.moments.traits, room.incomes, room.places
    for turn in range(deciders.blocks.ends[last - 1]):
        incomes[turn] = normal_from(share(traits[1, places[turn]]))
    turn = 0
    for block in range(first, last):
        mean = world.places[deciders.places[block]].income
        for other in range(turn, deciders.blocks.ends[block]):
            incomes[other] = income_of(mean, spread, incomes[other])
        turn = deciders.blocks.ends[block]


@borrowing
def weigh_offers(world: Any, fair: Any, deciders: Any, first: int, last: int, room: Any) -> None:
    """Exp V of the offers that those who decide look at, as if nobody held anything."""
    p = world.parameters[0]
    money_weight, access_weight = p.money_weight, p.access_weight
    incomes, counts, seen, pulls = room.incomes, room.counts, room.seen, room.pulls
    turn = 0
    for block in range(first, last):
        base, rows = deciders.bases[deciders.cells[block]], fair.shelves.rows[deciders.audiences[block]]
        terms = fair.terms[deciders.classes[block]]
        lacking = 1.0 - world.places[deciders.places[block]].access
        while turn < deciders.blocks.ends[block]:
            income, count = incomes[turn], counts[turn]
            for offer in range(OFFERS_SEEN):
                # Beyond the last offer the first is weighed again, which nobody asks for.
                at = rows[seen[turn, offer] if offer < count else seen[turn, 0]]
                row = terms[at]
                missing = lacking if row.online else 0.0
                seen[turn, offer] = at
                pulls[turn, offer] = utility(base, row.appeal, money_weight, row.money, income, access_weight, missing)
            turn += 1
    weighed = pulls[: deciders.blocks.ends[last - 1]].reshape(-1)
    for offer in range(weighed.shape[0]):
        weighed[offer] = odds(weighed[offer])


@borrowing
def weigh_for_holders(world: Any, policy: Any, fair: Any, deciders: Any, first: int, last: int, room: Any) -> None:
    """Exp V of the offers for those who hold credentials."""
    turn = 0
    for block in range(first, last):
        while turn < deciders.blocks.ends[block]:
            person = room.records[turn]
            if person >= 0 and world.people[person].last_held >= 0:
                pulls_on_holder(
                    world,
                    policy,
                    fair,
                    deciders.places[block],
                    person,
                    deciders.bases[deciders.cells[block]],
                    room.incomes[turn],
                    room.seen[turn, : room.counts[turn]],
                    room.pulls[turn],
                )
            turn += 1
