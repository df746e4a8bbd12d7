"""Stage `learning`: the money that a learner's start moves."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.chance import Purpose
from microcred.base.compile import borrowing, compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.askers import learner_in
from microcred.engine.columns.persons import luck
from microcred.engine.columns.provision import ask, teaching_cost, variable_cost
from microcred.engine.columns.spending import any_budget, budget_of, budget_of_place
from microcred.rules.ledger import loan_interest
from microcred.rules.policy import ANY, budget_clause, lever_value
from microcred.world.accounts import Account, affordable, pay, pay_from, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.states import Count, Segment


@compiled
def pay_for_study(world: Any, policy: Any, flows: Any, counts: Any, admitted: Any, advances: Any) -> None:
    """Money of the admitted: where a budget may run out in keyed order, and the rest pay for themselves.

    What is advanced to each, in cents, is written into `advances`.
    """
    nation = world.nation[0]
    turns = np.arange(admitted.shape[0])
    if any_budget(policy):
        order = np.empty(admitted.shape[0], dtype=np.float64)
        for turn in range(admitted.shape[0]):
            order[turn] = luck(nation.seed, world.blocks, Purpose.BUDGET, admitted[turn], nation.month, 0)
        turns = np.argsort(order, kind="mergesort")
    for turn in turns:
        person = world.people[admitted[turn].person]
        advances[turn] = pay_one(world, policy, flows, counts, person, world.programmes[person.programme])


@borrowing
def pay_share(policy: Any, flows: Any, lever: int, payer: int, asker: Any, share: float, price: int, most: int) -> int:
    """Pay a share of the price for a learner; returns the cents paid, 0 if the entry's budget does not allow it."""
    cents = min(most, whole_cents(price / 100.0 * share))
    if cents <= 0:
        return 0
    clause = budget_clause(policy, lever, *asker)
    return cents if pay_from(policy, clause, flows, payer, Account.INSTITUTION, lever, asker[0], cents) else 0


@borrowing
def pay_one(world: Any, policy: Any, flows: Any, counts: Any, person: Any, programme: Any) -> int:
    """The flows that one learner's start causes; gives what the government advances of the price, cents."""
    p = world.parameters[0]
    asker = learner_in(world.blocks, person, programme)
    place, segment = asker[0], asker[1]
    price = programme.price
    wanted = lever_value(policy, LeverCode.SUBSIDY, *asker)
    paid = pay_share(policy, flows, LeverCode.SUBSIDY, Account.GOVERNMENT, asker, wanted, price, price)
    if wanted > 0.0 and paid == 0 and price > 0:
        counts[place, Count.UNPAID_SUBSIDIES] += 1
    if segment == Segment.WORKER:
        levy = LeverCode.LEVY_REIMBURSEMENT
        share = lever_value(policy, levy, *asker)
        paid += pay_share(policy, flows, levy, Account.LEVY_FUND, asker, share, price, price - paid)
    advance = lend(p, policy, flows, asker, price, price - paid)
    pay(flows, Account.LEARNER, Account.INSTITUTION, Paid.PRICE, place, price - paid - advance)
    pay_grant(policy, flows, programme)
    support = lever_value(policy, LeverCode.LEARNER_SUPPORT, *asker)
    cents = whole_cents(p.support_cost * support)
    clause = budget_clause(policy, LeverCode.LEARNER_SUPPORT, *asker)
    lever = LeverCode.LEARNER_SUPPORT
    supported = pay_from(policy, clause, flows, Account.GOVERNMENT, Account.SUPPLIER, lever, place, cents)
    person.support = support if supported else 0.0
    fragmented = lever_value(policy, LeverCode.FRAGMENTED_STUDY, *asker)
    cents = whole_cents(p.fragmented_cost * fragmented)
    clause = budget_clause(policy, LeverCode.FRAGMENTED_STUDY, *asker)
    lever = LeverCode.FRAGMENTED_STUDY
    supported = pay_from(policy, clause, flows, Account.INSTITUTION, Account.SUPPLIER, lever, programme.place, cents)
    person.fragmented = supported and fragmented > 0.5
    if world.nation[0].platform > 0.0:
        cents = whole_cents(p.platform_learner_cost)
        clause = budget_of_place(policy, LeverCode.PLATFORM, ANY)
        pay_from(policy, clause, flows, Account.GOVERNMENT, Account.SUPPLIER, LeverCode.PLATFORM, place, cents)
    bear_minima(p, policy, programme)
    cents = whole_cents(variable_cost(p, programme))
    pay(flows, Account.INSTITUTION, Account.SUPPLIER, Paid.TEACHING, programme.place, cents)
    pay(
        flows,
        Account.INSTITUTION,
        Account.ORGANISATION,
        Paid.LICENCE,
        programme.place,
        whole_cents(p.licence_fee),
    )
    return advance


@borrowing
def lend(p: Any, policy: Any, flows: Any, asker: Any, price: int, most: int) -> int:
    """Advance the deferred share of the price, with interest for the government to bear; gives the cents advanced."""
    lever = LeverCode.LOAN
    cents = min(most, whole_cents(price / 100.0 * lever_value(policy, lever, *asker)))
    if cents <= 0:
        return 0
    interest = whole_cents(loan_interest(cents, p.loan_interest))
    if not affordable(policy, budget_clause(policy, lever, *asker), cents + interest):
        return 0
    pay(flows, Account.GOVERNMENT, Account.INSTITUTION, lever, asker[0], cents)
    pay(flows, Account.GOVERNMENT, Account.SUPPLIER, lever, asker[0], interest)
    return cents


@borrowing
def pay_grant(policy: Any, flows: Any, programme: Any) -> None:
    """The public grant for one learner more, as far as its budget goes."""
    lever = LeverCode.PUBLIC_GRANT
    cents = whole_cents(ask(policy, lever, programme))
    clause = budget_of(policy, lever, programme)
    pay_from(policy, clause, flows, Account.GOVERNMENT, Account.INSTITUTION, lever, programme.place, cents)


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
