"""The money that a learner's start and a credential move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.catalogue.levers import LeverCode
from microcred.rules.ledger import loan_payment
from microcred.world.accounts import Account, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.tables import Count, Segment

if TYPE_CHECKING:
    from microcred.engine.objects.learner import Learner
    from microcred.engine.objects.programme import Programme

CENTS = 100.0


def pay_share(learner: Learner, lever: LeverCode, payer: Account, most: int) -> int:
    """Pay a share of the price for a learner; gives the cents, none if the entry's budget does not allow it."""
    programme, levers = learner.studied, learner.country.levers
    asker = learner.asks(programme)
    cents = min(most, whole_cents(programme.price / CENTS * levers.value(lever, asker)))
    if cents <= 0 or not levers.afford(levers.entry(lever, asker), cents):
        return 0
    learner.country.books.pay(payer, Account.INSTITUTION, lever, learner.place.index, cents)
    return cents


def pay_for_start(learner: Learner) -> None:
    """Everything that is paid when a learner starts."""
    country, p, programme = learner.country, learner.country.p, learner.studied
    pay, place, price = country.books.pay, learner.place.index, programme.price
    paid = pay_share(learner, LeverCode.SUBSIDY, Account.GOVERNMENT, price)
    if paid == 0 and price > 0 and learner.lever(LeverCode.SUBSIDY, programme) > 0.0:
        learner.count(Count.UNPAID_SUBSIDIES)
    if learner.segment is Segment.WORKER:
        paid += pay_share(learner, LeverCode.LEVY_REIMBURSEMENT, Account.LEVY_FUND, price - paid)
    pay(Account.LEARNER, Account.INSTITUTION, Paid.PRICE, place, price - paid)
    deferred = learner.lever(LeverCode.LOAN, programme)
    interest = whole_cents(loan_payment(deferred, price - paid, p.loan_interest))
    pay(Account.GOVERNMENT, Account.SUPPLIER, LeverCode.LOAN, place, interest)
    pay_grant(programme)
    support_learner(learner)
    if country.platform > 0.0:
        cents = whole_cents(p.platform_learner_cost)
        pay(Account.GOVERNMENT, Account.SUPPLIER, LeverCode.PLATFORM, place, cents)
    fragmented = learner.lever(LeverCode.FRAGMENTED_STUDY, programme)
    programme.pay(p.fragmented_cost * fragmented, LeverCode.FRAGMENTED_STUDY)
    programme.pay(programme.variable_cost(), Paid.TEACHING)
    programme.pay(p.licence_fee, Paid.LICENCE, payee=Account.ORGANISATION)


def pay_grant(programme: Programme) -> None:
    """The public grant for one learner more, as far as its budget goes."""
    levers, lever = programme.country.levers, LeverCode.PUBLIC_GRANT
    cents = whole_cents(programme.ask(lever))
    if cents > 0 and levers.afford(levers.entry(lever, programme.asker), cents):
        place = programme.place.index
        programme.country.books.pay(Account.GOVERNMENT, Account.INSTITUTION, lever, place, cents)


def support_learner(learner: Learner) -> None:
    """Counselling and tutoring, as far as their budget goes."""
    country, lever, programme = learner.country, LeverCode.LEARNER_SUPPORT, learner.studied
    cents = whole_cents(country.p.support_cost * learner.lever(lever, programme))
    entry = country.levers.entry(lever, learner.asks(programme))
    if cents > 0 and country.levers.afford(entry, cents):
        place = learner.place.index
        country.books.pay(Account.GOVERNMENT, Account.SUPPLIER, lever, place, cents)


def book_credential(programme: Programme) -> None:
    """What issuing one credential costs: verification, badge, assessment of prior learning."""
    country, p, asker = programme.country, programme.country.p, programme.place.asker
    if country.levers.on(LeverCode.VERIFICATION, asker):
        programme.pay(p.verification_cost, LeverCode.VERIFICATION, payer=Account.GOVERNMENT)
    if programme.badge:
        programme.pay(p.badge_cost, LeverCode.BADGES)
    if country.levers.on(LeverCode.PRIOR_LEARNING, asker):
        programme.pay(p.prior_learning_cost, LeverCode.PRIOR_LEARNING)
