"""The compiled engine's month: a table of contents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from microcred.base.errors import NonFiniteError, RunFailed
from microcred.base.months import month_text
from microcred.engine.columns import (
    awareness,
    certification,
    decisions,
    development,
    exams,
    jobs,
    judgement,
    launches,
    learners,
    observation,
    offers,
    partnerships,
    places,
    provision,
    quality,
    shelves,
)
from microcred.engine.columns.cohorts import move_cohorts
from microcred.engine.columns.directory import Directory, empty_directory, enter_all
from microcred.engine.columns.newcomers import add_credentials, add_programmes
from microcred.engine.shocks import Shocks, shocks_of
from microcred.outcomes.record import Finished, Record, empty_record
from microcred.scenario.model import Scenario
from microcred.world.accounts import Flows, empty_flows
from microcred.world.build import build_world, kept_regions
from microcred.world.finite import check_world
from microcred.world.policy import Policy, build_policy, set_month
from microcred.world.tables import OFFER, Count, Gauge, Sum, World, empty_rows, grown

Progress = Callable[[int, int], None]
FIRST_DIRECTORY = 1 << 18


@dataclass
class Columns:
    """A run of the compiled engine: the world, the month's policy, and the lists it works through."""

    scenario: Scenario
    world: World
    policy: Policy
    directory: Directory
    active: npt.NDArray[np.int64]
    studying: int
    applicants: npt.NDArray[np.int64]
    waiting: int
    applications: npt.NDArray[np.int64]
    stopped: npt.NDArray[np.bool_]  # entries whose budget had run out when the month began

    @property
    def month(self) -> int:
        """The current month."""
        return int(self.world.nation[0]["month"])


def start(scenario: Scenario, seed: int) -> Columns:
    """The world at the start of the spin-up, with nobody studying."""
    world = build_world(scenario, seed)
    awareness.count_cells(world)
    return Columns(
        scenario=scenario,
        world=world,
        policy=build_policy(scenario, kept_regions(scenario)),
        directory=empty_directory(FIRST_DIRECTORY),
        active=np.zeros(FIRST_DIRECTORY, dtype=np.int64),
        studying=0,
        applicants=np.zeros(FIRST_DIRECTORY, dtype=np.int64),
        waiting=0,
        applications=np.zeros((FIRST_DIRECTORY, 3), dtype=np.int64),
        stopped=np.zeros(0, dtype=np.bool_),
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
    jobs.hiring(run.world, policy, flows, counts)
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
    certification.evaluation_shares(world, policy, flows)
    certification.serve_queue(world, policy, flows, int(world.nation[0]["macros"]))
    certification.apply_for_certificates(world, policy, flows)
    certification.registry(world, policy, flows)
    certification.articulation(world, policy, flows)
    certification.badges(world, policy)


def learning(run: Columns, counts: npt.NDArray[np.int64], flows: Flows) -> None:
    """Cohorts, decisions, awareness, admission, study, exam."""
    move_cohorts(run, counts)
    world, policy = run.world, run.policy
    shelf_offers = empty_rows(OFFER, world.programmes.shape[0])
    offers.make_offers(world, policy, shelf_offers)
    weights = np.zeros(world.markets.shape)
    offers.strongest_offers(world, policy, shelf_offers, weights)
    filled = empty_shelves(world)
    shelves.fill_shelves(world, shelf_offers, filled)
    found = decide(run, shelf_offers, filled, weights)
    awareness.become_aware(world, policy, flows)
    make_room(run, found)
    world = run.world
    run.studying = learners.admit(world, policy, flows, counts, run.applicants, run.waiting, run.active, run.studying)
    exams.finish_study(world, counts, run.active, run.studying)
    exams.sit_exams(world, policy, flows, counts, run.active, run.studying)
    run.studying = learners.keep_active(world, run.active, run.studying)
    run.waiting = learners.register(world, run.directory, counts, run.applications, found, run.applicants)
    learners.note_peaks(world, run.applicants, run.waiting)
    awareness.count_cells(world)


def decide(
    run: Columns,
    shelf_offers: npt.NDArray[np.void],
    filled: shelves.Shelves,
    weights: npt.NDArray[np.float64],
) -> int:
    """All decisions; the buffer is enlarged and the month asked again if they do not fit."""
    while True:
        found, exceeded = decisions.decide(
            run.world, run.policy, shelf_offers, filled, run.directory, weights, run.applications
        )
        if exceeded:
            raise RunFailed(f"{exceeded} application probabilities exceeded the bound of thinning; please report this")
        if found >= 0:
            return int(found)
        run.applications = np.zeros((2 * run.applications.shape[0], 3), dtype=np.int64)


def empty_shelves(world: World) -> shelves.Shelves:
    """Room for the month's shelves."""
    regions, occupations = world.markets.shape
    rows = world.programmes.shape[0]

    def integers(columns: int) -> npt.NDArray[np.int64]:
        return np.zeros((shelves.AUDIENCES, columns), dtype=np.int64)

    return shelves.Shelves(
        campus_first=integers(regions * occupations + 1),
        campus=integers(rows),
        own_first=integers(regions * occupations + 1),
        own=integers(rows),
        online_first=integers(occupations + 1),
        online=integers(rows),
        aims=np.zeros((regions, occupations + 1)),
    )


def make_room(run: Columns, found: int) -> None:
    """Enlarge what the month may fill: records, credentials held, lists, directory."""
    nation = run.world.nation[0]
    people, held = int(nation["people"]) + found, int(nation["held"]) + run.studying + run.waiting
    run.world = run.world._replace(people=grown(run.world.people, people), held=grown(run.world.held, held))
    run.active = grown(run.active, run.studying + run.waiting)
    run.applicants = grown(run.applicants, max(run.waiting, found))
    if 2 * people > run.directory.keys.shape[0]:
        run.directory = empty_directory(2 * run.directory.keys.shape[0])
        while 2 * people > run.directory.keys.shape[0]:
            run.directory = empty_directory(2 * run.directory.keys.shape[0])
        enter_all(run.directory, run.world.people, int(nation["people"]))


def simulate(scenario: Scenario, seed: int, progress: Progress | None = None) -> Finished:
    """Run a scenario from the start of its spin-up to its end."""
    run = start(scenario, seed)
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
    observation.observe_people(world, counts, sums, run.active, run.studying)
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


def advance(run: Columns) -> None:
    """The month ends: licence income is smoothed, the calendar moves on."""
    nation = run.world.nation[0]
    nation["licence_income_year"] += exams.SMOOTHING * (nation["licence_income"] - nation["licence_income_year"])
    nation["licence_income"] = 0.0
    nation["month"] += 1
