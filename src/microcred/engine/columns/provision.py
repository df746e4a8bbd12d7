"""Stage `provision`: yearly reviews of programmes, and new offers, at each institution's planning date."""

from __future__ import annotations

from typing import Any

from microcred.base.chance import Purpose, uniform
from microcred.base.compile import compiled
from microcred.catalogue.levers import LeverCode
from microcred.rules.launch import expected_learners, hoped_learners
from microcred.rules.ledger import monthly_payment
from microcred.rules.policy import ANY, lever_clause, lever_value
from microcred.rules.provision import (
    beyond_tolerance,
    certification_a_year,
    certification_cost,
    next_seats,
    relative_size,
    reviewed_learners,
    settled_fixed_cost,
    settled_learners,
    yearly_margin,
)
from microcred.rules.quality import minima_cost_factor
from microcred.world.accounts import Account, pay, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.tables import Standard, Status

MONTHS = 12
CENTS = 100.0


@compiled
def ask(policy: Any, lever: int, programme: Any) -> float:
    """Value of a lever for a programme."""
    return lever_value(
        policy,
        lever,
        programme.place,
        ANY,
        programme.sector,
        programme.occupation,
        programme.kind,
        programme.size,
        programme.type,
    )


@compiled
def ask_entry(policy: Any, lever: int, programme: Any) -> int:
    """Entry that gives `ask`; -1 for the base value."""
    return lever_clause(
        policy,
        lever,
        programme.place,
        ANY,
        programme.sector,
        programme.occupation,
        programme.kind,
        programme.size,
        programme.type,
    )


@compiled
def variable_cost(p: Any, programme: Any) -> float:
    """Cost of teaching one more learner, yuan; minima of practice and projects raise it."""
    return p.programme_variable_cost * minima_cost_factor(
        programme.practice, programme.project, p.practice_start, p.project_start, p.minimum_cost
    )


@compiled
def year_of(p: Any, policy: Any, programme: Any, learners: float) -> float:
    """Surplus of a programme in a year with that many learners, at this month's policy, yuan."""
    certificate = certification_cost(
        p.certification_cost,
        float(programme.seats),
        p.certification_cost_size_exponent,
        ask(policy, LeverCode.CERTIFICATION_COST, programme),
    )
    support = ask(policy, LeverCode.CERTIFICATION_SUPPORT, programme)
    return yearly_margin(
        learners,
        programme.price / CENTS,
        ask(policy, LeverCode.PUBLIC_GRANT, programme),
        variable_cost(p, programme),
        p.licence_fee,
        programme.fixed_cost,
        certification_a_year(certificate, support, p.certificate_validity),
    )


@compiled
def review_programmes(world: Any, policy: Any, flows: Any, learners: Any, programmes: Any) -> None:
    """Yearly: seats follow demand; heavy losses suspend; a returning margin resumes; two years' rest closes."""
    nation = world.nation[0]
    for index in range(world.institutions.shape[0]):
        if nation.month % MONTHS == world.institutions[index].planning:
            world.institutions[index].surplus = 0.0
    for index in range(nation.programmes):
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
        review_one(world, policy, flows, programme, learners, programmes)


@compiled
def review_one(world: Any, policy: Any, flows: Any, programme: Any, learners: Any, programmes: Any) -> None:
    """The yearly review of one programme."""
    nation = world.nation[0]
    p = world.parameters[0]
    u = uniform(nation.seed, Purpose.SEAT_ROUNDING, programme.key, programme.number, nation.month, 0)
    if programme.status == Status.OPEN:
        programme.seats = next_seats(programme.seats, programme.year_peak, p.seat_step, int(p.seats_minimum), u)
    young = nation.month - programme.opened < 2 * MONTHS
    counted = reviewed_learners(programme.year_enrolled, programme.last_year_enrolled, young)
    margin = year_of(p, policy, programme, counted)
    world.institutions[programme.institution].surplus += margin
    if not nation.settling:
        if programme.status == Status.OPEN and nation.month - programme.opened >= MONTHS:
            if beyond_tolerance(margin, programme.fixed_cost, p.loss_tolerance, relative_size(programme.size)):
                if nation.month - programme.opened < ask(policy, LeverCode.COURSE_COMMITMENT, programme):
                    cents = whole_cents(p.commitment_cost * MONTHS)
                    pay(
                        flows,
                        Account.INSTITUTION,
                        Account.SUPPLIER,
                        LeverCode.COURSE_COMMITMENT,
                        programme.place,
                        cents,
                    )
                else:
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


@compiled
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
    p = world.parameters[0]
    for index in range(world.institutions.shape[0]):
        institution = world.institutions[index]
        share = lever_value(
            policy,
            LeverCode.PUBLIC_OPENNESS,
            institution.place,
            ANY,
            ANY,
            ANY,
            institution.kind,
            institution.size,
            ANY,
        )
        institution.open_public = institution.openness_draw < share
        if institution.open_public and institution.openness_draw >= policy.levers[LeverCode.PUBLIC_OPENNESS].base:
            cents = whole_cents(monthly_payment(p.openness_cost, 1.0))
            pay(
                flows,
                Account.INSTITUTION,
                Account.SUPPLIER,
                LeverCode.PUBLIC_OPENNESS,
                institution.place,
                cents,
            )


@compiled
def clean_up(world: Any, share: Any) -> None:
    """A fraud clean-up closes weak programmes with the month's probability."""
    nation = world.nation[0]
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
