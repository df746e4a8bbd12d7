"""Where learners find offers: shelves by region and occupation, and where decisions aim."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.chance import (
    Purpose,
    uniform,
    uniform_pair,
    when,
)
from microcred.base.compile import compiled
from microcred.engine.columns.offers import OFFERS_SEEN, sort_by
from microcred.world.tables import Mode, Segment

SCHOOL = 0
PUBLIC = 1
AUDIENCES = 2


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
