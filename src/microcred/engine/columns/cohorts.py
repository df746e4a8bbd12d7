"""Cohorts move on every three months: entrants join, students graduate, the oldest workers leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from microcred.engine.columns import awareness, jobs, learners
from microcred.rules.awareness import hazard_of_share
from microcred.world.people import MONTHS_PER_QUARTER
from microcred.world.people_rows import BLOCK
from microcred.world.states import Segment
from microcred.world.tables import empty_rows, grown, joined

if TYPE_CHECKING:
    from microcred.engine.columns.run import Columns


def move_cohorts(run: Columns, counts: npt.NDArray[np.int64]) -> None:
    """In the first month of a quarter, move every place's queue on by one block.

    A place's youngest block enters with as many people as the oldest takes away, so that nobody is lost. A block keeps
    its code: luck and thresholds of its people never change.
    """
    world, month = run.world, run.month
    if month % MONTHS_PER_QUARTER != 0 or month == run.first_month:
        return
    youngest = month // MONTHS_PER_QUARTER
    blocks, places = world.blocks, world.places
    queued = (blocks["segment"] != Segment.OTHER) & ~blocks["left"]
    age = youngest - blocks["cohort"]
    leaving = queued & (age >= places["queue"][blocks["place"]])
    graduating = queued & (age == int(run.scenario.parameters["student_quarters"]))
    entering = empty_rows(BLOCK, places.shape[0])
    rows = np.flatnonzero(leaving)
    homes = blocks["place"][rows]
    entering["place"][homes] = homes
    entering["segment"][homes] = Segment.STUDENT
    entering["key"][homes] = places["key"][homes]
    entering["cohort"][homes] = youngest
    entering["size"][homes] = blocks["size"][rows]
    entering["hazard"][homes] = hazard_of_share(run.scenario.parameters["aware_entrant"])
    blocks["left"] |= leaving
    blocks["segment"][graduating] = Segment.WORKER
    fifths = np.zeros((entering.shape[0], world.holders_fifth.shape[1]), dtype=np.int64)
    run.world = world._replace(
        blocks=joined(blocks, entering), holders_fifth=np.concatenate([world.holders_fifth, fifths])
    )
    used = run.directory.used
    jobs.leave_blocks(run.world, run.directory, np.flatnonzero(leaving[: used.size]), counts, run.seeking, run.employed)
    graduates = np.flatnonzero(graduating[: used.size])
    run.seeking = grown(run.seeking, int(run.world.nation[0]["seeking"] + used[graduates].sum()))
    jobs.start_seeking(run.world, run.directory, graduates, run.seeking)
    run.waiting_cell = learners.waiting_in_cells(run.world, run.applicants[: run.waiting])
    awareness.count_cells(run.world)
