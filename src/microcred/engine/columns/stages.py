"""What happens in each stage of the month (`engine.schedule`), by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from microcred.base.paths import empty_batch, with_paths
from microcred.catalogue.levers import LeverCode
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
    obstacles,
    partnerships,
    places,
    provision,
    quality,
    studies,
    wages,
)
from microcred.engine.columns.applied import room_for
from microcred.engine.columns.cohorts import move_cohorts
from microcred.engine.columns.directory import enter_people, with_room
from microcred.engine.columns.fair import decide, open_fair
from microcred.engine.columns.groups import empty_group
from microcred.engine.columns.newcomers import add_credentials, add_programmes
from microcred.engine.columns.threads import Range, even_ranges, in_ranges
from microcred.engine.shocks import Shocks
from microcred.world.accounts import Flows
from microcred.world.policy import in_use, set_month
from microcred.world.states import Funnel
from microcred.world.tables import grown, joined, with_rows

if TYPE_CHECKING:
    from microcred.engine.columns.run import Columns


Applications = npt.NDArray[np.int32]


@dataclass
class Month:
    """What a month counts, whose money moves, and what shocks it brings.

    Attributes
    ----------
    counts
        By place and `Count`.
    flows
        Of money.
    shocks
        Of the scenario in this month.
    """

    counts: npt.NDArray[np.int64]
    flows: Flows
    shocks: Shocks


def policy(run: Columns, month: Month) -> None:
    """Levers take their values; framework, platform and verification are phased in."""
    stopped = run.policy.stopped.copy()
    set_month(run.policy, run.scenario, run.month, bool(run.world.nation[0]["settling"]))
    # What a cut takes the last of stops this month.
    run.stopped = run.policy.stopped & stopped
    places.systems(run.world, run.policy, month.flows)


def infrastructure(run: Columns, month: Month) -> None:
    """Digital access."""
    places.infrastructure(run.world, run.policy, month.flows)


def demand(run: Columns, month: Month) -> None:
    """Vacancies, premiums, content that ages."""
    places.markets(run.world, month.shocks.demand)
    if not run.world.nation[0]["settling"]:
        places.ageing(run.world, month.shocks.technology)


def develop(run: Columns, month: Month) -> None:
    """Partnerships and standards."""
    world = run.world
    partnerships.end_partnerships(world)
    partnerships.form_partnerships(world, run.policy, month.flows)
    places.standards(world)
    development.move_standards(world)
    places.standards(world)
    starts = np.zeros((world.organisations.shape[0], 3), dtype=np.int64)
    count = development.start_standards(world, run.policy, month.flows, starts)
    run.world = add_credentials(world, run.scenario, starts[:count])
    places.standards(run.world)


def provide(run: Columns, month: Month) -> None:
    """Reviews, openness and new offers."""
    world, policy, flows = run.world, run.policy, month.flows
    shape = world.markets.shape
    seen, offered = np.zeros(shape), np.zeros(shape, dtype=np.int64)
    launches.demand_seen(world, seen, offered)
    provision.clean_up(world, month.shocks.clean_up)
    provision.review_programmes(world, policy, flows, seen, offered)
    provision.openness(world, policy, flows)
    if world.nation[0]["settling"]:
        return
    institutions = world.institutions.shape[0]
    chosen, designs = np.zeros((institutions, 3), dtype=np.int64), np.zeros((institutions, 3))
    count = launches.new_offers(world, policy, flows, seen, offered, chosen, designs)
    run.world = add_programmes(world, run.scenario, chosen[:count], designs[:count], month.counts)


def renew(run: Columns, month: Month) -> None:
    """Programmes are reviewed and comply with minima."""
    quality.renewal(run.world, run.policy, month.flows)


def certify(run: Columns, month: Month) -> None:
    """Applications, queue, registry, articulation rules."""
    world, policy, flows = run.world, run.policy, month.flows
    evaluation.evaluation_shares(world, policy, flows)
    certification.serve_queue(world, policy, flows, int(world.nation[0]["macros"]))
    certification.apply_for_certificates(world, policy, flows)
    certification.registry(world, policy, flows)
    certification.articulation(world, policy, flows)
    certification.badges(world, policy)


def learning(run: Columns, month: Month) -> None:
    """Cohorts, decisions, awareness, admission, study, exam."""
    applications = choose(run, month)
    for step in STUDY:
        step(run, month, applications)


def choose(run: Columns, month: Month) -> Applications:
    """Cohorts move on, aware people decide, and everybody hears; answers this month's applications."""
    move_cohorts(run, month.counts)
    fair = open_fair(run)
    applications = decide(run, fair)
    obstacles.observe(run, fair)
    spread_word(run, month.flows)
    return applications


