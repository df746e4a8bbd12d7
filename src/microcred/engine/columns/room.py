"""Where a thread keeps what it knows of those who decide (stage `learning`)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.batches import WORDS
from microcred.base.moments import Moments, empty_moments
from microcred.base.reference import by_reference
from microcred.engine.columns.terms import OFFERS_SEEN


@by_reference
class Room(NamedTuple):
    """Where a thread keeps what it knows of the moments of some blocks.

    Attributes
    ----------
    moments
        Who decides, how much it takes to move them, and their traits.
    places
        Of those still in question: their places among the moments (`Moments.places`).
    keys, ranks, months
        Their names, and the month word.
    looks, more
        Eight words of each moment, of which the second four are only drawn for those in question.
    ways, wanted
        Of each moment: what it aims at (`way_of`), and where among the region's weights.
    occupations
        The occupation.
    campus, online, on_campus
        Of those who aim: where the shelf on campus begins, the one online less the offers on campus, and how many
        offers are on campus.
    offers
        How many offers are on both.
    seen
        Where on the shelves the offers stand that each of them looks at, by turn of looking, -1 for one seen before.
    ceilings
        Bounds of what these weigh together.
    blocks
        Their blocks among the deciders.
    listed
        Turns of those of whom something more is asked.
    records, idle
        Their records, -1 without, and whether they are free to decide.
    incomes
        Yuan a month.
    monies, distances
        Of the offers that they look at: `POSTED.money`, and the access that they lack.
    pulls, totals
        Exp V of the offers that they look at, zero for one seen before, and their sum.
    """

    moments: Moments
    places: npt.NDArray[np.int64]
    keys: npt.NDArray[np.int64]
    ranks: npt.NDArray[np.int64]
    months: npt.NDArray[np.int64]
    looks: npt.NDArray[np.int64]
    more: npt.NDArray[np.int64]
    ways: npt.NDArray[np.int64]
    wanted: npt.NDArray[np.float64]
    occupations: npt.NDArray[np.int64]
    campus: npt.NDArray[np.int64]
    online: npt.NDArray[np.int64]
    on_campus: npt.NDArray[np.int64]
    offers: npt.NDArray[np.int64]
    seen: npt.NDArray[np.int64]
    ceilings: npt.NDArray[np.float64]
    blocks: npt.NDArray[np.int64]
    listed: npt.NDArray[np.int64]
    records: npt.NDArray[np.int64]
    idle: npt.NDArray[np.bool_]
    incomes: npt.NDArray[np.float64]
    monies: npt.NDArray[np.float64]
    distances: npt.NDArray[np.float64]
    pulls: npt.NDArray[np.float64]
    totals: npt.NDArray[np.float64]


def empty_room(moments: int) -> Room:
    """Room for so many moments at once."""
    keys, ranks, months, ways, occupations, records = np.empty((6, moments), dtype=np.int64)
    campus, online, on_campus, offers, blocks, listed = np.empty((6, moments), dtype=np.int64)
    looks, more = np.empty((2, WORDS, moments), dtype=np.int64)
    wanted, ceilings, incomes, totals = np.empty((4, moments))
    monies, distances, pulls = np.empty((3, OFFERS_SEEN, moments))
    found = empty_moments(moments)
    return Room(
        found,
        found.places,
        keys,
        ranks,
        months,
        looks,
        more,
        ways,
        wanted,
        occupations,
        campus,
        online,
        on_campus,
        offers,
        np.empty((OFFERS_SEEN, moments), dtype=np.int64),
        ceilings,
        blocks,
        listed,
        records,
        np.empty(moments, dtype=np.bool_),
        incomes,
        monies,
        distances,
        pulls,
        totals,
    )
