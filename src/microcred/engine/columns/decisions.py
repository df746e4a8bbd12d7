"""Stage `learning`, first part: decisions of aware people, and becoming aware."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.chance import (
    Purpose,
    decision_moments,
    normal,
    thresholds_passed,
    uniform,
    uniform_pair,
    when,
)
from microcred.base.compile import compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.directory import row_of
from microcred.engine.columns.offers import (
    OFFERS_SEEN,
    SLACK,
    TRUNCATION,
    beyond,
    cell_pull,
    offer_utility,
    peers_of,
    sort_by,
)
from microcred.rules.awareness import monthly_hazard
from microcred.rules.decision import application_probability, income_of
from microcred.rules.policy import ANY, lever_value
from microcred.world.accounts import Account, pay, whole_cents
from microcred.world.tables import CredentialType, Mode, Segment, Stage

SCHOOL = 0
PUBLIC = 1
AUDIENCES = 2
# What `decide_one` answers when nobody applies.
NO_APPLICATION = -1
BEYOND_BOUND = -3


class Shelves(NamedTuple):
    """Where learners find offers, by audience: on campus and online in the region, online nationwide; by occupation."""

    campus_first: npt.NDArray[np.int64]
    campus: npt.NDArray[np.int64]
    own_first: npt.NDArray[np.int64]
    own: npt.NDArray[np.int64]
    online_first: npt.NDArray[np.int64]
    online: npt.NDArray[np.int64]
    aims: npt.NDArray[np.float64]  # regions x (occupations + 1), cumulated


@compiled
def fill_shelves(world: Any, offers: Any, shelves: Any) -> None:
    """Sort the admitting programmes onto their shelves, and cumulate where decisions aim in every region."""
    nation = world.nation[0]
    occupations = world.occupations.shape[0]
    regions = world.regions.shape[0]
    count = nation.programmes
    local = np.empty(count, dtype=np.int64)
    national = np.empty(count, dtype=np.int64)
    campus = np.empty(count, dtype=np.bool_)
    online = np.empty(count, dtype=np.bool_)
    for audience in range(AUDIENCES):
        for index in range(count):
            programme = world.programmes[index]
            local[index] = programme.region * occupations + programme.occupation
            national[index] = programme.occupation
            reaches = offers[index].admits and (
                audience == SCHOOL or world.institutions[programme.institution].open_public
            )
            campus[index] = reaches and programme.mode == Mode.CAMPUS
            online[index] = reaches and programme.mode == Mode.ONLINE
        sort_by(local, campus, regions * occupations, shelves.campus_first[audience], shelves.campus[audience])
        sort_by(local, online, regions * occupations, shelves.own_first[audience], shelves.own[audience])
        sort_by(national, online, occupations, shelves.online_first[audience], shelves.online[audience])
    for region in range(regions):
        total = 0.0
        shelves.aims[region, 0] = 0.0
        for occupation in range(occupations):
            total += world.markets[region, occupation].vacancies * world.occupations[occupation].premium
            shelves.aims[region, occupation + 1] = total


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
def home_sector(sectors: Any, seed: int, block: Any, rank: int) -> int:
    """A person's home sector: by what students learn; of others, by where people work."""
    u = uniform(seed, Purpose.HOME_SECTOR, block.key, rank, when(block.cohort, 0), 0)
    passed = 0.0
    for sector in range(sectors.shape[0]):
        row = sectors[sector]
        passed += row.worker_share if block.segment == Segment.OTHER else row.student_share
        if u < passed:
            return sector
    return int(sectors.shape[0] - 1)


@compiled
def aim_of(sectors: Any, aims: Any, own_share: float, seed: int, month: int, block: Any, rank: int) -> int:
    """The occupation that a decision aims at: in the home sector or any, by vacancies times premium."""
    home, u = uniform_pair(seed, Purpose.AIM, block.key, rank, when(block.cohort, month), 0)
    first, last = 0, aims.shape[0] - 1
    if home < own_share:
        sector = sectors[home_sector(sectors, seed, block, rank)]
        first, last = sector.first, sector.last
    return search(aims, first, last, aims[first] + u * (aims[last] - aims[first]))


@compiled
def holds(world: Any, person: int, credential: int) -> bool:
    """Does a person hold this credential already?"""
    row = world.people[person].last_held
    while row >= 0:
        if world.programmes[world.held[row].programme].credential == credential:
            return True
        row = world.held[row].previous
    return False


