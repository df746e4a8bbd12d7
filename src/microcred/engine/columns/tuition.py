"""Stage `learning`: the money that a learner's start moves."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from microcred.base.chance import Purpose
from microcred.base.compile import borrowing, compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.askers import learner_in
from microcred.engine.columns.persons import luck
from microcred.engine.columns.provision import ask, teaching_cost, variable_cost
from microcred.engine.columns.spending import any_budget, budget_of, budget_of_place
from microcred.engine.columns.terms import asks_offers
from microcred.rules.ledger import loan_interest
from microcred.rules.policy import ANY, budget_clause, lever_value
from microcred.world.accounts import Account, affordable, pay, pay_from, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.states import Count, Segment


@compiled
def pay_for_study(world: Any, policy: Any, flows: Any, counts: Any, admitted: Any, advances: Any) -> None:
    """Money of the admitted: where a budget may run out in keyed order, and the rest pay for themselves.

    What is advanced to each, in cents, is written into `advances`. Learners of a programme stand side by side: without
    budgets what the programme pays is booked once for all of them.
    """
    nation = world.nation[0]
    known = np.full((policy.levers.shape[0], *world.people_cell.shape), np.nan)
    if any_budget(policy):
        order = np.empty(admitted.shape[0], dtype=np.float64)
        for turn in range(admitted.shape[0]):
            order[turn] = luck(nation.seed, world.blocks, Purpose.BUDGET, admitted[turn], nation.month, 0)
        for turn in np.argsort(order, kind="mergesort"):
            programme = world.programmes[admitted[turn].programme]
            advances[turn] = pay_learner(world, policy, flows, counts, known, admitted[turn], programme)
            pay_programme(world.parameters[0], policy, flows, programme, 1)
        return
    start = 0
    while start < admitted.shape[0]:
        index = admitted[start].programme
        programme = world.programmes[index]
        turn = start
        while turn < admitted.shape[0] and admitted[turn].programme == index:
            advances[turn] = pay_learner(world, policy, flows, counts, known, admitted[turn], programme)
            turn += 1
        pay_programme(world.parameters[0], policy, flows, programme, turn - start)
        start = turn


@borrowing
def due(
    policy: Any,
    known: Any,
    lever: int,
    place: int,
    segment: int,
    sector: int,
    occupation: int,
    kind: int,
    size: int,
    type_: int,
) -> float:
    """Value of a lever for a learner; where it does not depend on what is taught, it is asked once for a cell.

    `known` has the values by lever, place and segment, NaN where nobody asked yet this month.
    """
    value = known[lever, place, segment]
    if math.isnan(value):
        value = lever_value(policy, lever, place, segment, sector, occupation, kind, size, type_)
        if not asks_offers(policy, lever):
            known[lever, place, segment] = value
    return value


@borrowing
def pay_share(policy: Any, flows: Any, lever: int, payer: int, asker: Any, share: float, price: int, most: int) -> int:
    """Pay a share of the price for a learner; returns the cents paid, 0 if the entry's budget does not allow it."""
    if share == 0.0:
        return 0
    cents = min(most, whole_cents(price / 100.0 * share))
    if cents <= 0:
        return 0
    clause = budget_clause(policy, lever, *asker)
    return cents if pay_from(policy, clause, flows, payer, Account.INSTITUTION, lever, asker[0], cents) else 0


@borrowing
def pay_learner(world: Any, policy: Any, flows: Any, counts: Any, known: Any, learner: Any, programme: Any) -> int:
    """The flows that a learner's start causes where the learner lives, and support; gives what is advanced, cents."""
    p = world.parameters[0]
    asker = learner_in(world.blocks, learner, programme)
    place, segment = asker[0], asker[1]
    price = programme.price
    wanted = due(policy, known, LeverCode.SUBSIDY, *asker)
    paid = pay_share(policy, flows, LeverCode.SUBSIDY, Account.GOVERNMENT, asker, wanted, price, price)
    if wanted > 0.0 and paid == 0 and price > 0:
        counts[place, Count.UNPAID_SUBSIDIES] += 1
    if segment == Segment.WORKER:
        levy = LeverCode.LEVY_REIMBURSEMENT
        share = due(policy, known, levy, *asker)
        paid += pay_share(policy, flows, levy, Account.LEVY_FUND, asker, share, price, price - paid)
    deferred = due(policy, known, LeverCode.LOAN, *asker)
    advance = lend(p, policy, flows, asker, deferred, price, price - paid)
    pay(flows, Account.LEARNER, Account.INSTITUTION, Paid.PRICE, place, price - paid - advance)
    pay_support(p, policy, flows, known, learner, asker, programme.place)
    if world.nation[0].platform > 0.0:
        cents = whole_cents(p.platform_learner_cost)
        clause = budget_of_place(policy, LeverCode.PLATFORM, ANY)
        pay_from(policy, clause, flows, Account.GOVERNMENT, Account.SUPPLIER, LeverCode.PLATFORM, place, cents)
    return advance


