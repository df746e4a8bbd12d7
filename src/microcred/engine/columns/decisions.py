"""Stage `learning`, second part: decisions of aware people."""

from __future__ import annotations

from typing import Any

from microcred.base.chance import normal_from, share, unit
from microcred.base.compile import borrowing
from microcred.base.moments import decision_moments
from microcred.engine.columns.looking import aim, browse
from microcred.engine.columns.offers import pull_of_cell
from microcred.engine.columns.terms import appeal_of, stacking
from microcred.rules.decision import application_probability, income_of, utility
from microcred.rules.draws import hazard_of_mean
from microcred.rules.thinning import exceeds, moment_bound, odds
from microcred.world.states import CredentialType, Stage

NO_APPLICATION = -1
# What deciding answers when it cannot go on.
NO_ROOM = -2
BEYOND_BOUND = -3


@borrowing
def holds(people: Any, held: Any, programmes: Any, person: int, credential: int) -> bool:
    """Does a person hold this credential already?"""
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
def which(seen: Any, values: Any, wanted: float) -> int:
    """The offer at which the cumulated values pass what is wanted; the last one of any value against rounding."""
    passed = 0.0
    chosen = NO_APPLICATION
    for index in range(seen.shape[0]):
        if values[index] > 0.0:
            passed += values[index]
            chosen = seen[index]
            if wanted < passed:
                break
    return chosen


@borrowing
def busy(people: Any, person: int, now: int) -> bool:
    """Is somebody with a record not free to decide: applied, in study, before an exam, or free only since now?"""
    return people[person].stage != Stage.IDLE or people[person].since >= now


@borrowing
def find_bounds(world: Any, fair: Any, bounds: Any) -> None:
    """Bound of the probability to apply, by block: with the four best offers; 0 where nobody decides."""
    for index in range(world.blocks.shape[0]):
        block = world.blocks[index]
        bounds[index] = 0.0
        if block.left or block.aware == 0:
            continue
        region = world.places[block.place].region
        most = fair.heaviest[fair.class_of[block.place, block.segment], region]
        most *= odds(pull_of_cell(world, block.place, block.segment))
        bounds[index] = moment_bound(most)


@borrowing
def decide_each(
    world: Any,
    policy: Any,
    fair: Any,
    index: int,
    bound: float,
    choosing: int,
    room: Any,
    applications: Any,
    found: int,
) -> int:
    """Whether and which, of those who look at offers; appends to the applications and returns how many there are.

    Returns
    -------
    int
        `NO_ROOM` if they do not fit; `BEYOND_BOUND` if a sum of exp V exceeds the bound that thinning relied on.
    """
    nation, p, people = world.nation[0], world.parameters[0], world.people
    block = world.blocks[index]
    place = world.places[block.place]
    class_ = fair.class_of[block.place, block.segment]
    terms, weights = fair.terms[class_], fair.weights[class_, place.region]
    base = pull_of_cell(world, block.place, block.segment)
    scale = odds(base)
    lacking = 1.0 - place.access
    for turn in range(choosing):
        moment, person = room.places[turn], room.records[turn]
        draw = room.moments.draws[moment]
        seen = room.seen[turn, : room.counts[turn]]
        if person >= 0 and busy(people, person, nation.month):
            continue
        income = income_of(place.income, p.income_spread, normal_from(share(room.moments.traits[1, moment])))
        if person >= 0 and people[person].last_held >= 0:
            total = pulls_on_holder(world, policy, fair, block.place, person, base, income, seen, room.values)
        else:
            total = 0.0
            for look in range(seen.shape[0]):
                row = terms[seen[look]]
                room.values[look] = pull(p, row, row.appeal, base, income, lacking)
                total += room.values[look]
        probability = application_probability(total)
        # Each bound that may have dropped moments is held to: by offers seen, by occupation, and by block.
        if exceeds(total, scale * min(room.ceilings[turn], weights[room.occupations[turn]])) or probability > bound:
            return BEYOND_BOUND
        if draw <= probability:
            if found == applications.shape[0]:
                return NO_ROOM
            applications[found, 0] = index
            applications[found, 1] = room.ranks[turn]
            applications[found, 2] = which(seen, room.values, total * unit(room.more[2, turn], room.more[3, turn]))
            applications[found, 3] = person
            found += 1
    return found


@borrowing
def decide(
    world: Any,
    policy: Any,
    fair: Any,
    directory: Any,
    bounds: Any,
    first: int,
    last: int,
    room: Any,
    applications: Any,
) -> int:
    """All decisions of the people of some blocks in a month: (block, rank, programme, record or -1) in `applications`.

    Moments that no offer could turn into an application are dropped as soon as that is certain: by the best offers of
    the region when moments are made, then by the occupation aimed at, and by the offers seen.

    Returns
    -------
    int
        Applications found, or what `decide_each` answers otherwise.
    """
    nation, p = world.nation[0], world.parameters[0]
    found = 0
    for index in range(first, last):
        if bounds[index] <= 0.0:
            continue
        block = world.blocks[index]
        moments = decision_moments(
            nation.seed,
            block.key,
            block.cohort,
            nation.month,
            block.size,
            block.aware,
            hazard_of_mean(p.decision_interval),
            bounds[index],
            p.taste_spread,
            fair.leans,
            room.moments,
        )
        if moments < 0:
            return NO_ROOM
        aiming = aim(world, fair, index, moments, room)
        choosing = browse(world, fair, directory, index, aiming, room)
        found = decide_each(world, policy, fair, index, bounds[index], choosing, room, applications, found)
        if found < 0:
            break
    return found
