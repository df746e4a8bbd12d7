"""Stage `learning`, before the decisions: whose people may apply, and under which bound."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.chance import normal_from
from microcred.base.compile import borrowing, spelled_out
from microcred.base.moments import Blocks, find_orders
from microcred.base.reference import by_reference
from microcred.engine.columns.offers import pull_of_cell
from microcred.engine.columns.shelves import PUBLIC, SCHOOL
from microcred.engine.columns.terms import TRUNCATION, ends_of_incomes
from microcred.rules.decision import income_of
from microcred.rules.thinning import moment_bound, odds, price_pull
from microcred.world.states import Segment

SEGMENTS = len(Segment)
# Grades of income: by so many first bits of the word that it comes from, which the income rises with.
GRADE_BITS = 4
GRADES = 1 << GRADE_BITS


@spelled_out
def grade_of(income: int) -> int:
    """Grade of somebody's income, by the word that it comes from."""
    return income >> (32 - GRADE_BITS)


@by_reference
class Deciders(NamedTuple):
    """The blocks whose people may apply, and what is asked of them again and again.

    Attributes
    ----------
    blocks
        Their names and bounds.
    rows
        Of the blocks in the world.
    places, regions, classes
        Where they live, and their class of cells.
    kinds, audiences
        Which home sectors they have (`Fair.homes`), and which shelves they go along.
    heads, ends
        Stretches of blocks of one cell, which most follow each other in: the first block of each, and the row after the
        last of its people who are still in question (`find_stretches`).
    cells
        Their cells: rows of the two that follow.
    bases, scales
        By cell, what it adds to the utility of every offer; and for each of `GRADES` grades of income, exp of it and of
        what the least price takes from those who earn most of them, in relation to the richest of the country.
    """

    blocks: Blocks
    rows: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    regions: npt.NDArray[np.int64]
    classes: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int64]
    audiences: npt.NDArray[np.int64]
    heads: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    cells: npt.NDArray[np.int64]
    bases: npt.NDArray[np.float64]
    scales: npt.NDArray[np.float64]


def room_for(blocks: int, cells: int) -> Deciders:
    """Room for so many blocks of so many cells."""
    keys, cohorts, orders, sizes, aware, ends = np.empty((6, blocks), dtype=np.int64)
    rows, places, regions, classes, kinds, audiences, heads, until, of = np.empty((9, blocks), dtype=np.int64)
    bounds = np.empty(blocks)
    return Deciders(
        Blocks(keys, cohorts, orders, sizes, aware, bounds, ends),
        rows,
        places,
        regions,
        classes,
        kinds,
        audiences,
        heads,
        until,
        of,
        np.empty(cells),
        np.empty((cells, GRADES)),
    )


@borrowing
def find_scales(world: Any, fair: Any, deciders: Any) -> None:
    """Fill in what cells with aware people add to utilities."""
    p, places = world.parameters[0], world.places
    _, richest = ends_of_incomes(world)
    for place in range(places.shape[0]):
        for segment in range(SEGMENTS):
            deciders.bases[place * SEGMENTS + segment] = pull_of_cell(world, place, segment)
    for grade in range(GRADES):
        z = TRUNCATION if grade == GRADES - 1 else normal_from((grade + 1.0) / GRADES)
        for place in range(places.shape[0]):
            income = income_of(places[place].income, p.income_spread, z)
            for segment in range(SEGMENTS):
                cell, class_ = place * SEGMENTS + segment, fair.class_of[place, segment]
                if class_ >= 0:
                    taken = price_pull(p.money_weight, fair.least_prices[class_], income, richest)
                    deciders.scales[cell, grade] = odds(deciders.bases[cell] + taken)


@borrowing
def find_deciders(world: Any, fair: Any, deciders: Any) -> int:
    """Fill in the blocks with people who may apply, in their order; returns how many there are.

    The bound of the probability to apply is that of the best paid with the four best offers of the region.
    """
    find_scales(world, fair, deciders)
    blocks = deciders.blocks
    count = 0
    for index in range(world.blocks.shape[0]):
        block = world.blocks[index]
        if block.left or block.aware == 0:
            continue
        cell = block.place * SEGMENTS + block.segment
        region = world.places[block.place].region
        class_ = fair.class_of[block.place, block.segment]
        bound = moment_bound(fair.heaviest[class_, region] * deciders.scales[cell, GRADES - 1])
        blocks.keys[count] = block.key
        blocks.cohorts[count] = block.cohort
        blocks.sizes[count] = block.size
        blocks.aware[count] = block.aware
        blocks.bounds[count] = bound
        deciders.rows[count] = index
        deciders.places[count] = block.place
        deciders.regions[count] = region
        deciders.classes[count] = class_
        deciders.kinds[count] = 1 if block.segment == Segment.OTHER else 0
        deciders.audiences[count] = SCHOOL if block.segment == Segment.STUDENT else PUBLIC
        deciders.cells[count] = cell
        count += bound > 0.0
    find_orders(world.nation[0].seed, blocks)
    return count


@borrowing
def find_stretches(deciders: Any, first: int, last: int) -> int:
    """Join some blocks, whose candidates are found, in stretches of one cell; returns the one after the last.

    They take as many places in `Deciders.heads` as blocks, or fewer, from the first block's on.
    """
    heads, ends, cells = deciders.heads, deciders.ends, deciders.cells
    stretch = first
    heads[stretch] = first
    for block in range(first, last):
        if cells[block] != cells[heads[stretch]]:
            stretch += 1
            heads[stretch] = block
        ends[stretch] = deciders.blocks.ends[block]
    return stretch + 1
