"""Stage `hiring`, second part: what wages bear: pay steps of employers, and what holders repay of their loans."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from microcred.base.chance import Purpose, normal_from, share
from microcred.base.compile import borrowing, compiled
from microcred.base.leans import traits
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.persons import learner_lever, luck
from microcred.engine.columns.spending import any_budget, budget_for
from microcred.rules.decision import income_of, level_factor
from microcred.rules.ledger import loan_repayment, monthly_payment
from microcred.world.accounts import Account, pay, pay_from, whole_cents
from microcred.world.people_rows import LOAN
from microcred.world.states import CredentialType, Job, Stage
from microcred.world.tables import empty_rows


@compiled
def pay_steps(world: Any, policy: Any, flows: Any) -> None:
    """Whoever works is paid this month's part of the pay steps of all credentials that count for work."""
    nation = world.nation[0]
    turns = np.arange(nation.careers)
    if any_budget(policy):
        lot = np.empty(nation.careers, dtype=np.float64)
        for row in range(nation.careers):
            lot[row] = luck(
                nation.seed, world.blocks, Purpose.BUDGET, world.careers[row], nation.month, LeverCode.PAY_STEP
            )
        turns = np.argsort(lot, kind="mergesort")
    for row in turns:
        career = world.careers[row]
        if career.job == Job.IN_OCCUPATION or career.job == Job.ELSEWHERE:
            pay_steps_of(world, policy, flows, career)


@borrowing
def pay_steps_of(world: Any, policy: Any, flows: Any, career: Any) -> None:
    """The pay steps of one holder, the latest credential first, as far as budgets go."""
    lever = LeverCode.PAY_STEP
    held = world.people[career.person].last_held
    while held >= 0:
        programme = world.programmes[world.held[held].programme]
        held = world.held[held].previous
        if programme.type == CredentialType.INTEREST:
            continue
        step = learner_lever(world.blocks, policy, lever, career, programme)
        if step <= 0.0:
            continue
        cents = whole_cents(monthly_payment(step, 1.0))
        clause = budget_for(world.blocks, policy, lever, career, programme)
        place = world.blocks[career.block].place
        pay_from(policy, clause, flows, Account.EMPLOYER, Account.LEARNER, lever, place, cents)


def with_advances(
    loans: npt.NDArray[np.void], people: npt.NDArray[np.int32], advances: npt.NDArray[np.int64]
) -> npt.NDArray[np.void]:
    """The loans with what was advanced to some people, in the order of `people`; one row for whoever owes."""
    lent = np.flatnonzero(advances)
    if not lent.size:
        return loans
    debtors, rows = np.unique(np.concatenate((loans["person"], people[lent])), return_inverse=True)
    joined = empty_rows(LOAN, debtors.size)
    joined["person"] = debtors
    np.add.at(joined["owed"], rows, np.concatenate((loans["owed"], advances[lent])))
    return joined


@borrowing
def repay_loans(world: Any, flows: Any, loans: Any) -> int:
    """Whoever works in the occupation repays out of the wage gain; gives how many still owe, who stand first.

    What somebody who left owes is lost to the government.
    """
    kept = 0
    for turn in range(loans.shape[0]):
        loan = loans[turn]
        person = world.people[loan.person]
        if person.stage == Stage.LEFT:
            continue
        if person.career >= 0 and world.careers[person.career].job == Job.IN_OCCUPATION:
            repay_one(world, flows, world.careers[person.career], loan)
        if loan.owed > 0:
            loans[kept] = loan
            kept += 1
    return kept


@borrowing
def repay_one(world: Any, flows: Any, career: Any, loan: Any) -> None:
    """One holder's repayment of the month."""
    p = world.parameters[0]
    block = world.blocks[career.block]
    own = traits(world.nation[0].seed, block.key, block.cohort, career.rank)
    income = income_of(world.places[block.place].income, p.income_spread, normal_from(share(own[1])))
    premium = world.occupations[career.occupation].premium * level_factor(career.level, p.level_premium_step)
    cents = min(loan.owed, whole_cents(loan_repayment(loan.owed, premium, income)))
    loan.owed -= cents
    pay(flows, Account.LEARNER, Account.GOVERNMENT, LeverCode.LOAN, block.place, cents)
