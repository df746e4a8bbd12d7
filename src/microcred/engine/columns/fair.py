"""Decisions of a month: what is on offer is prepared once, then the blocks decide, in as many threads as wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.errors import RunFailed
from microcred.base.leans import Leans
from microcred.base.reference import by_reference
from microcred.engine.columns import decisions, looking, offers, shelves, terms
from microcred.engine.columns.applied import Applied
from microcred.engine.columns.recognition import nothing_recognised
from microcred.engine.columns.shelves import Shelves
from microcred.engine.columns.threads import in_ranges, ranges_of
from microcred.rules.draws import hazard_of_mean
from microcred.world.supply_rows import OFFER, TERMS
from microcred.world.tables import World, empty_rows

if TYPE_CHECKING:
    from microcred.engine.columns.run import Columns

SPARE = 1000


@by_reference
class Fair(NamedTuple):
    """What the decisions of one month look at, and nothing that they change.

    Attributes
    ----------
    offers, terms, shelves
        The offers, their terms by class of cells, and where they are found.
    class_of
        Class of cells by place and segment, -1 where nobody is aware.
    weights, heaviest
        Bound of what four offers weigh, by class, region and occupation; the highest by class and region.
    leans
        `microcred.base.leans.leans_of_spread` of the taste.
    homes, home_guides
        Cumulated shares of the home sectors, of students and workers, and of others; and a guide to them.
    applied
        Who waits for admission.
    """

    offers: npt.NDArray[np.void]
    terms: npt.NDArray[np.void]
    shelves: Shelves
    class_of: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float64]
    heaviest: npt.NDArray[np.float64]
    leans: Leans
    homes: npt.NDArray[np.float64]
    home_guides: npt.NDArray[np.int16]
    applied: Applied


def open_fair(run: Columns) -> Fair:
    """Everything on offer this month, and who finds it where."""
    world, policy = run.world, run.policy
    rows = world.programmes.shape[0]
    on_offer = empty_rows(OFFER, rows)
    offers.make_offers(world, policy, nothing_recognised(world), on_offer)
    filled = empty_shelves(world)
    shelves.fill_shelves(world, on_offer, filled)
    class_of = np.empty(world.aware_cell.shape, dtype=np.int64)
    place_of, segment_of = np.empty((2, class_of.size), dtype=np.int64)
    classes = int(terms.classes_of_cells(world, policy, class_of, place_of, segment_of))
    offered = np.empty((classes, rows), dtype=TERMS)
    terms.set_terms(world, policy, on_offer, classes, place_of, segment_of, offered)
    weights = np.zeros((classes, *world.markets.shape))
    terms.weigh(filled, offered, classes, segment_of, weights)
    sectors = world.sectors
    homes = np.zeros((2, sectors.shape[0] + 1))
    homes[0, 1:] = np.cumsum(sectors["student_share"])
    homes[1, 1:] = np.cumsum(sectors["worker_share"])
    home_guides = np.zeros((2, shelves.GUIDE), dtype=np.int16)
    for home, guide in zip(homes, home_guides, strict=True):
        shelves.lay_guide(home, guide)
    heaviest = weights.max(axis=2, initial=0.0)
    return Fair(on_offer, offered, filled, class_of, weights, heaviest, run.leans, homes, home_guides, run.applied)


def empty_shelves(world: World) -> Shelves:
    """Room for the month's shelves."""
    regions, occupations = world.markets.shape
    rows = world.programmes.shape[0]

    def integers(columns: int) -> npt.NDArray[np.int64]:
        return np.zeros((shelves.AUDIENCES, columns), dtype=np.int64)

    return Shelves(
        campus_first=integers(regions * occupations + 1),
        own_first=integers(regions * occupations + 1),
        online_first=integers(occupations + 1),
        rows=integers(3 * rows),
        aims=np.zeros((regions, occupations + 1)),
        guides=np.zeros((regions, shelves.GUIDE), dtype=np.int16),
    )


def decide(run: Columns, fair: Fair) -> npt.NDArray[np.int64]:
    """All applications of the month, (block, rank, programme, record or -1), in the order of the blocks."""
    world = run.world
    bounds = np.empty(world.blocks.shape[0])
    decisions.find_bounds(world, fair, bounds)

    # Moments to expect in each block; a few more applications than that never fit, and then the range is done again.
    work = bounds * world.blocks["aware"] * hazard_of_mean(float(world.parameters[0]["decision_interval"]))

    def part(edges: tuple[int, int]) -> npt.NDArray[np.int64]:
        here = work[slice(*edges)]
        room, most = SPARE + int(here.sum()), SPARE + int(5.0 * here.max())
        while True:
            applications = np.empty((room, 4), dtype=np.int64)
            found = decisions.decide(
                world, run.policy, fair, run.directory, bounds, *edges, looking.empty_room(most), applications
            )
            if found == decisions.BEYOND_BOUND:
                raise RunFailed("a probability to apply exceeded the bound of thinning; please report this")
            if found >= 0:
                return applications[:found]
            room, most = 2 * room, 2 * most

    parts = in_ranges(run.executor, part, ranges_of(work))
    return np.concatenate([np.empty((0, 4), dtype=np.int64), *parts])