def spread_word(run: Columns, flows: Flows) -> None:
    """Everybody hears, and some become aware."""
    world = run.world
    hazards = np.zeros(world.aware_cell.shape)
    awareness.spread_word(world, run.policy, flows, hazards)
    paths = run.paths = with_paths(run.paths, world.blocks.shape[0])

    def part(edges: Range) -> None:
        awareness.become_aware(world, hazards, paths, empty_batch(), *edges)

    in_ranges(run.executor, part, even_ranges(world.blocks.shape[0]))


def make_room(run: Columns, found: int) -> None:
    """Enlarge what the month may fill: records of the admitted, and the lists for so many applications."""
    world = run.world
    run.world = world._replace(people=with_rows(world.people, int(world.nation[0]["people"]), run.waiting))
    run.admitted = grown(run.admitted, run.waiting)
    run.applicants = grown(run.applicants, max(run.waiting, found))


def admit(run: Columns, month: Month, applications: Applications) -> None:
    """Last month's applicants are admitted or refused; who never studied before gets a record."""
    make_room(run, len(applications))
    world, waiting, before = run.world, run.applicants[: run.waiting], int(run.world.nation[0]["people"])
    advances = np.zeros(run.waiting, dtype=np.int64)
    count = learners.admit(
        world, run.policy, month.flows, month.counts, waiting, run.waiting_cell, run.admitted, advances
    )
    learners.count_by_place(world, month.counts, (Funnel.ADMITTED, Funnel.REFUSED_SEAT, Funnel.REFUSED_CLOSED))
    admitted, people = run.admitted[:count], int(world.nation[0]["people"])
    studies.begin(run.studies, admitted)
    run.loans = wages.with_advances(run.loans, admitted["person"], advances[:count])
    more = np.bincount(world.people["block"][before:people], minlength=world.blocks.shape[0])
    run.directory = with_room(run.directory, more)
    enter_people(run.directory, world.people, before, people)


def examine(run: Columns, month: Month, applications: Applications) -> None:
    """Studies end, and exams are sat."""
    ending, group = studies.end(run.studies, run.month), empty_group()
    ready = exams.finish_study(run.world, month.counts, ending, group)
    candidates = joined(run.candidates, ending[:ready])
    make_room_for_passes(run, candidates.size)
    left = exams.sit_exams(run.world, run.policy, month.flows, month.counts, candidates, run.seeking, group)
    run.candidates = candidates[:left].copy()


def make_room_for_passes(run: Columns, passes: int) -> None:
    """Enlarge what so many passes may fill: credentials held, careers, and the list of who seeks a job."""
    nation = run.world.nation[0]
    run.world = run.world._replace(
        careers=with_rows(run.world.careers, int(nation["careers"]), passes),
        held=with_rows(run.world.held, int(nation["held"]), passes),
    )
    run.seeking = grown(run.seeking, int(nation["seeking"]) + passes)


def register(run: Columns, month: Month, applications: Applications) -> None:
    """Whoever applied waits for next month's admission."""
    world = run.world
    run.applied = room_for(world.blocks.shape[0], applications[:, 0])
    wanting = np.zeros(int(world.nation[0]["programmes"]), dtype=np.int64)
    run.waiting = learners.register(world, run.applied, applications, run.applicants, wanting)
    run.waiting_cell = world.funnel_cell[..., Funnel.APPLIED].copy()
    learners.count_by_place(world, month.counts, (Funnel.APPLIED,))
    learners.note_peaks(world, wanting)
    awareness.count_cells(world)


#: What follows the decisions of the month.
STUDY: tuple[Callable[[Columns, Month, Applications], None], ...] = (admit, examine, register)


def hiring(run: Columns, month: Month) -> None:
    """Holders find jobs; employers are satisfied or not; pay steps are paid, and loans repaid, out of wages."""
    jobs.hiring(run, month.flows, month.counts)
    if in_use(run.policy, LeverCode.PAY_STEP):
        wages.pay_steps(run.world, run.policy, month.flows)
    if run.loans.size:
        run.loans = run.loans[: wages.repay_loans(run.world, month.flows, run.loans)]


def survey(run: Columns, month: Month) -> None:
    """Surveys, inspections, reputation."""
    judgement.survey(run.world, run.policy, month.flows, month.counts)
    judgement.reputation(run.world, run.policy)


def award(run: Columns, month: Month) -> None:
    """Demonstration projects."""
    judgement.award(run.world, run.policy, month.flows)


#: By the name of the stage; what `observe` writes down is no part of the month itself.
HAPPENINGS: Mapping[str, Callable[[Columns, Month], None]] = {
    "policy": policy,
    "infrastructure": infrastructure,
    "demand": demand,
    "development": develop,
    "provision": provide,
    "renewal": renew,
    "certification": certify,
    "learning": learning,
    "hiring": hiring,
    "survey": survey,
    "award": award,
}
