"""Where learners find offers: shelves by region and occupation, and where decisions aim."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.compile import borrowing, compiled
from microcred.base.reference import by_reference
from microcred.engine.columns.queues import grouped
from microcred.rules.aim import job_pull

SCHOOL = 0
PUBLIC = 1
AUDIENCES = 2
GUIDE = 1024


@by_reference
class Shelves(NamedTuple):
    """Where learners find offers, by audience: on campus and online in the region, online nationwide; by occupation.

    Attributes
    ----------
    campus_first, own_first
        By region and occupation: where the shelf of offers on campus, and online in the region, begins in `rows`.
    online_first
        By occupation: where the shelf of offers online anywhere begins.
    rows
        The offers, shelf by shelf.
    aims, guides, scales
        Regions x (occupations + 2), cumulated: where decisions aim, and infinity, which ends every search; regions x
        (`GUIDE` + 1), see `lay_guide`; and parts of the guide per weight, by region.
    ways, lasts
        By sector, and at the end all of them: where its weights begin in a region's `aims` and what they amount to,
        regions x (sectors + 1) x 2; and its last occupation.
    """

    campus_first: npt.NDArray[np.int64]
    own_first: npt.NDArray[np.int64]
    online_first: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    aims: npt.NDArray[np.float64]
    guides: npt.NDArray[np.int16]
    scales: npt.NDArray[np.float64]
    ways: npt.NDArray[np.float64]
    lasts: npt.NDArray[np.int64]


@borrowing
def lay_guide(cumulated: Any, guide: Any) -> float:
    """For each of so many equal parts of the whole weight, and its end: the first row in which it can lie.

    Returns
    -------
    float
        Parts per weight.
    """
    total = cumulated[cumulated.shape[0] - 1]
    row = 0
    for part in range(GUIDE + 1):
        # A little early, so that whatever rounds into a part lies in its row or behind.
        while row < cumulated.shape[0] - 2 and total * part / GUIDE * (1.0 - 1e-12) >= cumulated[row + 1]:
            row += 1
        guide[part] = row
    return GUIDE / total if total > 0.0 else 0.0


@borrowing
def lay_ways(sectors: Any, aims: Any, ways: Any, lasts: Any) -> None:
    """Fill in `Shelves.ways` of a region, and `Shelves.lasts`."""
    occupations = aims.shape[0] - 2
    for index in range(sectors.shape[0]):
        sector = sectors[index]
        ways[index, 0] = aims[sector.first]
        ways[index, 1] = aims[sector.last] - aims[sector.first]
        lasts[index] = sector.last - 1
    ways[sectors.shape[0], 0] = 0.0
    ways[sectors.shape[0], 1] = aims[occupations]
    lasts[sectors.shape[0]] = occupations - 1


@borrowing
def shelves_of(shelves: Any, audience: int, occupations: int, region: int, occupation: int, nationwide: bool) -> Any:
    """Ends of the two shelves that a look goes along: on campus; and online, nationwide or of the region."""
    cell = region * occupations + occupation
    first, last = shelves.own_first[audience, cell], shelves.own_first[audience, cell + 1]
    if nationwide:
        first, last = shelves.online_first[audience, occupation], shelves.online_first[audience, occupation + 1]
    return shelves.campus_first[audience, cell], shelves.campus_first[audience, cell + 1], first, last


@compiled
def fill_shelves(world: Any, offers: Any, admitting: Any, shelves: Any) -> None:
    """Sort the admitting programmes onto their shelves, and cumulate where decisions aim in every region."""
    regions, occupations = world.markets.shape
    reached = np.empty_like(admitting)
    for audience in range(AUDIENCES):
        count = 0
        for turn in range(admitting.shape[0]):
            reached[count] = admitting[turn]
            count += audience == SCHOOL or offers[admitting[turn]].open_public
        put_up(offers, reached[:count], audience, regions * occupations, occupations, shelves)
    for region in range(regions):
        total = 0.0
        shelves.aims[region, 0] = 0.0
        for occupation in range(occupations):
            total += job_pull(world.markets[region, occupation].vacancies, world.occupations[occupation].premium)
            shelves.aims[region, occupation + 1] = total
        shelves.aims[region, occupations + 1] = np.inf
        shelves.scales[region] = lay_guide(shelves.aims[region, : occupations + 1], shelves.guides[region])
        lay_ways(world.sectors, shelves.aims[region], shelves.ways[region], shelves.lasts)


@compiled
def put_up(offers: Any, reached: Any, audience: int, markets: int, occupations: int, shelves: Any) -> None:
    """Sort the programmes that reach an audience: those on campus, then those online, then these nationwide."""
    local = np.empty_like(reached)
    online, national = np.empty_like(reached), np.empty_like(reached)
    count = 0
    for turn in range(reached.shape[0]):
        offer = offers[reached[turn]]
        local[turn] = offer.region * occupations + offer.occupation + (markets if offer.online else 0)
        online[count] = reached[turn]
        national[count] = offer.occupation
        count += offer.online
    rows = shelves.rows[audience]
    first, turns = grouped(local, 2 * markets)
    rows[: reached.shape[0]] = reached[turns]
    shelves.campus_first[audience] = first[: markets + 1]
    shelves.own_first[audience] = first[markets:]
    first, turns = grouped(national[:count], occupations)
    rows[reached.shape[0] : reached.shape[0] + count] = online[turns]
    shelves.online_first[audience] = reached.shape[0] + first
