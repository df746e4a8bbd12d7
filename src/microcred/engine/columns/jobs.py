"""Stage `hiring`: holders find jobs, the best match first; employers are satisfied or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.batches import uniform_of_each
from microcred.base.chance import Purpose, normal_from, uniform
from microcred.base.compile import borrowing, compiled
from microcred.base.reference import by_reference
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.directory import EMPTY
from microcred.engine.columns.match import current_match, requirement_of
from microcred.engine.columns.persons import note_fifth
from microcred.engine.columns.provision import ask
from microcred.engine.columns.recognition import class_partnered, recognition_unasked
from microcred.engine.columns.seekers import NOBODY, Seekers, draw_hires, introduce, lined_up
from microcred.engine.columns.spending import any_budget, budget_of
from microcred.engine.columns.threads import Range, even_ranges, in_ranges, ranges_of
from microcred.rules.hiring import in_occupation_probability
from microcred.rules.match import drawn_requirement, satisfied_probability
from microcred.world.accounts import Account, pay_from, whole_cents
from microcred.world.states import Count, Funnel, Job, Segment, Stage
from microcred.world.tables import RING, World

if TYPE_CHECKING:
    from microcred.engine.columns.run import Columns
    from microcred.world.accounts import Flows


@by_reference
class Starts(NamedTuple):
    """Who starts a job this month, and what chance says of each.

    Attributes
    ----------
    rows, careers
        Of the careers, and copies of them.
    keys, ranks, months
        Name in the chance service, and the month word.
    fifths
        `Fifth` of the income.
    judged
        Is the employer satisfied?
    inside, requirement, satisfied
        Draws: is the job in the occupation, what does it ask for, and is the employer satisfied?
    """

    rows: npt.NDArray[np.int64]
    careers: npt.NDArray[np.void]
    keys: npt.NDArray[np.int64]
    ranks: npt.NDArray[np.int64]
    months: npt.NDArray[np.int64]
    fifths: npt.NDArray[np.int64]
    judged: npt.NDArray[np.bool_]
    inside: npt.NDArray[np.float64]
    requirement: npt.NDArray[np.float64]
    satisfied: npt.NDArray[np.float64]


def hiring(run: Columns, flows: Flows, counts: npt.NDArray[np.int64]) -> None:
    """Every market hires as many holders as find a job by chance, the best matched of them first."""
    world, policy = run.world, run.policy
    seekers, queues = lined_up(world, run.seeking)
    issuers, recognised = recognition_unasked(world)

    def introduce_some(edges: Range) -> None:
        introduce(world, policy, seekers, issuers, recognised, *edges)

    def draw_some(edges: Range) -> None:
        draw_hires(world, seekers, queues, *edges)

    in_ranges(run.executor, introduce_some, even_ranges(seekers.rows.size))
    in_ranges(run.executor, draw_some, ranges_of(np.diff(queues.first)))
    starts = starting(world, seekers, hired_ones(world, policy, seekers, queues))
    start_all(world, policy, flows, counts, starts)


@borrowing
def seek(world: Any, row: int, seeking: Any) -> None:
    """A career's holder starts to seek a job."""
    world.careers[row].job = Job.SEEKING
    seeking[world.nation[0].seeking] = row
    world.nation[0].seeking += 1


@compiled
def hired_ones(world: Any, policy: Any, seekers: Any, queues: Any) -> Any:
    """The first of every market's queue; where budgets may run out, by lot over all markets: no order of regions."""
    hired = np.empty(queues.hires.sum(), dtype=np.int64)
    count = 0
    for cell in range(queues.hires.shape[0]):
        for turn in range(queues.first[cell], queues.first[cell] + queues.hires[cell]):
            hired[count] = queues.turns[turn]
            count += 1
    if not any_budget(policy):
        return hired
    seed = world.nation[0].seed
    lot = np.empty(count, dtype=np.float64)
    for turn in range(count):
        one = hired[turn]
        key, rank, month = seekers.keys[one], seekers.ranks[one], seekers.months[one]
        lot[turn] = uniform(seed, Purpose.BUDGET, key, rank, month, LeverCode.PAY_STEP)
    return hired[np.argsort(lot, kind="mergesort")]


