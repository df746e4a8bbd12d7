"""Stage `hiring`: holders find jobs, the best match first; employers are satisfied or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from microcred.base.batches import normals_from, uniform_of_each
from microcred.base.chance import Purpose, when
from microcred.base.compile import borrowing, compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.directory import EMPTY
from microcred.engine.columns.employed import leave_slot, take_slot, with_pages
from microcred.engine.columns.measures import starting_match
from microcred.engine.columns.odds import below_logistic
from microcred.engine.columns.persons import luck, note_fifth
from microcred.engine.columns.provision import ask
from microcred.engine.columns.recognition import class_partnered, recognition_unasked
from microcred.engine.columns.seekers import CHUNK, draw_hires, introduce, lined_up, seek, seek_no_longer
from microcred.engine.columns.spending import any_budget, budget_of
from microcred.engine.columns.threads import Range, even_ranges, in_ranges, ranges_of
from microcred.rules.hiring import in_occupation_probability
from microcred.rules.match import drawn_requirement, satisfied_logits
from microcred.world.accounts import Account, pay_from, whole_cents
from microcred.world.states import Count, Funnel, Job, Stage
from microcred.world.tables import RING

if TYPE_CHECKING:
    from microcred.engine.columns.run import Columns
    from microcred.world.accounts import Flows

IN_OCCUPATION = int(Purpose.IN_OCCUPATION)
REQUIREMENT = int(Purpose.REQUIREMENT)
SATISFIED = int(Purpose.SATISFIED)


def hiring(run: Columns, flows: Flows, counts: npt.NDArray[np.int64]) -> None:
    """Every market hires as many holders as find a job by chance, the best matched of them first."""
    world, policy, seeking = run.world, run.policy, run.seeking
    queues = lined_up(world, seeking, run.employed)
    issuers, recognised = recognition_unasked(world)

    def introduce_some(edges: Range) -> None:
        introduce(world, policy, run.measures, seeking, queues, issuers, recognised, *edges)

    def draw_some(edges: Range) -> None:
        draw_hires(queues, *edges)

    in_ranges(run.executor, introduce_some, even_ranges(queues.turns.size))
    in_ranges(run.executor, draw_some, ranges_of(np.diff(queues.first)))
    hired = hired_ones(world, policy, seeking, queues)
    run.employed = with_pages(run.employed, hired.size)
    start_all(world, policy, flows, counts, run.measures, seeking, hired, run.employed)


@compiled
def hired_ones(world: Any, policy: Any, seeking: Any, queues: Any) -> Any:
    """The hired of every market; where budgets may run out, by lot over all markets: no order of regions."""
    hired = np.empty(queues.hires.sum(), dtype=np.int64)
    count = 0
    for market in range(queues.hires.shape[0]):
        for place in range(queues.first[market], queues.first[market] + queues.hires[market]):
            hired[count] = queues.turns[queues.order[place]]
            count += 1
    if not any_budget(policy):
        return hired
    nation = world.nation[0]
    lot = np.empty(count, dtype=np.float64)
    for one in range(count):
        seeker = seeking[hired[one]]
        lot[one] = luck(nation.seed, world.blocks, Purpose.BUDGET, seeker, nation.month, LeverCode.PAY_STEP)
    return hired[np.argsort(lot, kind="mergesort")]


@compiled
def start_all(
    world: Any, policy: Any, flows: Any, counts: Any, measures: Any, seeking: Any, hired: Any, employed: Any
) -> None:
    """Whoever is hired starts the job: in short loops, so that what lies scattered is fetched for several at once."""
    nation = world.nation[0]
    keys, ranks, months = np.empty(CHUNK, np.int64), np.empty(CHUNK, np.int64), np.empty(CHUNK, np.int64)
    inside, requirement, judgement = np.empty(CHUNK), np.empty(CHUNK), np.empty(CHUNK)
    demanding, logits, satisfied = np.empty(CHUNK), np.empty(CHUNK), np.empty(CHUNK, np.bool_)
    jobs, slots = np.empty(CHUNK, np.int64), np.empty(CHUNK, np.int64)
    taught = np.zeros((nation.programmes, 2), np.int64)
    for begin in range(0, hired.shape[0], CHUNK):
        rows = hired[begin : begin + CHUNK]
        count = rows.shape[0]
        for one in range(count):
            seeker = seeking[rows[one]]
            block = world.blocks[seeker.block]
            keys[one] = block.key
            ranks[one] = seeker.rank
            months[one] = when(block.cohort, nation.month)
        names = keys[:count], ranks[:count], months[:count]
        uniform_of_each(nation.seed, IN_OCCUPATION, *names, 0, inside)
        uniform_of_each(nation.seed, REQUIREMENT, *names, 0, requirement)
        uniform_of_each(nation.seed, SATISFIED, *names, 0, judgement)
        for one in range(count):
            chance = inside_probability(world, policy, flows, seeking[rows[one]])
            jobs[one] = Job.IN_OCCUPATION if inside[one] < chance else Job.ELSEWHERE
        for one in range(count):
            slots[one] = take_slot(employed, measures, seeking[rows[one]], jobs[one], nation.month)
        for one in range(count):
            start_job(world.careers[seeking[rows[one]].career], jobs[one], slots[one], nation.month)
        normals_from(requirement[:count], demanding)
        for one in range(count):
            logits[one] = pleasure(world, measures, seeking[rows[one]], jobs[one], demanding[one])
        below_logistic(judgement[:count], logits[:count], satisfied)
        for one in range(count):
            seeker = seeking[rows[one]]
            count_start(world, counts, seeker, jobs[one], satisfied[one])
            taught[seeker.programme, 0] += 1
            taught[seeker.programme, 1] += satisfied[one]
            seek_no_longer(world, rows[one], seeking)
    count_taught(world, taught)


@borrowing
def inside_probability(world: Any, policy: Any, flows: Any, seeker: Any) -> float:
    """Probability that somebody who is hired works in the occupation; training to order is paid for."""
    p = world.parameters[0]
    if not class_partnered(seeker.class_):
        return p.in_occupation
    programme = world.programmes[seeker.programme]
    lever = LeverCode.ORDER_TRAINING
    ordered = ask(policy, lever, programme)
    cents = whole_cents(p.order_training_cost * ordered)
    clause = budget_of(policy, lever, programme)
    if pay_from(policy, clause, flows, Account.EMPLOYER, Account.SUPPLIER, lever, seeker.place, cents):
        return in_occupation_probability(p.in_occupation, ordered)
    return p.in_occupation


@borrowing
def start_job(career: Any, job: int, slot: int, month: int) -> None:
    """One holder starts a job, and observers find it in a slot."""
    career.job = job
    career.hired = month
    career.slot = slot


@borrowing
def pleasure(world: Any, measures: Any, seeker: Any, job: int, z: float) -> float:
    """How likely the employer is satisfied, in logits; a normal draw says what the job asks for."""
    p = world.parameters[0]
    match = starting_match(measures, seeker, job, world.nation[0].month)
    asked = drawn_requirement(measures.needs[seeker.level], p.requirement_spread, z)
    return satisfied_logits(p.satisfaction_constant, p.satisfaction_slope, match, asked)


@borrowing
def count_start(world: Any, counts: Any, seeker: Any, job: int, satisfied: bool) -> None:
    """Count one start of a job, by place."""
    block = world.blocks[seeker.block]
    place = seeker.place
    counts[place, Count.HIRES] += 1
    counts[place, Count.HIRES_SATISFIED] += satisfied
    note_fifth(world, block, seeker.fifth, Funnel.HIRED)
    if job == Job.IN_OCCUPATION:
        world.markets[world.places[place].region, seeker.occupation].filled += 1.0
        if world.occupations[seeker.occupation].shortage:
            counts[place, Count.HIRES_SHORTAGE] += 1
            note_fifth(world, block, seeker.fifth, Funnel.HIRED_SHORTAGE)


@borrowing
def count_taught(world: Any, taught: Any) -> None:
    """Count starts by programme and enterprise.

    Parameters
    ----------
    taught
        By programme: starts, and those that satisfied the employer.
    """
    month = world.nation[0].month % RING
    for index in range(taught.shape[0]):
        hires, satisfied = taught[index, 0], taught[index, 1]
        world.hires_ring[index, month] = hires
        world.satisfied_ring[index, month] = satisfied
        if hires == 0:
            continue
        partner = world.programmes[index].partner
        if partner >= 0:
            world.enterprises[partner].hires += hires
            world.enterprises[partner].satisfied += satisfied


@borrowing
def leave_blocks(world: Any, directory: Any, blocks: Any, counts: Any, seeking: Any, employed: Any) -> None:
    """People with a record of blocks that left are counted out."""
    for turn in range(blocks.shape[0]):
        index = blocks[turn]
        for slot in range(directory.first[index], directory.first[index] + directory.capacity[index]):
            content = directory.slots[slot]
            if content != EMPTY:
                leave(world, counts, world.people[content & 0xFFFFFFFF], world.blocks[index], seeking, employed)


@compiled
def start_seeking(world: Any, directory: Any, blocks: Any, seeking: Any) -> None:
    """Holders of blocks that leave school start to seek.

    Each thing for some slots together before the next: records and careers lie scattered.
    """
    rows = np.empty(CHUNK, np.int64)
    holds = np.empty(CHUNK, np.bool_)
    for turn in range(blocks.shape[0]):
        first = directory.first[blocks[turn]]
        end = first + directory.capacity[blocks[turn]]
        for begin in range(first, end, CHUNK):
            count = careers_in(world, directory.slots[begin : min(begin + CHUNK, end)], rows)
            for one in range(count):
                holds[one] = world.careers[rows[one]].passed > 0
            for one in range(count):
                if holds[one]:
                    seek(world, rows[one], seeking)


@borrowing
def careers_in(world: Any, slots: Any, rows: Any) -> int:
    """Rows of the careers of people who stand in some slots of the directory; returns how many there are."""
    count = 0
    for slot in range(slots.shape[0]):
        rows[count] = slots[slot] & 0xFFFFFFFF
        count += slots[slot] != EMPTY
    people = count
    count = 0
    for one in range(people):
        career = world.people[rows[one]].career
        rows[count] = career
        count += career >= 0
    return count


@borrowing
def leave(world: Any, counts: Any, person: Any, block: Any, seeking: Any, employed: Any) -> None:
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
        if career.job == Job.SEEKING:
            seek_no_longer(world, career.slot, seeking)
        elif career.job != Job.NONE:
            leave_slot(employed, career.slot)
        career.job = Job.NONE
        career.passed = 0
