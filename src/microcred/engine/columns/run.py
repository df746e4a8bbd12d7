"""The compiled engine's month: a table of contents."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from microcred.base.errors import NonFiniteError
from microcred.base.leans import Leans, leans_of_spread
from microcred.base.months import month_text
from microcred.base.paths import Paths, empty_paths
from microcred.engine.columns import awareness, holders, observation, provision
from microcred.engine.columns.applied import Applied, room_for
from microcred.engine.columns.directory import Directory, empty_directory
from microcred.engine.columns.employed import PAGE, Employed, nobody_employed
from microcred.engine.columns.fair import Desk, Homes, homes_of
from microcred.engine.columns.measures import Measures, measures_of
from microcred.engine.columns.recognition import nothing_recognised
from microcred.engine.columns.stages import HAPPENINGS, Month
from microcred.engine.columns.studies import Studies
from microcred.engine.columns.threads import Range, in_ranges, ranges_of
from microcred.engine.schedule import STAGES
from microcred.engine.shocks import shocks_of
from microcred.outcomes.record import Finished, Record, empty_record
from microcred.rules.obstacles import SITUATIONS
from microcred.rules.survey import yearly_mean
from microcred.scenario.model import Scenario
from microcred.world.accounts import Flows, empty_flows
from microcred.world.build import build_world, kept_regions
from microcred.world.finite import check_world
from microcred.world.people_rows import APPLICANT, LEARNER, LOAN, SEEKER
from microcred.world.policy import Policy, build_policy
from microcred.world.states import Count, Funnel, Gauge, Sum
from microcred.world.tables import World, empty_rows

Progress = Callable[[int, int], None]
FIRST_ROOM = 1 << 18
# Of the directory: half are in use, as many left behind where tables grew.
SLOTS_PER_RECORD = 4


@dataclass
class Columns:
    """A run of the compiled engine: the world, the month's policy, and the lists it works through."""

    scenario: Scenario
    world: World
    policy: Policy
    directory: Directory
    admitted: npt.NDArray[np.void]  # LEARNER, room for those of a month
    studies: Studies
    learners: npt.NDArray[np.int64]  # in study or before an exam when the last month ended, by place
    candidates: npt.NDArray[np.void]  # LEARNER, who waits for an exam
    applicants: npt.NDArray[np.void]  # APPLICANT
    waiting: int
    waiting_cell: npt.NDArray[np.int64]  # places x segments x Fifth: as many
    applied: Applied  # the same people, to be found by name
    seeking: npt.NDArray[np.void]  # SEEKER, as many as the nation's `seeking`
    employed: Employed  # holders who have a job
    loans: npt.NDArray[np.void]  # LOAN, a row for each person who owes
    paths: Paths  # of every block, as far as they are known
    leans: Leans  # `microcred.base.leans.leans_of_spread` of the taste
    homes: Homes  # `microcred.engine.columns.fair.homes_of` the world
    desks: list[Desk]  # of threads that are not deciding now
    measures: Measures  # what observers measure holders' match by
    stopped: npt.NDArray[np.bool_]  # entries whose budget had run out when the month began
    executor: ThreadPoolExecutor | None  # for what several threads may share
    situations: int = SITUATIONS  # observed by cell and month; they change nothing

    @property
    def month(self) -> int:
        """The current month."""
        return int(self.world.nation[0]["month"])

    @property
    def first_month(self) -> int:
        """The first month of the spin-up."""
        return self.scenario.start - self.scenario.spin_up


def start(scenario: Scenario, seed: int, executor: ThreadPoolExecutor | None = None) -> Columns:
    """The world at the start of the spin-up, with nobody studying."""
    world = build_world(scenario, seed)
    awareness.count_cells(world)
    return Columns(
        scenario=scenario,
        world=world,
        policy=build_policy(scenario, kept_regions(scenario)),
        directory=empty_directory(world.blocks.shape[0], SLOTS_PER_RECORD * world.people.shape[0]),
        admitted=empty_rows(LEARNER, FIRST_ROOM),
        studies={},
        learners=np.zeros(world.places.shape[0], dtype=np.int64),
        candidates=empty_rows(LEARNER, 0),
        applicants=empty_rows(APPLICANT, FIRST_ROOM),
        waiting=0,
        waiting_cell=np.zeros(world.funnel_cell.shape[:3], dtype=np.int64),
        applied=room_for(world.blocks.shape[0], np.empty(0, dtype=np.int64)),
        seeking=empty_rows(SEEKER, FIRST_ROOM),
        employed=nobody_employed(world.places.shape[0], world.careers.shape[0]),
        loans=empty_rows(LOAN, 0),
        paths=empty_paths(world.blocks.shape[0]),
        leans=leans_of_spread(float(world.parameters[0]["taste_spread"])),
        homes=homes_of(world),
        desks=[],
        measures=measures_of(world, scenario.spin_up + scenario.end - scenario.start + 1),
        stopped=np.zeros(0, dtype=np.bool_),
        executor=executor,
    )


