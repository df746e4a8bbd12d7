"""Stage `provision`: yearly reviews of programmes, and new offers, at each institution's planning date."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.chance import Purpose, uniform
from microcred.base.compile import borrowing, compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.askers import asker_of
from microcred.engine.columns.spending import (
    budget_of,
    budget_of_institution,
    institutions_in_turn,
    programmes_in_turn,
)
from microcred.rules.launch import expected_learners, hoped_learners
from microcred.rules.ledger import monthly_payment
from microcred.rules.policy import ANY, lever_clause, lever_value
from microcred.rules.provision import (
    beyond_tolerance,
    certification_a_year,
    certification_cost,
    is_committed,
    next_seats,
    relative_size,
    reviewed_learners,
    settled_fixed_cost,
    settled_learners,
    yearly_margin,
)
from microcred.rules.quality import minima_cost_factor
from microcred.world.accounts import Account, pay, pay_from, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.states import Standard, Status

MONTHS = 12
CENTS = 100.0


@borrowing
def ask(policy: Any, lever: int, programme: Any) -> float:
    """Value of a lever for a programme."""
    return lever_value(policy, lever, *asker_of(programme))


@borrowing
def ask_entry(policy: Any, lever: int, programme: Any) -> int:
    """Entry that gives `ask`; -1 for the base value."""
    return lever_clause(policy, lever, *asker_of(programme))


@borrowing
def variable_cost(p: Any, programme: Any) -> float:
    """Cost of teaching one more learner, yuan; minima of practice and projects raise it."""
    return teaching_cost(p, programme.practice, programme.project)


@borrowing
def teaching_cost(p: Any, practice: float, project: float) -> float:
    """Cost of teaching one more learner with these shares of practice and projects, yuan."""
    return p.programme_variable_cost * minima_cost_factor(
        practice, project, p.practice_start, p.project_start, p.minimum_cost
    )


@borrowing
def year_of(p: Any, policy: Any, programme: Any, learners: float) -> float:
    """Surplus of a programme in a year with that many learners, at this month's policy, yuan."""
    certificate = certification_cost(
        p.certification_cost,
        float(programme.seats),
        p.certification_cost_size_exponent,
        ask(policy, LeverCode.CERTIFICATION_COST, programme),
    )
    support = support_expected(policy, programme)
    return yearly_margin(
        learners,
        programme.price / CENTS,
        ask(policy, LeverCode.PUBLIC_GRANT, programme),
        variable_cost(p, programme),
        p.licence_fee,
        programme.fixed_cost,
        certification_a_year(certificate, support, p.certificate_validity),
    )


@borrowing
def support_expected(policy: Any, programme: Any) -> float:
    """Share of the certification cost that others bear: none while a certificate lasts whose support was refused."""
    if programme.certified and programme.unsupported:
        return 0.0
    return ask(policy, LeverCode.CERTIFICATION_SUPPORT, programme)


@compiled
def review_programmes(world: Any, policy: Any, flows: Any, learners: Any, programmes: Any) -> None:
    """Yearly: seats follow demand; heavy losses suspend; a returning margin resumes; two years' rest closes."""
    nation = world.nation[0]
    for index in range(world.institutions.shape[0]):
        if nation.month % MONTHS == world.institutions[index].planning:
            world.institutions[index].surplus = 0.0
    margins = np.zeros(nation.programmes, dtype=np.float64)
    for index in programmes_in_turn(world, policy, LeverCode.COURSE_COMMITMENT):
        programme = world.programmes[index]
        if programme.status == Status.CLOSED or programme.status == Status.REVOKED:
            continue
        if programme.status == Status.DEVELOPING:
            if nation.month >= programme.opened:
                programme.status = Status.OPEN
                programme.since = nation.month
            continue
        if programme.status == Status.OPEN:
            if not nation.settling:
                cents = whole_cents(monthly_payment(programme.fixed_cost, 1.0))
                pay(flows, Account.INSTITUTION, Account.SUPPLIER, Paid.RUNNING, programme.place, cents)
            if world.credentials[programme.credential].status == Standard.LAPSED and programme.enrolled == 0:
                programme.status = Status.CLOSED
                programme.since = nation.month
                continue
        if nation.month % MONTHS != world.institutions[programme.institution].planning:
            continue
        margins[index] = review_one(world, policy, flows, programme, learners, programmes)
    for index in range(nation.programmes):
        # In one order, whoever was served first: sums of real numbers depend on it.
        world.institutions[world.programmes[index].institution].surplus += margins[index]