@compiled
def hours_in_series(world: Any, person: int, series: int) -> float:
    """Hours of the degree-linked credentials of a series that a person holds."""
    hours = 0.0
    row = world.people[person].last_held
    while row >= 0:
        held = world.held[row]
        programme = world.programmes[held.programme]
        if held.series == series and programme.type == CredentialType.DEGREE_LINKED:
            hours += programme.hours
        row = held.previous
    return hours


@compiled
def look_at(
    shelves: Any, reach: float, seed: int, month: int, block: Any, rank: int, region: int, occupation: int, seen: Any
) -> int:
    """Draw up to four different offers for an occupation; returns how many stand in `seen`.

    `reach` is the probability that online offers of other regions are seen.
    """
    audience = SCHOOL if block.segment == Segment.STUDENT else PUBLIC
    cell = region * (shelves.aims.shape[1] - 1) + occupation
    campus_first = shelves.campus_first[audience, cell]
    on_campus = shelves.campus_first[audience, cell + 1] - campus_first
    now = when(block.cohort, month)
    if uniform(seed, Purpose.OFFER, block.key, rank, now, 0) < reach:
        online_first = shelves.online_first[audience, occupation]
        online = shelves.online_first[audience, occupation + 1] - online_first
        nationwide = True
    else:
        online_first = shelves.own_first[audience, cell]
        online = shelves.own_first[audience, cell + 1] - online_first
        nationwide = False
    total = on_campus + online
    count = 0
    u0, u1 = 0.0, 0.0
    for draw in range(min(OFFERS_SEEN, total)):
        if total <= OFFERS_SEEN:
            place = draw
        else:
            if draw % 2 == 0:
                u0, u1 = uniform_pair(seed, Purpose.OFFER, block.key, rank, now, 1 + draw // 2)
            place = int((u0 if draw % 2 == 0 else u1) * total)
        if place < on_campus:
            index = shelves.campus[audience, campus_first + place]
        elif nationwide:
            index = shelves.online[audience, online_first + place - on_campus]
        else:
            index = shelves.own[audience, online_first + place - on_campus]
        known = False
        for other in range(count):
            if seen[other] == index:
                known = True
        if not known:
            seen[count] = index
            count += 1
    return count


@compiled
def choose(
    world: Any,
    policy: Any,
    offers: Any,
    block: Any,
    rank: int,
    draw: float,
    taste: float,
    ceiling: float,
    person: int,
    seen: Any,
    values: Any,
) -> int:
    """Whether and which: the programme applied to among the offers seen.

    Returns
    -------
    int
        Programme; `NO_APPLICATION`; or `BEYOND_BOUND` if the sum of exp V exceeds the bound that thinning relied on.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    place = world.places[block.place]
    z = normal(nation.seed, Purpose.INCOME, block.key, rank, when(block.cohort, 0), 0)
    income = income_of(place.income, p.income_spread, z)
    peers = peers_of(world, block.place, block.segment) / p.market_potential
    total = 0.0
    for index in range(seen.shape[0]):
        values[index] = 0.0
        offer = offers[seen[index]]
        held = 0.0
        if person >= 0:
            if holds(world, person, offer.credential):
                continue
            held = hours_in_series(world, person, offer.series)
        v = offer_utility(
            nation, p, policy, offer, place.access, block.place, block.segment, income, taste, peers, held
        )
        values[index] = math.exp(v)
        total += values[index]
    if total > ceiling * (1.0 + SLACK):
        return BEYOND_BOUND
    if draw > application_probability(total):
        return NO_APPLICATION
    wanted = total * uniform(nation.seed, Purpose.WHICH, block.key, rank, when(block.cohort, nation.month), 0)
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
def busy(world: Any, person: int) -> bool:
    """Is somebody with a record not free to decide: applied, in study, before an exam, or free only since now?"""
    row = world.people[person]
    return row.stage != Stage.IDLE or row.since >= world.nation[0].month


@compiled
def decide(
    world: Any,
    policy: Any,
    offers: Any,
    shelves: Any,
    directory: Any,
    weights: Any,
    applications: Any,
) -> Any:
    """All decisions of a month: (block, rank, programme) in `applications`.

    Moments that no offer could turn into an application are dropped as soon as that is certain: by the best offer of
    the region for the strongest taste when moments are made, then by the person's taste, by the occupation aimed at,
    and by the offers seen.

    Returns
    -------
    tuple of int
        Applications found, or -1 if they do not fit; and how many sums of exp V exceeded their bound.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    seed, month = nation.seed, nation.month
    reach = p.online_reach_start + (1.0 - p.online_reach_start) * nation.platform
    strongest_taste = math.exp(TRUNCATION * p.taste_spread)
    capacity = 4096
    ranks = np.empty(capacity, dtype=np.int64)
    draws = np.empty(capacity, dtype=np.float64)
    seen = np.empty(OFFERS_SEEN, dtype=np.int64)
    values = np.empty(OFFERS_SEEN, dtype=np.float64)
    found = 0
    exceeded = 0
    for index in range(world.blocks.shape[0]):
        block = world.blocks[index]
        if block.left or block.aware == 0:
            continue
        region = world.places[block.place].region
        cell = math.exp(cell_pull(world, block.place, block.segment))
        best = OFFERS_SEEN * cell * weights[region].max()
        top = best * strongest_taste
        bound = min(1.0, top / (1.0 + top) * (1.0 + SLACK))
        if bound <= 0.0:
            continue
        moments = -1
        while moments < 0:
            moments = decision_moments(
                seed,
                block.key,
                block.cohort,
                month,
                block.size,
                block.aware,
                1.0 / p.decision_interval,
                bound,
                ranks,
                draws,
            )
            if moments < 0:
                capacity *= 2
                ranks = np.empty(capacity, dtype=np.int64)
                draws = np.empty(capacity, dtype=np.float64)
        for moment in range(moments):
            rank, draw = ranks[moment], draws[moment]
            z = normal(seed, Purpose.TASTE, block.key, rank, when(block.cohort, 0), 0)
            taste = p.taste_spread * z
            lift = math.exp(taste)
            if beyond(draw, best * lift):
                continue
            occupation = aim_of(world.sectors, shelves.aims[region], p.own_sector_share, seed, month, block, rank)
            if beyond(draw, OFFERS_SEEN * cell * lift * weights[region, occupation]):
                continue
            count = look_at(shelves, reach, seed, month, block, rank, region, occupation, seen)
            ceiling = 0.0
            for turn in range(count):
                ceiling += offers[seen[turn]].weight
            ceiling *= cell * lift
            if beyond(draw, ceiling):
                continue
            person = row_of(directory, index, rank)
            if person >= 0 and busy(world, person):
                continue
            chosen = choose(world, policy, offers, block, rank, draw, taste, ceiling, person, seen[:count], values)
            if chosen == BEYOND_BOUND:
                exceeded += 1
            elif chosen >= 0:
                if found == applications.shape[0]:
                    return -1, exceeded
                applications[found, 0] = index
                applications[found, 1] = rank
                applications[found, 2] = chosen
                found += 1
    return found, exceeded


@compiled
def become_aware(world: Any, policy: Any, flows: Any) -> None:
    """Accumulate every block's hazard and count who passed the threshold; outreach is paid."""
    nation = world.nation[0]
    p = world.parameters[0]
    hazards = np.zeros(world.aware_cell.shape, dtype=np.float64)
    nation_share = nation.holders / max(1, nation.population)
    for place in range(hazards.shape[0]):
        for segment in range(3):
            external = p.external_influence_other
            if segment == Segment.STUDENT:
                external = p.external_influence_student
            elif segment == Segment.WORKER:
                external = p.external_influence_worker
            outreach = lever_value(policy, LeverCode.OUTREACH, place, segment, ANY, ANY, ANY, ANY, ANY)
            hazards[place, segment] = monthly_hazard(
                external,
                outreach,
                world.places[place].access,
                p.platform_reach,
                nation.platform,
                p.peer_influence,
                p.nation_mixing,
                peers_of(world, place, segment),
                nation_share,
                p.market_potential,
            )
            if outreach > 1.0:
                cents = whole_cents(p.outreach_cost * (outreach - 1.0) * world.people_cell[place, segment] / 12.0)
                pay(flows, Account.GOVERNMENT, Account.SUPPLIER, LeverCode.OUTREACH, place, cents)
    world.aware_cell[:] = 0
    for index in range(world.blocks.shape[0]):
        block = world.blocks[index]
        if block.left:
            continue
        block.hazard += hazards[block.place, block.segment]
        block.aware = thresholds_passed(nation.seed, block.key, block.cohort, block.size, block.hazard)
        world.aware_cell[block.place, block.segment] += block.aware


@compiled
def count_cells(world: Any) -> None:
    """People and holders of every cell, from its blocks."""
    nation = world.nation[0]
    world.people_cell[:] = 0
    world.holders_cell[:] = 0
    nation.holders = 0
    nation.population = 0
    for index in range(world.blocks.shape[0]):
        block = world.blocks[index]
        if block.left:
            continue
        world.people_cell[block.place, block.segment] += block.size
        world.holders_cell[block.place, block.segment] += block.holders
        nation.holders += block.holders
        nation.population += block.size
