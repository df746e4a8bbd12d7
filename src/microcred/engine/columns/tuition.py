"""Stage `learning`: the money that a learner's start moves."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.chance import Purpose
from microcred.base.compile import compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.persons import learner_clause, learner_lever, luck
from microcred.engine.columns.provision import ask, ask_entry, variable_cost
from microcred.rules.ledger import loan_payment
from microcred.world.accounts import Account, affordable, pay, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.tables import Count, Segment


@compiled
def pay_for_study(world: Any, policy: Any, flows: Any, counts: Any, admitted: Any) -> None:
    """Money of the admitted, in keyed order: where a budget runs out, the rest pay for themselves."""
    nation = world.nation[0]
    order = np.empty(admitted.shape[0], dtype=np.float64)
    for turn in range(admitted.shape[0]):
        order[turn] = luck(nation.seed, world.blocks, Purpose.BUDGET, world.people[admitted[turn]], nation.month, 0)
    for turn in np.argsort(order):
        person = world.people[admitted[turn]]
        pay_one(world, policy, flows, counts, person, world.programmes[person.programme])


@compiled
def pay_share(
    world: Any,
    policy: Any,
    flows: Any,
    lever: int,
    payer: int,
    person: Any,
    programme: Any,
    price: int,
    most: int,
) -> int:
    """Pay a share of the price for a learner; returns the cents paid, 0 if the entry's budget does not allow it."""
    share = learner_lever(world.blocks, policy, lever, person, programme)
    cents = min(most, whole_cents(price / 100.0 * share))
    if cents <= 0:
        return 0
    if not affordable(policy, learner_clause(world.blocks, policy, lever, person, programme), cents):
        return 0
    pay(flows, payer, Account.INSTITUTION, lever, world.blocks[person.block].place, cents)
    return cents


@compiled
def pay_one(world: Any, policy: Any, flows: Any, counts: Any, person: Any, programme: Any) -> None:
    """The flows that one learner's start causes."""
    p = world.parameters[0]
    block = world.blocks[person.block]
    place = block.place
    price = programme.price
    wanted = learner_lever(world.blocks, policy, LeverCode.SUBSIDY, person, programme)
    paid = pay_share(world, policy, flows, LeverCode.SUBSIDY, Account.GOVERNMENT, person, programme, price, price)
    if wanted > 0.0 and paid == 0 and price > 0:
        counts[place, Count.UNPAID_SUBSIDIES] += 1
    if block.segment == Segment.WORKER:
        paid += pay_share(
            world,
            policy,
            flows,
            LeverCode.LEVY_REIMBURSEMENT,
            Account.LEVY_FUND,
            person,
            programme,
            price,
            price - paid,
        )
    pay(flows, Account.LEARNER, Account.INSTITUTION, Paid.PRICE, place, price - paid)
    deferred = learner_lever(world.blocks, policy, LeverCode.LOAN, person, programme)
    pay(
        flows,
        Account.GOVERNMENT,
        Account.SUPPLIER,
        LeverCode.LOAN,
        place,
        whole_cents(loan_payment(deferred, price - paid, p.loan_interest)),
    )
    grant = whole_cents(ask(policy, LeverCode.PUBLIC_GRANT, programme))
    clause = ask_entry(policy, LeverCode.PUBLIC_GRANT, programme)
    if grant > 0 and affordable(policy, clause, grant):
        pay(flows, Account.GOVERNMENT, Account.INSTITUTION, LeverCode.PUBLIC_GRANT, programme.place, grant)
    support = learner_lever(world.blocks, policy, LeverCode.LEARNER_SUPPORT, person, programme)
    cents = whole_cents(p.support_cost * support)
    if cents > 0 and affordable(
        policy, learner_clause(world.blocks, policy, LeverCode.LEARNER_SUPPORT, person, programme), cents
    ):
        pay(flows, Account.GOVERNMENT, Account.SUPPLIER, LeverCode.LEARNER_SUPPORT, place, cents)
    fragmented = learner_lever(world.blocks, policy, LeverCode.FRAGMENTED_STUDY, person, programme)
    cents = whole_cents(p.fragmented_cost * fragmented)
    pay(flows, Account.INSTITUTION, Account.SUPPLIER, LeverCode.FRAGMENTED_STUDY, programme.place, cents)
    if world.nation[0].platform > 0.0:
        cents = whole_cents(p.platform_learner_cost)
        pay(flows, Account.GOVERNMENT, Account.SUPPLIER, LeverCode.PLATFORM, place, cents)
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
