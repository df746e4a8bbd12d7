"""Stage `learning`, first part: decisions of aware people."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.chance import Purpose, normal_from, philox, pick, share, unit, when
from microcred.base.compile import compiled
from microcred.base.moments import decision_moments, traits
from microcred.engine.columns.directory import row_of
from microcred.engine.columns.offers import pull_of_cell
from microcred.engine.columns.shelves import PUBLIC, SCHOOL
from microcred.engine.columns.terms import OFFERS_SEEN, appeal_of, stacking
from microcred.rules.aim import online_reach
from microcred.rules.decision import application_probability, income_of, utility
from microcred.rules.draws import hazard_of_mean
from microcred.rules.thinning import beyond, exceeds, moment_bound, odds
from microcred.world.tables import CredentialType, Segment, Stage

# What `choose` answers when nobody applies.
NO_APPLICATION = -1
FIRST_ROOM = 4096


@compiled
def holds(people: Any, held: Any, programmes: Any, person: int, credential: int) -> bool:
    """Does a person hold this credential already?"""
    row = people[person].last_held
    while row >= 0:
        if programmes[held[row].programme].credential == credential:
            return True
        row = held[row].previous
    return False


@compiled
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


@compiled
def search(cumulated: Any, first: int, last: int, wanted: float) -> int:
    """Index i in first..last-1 with cumulated[i] <= wanted < cumulated[i + 1]."""
    low, high = first, last - 1
    while low < high:
        middle = (low + high) // 2
        if wanted < cumulated[middle + 1]:
            high = middle
        else:
            low = middle + 1
    return low


@compiled
def aim_of(sectors: Any, aims: Any, homes: Any, own_share: float, looked: float, at_home: float) -> int:
    """The occupation that a decision aims at: in the home sector or any, by vacancies times premium.

    `looked` is the draw that says where, `at_home` the person's own draw of a home sector.
    """
    first, last = 0, aims.shape[0] - 1
    if looked < own_share:
        sector = sectors[search(homes, 0, sectors.shape[0], at_home)]
        first, last = sector.first, sector.last
        looked = looked / own_share
    else:
        looked = (looked - own_share) / (1.0 - own_share)
    return search(aims, first, last, aims[first] + looked * (aims[last] - aims[first]))


@compiled
def look_at(campus: Any, online: Any, words: Any, seen: Any) -> int:
    """Draw up to four different offers from two shelves; returns how many stand in `seen`."""
    on_campus = campus.shape[0]
    total = on_campus + online.shape[0]
    count = 0
    for draw in range(min(OFFERS_SEEN, total)):
        place = draw if total <= OFFERS_SEEN else pick(words[draw], total)
        index = campus[place] if place < on_campus else online[place - on_campus]
        known = False
        for other in range(count):
            if seen[other] == index:
                known = True
        if not known:
            seen[count] = index
            count += 1
    return count


@compiled
def pull(p: Any, terms: Any, attraction: float, cell: float, income: float, lacking: float) -> float:
    """Exp V of an offer."""
    lacking = lacking if terms.online else 0.0
    return odds(utility(cell, attraction, p.money_weight, terms.money, income, p.access_weight, lacking))


@compiled
def pulls_on_holder(
    world: Any, policy: Any, fair: Any, place: int, person: int, cell: float, income: float, seen: Any, values: Any
) -> float:
    """Fill in exp V of the offers seen by a holder: zero for what is held, more for what adds to a stack; their sum."""
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


@compiled
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


@compiled
def busy(people: Any, person: int, now: int) -> bool:
    """Is somebody with a record not free to decide: applied, in study, before an exam, or free only since now?"""
    return people[person].stage != Stage.IDLE or people[person].since >= now


@compiled
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


@compiled
def decide(
    world: Any, policy: Any, fair: Any, directory: Any, bounds: Any, first: int, last: int, applications: Any
) -> Any:
    """All decisions of the people of some blocks in a month: (block, rank, programme) in `applications`.

    Moments that no offer could turn into an application are dropped as soon as that is certain: by the best offers of
    the region when moments are made, then by the occupation aimed at, and by the offers seen.

    Returns
    -------
    tuple of int
        Applications found, or -1 if they do not fit; and how many sums of exp V exceeded their bound.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    shelves = fair.shelves
    sectors, occupations = world.sectors, world.occupations.shape[0]
    seed, now, people = nation.seed, nation.month, world.people
    reach = online_reach(p.online_reach_start, nation.platform)
    ranks = np.empty(FIRST_ROOM, dtype=np.int64)
    draws = np.empty(FIRST_ROOM, dtype=np.float64)
    seen = np.empty(OFFERS_SEEN, dtype=np.int64)
    values = np.empty(OFFERS_SEEN, dtype=np.float64)
    found = 0
    exceeded = 0
    for index in range(first, last):
        block = world.blocks[index]
        bound = bounds[index]
        if bound <= 0.0:
            continue
        key, cohort, place, segment = block.key, block.cohort, block.place, block.segment
        region = world.places[place].region
        class_ = fair.class_of[place, segment]
        terms = fair.terms[class_]
        weights = fair.weights[class_, region]
        base = pull_of_cell(world, place, segment)
        scale = odds(base)
        aims, homes = fair.shelves.aims[region], fair.homes[1 if segment == Segment.OTHER else 0]
        audience = SCHOOL if segment == Segment.STUDENT else PUBLIC
        today = when(cohort, now)
        lacking = 1.0 - world.places[place].access
        moments = -1
        while moments < 0:
            moments = decision_moments(
                seed,
                key,
                cohort,
                now,
                block.size,
                block.aware,
                hazard_of_mean(p.decision_interval),
                bound,
                p.taste_spread,
                fair.leans,
                ranks,
                draws,
            )
            if moments < 0:
                ranks = np.empty(2 * ranks.size, dtype=np.int64)
                draws = np.empty(ranks.size, dtype=np.float64)
        for moment in range(moments):
            rank, draw = ranks[moment], draws[moment]
            looks = philox(rank, key, today, 0, seed, Purpose.LOOK)
            own = traits(seed, key, cohort, rank)
            occupation = aim_of(sectors, aims, homes, p.own_sector_share, share(looks[0]), share(own[2]))
            if beyond(draw, scale * weights[occupation]):
                continue
            more = philox(rank, key, today, 1, seed, Purpose.LOOK)
            words = (looks[2], looks[3], more[0], more[1])
            cell = region * occupations + occupation
            campus = shelves.campus[
                audience, shelves.campus_first[audience, cell] : shelves.campus_first[audience, cell + 1]
            ]
            if share(looks[1]) < reach:
                online = shelves.online[
                    audience,
                    shelves.online_first[audience, occupation] : shelves.online_first[audience, occupation + 1],
                ]
            else:
                online = shelves.own[
                    audience, shelves.own_first[audience, cell] : shelves.own_first[audience, cell + 1]
                ]
            count = look_at(campus, online, words, seen)
            ceiling = 0.0
            for turn in range(count):
                ceiling += terms[seen[turn]].weight
            if beyond(draw, scale * ceiling):
                continue
            person = row_of(directory, index, rank)
            if person >= 0 and busy(people, person, now):
                continue
            income = income_of(world.places[place].income, p.income_spread, normal_from(share(own[1])))
            if person >= 0 and people[person].last_held >= 0:
                total = pulls_on_holder(world, policy, fair, place, person, base, income, seen[:count], values)
            else:
                total = 0.0
                for turn in range(count):
                    row = terms[seen[turn]]
                    values[turn] = pull(p, row, row.appeal, base, income, lacking)
                    total += values[turn]
            if exceeds(total, scale * ceiling):
                exceeded += 1
            elif draw <= application_probability(total):
                if found == applications.shape[0]:
                    return -1, exceeded
                applications[found, 0] = index
                applications[found, 1] = rank
                applications[found, 2] = which(seen[:count], values, total * unit(more[2], more[3]))
                found += 1
    return found, exceeded
