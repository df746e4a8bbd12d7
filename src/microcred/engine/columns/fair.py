"""Decisions of a month: what is on offer is prepared once, then the blocks decide, in as many threads as wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.errors import RunFailed
from microcred.base.leans import Leans
from microcred.base.moments import AT_ONCE
from microcred.base.reference import by_reference
from microcred.engine.columns import decisions, offers, shelves, terms
from microcred.engine.columns.aiming import HOME_BITS, WORD_BITS
from microcred.engine.columns.applied import Applied
from microcred.engine.columns.deciders import find_deciders, room_for
from microcred.engine.columns.recognition import nothing_recognised
from microcred.engine.columns.room import Room, empty_room
from microcred.engine.columns.shelves import Shelves
from microcred.engine.columns.threads import in_ranges, ranges_of
from microcred.rules.draws import hazard_of_mean
from microcred.world.supply_rows import OFFER, POSTED, TERMS
from microcred.world.tables import World

if TYPE_CHECKING:
    from microcred.engine.columns.run import Columns

SPARE = 1000
# Columns of an application: block, rank, programme, record or -1, fifth.
APPLICATION = 5


@by_reference
class Fair(NamedTuple):
    """What the decisions of one month look at, and nothing that they change.

    Attributes
    ----------
    offers, terms, shelves
        The offers, their terms by class of cells, and where they are found.
    class_of
        Class of cells by place and segment, -1 where nobody is aware.
    posted, ceilings
        What decisions ask of the offers (`POSTED`), and what each weighs at most, by class, in the order of the
        shelves.
    weights, parts, heaviest
        Bound of what four offers weigh, by class, region and occupation; by class, region and part of the guide to
        where decisions aim; the highest by class and region.
    least_prices
        By class: what every offer costs at least, net of what it pays, yuan; 0 where some pay more.
    leans
        `microcred.base.leans.leans_of_spread` of the taste.
    homes, home_guides
        Of students and workers, and of others: the first word (`leans.traits`) of each home sector, and the one after
        all; and the sector to which the first of all words with the same first bits belongs.
    applied
        Who waits for admission.
    """

    offers: npt.NDArray[np.void]
    terms: npt.NDArray[np.void]
    shelves: Shelves
    class_of: npt.NDArray[np.int64]
    posted: npt.NDArray[np.void]
    ceilings: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]
    parts: npt.NDArray[np.float64]
    heaviest: npt.NDArray[np.float64]
    least_prices: npt.NDArray[np.float64]
    leans: Leans
    homes: npt.NDArray[np.int64]
    home_guides: npt.NDArray[np.int16]
    applied: Applied


def open_fair(run: Columns) -> Fair:
    """Everything on offer this month, and who finds it where."""
    world, policy = run.world, run.policy
    programmes = int(world.nation[0]["programmes"])
    # Of a programme that does not admit, no more is filled in than that.
    on_offer, admitting = np.empty(programmes, dtype=OFFER), np.empty(programmes, dtype=np.int64)
    fresh = np.empty(run.month - run.first_month + 1)
    admitting = admitting[: offers.make_offers(world, policy, nothing_recognised(world), fresh, on_offer, admitting)]
    filled = empty_shelves(world, admitting.size)
    shelves.fill_shelves(world, on_offer, admitting, filled)
    class_of = np.empty(world.aware_cell.shape, dtype=np.int64)
    place_of, segment_of = np.empty((2, class_of.size), dtype=np.int64)
    classes = int(terms.classes_of_cells(world, policy, class_of, place_of, segment_of))
    offered = np.empty((classes, programmes), dtype=TERMS)
    columns = terms.empty_columns(admitting.size)
    terms.set_terms(world, policy, on_offer, admitting, classes, place_of, segment_of, columns, offered)
    # Only what stands on a shelf is filled in, and only that counts.
    posted = np.empty((classes, filled.rows.shape[1]), dtype=POSTED)
    ceilings = np.empty(posted.shape)
    weights = np.zeros((classes, *world.markets.shape))
    least_prices = np.zeros(classes)
    terms.weigh(filled, offered, classes, segment_of, posted, ceilings, weights, least_prices)
    parts = np.empty((classes, world.regions.size, shelves.GUIDE + 1))
    terms.weigh_parts(filled, weights, parts)
    heaviest = weights.max(axis=2, initial=0.0)
    return Fair(
        on_offer,
        offered,
        filled,
        class_of,
        posted,
        ceilings,
        weights,
        parts,
        heaviest,
        least_prices,
        run.leans,
        *run.homes,
        run.applied,
    )


Homes = tuple[npt.NDArray[np.int64], npt.NDArray[np.int16]]


def homes_of(world: World) -> Homes:
    """Where people have their home sectors: `Fair.homes` and `Fair.home_guides`."""
    shares = np.array([world.sectors["student_share"], world.sectors["worker_share"]])
    # The first word whose `share` reaches what the sectors before amount to.
    homes = np.zeros((2, world.sectors.shape[0] + 1), dtype=np.int64)
    homes[:, 1:-1] = np.ceil(np.cumsum(shares, axis=1)[:, :-1] * 2.0**WORD_BITS - 0.5)
    homes[:, -1] = 1 << WORD_BITS
    begins = np.arange(1 << HOME_BITS) << (WORD_BITS - HOME_BITS)
    return homes, np.array([np.searchsorted(home[1:], begins, side="right") for home in homes], dtype=np.int16)


def empty_shelves(world: World, offers: int) -> Shelves:
    """Room for the month's shelves, with so many offers; those online stand on two."""
    regions, occupations = world.markets.shape

    def integers(columns: int) -> npt.NDArray[np.int64]:
        return np.zeros((shelves.AUDIENCES, columns), dtype=np.int64)

    return Shelves(
        campus_first=integers(regions * occupations + 1),
        own_first=integers(regions * occupations + 1),
        online_first=integers(occupations + 1),
        rows=integers(2 * offers),
        aims=np.zeros((regions, occupations + 2)),
        guides=np.zeros((regions, shelves.GUIDE + 1), dtype=np.int16),
        scales=np.zeros(regions),
        ways=np.zeros((regions, world.sectors.shape[0] + 1, 2)),
        lasts=np.zeros(world.sectors.shape[0] + 1, dtype=np.int64),
    )


