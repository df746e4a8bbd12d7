"""Stage `hiring`: holders find jobs, the best match first; employers are satisfied or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.chance import Purpose, normal, when
from microcred.base.compile import borrowing, compiled
from microcred.base.reference import by_reference
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.directory import EMPTY
from microcred.engine.columns.persons import luck, note
from microcred.engine.columns.provision import ask
from microcred.engine.columns.queues import first_ones, grouped
from microcred.engine.columns.recognition import class_partnered, recognition_asked, recognition_unasked
from microcred.engine.columns.spending import any_budget, budget_of
from microcred.engine.columns.threads import Range, in_ranges, ranges_of
from microcred.rules.hiring import finding_rate, holder_finding_rate, in_occupation_probability
from microcred.rules.quality import drawn_requirement, job_requirement, match_now, satisfied_probability
from microcred.world.accounts import Account, pay_from, whole_cents
from microcred.world.states import Count, Funnel, Job, Segment, Stage
from microcred.world.tables import RING

if TYPE_CHECKING:
    from microcred.engine.columns.run import Columns
    from microcred.world.accounts import Flows


@borrowing
def current_match(p: Any, occupations: Any, month: int, career: Any) -> float:
    """Match of a holder today; outside a job, the match a job in the occupation would have."""
    if career.job == Job.IN_OCCUPATION:
        outside, inside = career.hired - career.passed, month - career.hired
    else:
        outside, inside = month - career.passed, 0
    fit = p.transfer if career.job == Job.ELSEWHERE else 1.0
    half_life = occupations[career.occupation].half_life
    return match_now(career.alignment, float(outside), float(inside), half_life, p.decay_incumbent, fit)


@borrowing
def requirement_of(p: Any, level: int) -> float:
    """Mean requirement of the jobs that a level of credential aims at."""
    return job_requirement(p.requirement_mean, p.level_requirement_step, level)


NOBODY = -1


@by_reference
class Seekers(NamedTuple):
    """Who seeks a job this month, by market.

    Attributes
    ----------
    rows
        Of the careers.
    first, turns
        Seekers turns[first[market] : first[market + 1]] stand in a market; a market is a region and an occupation.
    mismatch, lot
        By seeker: what the queue is ordered by.
    hires
        By market: how many find a job.
    issuers, recognised
        By programme: what of it employers look at; by that and class: their recognition, NaN where nobody asked yet.
    """

    rows: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    turns: npt.NDArray[np.int64]
    mismatch: npt.NDArray[np.float64]
    lot: npt.NDArray[np.float64]
    hires: npt.NDArray[np.int64]
    issuers: npt.NDArray[np.int64]
    recognised: npt.NDArray[np.float64]


def hiring(run: Columns, flows: Flows, counts: npt.NDArray[np.int64]) -> None:
    """Every market hires as many holders as find a job by chance, the best matched of them first."""
    world, policy = run.world, run.policy
    first, turns = line_up(world, run.seeking)
    seeking = turns.shape[0]
    seekers = Seekers(
        run.seeking[:seeking],
        first,
        turns,
        np.empty(seeking),
        np.empty(seeking),
        np.zeros(world.markets.size, dtype=np.int64),
        *recognition_unasked(world),
    )

    def part(edges: Range) -> None:
        draw_hires(world, policy, seekers, *edges)

    in_ranges(run.executor, part, ranges_of(np.diff(seekers.first)))
    hire_all(world, policy, flows, counts, seekers)


@borrowing
def seek(world: Any, row: int, seeking: Any) -> None:
    """A career's holder starts to seek a job."""
    world.careers[row].job = Job.SEEKING
    seeking[world.nation[0].seeking] = row
    world.nation[0].seeking += 1


