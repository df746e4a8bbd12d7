"""Stage `hiring`, first part: who seeks a job, by market, and how many of them find one.

Careers lie scattered: those of seekers are copied side by side, in one go, before anything is asked of them.
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
from microcred.engine.columns.recognition import recognition_asked
from microcred.rules.hiring import finding_rate, holder_finding_rate
from microcred.world.people_rows import CAREER
from microcred.world.states import Job
from microcred.world.tables import World, empty_rows

NOBODY = -1


@by_reference
class Seekers(NamedTuple):
    """Who seeks a job this month, in the order of the list of seekers.

    Attributes
    ----------
    rows, careers
        Of the careers, and copies of them.
    keys, ranks, months
        Name in the chance service, and the month word.
    luck, lot
        Draws that decide whether somebody finds a job, and who comes first.
    mismatch
        What queues are ordered by, the lot at the same value.
    trust
        Recognition by employers.
    """

    rows: npt.NDArray[np.int64]
    careers: npt.NDArray[np.void]
    keys: npt.NDArray[np.int64]
    ranks: npt.NDArray[np.int64]
    months: npt.NDArray[np.int64]
    luck: npt.NDArray[np.float64]
    lot: npt.NDArray[np.float64]
    mismatch: npt.NDArray[np.float64]
    trust: npt.NDArray[np.float64]


@by_reference
class Queues(NamedTuple):
    """In which market they stand; a market is a region and an occupation.

    Attributes
    ----------
    first, turns
        Seekers turns[first[market] : first[market + 1]] stand in a market.
    hires
        By market: how many find a job.
    """

    first: npt.NDArray[np.int64]
    turns: npt.NDArray[np.int64]
    hires: npt.NDArray[np.int64]


def lined_up(world: World, seeking: npt.NDArray[np.int64]) -> tuple[Seekers, Queues]:
    """Everybody who seeks, and the queues; nothing is drawn yet."""
    careers = empty_rows(CAREER, int(world.nation[0]["seeking"]))
    first, turns = line_up(world, seeking, careers)
    count = turns.size
    names, drawn = np.empty((3, count), dtype=np.int64), np.empty((4, count))
    hires = np.zeros(world.markets.size, dtype=np.int64)
    return Seekers(seeking[:count], careers[:count], *names, *drawn), Queues(first, turns, hires)


@compiled
def line_up(world: Any, seeking: Any, careers: Any) -> Any:
    """Drop from the list who seeks no longer, and copy the careers of the others; `first` and `turns` of the queues."""
    nation = world.nation[0]
    occupations = world.occupations.shape[0]
    listed = 0
    for turn in range(nation.seeking):
        if seeking[turn] != NOBODY:
            seeking[listed] = seeking[turn]
            listed += 1
    count = 0
    for turn in range(listed):
        row = seeking[turn]
        careers[count] = world.careers[row]
        seeking[count] = row
        count += int(careers[count].job == Job.SEEKING)
    nation.seeking = count
    group = np.empty(count, dtype=np.int64)
    for turn in range(count):
        group[turn] = world.places[careers[turn].place].region * occupations + careers[turn].occupation
    first, turns = grouped(group, world.markets.shape[0] * occupations)
    for region in range(world.markets.shape[0]):
        for occupation in range(occupations):
            cell = region * occupations + occupation
            world.markets[region, occupation].seeking = first[cell + 1] - first[cell]
    return first, turns


@borrowing
def introduce(world: Any, policy: Any, seekers: Any, issuers: Any, recognised: Any, first: int, last: int) -> None:
    """What is asked of some seekers, and their draws.

    Parameters
    ----------
    issuers, recognised
        What employers think of issuers (`recognition_asked`).
    first, last
        The range.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    keys, ranks, months = seekers.keys[first:last], seekers.ranks[first:last], seekers.months[first:last]
    for turn in range(first, last):
        career = seekers.careers[turn]
        block = world.blocks[career.block]
        seekers.keys[turn] = block.key
        seekers.ranks[turn] = career.rank
        seekers.months[turn] = when(block.cohort, nation.month)
    uniform_of_each(nation.seed, Purpose.HIRE, keys, ranks, months, 0, seekers.luck[first:last])
    uniform_of_each(nation.seed, Purpose.HIRE, keys, ranks, months, 1, seekers.lot[first:last])
    for turn in range(first, last):
        career = seekers.careers[turn]
        seekers.mismatch[turn] = -current_match(p, world.occupations, nation.month, career)
        seekers.trust[turn] = recognition_asked(world, policy, issuers, recognised, career)


@borrowing
def draw_hires(world: Any, seekers: Any, queues: Any, first: int, last: int) -> None:
    """In some markets: how many seekers find a job by chance; the best matched stand first."""
    occupations = world.occupations.shape[0]
    for cell in range(first, last):
        market = world.markets[cell // occupations, cell % occupations]
        if market.seeking > 0:
            draw_hires_of(world.parameters[0], seekers, queues, cell, market)


@borrowing
def draw_hires_of(p: Any, seekers: Any, queues: Any, cell: int, market: Any) -> None:
    """`draw_hires` of one market."""
    queue = queues.turns[queues.first[cell] : queues.first[cell + 1]]
    rate = finding_rate(
        p.matching_efficiency, market.vacancies, market.others_now + market.seeking, p.matching_elasticity
    )
    hires = 0
    for turn in queue:
        hires += seekers.luck[turn] < holder_finding_rate(rate, p.recognition_hiring_bonus, seekers.trust[turn])
    queues.hires[cell] = hires
    # Where everybody is hired nobody needs to stand first.
    if hires < queue.shape[0]:
        foremost(queue, hires, seekers.mismatch, seekers.lot)
