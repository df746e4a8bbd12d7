"""Stage `hiring`, first part: who seeks a job, by market, and how many of them find one.

What the queues ask of everybody in them is gathered once, so that careers, which lie scattered, are not opened again.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.batches import uniform_of_each
from microcred.base.chance import Purpose, when
from microcred.base.compile import borrowing, compiled
from microcred.base.reference import by_reference
from microcred.engine.columns.match import current_match
from microcred.engine.columns.queues import foremost, grouped
from microcred.engine.columns.recognition import recognition_asked, recognition_unasked
from microcred.rules.hiring import finding_rate, holder_finding_rate
from microcred.world.states import Job
from microcred.world.tables import World

NOBODY = -1


@by_reference
class Seekers(NamedTuple):
    """Who seeks a job this month, market after market; a market is a region and an occupation.

    Attributes
    ----------
    rows
        Of the careers.
    first, turns
        Seekers turns[first[market] : first[market + 1]] stand in a market.
    keys, ranks, months
        By seeker: name in the chance service, and the month word.
    luck, lot
        By seeker: draws that decide whether somebody finds a job, and who comes first.
    mismatch
        By seeker: what the queue is ordered by, the lot at the same value.
    trust
        By seeker: recognition by employers.
    hires
        By market: how many find a job.
    issuers, recognised
        By programme: what of it employers look at; by that and class: their recognition, NaN where nobody asked yet.
    """

    rows: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    turns: npt.NDArray[np.int64]
    keys: npt.NDArray[np.int64]
    ranks: npt.NDArray[np.int64]
    months: npt.NDArray[np.int64]
    luck: npt.NDArray[np.float64]
    lot: npt.NDArray[np.float64]
    mismatch: npt.NDArray[np.float64]
    trust: npt.NDArray[np.float64]
    hires: npt.NDArray[np.int64]
    issuers: npt.NDArray[np.int64]
    recognised: npt.NDArray[np.float64]


def lined_up(world: World, seeking: npt.NDArray[np.int64]) -> Seekers:
    """Everybody who seeks, in queues; nothing is known of them yet."""
    first = line_up(world, seeking)
    count = int(first[-1])
    names = np.empty((4, count), dtype=np.int64)
    drawn = np.empty((4, count))
    hires = np.zeros(world.markets.size, dtype=np.int64)
    return Seekers(seeking[:count], first, *names, *drawn, hires, *recognition_unasked(world))


@compiled
def line_up(world: Any, seeking: Any) -> Any:
    """Drop from the list who seeks no longer, and lay it out by market; where each market begins."""
    nation = world.nation[0]
    occupations = world.occupations.shape[0]
    markets = world.markets.shape[0] * occupations
    group = np.empty(nation.seeking, dtype=np.int64)
    rows = np.empty(nation.seeking, dtype=np.int64)
    count = 0
    for turn in range(nation.seeking):
        row = seeking[turn]
        if row == NOBODY or world.careers[row].job != Job.SEEKING:
            continue
        rows[count] = row
        group[count] = world.places[world.careers[row].place].region * occupations + world.careers[row].occupation
        count += 1
    nation.seeking = count
    first, turns = grouped(group[:count], markets)
    for turn in range(count):
        seeking[turn] = rows[turns[turn]]
    for cell in range(markets):
        world.markets[cell // occupations, cell % occupations].seeking = first[cell + 1] - first[cell]
    return first


@borrowing
def draw_hires(world: Any, policy: Any, seekers: Any, first: int, last: int) -> None:
    """In some markets: how many seekers find a job by chance; the best matched stand first."""
    nation = world.nation[0]
    begin, end = seekers.first[first], seekers.first[last]
    introduce(world, policy, seekers, begin, end)
    keys, ranks, months = seekers.keys[begin:end], seekers.ranks[begin:end], seekers.months[begin:end]
    uniform_of_each(nation.seed, Purpose.HIRE, keys, ranks, months, 0, seekers.luck[begin:end])
    uniform_of_each(nation.seed, Purpose.HIRE, keys, ranks, months, 1, seekers.lot[begin:end])
    occupations = world.occupations.shape[0]
    for cell in range(first, last):
        market = world.markets[cell // occupations, cell % occupations]
        if market.seeking > 0:
            draw_hires_of(world.parameters[0], seekers, cell, market)


@borrowing
def introduce(world: Any, policy: Any, seekers: Any, begin: int, end: int) -> None:
    """Gather what is asked of some seekers."""
    nation = world.nation[0]
    p = world.parameters[0]
    for turn in range(begin, end):
        career = world.careers[seekers.rows[turn]]
        block = world.blocks[career.block]
        seekers.turns[turn] = turn
        seekers.keys[turn] = block.key
        seekers.ranks[turn] = career.rank
        seekers.months[turn] = when(block.cohort, nation.month)
        seekers.mismatch[turn] = -current_match(p, world.occupations, nation.month, career)
        seekers.trust[turn] = recognition_asked(world, policy, seekers.issuers, seekers.recognised, career)


@borrowing
def draw_hires_of(p: Any, seekers: Any, cell: int, market: Any) -> None:
    """`draw_hires` of one market."""
    first, last = seekers.first[cell], seekers.first[cell + 1]
    rate = finding_rate(
        p.matching_efficiency, market.vacancies, market.others_now + market.seeking, p.matching_elasticity
    )
    hires = 0
    for turn in range(first, last):
        hires += seekers.luck[turn] < holder_finding_rate(rate, p.recognition_hiring_bonus, seekers.trust[turn])
    seekers.hires[cell] = hires
    # Where everybody is hired nobody needs to stand first.
    if hires < last - first:
        foremost(seekers.turns[first:last], hires, seekers.mismatch, seekers.lot)
