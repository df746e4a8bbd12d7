"""The small model by microcred's own machinery: its chance service and its rules, as `engine/columns` uses them.

The full engine cannot be set to this model (its peers are holders, and adoption there means a programme, seats, study
and an exam), so this is the engine's stage written again for the small model, with nothing that the engine lacks:
people live in blocks; how many of a block are aware is a count (`thresholds_passed`); the months' decision moments are
thinned (`decision_moments`, for many blocks at once), with the trait as the lean; the hazard and the probability are
the rulebook's (`monthly_hazard`, `application_probability`); only people who act get a row and an entry in the engine's
own directory; threads take ranges of blocks.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from experiments.benchmarks.small_model import BOUND, DECIDES, EXTERNAL, MONTHS, PEER, SPREAD, Curves

from microcred.base.chance import Purpose, uniform
from microcred.base.compile import compiled
from microcred.base.leans import Leans, class_of, lean_of, leans_of_spread
from microcred.base.moments import Blocks, decision_moments, empty_moments, named_blocks
from microcred.base.thresholds import thresholds_passed
from microcred.engine.columns.directory import EMPTY, Directory, empty_directory, enter, row_of, with_room
from microcred.rules.awareness import monthly_hazard
from microcred.rules.decision import application_probability

PACKAGES = ("microcred", "numba")
BLOCKS = 64
RANGES = 16  # of blocks, that threads share
FIRST_ROOM = 1 << 10
FULL = -1

ROW = np.dtype([("block", np.int64), ("rank", np.int64), ("month", np.int64)])
LOOK = int(Purpose.LOOK)
BLOCK_KEY = 0x5EED


@dataclass
class Country:
    """The blocks, the rows of those who adopted, and where to find them.

    Attributes
    ----------
    blocks, hazards
        Every block, with its people and how many of them are aware; and its accumulated hazard.
    leans
        What the chance service needs to know of the trait.
    rows, adopted
        Block, rank and month of everybody who adopted, and how many they are.
    directory
        From (block, rank) to the row.
    """

    blocks: Blocks
    hazards: npt.NDArray[np.float64]
    leans: Leans
    rows: npt.NDArray[Any]
    directory: Directory
    constant: float
    seed: int
    threads: int
    adopted: int = 0


@compiled
def rate_of_probability(probability: float) -> float:
    """Rate of moments that happen in a month, each an adoption, for a monthly probability of `DECIDES` times another.

    The chance service's moments are a Poisson process, the model's decisions happen once a month or not at all.
    Nobody adopts in a month with probability exp(-rate), which is to be 1 - DECIDES * probability.
    """
    return -math.log1p(-DECIDES * probability)


@compiled
def highest_rate(constant: float) -> float:
    """Rate of decision moments with which nobody adopts too seldom: what the most inclined need."""
    strongest = application_probability(math.exp(constant + SPREAD * BOUND))
    return rate_of_probability(strongest) / strongest


@compiled
def decide(
    seed: int, month: int, constant: float, blocks: Any, first: int, last: int, leans: Any, directory: Any, room: Any,
    found: Any
) -> int:  # fmt: skip
    """Who of some blocks adopts in a month: (block, rank) in `found`; somebody with two moments stands there twice.

    The trait is the lean, so that a moment under the block's bound, the probability of somebody without a lean, is one
    at which the person would adopt.

    Returns
    -------
    int
        How many; `FULL` if they do not fit.
    """
    count = 0
    highest = highest_rate(constant)
    while first < last:
        after, moments = decision_moments(seed, month, highest, SPREAD, leans, blocks, first, last, room)
        if after == first or count + moments > found.shape[0]:
            return FULL
        begin = 0
        for block in range(first, after):
            for moment in range(begin, blocks.ends[block]):
                rank = room.ranks[moment]
                trait = lean_of(room.traits[0, moment], class_of(blocks.orders[block], rank), SPREAD)
                # Of the less inclined some moments too many were made.
                probability = application_probability(math.exp(constant + trait))
                kept = rate_of_probability(probability) / (highest * probability)
                if uniform(seed, LOOK, blocks.keys[block], rank, month, moment - begin) > kept:
                    continue
                if row_of(directory, block, rank) == EMPTY:
                    found[count, 0] = block
                    found[count, 1] = rank
                    count += 1
            begin = blocks.ends[block]
        first = after
    return count


@compiled
def register(month: int, found: Any, directory: Any, rows: Any, adopted: int) -> int:
    """Give everybody found a row, once; how many rows there are then."""
    for turn in range(found.shape[0]):
        block, rank = found[turn, 0], found[turn, 1]
        if row_of(directory, block, rank) == EMPTY:
            enter(directory, block, rank, adopted)
            rows[adopted].block = block
            rows[adopted].rank = rank
            rows[adopted].month = month
            adopted += 1
    return adopted


@compiled
def become_aware(seed: int, blocks: Any, hazards: Any) -> None:
    """Accumulate the month's hazard in every block and count who passed the threshold.

    The rule's hazard with the aware share in the place of the nation's holders.
    """
    sizes, aware = blocks.sizes, blocks.aware
    share = aware.sum() / sizes.sum()
    hazard = monthly_hazard(EXTERNAL, 1.0, 1.0, 0.0, 0.0, PEER, 1.0, 0.0, share, 1.0)
    for block in range(sizes.shape[0]):
        hazards[block] += hazard
        aware[block] = thresholds_passed(seed, blocks.keys[block], 0, sizes[block], hazards[block])


def build(learners: int, constant: float, seed: int, threads: int) -> Country:
    """The country with nobody aware."""
    sizes = np.full(BLOCKS, learners // BLOCKS, dtype=np.int64)
    sizes[: learners % BLOCKS] += 1
    nobody = np.zeros_like(sizes)
    bounds = np.full(BLOCKS, application_probability(math.exp(constant)))
    blocks = named_blocks(seed, BLOCK_KEY + np.arange(BLOCKS), nobody, sizes, nobody, bounds)
    rows = np.zeros(FIRST_ROOM, dtype=ROW)
    directory = empty_directory(BLOCKS, FIRST_ROOM)
    return Country(blocks, np.zeros(BLOCKS), leans_of_spread(SPREAD), rows, directory, constant, seed, threads)


def run(country: Country) -> Curves:
    """All months: who is aware decides, who is not may become aware; both from the state at the start of the month."""
    totals = np.zeros((MONTHS, 2), dtype=np.int64)
    with ThreadPoolExecutor(country.threads) as executor:
        for month in range(MONTHS):
            found = decisions(country, month, executor)
            make_room(country, found)
            country.adopted = register(month, found, country.directory, country.rows, country.adopted)
            become_aware(country.seed, country.blocks, country.hazards)
            totals[month] = country.blocks.aware.sum(), country.adopted
    return Curves(totals[:, 0], totals[:, 1])


def decisions(country: Country, month: int, executor: ThreadPoolExecutor) -> npt.NDArray[np.int64]:
    """Everybody who adopts in a month, in the order of the blocks."""
    edges = np.linspace(0, BLOCKS, RANGES + 1).astype(int)

    def part(turn: int) -> npt.NDArray[np.int64]:
        room = FIRST_ROOM
        while True:
            found = np.empty((room, 2), dtype=np.int64)
            count = decide(
                country.seed,
                month,
                country.constant,
                country.blocks,
                edges[turn],
                edges[turn + 1],
                country.leans,
                country.directory,
                empty_moments(room),
                found,
            )
            if count != FULL:
                return found[:count]
            room *= 4

    parts = map(part, range(RANGES)) if country.threads == 1 else executor.map(part, range(RANGES))
    return np.concatenate(list(parts))


def make_room(country: Country, found: npt.NDArray[np.int64]) -> None:
    """Enlarge rows and directory for those found."""
    wanted = country.adopted + len(found)
    if wanted > country.rows.size:
        rows = np.zeros(max(wanted, 2 * country.rows.size), dtype=ROW)
        rows[: country.adopted] = country.rows[: country.adopted]
        country.rows = rows
    more = np.bincount(found[:, 0], minlength=BLOCKS)
    country.directory = with_room(country.directory, more)