@borrowing
def review_one(world: Any, policy: Any, flows: Any, programme: Any, learners: Any, programmes: Any) -> float:
    """The yearly review of one programme; gives its surplus of the year."""
    nation = world.nation[0]
    p = world.parameters[0]
    u = uniform(nation.seed, Purpose.SEAT_ROUNDING, programme.key, programme.number, nation.month, 0)
    if programme.status == Status.OPEN:
        programme.seats = next_seats(programme.seats, programme.year_peak, p.seat_step, int(p.seats_minimum), u)
    young = nation.month - programme.opened < 2 * MONTHS
    counted = reviewed_learners(programme.year_enrolled, programme.last_year_enrolled, young)
    margin = year_of(p, policy, programme, counted)
    if not nation.settling:
        if programme.status == Status.OPEN and nation.month - programme.opened >= MONTHS:
            lossy = beyond_tolerance(margin, programme.fixed_cost, p.loss_tolerance, relative_size(programme.size))
            if lossy and not stays_committed(world, policy, flows, programme):
                programme.status = Status.SUSPENDED
                programme.since = nation.month
        elif programme.status == Status.SUSPENDED:
            market = expected_learners(
                learners[programme.region, programme.occupation],
                float(programmes[programme.region, programme.occupation]),
                p.launch_learners,
                0.0,
                0.0,
            )
            lapsed = world.credentials[programme.credential].status == Standard.LAPSED
            hoped = hoped_learners(programme.last_year_enrolled, market, lapsed)
            if year_of(p, policy, programme, hoped) >= 0.0:
                programme.status = Status.OPEN
                programme.since = nation.month
            elif nation.month - programme.since >= p.suspension_limit:
                programme.status = Status.CLOSED
                programme.since = nation.month
    if programme.status == Status.OPEN or programme.year_enrolled > 0:
        programme.last_year_enrolled = programme.year_enrolled
        programme.last_year_refused = programme.year_refused
    programme.year_enrolled = 0
    programme.year_refused = 0
    programme.year_peak = programme.enrolled
    return margin


@borrowing
def stays_committed(world: Any, policy: Any, flows: Any, programme: Any) -> bool:
    """Whether a commitment keeps a programme open that loses too much; its institution bears the loss of a year."""
    lever = LeverCode.COURSE_COMMITMENT
    if not is_committed(world.nation[0].month - programme.since, ask(policy, lever, programme)):
        return False
    cents = whole_cents(world.parameters[0].commitment_cost * MONTHS)
    clause = budget_of(policy, lever, programme)
    return pay_from(policy, clause, flows, Account.INSTITUTION, Account.SUPPLIER, lever, programme.place, cents)


@borrowing
def settle_costs(world: Any, policy: Any) -> None:
    """End of the spin-up: who is on offer in January 2025 bears its cost.

    Fixed costs are drawn before anybody enrols; programmes that lose money at the enrolment that settled would be gone.
    Their fixed cost is cut to what that enrolment bears.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    for index in range(nation.programmes):
        programme = world.programmes[index]
        learners = settled_learners(programme.year_enrolled, programme.last_year_enrolled)
        margin = year_of(p, policy, programme, learners)
        programme.fixed_cost = settled_fixed_cost(programme.fixed_cost, margin, p.programme_fixed_cost)


@compiled
def openness(world: Any, policy: Any, flows: Any) -> None:
    """Which institutions are open to people outside school; those beyond today's share pay for it."""
    lever = LeverCode.PUBLIC_OPENNESS
    cents = whole_cents(monthly_payment(world.parameters[0].openness_cost, 1.0))
    for index in institutions_in_turn(world, policy, lever):
        institution = world.institutions[index]
        place, kind, size = institution.place, institution.kind, institution.size
        share = lever_value(policy, lever, place, ANY, ANY, ANY, kind, size, ANY)
        institution.open_public = institution.openness_draw < share
        if institution.open_public and institution.openness_draw >= policy.levers[lever].base:
            clause = budget_of_institution(policy, lever, institution)
            institution.open_public = pay_from(
                policy, clause, flows, Account.INSTITUTION, Account.SUPPLIER, lever, place, cents
            )


@borrowing
def clean_up(world: Any, share: Any) -> None:
    """A fraud clean-up closes weak programmes with the month's probability."""
    nation = world.nation[0]
    if not share.any():
        return
    for index in range(nation.programmes):
        programme = world.programmes[index]
        if not programme.weak or share[index] <= 0.0:
            continue
        if programme.status != Status.OPEN and programme.status != Status.SUSPENDED:
            continue
        u = uniform(nation.seed, Purpose.CLEAN_UP, programme.key, programme.number, nation.month, 0)
        if u < share[index]:
            programme.status = Status.REVOKED
            programme.since = nation.month