def step(run: Columns, counts: npt.NDArray[np.int64], flows: Flows) -> None:
    """One month, stage by stage, up to `award`, after a look at every number."""
    check_world(run.world)
    settling = run.month < run.scenario.start
    run.world.nation[0]["settling"] = settling
    run.world.funnel_cell[:] = 0
    month = Month(counts, flows, shocks_of(run.scenario, run.month, run.world))
    for stage in STAGES:
        if stage.name in HAPPENINGS and (stage.settles or not settling):
            HAPPENINGS[stage.name](run, month)


def simulate(
    scenario: Scenario,
    seed: int,
    progress: Progress | None = None,
    threads: int = 1,
    situations: int = SITUATIONS,
) -> Finished:
    """Run a scenario from the start of its spin-up to its end, on so many threads."""
    with nullcontext() if threads == 1 else ThreadPoolExecutor(threads) as executor:
        run = start(scenario, seed, executor)
        run.situations = situations
        return live(run, progress)


def live(run: Columns, progress: Progress | None) -> Finished:
    """All months of a run that has just started."""
    scenario = run.scenario
    months = scenario.spin_up + scenario.end - scenario.start + 1
    record = empty_record(months, run.world.places.shape[0])
    stopped: list[tuple[int, int]] = []
    for month in range(months):
        counts = np.zeros((run.world.places.shape[0], len(Count)), dtype=np.int64)
        flows = empty_flows(run.world.places.shape[0])
        try:
            step(run, counts, flows)
            observe(run, record, month, counts, flows)
        except OverflowError as error:
            check_world(run.world, everybody=True)
            raise NonFiniteError(str(error), month_text(run.month)) from error
        stopped += [(int(row), run.month) for row in np.flatnonzero(run.policy.stopped & ~run.stopped)]
        if month == scenario.spin_up - 1:
            settled(run)
        advance(run)
        if progress is not None:
            progress(month + 1, months)
    check_world(run.world, everybody=True)
    return Finished(record, run.policy.acted.copy(), run.policy.answered.copy(), tuple(stopped), run.world)


def settled(run: Columns) -> None:
    """The spin-up ends: licence income is what it is relative to; programmes on offer bear their cost."""
    nation = run.world.nation[0]
    nation["licence_income_start"] = nation["licence_income_year"]
    provision.settle_costs(run.world, run.policy)


def observe(run: Columns, record: Record, month: int, counts: npt.NDArray[np.int64], flows: Flows) -> None:
    """Write down one month."""
    world = run.world
    sums = np.zeros((world.places.shape[0], len(Sum)), dtype=np.int64)
    gauges = np.zeros(len(Gauge))
    run.learners = counts[:, Count.STUDYING] = observation.learners_of(counts, run.learners)
    observe_careers(run, counts, sums)
    observation.observe_programmes(world, run.policy, nothing_recognised(world), counts, sums)
    observation.observe_nation(world, gauges)
    record.counts[month] = counts
    record.sums[month] = sums
    record.gauges[month] = gauges
    record.aware[month] = world.aware_cell.sum(axis=1)
    record.holders[month] = world.holders_cell.sum(axis=1)
    record.people[month] = world.people_cell.sum(axis=1)
    record.credentials[month] = counts[:, Count.PASSES] - counts[:, Count.CREDENTIALS_LOST]
    if month > 0:
        record.credentials[month] += record.credentials[month - 1]
    record.ledger[month] = flows.ledger
    record.outlays[month] = flows.outlays
    record.incomes[month] = world.funnel_cell
    record.funnel[month] = world.funnel_cell.sum(axis=2)
    record.funnel[month, :, :, Funnel.PEOPLE] = world.people_cell
    record.funnel[month, :, :, Funnel.AWARE] = world.aware_cell


def observe_careers(run: Columns, counts: npt.NDArray[np.int64], sums: npt.NDArray[np.int64]) -> None:
    """Match of all employed holders: every range of pages counts for itself, whole numbers add up in any order."""
    pages = int(run.employed.pages[0])

    def part(edges: Range) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        here = np.zeros_like(counts), np.zeros_like(sums)
        holders.observe_careers(run.world, run.measures, run.employed, holders.empty_room(), *here, *edges)
        return here

    for counted, summed in in_ranges(run.executor, part, ranges_of(np.full(pages, PAGE))):
        counts += counted
        sums += summed


def advance(run: Columns) -> None:
    """The month ends: licence income is smoothed, the calendar moves on."""
    nation = run.world.nation[0]
    nation["licence_income_year"] = yearly_mean(float(nation["licence_income_year"]), float(nation["licence_income"]))
    nation["licence_income"] = 0.0
    nation["month"] += 1
