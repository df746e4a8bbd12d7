"""Stage `hiring`, first part: who seeks a job, by market, and how many of them find one.

A list carries what is asked of whoever seeks, so that careers, which lie scattered, need not be opened. Whoever comes
takes the row of somebody who left before the last `find_markets`: those rows stand in a chain in their own order, so
that they are come to one after the other.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.batches import uniform_of_each
from microcred.base.chance import Purpose, when
from microcred.base.compile import borrowing, compiled
from microcred.base.reference import by_reference
from microcred.engine.columns.employed import NONE, Employed, leave_slot
from microcred.engine.columns.measures import starting_match
from microcred.engine.columns.queues import foremost, grouped
from microcred.engine.columns.recognition import recognition_asked
from microcred.rules.hiring import finding_rate, holder_finding_rate
from microcred.world.people_rows import SEEKER
from microcred.world.states import Job
from microcred.world.tables import World

# As many as the processor's nearest memory holds with all that is asked of them.
CHUNK = 512
HIRE = int(Purpose.HIRE)


@by_reference
class Queues(NamedTuple):
    """The queues of all markets, one after the other; a market is a region and an occupation.

    Attributes
    ----------
    first, turns
        In a market's queue stand the seekers turns[first[market] : first[market + 1]] of the list.
    rates
        By market: anybody's finding rate.
    found
        By place in the queues: does chance find a job?
    mismatch, lot
        By place: what queues are ordered by, the lot at the same value.
    order
        The places in their queues, those of the hired first.
    hires
        By market: how many are hired.
    """

    first: npt.NDArray[np.int64]
    turns: npt.NDArray[np.int64]
    rates: npt.NDArray[np.float64]
    found: npt.NDArray[np.bool_]
    mismatch: npt.NDArray[np.float64]
    lot: npt.NDArray[np.float64]
    order: npt.NDArray[np.int64]
    hires: npt.NDArray[np.int64]


@borrowing
def seek(world: Any, row: int, seeking: Any) -> None:
    """A career's holder starts to seek a job, or seeks one with another credential."""
    career = world.careers[row]
    left = career.slot if career.job >= Job.IN_OCCUPATION else NONE
    if career.job != Job.SEEKING:
        career.job = Job.SEEKING
        career.slot = vacant_row(world.nation[0], seeking)
    seeker = seeking[career.slot]
    seeker.alignment = career.alignment
    seeker.career = row
    seeker.block = career.block
    seeker.rank = career.rank
    seeker.programme = career.programme
    seeker.passed = career.passed
    seeker.market = world.places[career.place].region * world.occupations.shape[0] + career.occupation
    seeker.slot = left
    seeker.place = career.place
    seeker.occupation = career.occupation
    seeker.level = career.level
    seeker.class_ = career.class_
    seeker.fifth = world.people[career.person].fifth


@borrowing
def vacant_row(nation: Any, seeking: Any) -> int:
    """A row of the list for somebody more."""
    row = nation.vacant
    if row == NONE:
        nation.seeking += 1
        return nation.seeking - 1
    nation.vacant = seeking[row].slot
    return row


@borrowing
def seek_no_longer(world: Any, row: int, seeking: Any) -> None:
    """A row of the list becomes vacant, for `find_markets` to find."""
    seeking[row].market = nowhere(world)


@borrowing
def nowhere(world: Any) -> int:
    """What comes after all markets."""
    return world.markets.shape[0] * world.markets.shape[1]


def lined_up(world: World, seeking: npt.NDArray[np.void], employed: Employed) -> Queues:
    """The queues of everybody who seeks; nothing is drawn yet."""
    markets = np.empty(int(world.nation[0]["seeking"]), dtype=np.int64)
    find_markets(world, seeking, employed, markets)
    first, turns = grouped(markets, world.markets.size + 1)
    first, turns = first[:-1], turns[: first[-2]]
    world.markets["seeking"] = np.diff(first).reshape(world.markets.shape)
    rates, hires = np.empty(world.markets.size), np.zeros(world.markets.size, dtype=np.int64)
    find_rates(world, rates)
    found, mismatch, lot = np.empty(turns.size, dtype=np.bool_), np.empty(turns.size), np.empty(turns.size)
    return Queues(first, turns, rates, found, mismatch, lot, np.arange(turns.size), hires)


@borrowing
def find_markets(world: Any, seeking: Any, employed: Any, markets: Any) -> None:
    """The market of every row of the list; whoever seeks again has left the job, and vacant rows are chained."""
    nation = world.nation[0]
    nation.vacant = NONE
    for row in range(markets.shape[0] - 1, -1, -1):
        seeker = seeking[row]
        markets[row] = seeker.market
        if seeker.market == nowhere(world):
            seeker.slot = nation.vacant
            nation.vacant = row
        elif seeker.slot != NONE:
            leave_slot(employed, seeker.slot)
            seeker.slot = NONE


@borrowing
def find_rates(world: Any, rates: Any) -> None:
    """Anybody's finding rate in every market where holders seek."""
    p = world.parameters[0]
    occupations = world.occupations.shape[0]
    for cell in range(rates.shape[0]):
        market = world.markets[cell // occupations, cell % occupations]
        if market.seeking > 0:
            rates[cell] = finding_rate(
                p.matching_efficiency, market.vacancies, market.others_now + market.seeking, p.matching_elasticity
            )


@compiled
def introduce(
    world: Any,
    policy: Any,
    measures: Any,
    seeking: Any,
    queues: Any,
    issuers: Any,
    recognised: Any,
    first: int,
    last: int,
) -> None:
    """What is asked of those who stand at some places of the queues, and their draws.

    Parameters
    ----------
    issuers, recognised
        What employers think of issuers (`recognition_asked`).
    first, last
        The range.
    """
    nation = world.nation[0]
    bonus = world.parameters[0].recognition_hiring_bonus
    keys, ranks, months = np.empty(CHUNK, np.int64), np.empty(CHUNK, np.int64), np.empty(CHUNK, np.int64)
    chances, luck = np.empty(CHUNK), np.empty(CHUNK)
    seekers = np.empty(CHUNK, SEEKER)
    for begin in range(first, last, CHUNK):
        count = min(CHUNK, last - begin)
        for one in range(count):
            seekers[one] = seeking[queues.turns[begin + one]]
        for one in range(count):
            seeker = seekers[one]
            block = world.blocks[seeker.block]
            keys[one] = block.key
            ranks[one] = seeker.rank
            months[one] = when(block.cohort, nation.month)
            queues.mismatch[begin + one] = -starting_match(measures, seeker, Job.IN_OCCUPATION, nation.month)
            trust = recognition_asked(world, policy, issuers, recognised, seeker)
            chances[one] = holder_finding_rate(queues.rates[seeker.market], bonus, trust)
        uniform_of_each(nation.seed, HIRE, keys[:count], ranks[:count], months[:count], 0, luck)
        lot = queues.lot[begin : begin + count]
        uniform_of_each(nation.seed, HIRE, keys[:count], ranks[:count], months[:count], 1, lot)
        for one in range(count):
            queues.found[begin + one] = luck[one] < chances[one]


@borrowing
def draw_hires(queues: Any, first: int, last: int) -> None:
    """In some markets: as many are hired as find a job by chance, the best matched of them."""
    for market in range(first, last):
        begin, end = queues.first[market], queues.first[market + 1]
        hires = 0
        for place in range(begin, end):
            hires += queues.found[place]
        queues.hires[market] = hires
        foremost(queues.order[begin:end], hires, queues.mismatch, queues.lot)
