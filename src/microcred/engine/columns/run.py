"""The compiled engine's month: a table of contents."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from microcred.base.errors import NonFiniteError
from microcred.base.months import month_text
from microcred.engine.columns import (
    awareness,
    certification,
    development,
    evaluation,
    exams,
    jobs,
    judgement,
    launches,
    learners,
    observation,
    partnerships,
    places,
    provision,
    quality,
)
from microcred.engine.columns.cohorts import move_cohorts
from microcred.engine.columns.directory import Directory, empty_directory, with_room
from microcred.engine.columns.fair import decide, open_fair
from microcred.engine.columns.newcomers import add_credentials, add_programmes
from microcred.engine.columns.threads import Range, even_ranges, in_ranges
from microcred.engine.shocks import Shocks, shocks_of
from microcred.outcomes.record import Finished, Record, empty_record
from microcred.rules.survey import yearly_mean
from microcred.scenario.model import Scenario
from microcred.world.accounts import Flows, empty_flows
from microcred.world.build import build_world, kept_regions
from microcred.world.finite import check_world
from microcred.world.policy import Policy, build_policy, set_month
from microcred.world.tables import APPLICANT, LEARNER, Count, Gauge, Sum, World, empty_rows, grown

Progress = Callable[[int, int], None]
FIRST_ROOM = 1 << 18


@dataclass
class Columns:
    """A run of the compiled engine: the world, the month's policy, and the lists it works through."""

    scenario: Scenario
    world: World
    policy: Policy
    directory: Directory
    active: npt.NDArray[np.void]  # LEARNER
    studying: int
    applicants: npt.NDArray[np.void]  # APPLICANT
    waiting: int
    seeking: npt.NDArray[np.int64]  # careers, as many as the nation's `seeking`
    stopped: npt.NDArray[np.bool_]  # entries whose budget had run out when the month began
    executor: ThreadPoolExecutor | None  # for what several threads may share

    @property
    def month(self) -> int:
        """The current month."""
        return int(self.world.nation[0]["month"])


def start(scenario: Scenario, seed: int, executor: ThreadPoolExecutor | None = None) -> Columns:
    """The world at the start of the spin-up, with nobody studying."""
    world = build_world(scenario, seed)
    awareness.count_cells(world)
    return Columns(
        scenario=scenario,
        world=world,
        policy=build_policy(scenario, kept_regions(scenario)),
        directory=empty_directory(world.blocks.shape[0]),
        active=empty_rows(LEARNER, FIRST_ROOM),
        studying=0,
        applicants=empty_rows(APPLICANT, FIRST_ROOM),
        waiting=0,
        seeking=np.zeros(world.careers.shape[0], dtype=np.int64),
        stopped=np.zeros(0, dtype=np.bool_),
        executor=executor,
    )


def step(run: Columns, counts: npt.NDArray[np.int64], flows: Flows) -> None:
    """One month, stage by stage, up to `award`, after a look at every number."""
    world, policy = run.world, run.policy
    check_world(world)
    settling = run.month < run.scenario.start
    world.nation[0]["settling"] = settling
    set_month(policy, run.scenario, run.month, settling)
    run.stopped = policy.stopped.copy()
    shocks = shocks_of(run.scenario, run.month, world)
    places.systems(world, policy, flows)
    if not settling:
        places.infrastructure(world, policy, flows)
    demand(run, shocks)
    if not settling:
        develop(run, counts, flows)
    provide(run, counts, flows, shocks)
    if not settling:
        quality.renewal(run.world, policy, flows)
        certify(run, flows)
    learning(run, counts, flows)
    jobs.hiring(run, flows, counts)
    judgement.survey(run.world, policy, flows, counts)
    judgement.reputation(run.world, policy)
    if not settling:
        judgement.award(run.world, policy, flows)


def demand(run: Columns, shocks: Shocks) -> None:
    """Vacancies, premiums, content that ages."""
    places.markets(run.world, shocks.demand)
    if not run.world.nation[0]["settling"]:
        places.ageing(run.world, shocks.technology)


def develop(run: Columns, counts: npt.NDArray[np.int64], flows: Flows) -> None:
    """Partnerships and standards."""
    world = run.world
    partnerships.end_partnerships(world)
    partnerships.form_partnerships(world, run.policy, flows)
    places.standards(world)
    development.move_standards(world)
    places.standards(world)
    starts = np.zeros((world.organisations.shape[0], 3), dtype=np.int64)
    count = development.start_standards(world, run.policy, flows, starts)
    run.world = add_credentials(world, run.scenario, starts[:count])
    places.standards(run.world)


