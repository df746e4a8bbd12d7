"""What wages bear: pay steps of employers, and what holders repay of their loans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.base.chance import Purpose
from microcred.catalogue.levers import LeverCode
from microcred.rules.decision import level_factor
from microcred.rules.ledger import loan_repayment, monthly_payment
from microcred.world.accounts import Account, whole_cents
from microcred.world.states import CredentialType, Job

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.learner import Learner


def pay_steps(country: Country) -> None:
    """Whoever works is paid this month's part of the pay steps of all credentials that count for work."""
    if not country.levers.in_use(LeverCode.PAY_STEP):
        return
    working = [learner for learner in country.learners if learner.employed]
    if any(country.levers.limited):
        working.sort(key=lambda learner: learner.luck(Purpose.BUDGET, slot=int(LeverCode.PAY_STEP)))
    for learner in working:
        pay_steps_of(learner)


def pay_steps_of(learner: Learner) -> None:
    """The pay steps of one holder, the latest credential first, as far as budgets go."""
    lever, place = LeverCode.PAY_STEP, learner.place.index
    for held in reversed(learner.held):
        if held.programme.type == CredentialType.INTEREST:
            continue
        step = learner.lever(lever, held.programme)
        if step > 0.0:
            cents, asker = whole_cents(monthly_payment(step, 1.0)), learner.asks(held.programme)
            learner.country.spend(lever, asker, Account.EMPLOYER, Account.LEARNER, place, cents)


def repay_loans(country: Country) -> None:
    """Whoever works in the occupation repays out of the wage gain."""
    for learner in country.learners:
        if learner.owed > 0 and learner.job is Job.IN_OCCUPATION:
            repay(learner)


def repay(learner: Learner) -> None:
    """One holder's repayment of the month."""
    country, programme = learner.country, learner.trained_by
    premium = programme.occupation.premium * level_factor(programme.level, country.p.level_premium_step)
    cents = min(learner.owed, whole_cents(loan_repayment(learner.owed, premium, learner.income)))
    learner.owed -= cents
    country.books.pay(Account.LEARNER, Account.GOVERNMENT, LeverCode.LOAN, learner.place.index, cents)
