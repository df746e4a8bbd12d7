"""Stage `learning`, first part: decisions of aware people."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.batches import WORDS, words_of_each
from microcred.base.chance import Purpose, normal_from, pick, share, unit, when
from microcred.base.compile import borrowing
from microcred.base.moments import Moments, decision_moments, empty_moments
from microcred.base.reference import by_reference
from microcred.engine.columns.directory import row_of
from microcred.engine.columns.offers import pull_of_cell
from microcred.engine.columns.shelves import PUBLIC, SCHOOL, shelves_of
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
