"""The small model by microcred's own machinery: its chance service and its rules, as `engine/columns` uses them.

The full engine cannot be set to this model (its peers are holders, and adoption there means a programme, seats, study
and an exam), so this is the engine's stage written again for the small model, with nothing that the engine lacks:
people live in blocks; how many of a block are aware is a count (`thresholds_passed`); the months' decision moments are
thinned (`decision_moments`); traits are derived by hash when they are needed (`normal`); the hazard and the probability
are the rulebook's (`monthly_hazard`, `application_probability`); only people who act get a row and an entry in the
engine's own directory. One thread, as the engine's stages.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from experiments.benchmarks.small_model import BOUND, DECIDES, EXTERNAL, MONTHS, PEER, SPREAD, Curves

from microcred.base.chance import Purpose, decision_moments, normal, thresholds_passed
from microcred.base.compile import compiled
from microcred.engine.columns.directory import EMPTY, Directory, empty_directory, enter, row_of
from microcred.rules.awareness import monthly_hazard
from microcred.rules.decision import application_probability

PACKAGES = ("microcred", "numba")
BLOCKS = 64
FIRST_ROWS = 1 << 12
MOMENTS_FULL = -1
ROWS_FULL = -2
BEYOND_BOUND = -3

TASTE = int(Purpose.TASTE)
BLOCK_KEY = 0x5EED


@dataclass
class Country:
    """The blocks, the rows of those who adopted, and where to find them.

    Attributes
    ----------
    sizes, aware, hazards
        People, aware people and accumulated hazard of every block.
    rows
        Block, rank and month of everybody who adopted.
    directory
        From (block, rank) to the row.
    """

    sizes: npt.NDArray[np.int64]
    aware: npt.NDArray[np.int64]
    hazards: npt.NDArray[np.float64]
    rows: npt.NDArray[np.int64]
    directory: Directory
    constant: float
    seed: int
    adopted: int = 0


@compiled
def hazard_of_month(share: float) -> float:
    """Hazard of becoming aware: the rule with the aware share in the place of the holders'."""
    return monthly_hazard(EXTERNAL, 1.0, 1.0, 0.0, 0.0, PEER, 1.0, 0.0, share, 1.0)


@compiled
def hazard_of_probability(probability: float) -> float:
    """Hazard, per unit of decision hazard, that gives a monthly probability of `DECIDES` times a probability.

    The chance service's moments are a Poisson process, the model's decisions happen once a month or not at all.
    Nobody adopts in a month with probability exp(-hazard), which is to be 1 - DECIDES * probability.
    """
    return -math.log1p(-DECIDES * probability) / DECIDES


@compiled
def moments_of(seed: int, block: int, month: int, size: int, aware: int, bound: float, ranks: Any, draws: Any) -> int:
    """The thinned decision moments of one block: the one place that calls the chance service for them."""
    return decision_moments(seed, BLOCK_KEY + block, 0, month, size, aware, DECIDES, bound, ranks, draws)


@compiled
def decide(
    seed: int,
    month: int,
    constant: float,
    block: int,
    size: int,
    aware: int,
    ranks: Any,
    draws: Any,
    directory: Any,
    rows: Any,
    adopted: int,
) -> int:
    """Decisions of one block in one month; the adopters' rows follow the first `adopted`.

    Returns
    -------
    int
        Rows in use; or what does not fit; or `BEYOND_BOUND` if thinning was wrong.
    """
    strongest = application_probability(math.exp(constant + SPREAD * BOUND))
    bound = hazard_of_probability(strongest) * (1.0 + 1e-12)
    moments = moments_of(seed, block, month, size, aware, min(1.0, bound), ranks, draws)
    if moments < 0:
        return MOMENTS_FULL
    if adopted + moments > rows.shape[0]:
        return ROWS_FULL
    for moment in range(moments):
        rank = ranks[moment]
        trait = normal(seed, TASTE, BLOCK_KEY + block, rank, 0, 0)
        hazard = hazard_of_probability(application_probability(math.exp(constant + SPREAD * trait)))
        if hazard > bound:
            return BEYOND_BOUND
        if draws[moment] > hazard or row_of(directory, block, rank) != EMPTY:
            continue
        enter(directory, block, rank, adopted)
        rows[adopted, 0] = block
        rows[adopted, 1] = rank
        rows[adopted, 2] = month
        adopted += 1
    return adopted


@compiled
def become_aware(seed: int, sizes: Any, aware: Any, hazards: Any) -> None:
    """Accumulate the month's hazard in every block and count who passed the threshold."""
    hazard = hazard_of_month(aware.sum() / sizes.sum())
    for block in range(sizes.shape[0]):
        hazards[block] += hazard
        aware[block] = thresholds_passed(seed, BLOCK_KEY + block, 0, sizes[block], hazards[block])


def build(learners: int, constant: float, seed: int, threads: int) -> Country:
    """The country with nobody aware."""
    del threads
    sizes = np.full(BLOCKS, learners // BLOCKS, dtype=np.int64)
    sizes[: learners % BLOCKS] += 1
    rows = np.zeros((FIRST_ROWS, 3), dtype=np.int64)
    directory = empty_directory(2 * FIRST_ROWS)
    return Country(sizes, np.zeros_like(sizes), np.zeros(BLOCKS), rows, directory, constant, seed)


def make_room(country: Country) -> None:
    """Twice as many rows, and a directory for them."""
    rows = np.zeros((2 * country.rows.shape[0], 3), dtype=np.int64)
    rows[: country.adopted] = country.rows[: country.adopted]
    country.rows = rows
    country.directory = empty_directory(2 * rows.shape[0])
    enter_rows(country.directory, rows, country.adopted)


@compiled
def enter_rows(directory: Any, rows: Any, count: int) -> None:
    """Write down the rows of all adopters."""
    for row in range(count):
        enter(directory, rows[row, 0], rows[row, 1], row)


def run(country: Country) -> Curves:
    """All months: who is aware decides, who is not may become aware; both from the state at the start of the month."""
    totals = np.zeros((MONTHS, 2), dtype=np.int64)
    ranks, draws = np.empty(FIRST_ROWS, dtype=np.int64), np.empty(FIRST_ROWS)
    for month in range(MONTHS):
        for block in range(BLOCKS):
            ranks, draws = decide_block(country, month, block, ranks, draws)
        become_aware(country.seed, country.sizes, country.aware, country.hazards)
        totals[month] = country.aware.sum(), country.adopted
    return Curves(totals[:, 0], totals[:, 1])


def decide_block(
    country: Country, month: int, block: int, ranks: npt.NDArray[np.int64], draws: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Decisions of one block; what they are written to is enlarged, and the block asked again, if they do not fit."""
    while True:
        size, aware = country.sizes[block], country.aware[block]
        where, rows, adopted = country.directory, country.rows, country.adopted
        done = decide(country.seed, month, country.constant, block, size, aware, ranks, draws, where, rows, adopted)
        if done == BEYOND_BOUND:
            raise RuntimeError("a probability exceeded the bound of thinning")
        if done == MOMENTS_FULL:
            ranks, draws = np.empty(2 * ranks.size, dtype=np.int64), np.empty(2 * draws.size)
        elif done == ROWS_FULL:
            make_room(country)
        else:
            country.adopted = done
            return ranks, draws