def decide(run: Columns, fair: Fair) -> npt.NDArray[np.int32]:
    """All applications of the month, (block, rank, programme, record or -1, fifth), in the order of the blocks."""
    world = run.world
    deciders = room_for(world.blocks.shape[0], world.aware_cell.size)
    count = find_deciders(world, fair, deciders)
    # Moments to expect in each block; a few more applications than that never fit, and then the range is done again.
    rate = hazard_of_mean(float(world.parameters[0]["decision_interval"]))
    work = deciders.blocks.bounds[:count] * deciders.blocks.aware[:count] * rate

    def part(edges: tuple[int, int]) -> npt.NDArray[np.int32]:
        here = work[slice(*edges)]
        needs = 2 * AT_ONCE + int(5.0 * here.max()), SPARE + int(here.sum())
        desk = run.desks.pop() if run.desks else desk_for(0, 0)
        while True:
            desk = enlarged(desk, *needs)
            found = decisions.decide(world, run.policy, fair, run.directory, deciders, *edges, *desk)
            if found == decisions.BEYOND_BOUND:
                raise RunFailed("a probability to apply exceeded the bound of thinning; please report this")
            if found >= 0:
                applications = desk.applications[:found].copy()
                run.desks.append(desk)
                return applications
            needs = 2 * needs[0], 2 * needs[1]

    parts = in_ranges(run.executor, part, ranges_of(work))
    return np.concatenate(parts) if parts else np.empty((0, APPLICATION), dtype=np.int32)


class Desk(NamedTuple):
    """Where a thread works on decisions: kept from month to month, since new room costs time when it is first used."""

    room: Room
    applications: npt.NDArray[np.int32]


def desk_for(moments: int, applications: int) -> Desk:
    """Room for so many moments at once, and applications in all."""
    return Desk(empty_room(moments), np.empty((applications, APPLICATION), dtype=np.int32))


def enlarged(desk: Desk, moments: int, applications: int) -> Desk:
    """The desk itself if it has so much room, else one with half as much again."""
    if desk.room.places.size >= moments and len(desk.applications) >= applications:
        return desk
    return desk_for(moments * 3 // 2, applications * 3 // 2)