def provide(run: Columns, counts: npt.NDArray[np.int64], flows: Flows, shocks: Shocks) -> None:
    """Reviews, openness and new offers."""
    world = run.world
    shape = world.markets.shape
    seen, offered = np.zeros(shape), np.zeros(shape, dtype=np.int64)
    launches.demand_seen(world, seen, offered)
    provision.clean_up(world, shocks.clean_up)
    provision.review_programmes(world, run.policy, flows, seen, offered)
    provision.openness(world, run.policy, flows)
    if world.nation[0]["settling"]:
        return
    institutions = world.institutions.shape[0]
    chosen, designs = np.zeros((institutions, 3), dtype=np.int64), np.zeros((institutions, 3))
    count = launches.new_offers(world, run.policy, flows, seen, offered, chosen, designs)
    run.world = add_programmes(world, run.scenario, chosen[:count], designs[:count], counts)


def certify(run: Columns, flows: Flows) -> None:
    """Applications, queue, registry, articulation rules."""
    world, policy = run.world, run.policy
    evaluation.evaluation_shares(world, policy, flows)
    certification.serve_queue(world, policy, flows, int(world.nation[0]["macros"]))
    certification.apply_for_certificates(world, policy, flows)
    certification.registry(world, policy, flows)
    certification.articulation(world, policy, flows)
    certification.badges(world, policy)


def learning(run: Columns, counts: npt.NDArray[np.int64], flows: Flows) -> None:
    """Cohorts, decisions, awareness, admission, study, exam."""
    move_cohorts(run, counts)
    world, policy = run.world, run.policy
    applications = decide(run, open_fair(run))
    found = len(applications)
    spread_word(run, flows)
    make_room(run, applications)
    world = run.world
    run.studying = learners.admit(world, policy, flows, counts, run.applicants, run.waiting, run.active, run.studying)
    exams.finish_study(world, counts, run.active, run.studying)
    exams.sit_exams(world, policy, flows, counts, run.active, run.studying, run.seeking)
    run.studying = learners.keep_active(world, run.active, run.studying)
    run.waiting = learners.register(world, run.directory, counts, applications, found, run.applicants)
    learners.note_peaks(world, run.applicants, run.waiting)
    awareness.count_cells(world)


def spread_word(run: Columns, flows: Flows) -> None:
    """Everybody hears, and some become aware."""
    world = run.world
    hazards = np.zeros(world.aware_cell.shape)
    awareness.spread_word(world, run.policy, flows, hazards)

    def part(edges: Range) -> None:
        awareness.become_aware(world, hazards, *edges)

    in_ranges(run.executor, part, even_ranges(world.blocks.shape[0]))


def make_room(run: Columns, applications: npt.NDArray[np.int64]) -> None:
    """Enlarge what the month may fill: records, credentials held, lists, directory."""
    nation, found = run.world.nation[0], len(applications)
    people, held = int(nation["people"]) + found, int(nation["held"]) + run.studying + run.waiting
    careers = int(nation["careers"]) + run.studying + run.waiting
    run.world = run.world._replace(
        people=grown(run.world.people, people),
        careers=grown(run.world.careers, careers),
        held=grown(run.world.held, held),
    )
    run.seeking = grown(run.seeking, run.world.careers.shape[0])
    run.active = grown(run.active, run.studying + run.waiting)
    run.applicants = grown(run.applicants, max(run.waiting, found))
    more = np.bincount(applications[:, 0], minlength=run.world.blocks.shape[0])
    run.directory = with_room(run.directory, run.world.people, int(nation["people"]), more)


def simulate(scenario: Scenario, seed: int, progress: Progress | None = None, threads: int = 1) -> Finished:
    """Run a scenario from the start of its spin-up to its end, on so many threads."""
    if threads == 1:
        return live(start(scenario, seed), progress)
    with ThreadPoolExecutor(threads) as executor:
        return live(start(scenario, seed, executor), progress)


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
    observation.observe_learners(world, counts, run.active, run.studying)
    observe_careers(run, counts, sums)
    observation.observe_programmes(world, run.policy, counts, sums)
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


def observe_careers(run: Columns, counts: npt.NDArray[np.int64], sums: npt.NDArray[np.int64]) -> None:
    """Match of all employed holders: every range counts for itself, whole numbers add up in any order."""

    def part(edges: Range) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        here = np.zeros_like(counts), np.zeros_like(sums)
        observation.observe_careers(run.world, *here, *edges)
        return here

    for counted, summed in in_ranges(run.executor, part, even_ranges(int(run.world.nation[0]["careers"]))):
        counts += counted
        sums += summed


def advance(run: Columns) -> None:
    """The month ends: licence income is smoothed, the calendar moves on."""
    nation = run.world.nation[0]
    nation["licence_income_year"] = yearly_mean(float(nation["licence_income_year"]), float(nation["licence_income"]))
    nation["licence_income"] = 0.0
    nation["month"] += 1
