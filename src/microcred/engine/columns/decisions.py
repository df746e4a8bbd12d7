"""Stage `learning`, first part: decisions of aware people."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.chance import Purpose, normal_from, philox, pick, share, unit, when
from microcred.base.compile import borrowing
from microcred.base.moments import decision_moments, traits
from microcred.base.reference import by_reference
from microcred.engine.columns.directory import row_of
from microcred.engine.columns.offers import pull_of_cell
from microcred.engine.columns.shelves import PUBLIC, SCHOOL
from microcred.engine.columns.terms import OFFERS_SEEN, appeal_of, stacking
from microcred.rules.aim import online_reach
from microcred.rules.decision import application_probability, income_of, utility
from microcred.rules.draws import hazard_of_mean
from microcred.rules.thinning import beyond, exceeds, moment_bound, odds
from microcred.world.states import CredentialType, Segment, Stage

NO_APPLICATION = -1
# What deciding answers when it cannot go on.
NO_ROOM = -2
BEYOND_BOUND = -3
LOOK = int(Purpose.LOOK)


@by_reference
class Room(NamedTuple):
    """Where a thread keeps the moments of a block, and the offers somebody looks at with their exp V."""

    ranks: npt.NDArray[np.int64]
    draws: npt.NDArray[np.float64]
    seen: npt.NDArray[np.int64]
    values: npt.NDArray[np.float64]


def empty_room(moments: int) -> Room:
    """Room for so many moments of one block."""
    return Room(
        np.empty(moments, dtype=np.int64),
        np.empty(moments),
        np.empty(OFFERS_SEEN, dtype=np.int64),
        np.empty(OFFERS_SEEN),
    )


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
def look_at(campus: Any, online: Any, words: Any, seen: Any) -> int:
    """Draw up to four different offers from two shelves; returns how many stand in `seen`.

    A shelf is (rows, first, last): the offers rows[first : last].
    """
    on_campus = campus[2] - campus[1]
    total = on_campus + online[2] - online[1]
    count = 0
    for draw in range(min(OFFERS_SEEN, total)):
        place = draw if total <= OFFERS_SEEN else pick(words[draw], total)
        index = campus[0][campus[1] + place] if place < on_campus else online[0][online[1] + place - on_campus]
        known = False
        for other in range(count):
            if seen[other] == index:
                known = True
        if not known:
            seen[count] = index
            count += 1
    return count


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
    nation, p = world.nation[0], world.parameters[0]
    if seen.shape[0] == 0:
        return 0.0
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
def decide_in_block(
    world: Any,
    policy: Any,
    fair: Any,
    directory: Any,
    index: int,
    bound: float,
    moments: int,
    room: Any,
    applications: Any,
    found: int,
) -> int:
    """Decisions of a block's people at their moments; appends to the applications found and returns how many there are.

    Returns
    -------
    int
        `NO_ROOM` if they do not fit; `BEYOND_BOUND` if a sum of exp V exceeds the bound that thinning relied on.
    """
    nation, p, people = world.nation[0], world.parameters[0], world.people
    shelves, seed, now = fair.shelves, nation.seed, nation.month
    reach = online_reach(p.online_reach_start, nation.platform)
    block = world.blocks[index]
    key, cohort, segment = block.key, block.cohort, block.segment
    place = world.places[block.place]
    region, lacking = place.region, 1.0 - place.access
    class_ = fair.class_of[block.place, segment]
    terms, weights = fair.terms[class_], fair.weights[class_, region]
    aims = (shelves.aims[region], shelves.guides[region])
    kind = 1 if segment == Segment.OTHER else 0
    homes = (fair.homes[kind], fair.home_guides[kind])
    audience = SCHOOL if segment == Segment.STUDENT else PUBLIC
    campuses, onlines, owns = shelves.campus[audience], shelves.online[audience], shelves.own[audience]
    occupations = world.occupations.shape[0]
    base = pull_of_cell(world, block.place, segment)
    scale = odds(base)
    today = when(cohort, now)
    seen, values = room.seen, room.values
    for moment in range(moments):
        rank, draw = room.ranks[moment], room.draws[moment]
        looks = philox(rank, key, today, 0, seed, LOOK)
        own = traits(seed, key, cohort, rank)
        occupation = aim_of(world.sectors, aims, homes, p.own_sector_share, share(looks[0]), share(own[2]))
        if beyond(draw, scale * weights[occupation]):
            continue
        more = philox(rank, key, today, 1, seed, LOOK)
        cell = region * occupations + occupation
        if share(looks[1]) < reach:
            online = (
                onlines,
                shelves.online_first[audience, occupation],
                shelves.online_first[audience, occupation + 1],
            )
        else:
            online = (owns, shelves.own_first[audience, cell], shelves.own_first[audience, cell + 1])
        campus = (campuses, shelves.campus_first[audience, cell], shelves.campus_first[audience, cell + 1])
        count = look_at(campus, online, (looks[2], looks[3], more[0], more[1]), seen)
        ceiling = 0.0
        for turn in range(count):
            ceiling += terms[seen[turn]].weight
        if beyond(draw, scale * ceiling):
            continue
        person = row_of(directory, index, rank)
        if person >= 0 and busy(people, person, now):
            continue
        income = income_of(place.income, p.income_spread, normal_from(share(own[1])))
        if person >= 0 and people[person].last_held >= 0:
            total = pulls_on_holder(world, policy, fair, block.place, person, base, income, seen[:count], values)
        else:
            total = 0.0
            for turn in range(count):
                row = terms[seen[turn]]
                values[turn] = pull(p, row, row.appeal, base, income, lacking)
                total += values[turn]
        probability = application_probability(total)
        # Each bound that may have dropped moments is held to: by offers seen, by occupation, and by block.
        if exceeds(total, scale * min(ceiling, weights[occupation])) or probability > bound:
            return BEYOND_BOUND
        if draw <= probability:
            if found == applications.shape[0]:
                return NO_ROOM
            applications[found, 0] = index
            applications[found, 1] = rank
            applications[found, 2] = which(seen[:count], values, total * unit(more[2], more[3]))
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
        Applications found, or what `decide_in_block` answers otherwise.
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
            room.ranks,
            room.draws,
        )
        if moments < 0:
            return NO_ROOM
        found = decide_in_block(
            world, policy, fair, directory, index, bounds[index], moments, room, applications, found
        )
        if found < 0:
            break
    return found