@borrowing
def pay_support(p: Any, policy: Any, flows: Any, known: Any, learner: Any, asker: Any, taught_at: int) -> None:
    """Learner support and fragmented study, which the learner has as far as they are paid for."""
    lever = LeverCode.LEARNER_SUPPORT
    support = due(policy, known, lever, *asker)
    cents = whole_cents(p.support_cost * support)
    clause = budget_clause(policy, lever, *asker)
    supported = pay_from(policy, clause, flows, Account.GOVERNMENT, Account.SUPPLIER, lever, asker[0], cents)
    learner.support = support if supported else 0.0
    lever = LeverCode.FRAGMENTED_STUDY
    fragmented = due(policy, known, lever, *asker)
    cents = whole_cents(p.fragmented_cost * fragmented)
    clause = budget_clause(policy, lever, *asker)
    supported = pay_from(policy, clause, flows, Account.INSTITUTION, Account.SUPPLIER, lever, taught_at, cents)
    learner.fragmented = supported and fragmented > 0.5


@borrowing
def lend(p: Any, policy: Any, flows: Any, asker: Any, share: float, price: int, most: int) -> int:
    """Advance a share of the price, with interest for the government to bear; gives the cents advanced."""
    if share == 0.0:
        return 0
    lever = LeverCode.LOAN
    cents = min(most, whole_cents(price / 100.0 * share))
    if cents <= 0:
        return 0
    interest = whole_cents(loan_interest(cents, p.loan_interest))
    if not affordable(policy, budget_clause(policy, lever, *asker), cents + interest):
        return 0
    pay(flows, Account.GOVERNMENT, Account.INSTITUTION, lever, asker[0], cents)
    pay(flows, Account.GOVERNMENT, Account.SUPPLIER, lever, asker[0], interest)
    return cents


@borrowing
def pay_programme(p: Any, policy: Any, flows: Any, programme: Any, starts: int) -> None:
    """The flows that so many starts cause where a programme teaches; one at a time where a budget may run out."""
    lever = LeverCode.PUBLIC_GRANT
    cents = starts * whole_cents(ask(policy, lever, programme))
    clause = budget_of(policy, lever, programme)
    pay_from(policy, clause, flows, Account.GOVERNMENT, Account.INSTITUTION, lever, programme.place, cents)
    bear_minima(p, policy, programme)
    cents = starts * whole_cents(variable_cost(p, programme))
    pay(flows, Account.INSTITUTION, Account.SUPPLIER, Paid.TEACHING, programme.place, cents)
    cents = starts * whole_cents(p.licence_fee)
    pay(flows, Account.INSTITUTION, Account.ORGANISATION, Paid.LICENCE, programme.place, cents)


@borrowing
def bear_minima(p: Any, policy: Any, programme: Any) -> None:
    """What the minima add to teaching one learner counts against their budgets.

    Where it is refused, the programme falls back to the share it has of its own.
    """
    if programme.practice > programme.own_practice:
        whole = whole_cents(variable_cost(p, programme))
        own = whole_cents(teaching_cost(p, programme.own_practice, programme.project))
        if not affordable(policy, budget_of(policy, LeverCode.PRACTICE_MINIMUM, programme), whole - own):
            programme.practice = programme.own_practice
    if programme.project > programme.own_project:
        whole = whole_cents(variable_cost(p, programme))
        own = whole_cents(teaching_cost(p, programme.practice, programme.own_project))
        if not affordable(policy, budget_of(policy, LeverCode.PROJECT_MINIMUM, programme), whole - own):
            programme.project = programme.own_project