def starting(world: World, seekers: Seekers, hired: npt.NDArray[np.int64]) -> Starts:
    """Whoever is hired, off the list of seekers at once: whoever passes again next month is listed anew."""
    starts = Starts(
        seekers.rows[hired],
        seekers.careers[hired],
        seekers.keys[hired],
        seekers.ranks[hired],
        seekers.months[hired],
        np.empty_like(hired),
        np.empty(hired.size, dtype=np.bool_),
        *np.empty((3, hired.size)),
    )
    seekers.rows[hired] = NOBODY
    draw_starts(world, starts)
    return starts


@borrowing
def draw_starts(world: Any, starts: Any) -> None:
    """Gather the fifths, and draw."""
    seed = world.nation[0].seed
    for turn in range(starts.rows.shape[0]):
        starts.fifths[turn] = world.people[starts.careers[turn].person].fifth
    uniform_of_each(seed, Purpose.IN_OCCUPATION, starts.keys, starts.ranks, starts.months, 0, starts.inside)
    uniform_of_each(seed, Purpose.REQUIREMENT, starts.keys, starts.ranks, starts.months, 0, starts.requirement)
    uniform_of_each(seed, Purpose.SATISFIED, starts.keys, starts.ranks, starts.months, 0, starts.satisfied)


@borrowing
def start_all(world: Any, policy: Any, flows: Any, counts: Any, starts: Any) -> None:
    """Whoever is hired starts the job: in short loops, so that what lies scattered is fetched for several at once."""
    month = world.nation[0].month % RING
    for index in range(world.nation[0].programmes):
        world.hires_ring[index, month] = 0
        world.satisfied_ring[index, month] = 0
    for turn in range(starts.rows.shape[0]):
        start_job(world, policy, flows, starts, turn)
    for turn in range(starts.rows.shape[0]):
        judge_start(world, starts, turn)
    for turn in range(starts.rows.shape[0]):
        count_start(world, counts, starts, turn)


@borrowing
def start_job(world: Any, policy: Any, flows: Any, starts: Any, turn: int) -> None:
    """One holder starts a job, in the occupation or elsewhere."""
    p = world.parameters[0]
    career = starts.careers[turn]
    chance = p.in_occupation
    if class_partnered(career.class_):
        programme = world.programmes[career.programme]
        lever = LeverCode.ORDER_TRAINING
        ordered = ask(policy, lever, programme)
        cents = whole_cents(p.order_training_cost * ordered)
        clause = budget_of(policy, lever, programme)
        place = world.blocks[career.block].place
        if pay_from(policy, clause, flows, Account.EMPLOYER, Account.SUPPLIER, lever, place, cents):
            chance = in_occupation_probability(p.in_occupation, ordered)
    career.job = Job.IN_OCCUPATION if starts.inside[turn] < chance else Job.ELSEWHERE
    career.hired = world.nation[0].month
    world.careers[starts.rows[turn]] = career


@borrowing
def judge_start(world: Any, starts: Any, turn: int) -> None:
    """Is the employer satisfied?"""
    p = world.parameters[0]
    career = starts.careers[turn]
    z = normal_from(starts.requirement[turn])
    chance = satisfied_probability(
        p.satisfaction_constant,
        p.satisfaction_slope,
        current_match(p, world.occupations, world.nation[0].month, career),
        drawn_requirement(requirement_of(p, career.level), p.requirement_spread, z),
    )
    starts.judged[turn] = starts.satisfied[turn] < chance


@borrowing
def count_start(world: Any, counts: Any, starts: Any, turn: int) -> None:
    """Count one start of a job, by place, programme and enterprise."""
    month = world.nation[0].month % RING
    career = starts.careers[turn]
    block = world.blocks[career.block]
    inside = career.job == Job.IN_OCCUPATION
    satisfied = int(starts.judged[turn])
    counts[block.place, Count.HIRES] += 1
    counts[block.place, Count.HIRES_SATISFIED] += satisfied
    note_fifth(world, block, starts.fifths[turn], Funnel.HIRED)
    if inside:
        world.markets[world.places[block.place].region, career.occupation].filled += 1.0
    if inside and world.occupations[career.occupation].shortage:
        counts[block.place, Count.HIRES_SHORTAGE] += 1
        note_fifth(world, block, starts.fifths[turn], Funnel.HIRED_SHORTAGE)
    world.hires_ring[career.programme, month] += 1
    world.satisfied_ring[career.programme, month] += satisfied
    partner = world.programmes[career.programme].partner
    if partner >= 0:
        world.enterprises[partner].hires += 1
        world.enterprises[partner].satisfied += satisfied


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
    person.stage = Stage.LEFT
    if person.career >= 0:
        career = world.careers[person.career]
        career.job = Job.NONE
        career.passed = 0