@compiled
def line_up(world: Any, seeking: Any) -> Any:
    """Drop from the list who seeks no longer; `first` and `turns` of the `Seekers`."""
    nation = world.nation[0]
    occupations = world.occupations.shape[0]
    markets = world.markets.shape[0] * occupations
    group = np.empty(nation.seeking, dtype=np.int64)
    count = 0
    for turn in range(nation.seeking):
        row = seeking[turn]
        if row == NOBODY or world.careers[row].job != Job.SEEKING:
            continue
        seeking[count] = row
        group[count] = world.places[world.careers[row].place].region * occupations + world.careers[row].occupation
        count += 1
    nation.seeking = count
    first, turns = grouped(group[:count], markets)
    for cell in range(markets):
        world.markets[cell // occupations, cell % occupations].seeking = first[cell + 1] - first[cell]
    return first, turns


@borrowing
def draw_hires(world: Any, policy: Any, seekers: Any, first: int, last: int) -> None:
    """In some markets: how many seekers find a job by chance; the best matched stand first."""
    occupations = world.occupations.shape[0]
    for cell in range(first, last):
        market = world.markets[cell // occupations, cell % occupations]
        if market.seeking > 0:
            draw_hires_of(world, policy, seekers, cell, market)


@borrowing
def draw_hires_of(world: Any, policy: Any, seekers: Any, cell: int, market: Any) -> None:
    """`draw_hires` of one market."""
    nation = world.nation[0]
    p = world.parameters[0]
    queue = seekers.turns[seekers.first[cell] : seekers.first[cell + 1]]
    rate = finding_rate(
        p.matching_efficiency, market.vacancies, market.others_now + market.seeking, p.matching_elasticity
    )
    hires = 0
    for turn in queue:
        career = world.careers[seekers.rows[turn]]
        recognised = recognition_asked(world, policy, seekers.issuers, seekers.recognised, career)
        chance = holder_finding_rate(rate, p.recognition_hiring_bonus, recognised)
        hires += luck(nation.seed, world.blocks, Purpose.HIRE, career, nation.month, 0) < chance
    seekers.hires[cell] = hires
    # Where nobody or everybody is hired, nobody needs to stand first.
    if 0 < hires < queue.shape[0]:
        for turn in queue:
            career = world.careers[seekers.rows[turn]]
            seekers.lot[turn] = luck(nation.seed, world.blocks, Purpose.HIRE, career, nation.month, 1)
            seekers.mismatch[turn] = -current_match(p, world.occupations, nation.month, career)
        first_ones(queue, hires, seekers.mismatch, seekers.lot)


@compiled
def hire_all(world: Any, policy: Any, flows: Any, counts: Any, seekers: Any) -> None:
    """The first of every market's queue start their jobs."""
    month = world.nation[0].month % RING
    for index in range(world.nation[0].programmes):
        world.hires_ring[index, month] = 0
        world.satisfied_ring[index, month] = 0
    hired = np.empty(seekers.hires.sum(), dtype=np.int64)
    count = 0
    for cell in range(seekers.hires.shape[0]):
        for turn in range(seekers.first[cell], seekers.first[cell] + seekers.hires[cell]):
            hired[count] = seekers.rows[seekers.turns[turn]]
            # Off the list at once: whoever passes again next month is listed anew.
            seekers.rows[seekers.turns[turn]] = NOBODY
            count += 1
    if any_budget(policy):
        starts_in_turn(world, hired)
    for row in hired:
        hire(world, policy, flows, counts, world.careers[row])


@compiled
def starts_in_turn(world: Any, hired: Any) -> None:
    """Order new jobs by lot, over all markets: a budget that runs out knows no order of regions."""
    nation = world.nation[0]
    lot = np.empty(hired.shape[0], dtype=np.float64)
    for turn in range(hired.shape[0]):
        career = world.careers[hired[turn]]
        lot[turn] = luck(nation.seed, world.blocks, Purpose.BUDGET, career, nation.month, LeverCode.PAY_STEP)
    hired[:] = hired[np.argsort(lot, kind="mergesort")]


@borrowing
def hire(world: Any, policy: Any, flows: Any, counts: Any, career: Any) -> None:
    """One holder starts a job, in the occupation or elsewhere; the employer is satisfied or not."""
    nation = world.nation[0]
    p = world.parameters[0]
    block = world.blocks[career.block]
    programme = world.programmes[career.programme]
    chance = p.in_occupation
    if class_partnered(career.class_):
        lever = LeverCode.ORDER_TRAINING
        ordered = ask(policy, lever, programme)
        cents = whole_cents(p.order_training_cost * ordered)
        clause = budget_of(policy, lever, programme)
        if pay_from(policy, clause, flows, Account.EMPLOYER, Account.SUPPLIER, lever, block.place, cents):
            chance = in_occupation_probability(p.in_occupation, ordered)
    inside = luck(nation.seed, world.blocks, Purpose.IN_OCCUPATION, career, nation.month, 0) < chance
    career.job = Job.IN_OCCUPATION if inside else Job.ELSEWHERE
    career.hired = nation.month
    if inside:
        world.markets[world.places[block.place].region, career.occupation].filled += 1.0
    z = normal(nation.seed, Purpose.REQUIREMENT, block.key, career.rank, when(block.cohort, nation.month), 0)
    requirement = drawn_requirement(requirement_of(p, career.level), p.requirement_spread, z)
    chance = satisfied_probability(
        p.satisfaction_constant,
        p.satisfaction_slope,
        current_match(p, world.occupations, nation.month, career),
        requirement,
    )
    satisfied = luck(nation.seed, world.blocks, Purpose.SATISFIED, career, nation.month, 0) < chance
    counts[block.place, Count.HIRES] += 1
    person = world.people[career.person]
    note(world, block, person, Funnel.HIRED)
    if inside and world.occupations[career.occupation].shortage:
        counts[block.place, Count.HIRES_SHORTAGE] += 1
        note(world, block, person, Funnel.HIRED_SHORTAGE)
    world.hires_ring[career.programme, nation.month % RING] += 1
    if programme.partner >= 0:
        world.enterprises[programme.partner].hires += 1
    if satisfied:
        counts[block.place, Count.HIRES_SATISFIED] += 1
        world.satisfied_ring[career.programme, nation.month % RING] += 1
        if programme.partner >= 0:
            world.enterprises[programme.partner].satisfied += 1


@borrowing
def leave_blocks(world: Any, directory: Any, blocks: Any, counts: Any) -> None:
    """People with a record of blocks that left are counted out."""
    for turn in range(blocks.shape[0]):
        index = blocks[turn]
        for slot in range(directory.first[index], directory.first[index] + directory.capacity[index]):
            content = directory.slots[slot]
            if content != EMPTY:
                leave(world, counts, world.people[content & 0xFFFFFFFF], world.blocks[index])


@borrowing
def start_seeking(world: Any, seeking: Any) -> None:
    """Holders who graduated start to seek."""
    for row in range(world.nation[0].careers):
        career = world.careers[row]
        waits = career.job == Job.NONE and career.passed > 0
        if waits and world.blocks[career.block].segment == Segment.WORKER:
            seek(world, row, seeking)


@borrowing
def leave(world: Any, counts: Any, person: Any, block: Any) -> None:
    """One person leaves, with the seat and the credentials."""
    if person.stage == Stage.STUDYING:
        world.programmes[person.programme].enrolled -= 1
    if person.stage == Stage.STUDYING or person.stage == Stage.WAITING_EXAM:
        counts[block.place, Count.LEFT_STUDYING] += 1
    held = person.last_held if person.credentials > 0 else -1
    while held >= 0:
        world.held_by_class[world.held[held].programme, world.held[held].class_] -= 1
        counts[block.place, Count.CREDENTIALS_LOST] += 1
        held = world.held[held].previous
    if person.credentials > 0:
        counts[block.place, Count.LEFT_HOLDERS] += 1
    counts[block.place, Count.LEFT] += 1
    person.stage = Stage.LEFT
    if person.career >= 0:
        career = world.careers[person.career]
        career.job = Job.NONE
        career.passed = 0
