"""Where learners find offers: shelves by region and occupation, and where decisions aim."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.compile import borrowing, compiled
from microcred.base.reference import by_reference
from microcred.engine.columns.queues import sort_by
from microcred.rules.aim import job_pull
from microcred.world.states import Mode

SCHOOL = 0
PUBLIC = 1
AUDIENCES = 2
GUIDE = 256


@by_reference
class Shelves(NamedTuple):
    """Where learners find offers, by audience: on campus and online in the region, online nationwide; by occupation."""

    campus_first: npt.NDArray[np.int64]
    campus: npt.NDArray[np.int64]
    own_first: npt.NDArray[np.int64]
    own: npt.NDArray[np.int64]
    online_first: npt.NDArray[np.int64]
    online: npt.NDArray[np.int64]
    aims: npt.NDArray[np.float64]  # regions x (occupations + 1), cumulated
    guides: npt.NDArray[np.int64]  # regions x GUIDE: see `lay_guide`


@borrowing
def lay_guide(cumulated: Any, guide: Any) -> None:
    """For each of so many equal parts of the whole weight: the first row in which it can lie."""
    row = 0
    for part in range(guide.shape[0]):
        wanted = cumulated[cumulated.shape[0] - 1] * part / guide.shape[0]
        while row < cumulated.shape[0] - 2 and wanted >= cumulated[row + 1]:
            row += 1
        guide[part] = row


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
            total += job_pull(world.markets[region, occupation].vacancies, world.occupations[occupation].premium)
            shelves.aims[region, occupation + 1] = total
        lay_guide(shelves.aims[region], shelves.guides[region])
