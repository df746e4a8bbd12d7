"""The money that a learner's start and a credential move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.catalogue.levers import LeverCode
from microcred.engine.objects.levers import ANYBODY
from microcred.rules.ledger import loan_interest
from microcred.world.accounts import Account, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.states import Count, Segment

if TYPE_CHECKING:
    from microcred.engine.objects.learner import Learner
    from microcred.engine.objects.programme import Programme

CENTS = 100.0


def pay_share(learner: Learner, lever: LeverCode, payer: Account, most: int) -> int:
    """Pay a share of the price for a learner; gives the cents, none if the entry's budget does not allow it."""
    programme, country = learner.studied, learner.country
    asker = learner.asks(programme)
    cents = min(most, whole_cents(programme.price / CENTS * country.levers.value(lever, asker)))
    if cents <= 0:
        return 0
    return cents if country.spend(lever, asker, payer, Account.INSTITUTION, learner.place.index, cents) else 0


def pay_for_start(learner: Learner) -> None:
    """Everything that is paid when a learner starts."""
    country, p, programme = learner.country, learner.country.p, learner.studied
    place, price = learner.place.index, programme.price
    paid = pay_share(learner, LeverCode.SUBSIDY, Account.GOVERNMENT, price)
    if paid == 0 and price > 0 and learner.lever(LeverCode.SUBSIDY, programme) > 0.0:
        learner.count(Count.UNPAID_SUBSIDIES)
    if learner.segment is Segment.WORKER:
        paid += pay_share(learner, LeverCode.LEVY_REIMBURSEMENT, Account.LEVY_FUND, price - paid)
    paid += lend(learner, price - paid)
    country.books.pay(Account.LEARNER, Account.INSTITUTION, Paid.PRICE, place, price - paid)
    grant = programme.ask(LeverCode.PUBLIC_GRANT)
    programme.spend(grant, LeverCode.PUBLIC_GRANT, payee=Account.INSTITUTION, payer=Account.GOVERNMENT)
    support = learner.lever(LeverCode.LEARNER_SUPPORT, programme)
    paid_for = for_learner(learner, LeverCode.LEARNER_SUPPORT, p.support_cost * support, Account.GOVERNMENT, place)
    learner.support = support if paid_for else 0.0
    fragmented = learner.lever(LeverCode.FRAGMENTED_STUDY, programme)
    cost = p.fragmented_cost * fragmented
    paid_for = for_learner(learner, LeverCode.FRAGMENTED_STUDY, cost, Account.INSTITUTION, programme.place.index)
    learner.fragmented = paid_for and fragmented > 0.5
    if country.platform > 0.0:
        cents = whole_cents(p.platform_learner_cost)
        country.spend(LeverCode.PLATFORM, ANYBODY, Account.GOVERNMENT, Account.SUPPLIER, place, cents)
    bear_minima(programme)
    programme.pay(programme.variable_cost(), Paid.TEACHING)
    programme.pay(p.licence_fee, Paid.LICENCE, payee=Account.ORGANISATION)


def lend(learner: Learner, most: int) -> int:
    """Advance the deferred share of the price, with interest for the government to bear; gives the cents advanced."""
    programme, country, lever = learner.studied, learner.country, LeverCode.LOAN
    asker, place = learner.asks(programme), learner.place.index
    cents = min(most, whole_cents(programme.price / CENTS * country.levers.value(lever, asker)))
    if cents <= 0:
        return 0
    interest = whole_cents(loan_interest(cents, country.p.loan_interest))
    if not country.levers.afford(lever, asker, cents + interest):
        return 0
    country.books.pay(Account.GOVERNMENT, Account.INSTITUTION, lever, place, cents)
    country.books.pay(Account.GOVERNMENT, Account.SUPPLIER, lever, place, interest)
    learner.owed += cents
    return cents


def for_learner(learner: Learner, lever: LeverCode, yuan: float, payer: Account, place: int) -> bool:
    """Pay what a lever costs for a learner; False if its budget does not bear it."""
    asker = learner.asks(learner.studied)
    return learner.country.spend(lever, asker, payer, Account.SUPPLIER, place, whole_cents(yuan))


def bear_minima(programme: Programme) -> None:
    """What the minima add to teaching one learner counts against their budgets.

    Where it is refused, the programme falls back to the share it has of its own.
    """
    levers, asker = programme.country.levers, programme.asker
    if programme.practice > programme.own_practice:
        own = programme.teaching_cost(programme.own_practice, programme.project)
        added = whole_cents(programme.variable_cost()) - whole_cents(own)
        if not levers.afford(LeverCode.PRACTICE_MINIMUM, asker, added):
            programme.practice = programme.own_practice
    if programme.project > programme.own_project:
        own = programme.teaching_cost(programme.practice, programme.own_project)
        added = whole_cents(programme.variable_cost()) - whole_cents(own)
        if not levers.afford(LeverCode.PROJECT_MINIMUM, asker, added):
            programme.project = programme.own_project


def book_credential(programme: Programme) -> None:
    """What issuing one credential costs: verification, badge, prior learning. A badge not paid for comes off."""
    country, p = programme.country, programme.country.p
    place, asker = programme.place.index, programme.place.asker
    if country.levers.on(LeverCode.VERIFICATION, asker):
        cents = whole_cents(p.verification_cost)
        country.spend(LeverCode.VERIFICATION, asker, Account.GOVERNMENT, Account.SUPPLIER, place, cents)
    if programme.badge:
        programme.badge = programme.spend(p.badge_cost, LeverCode.BADGES)
    if country.levers.on(LeverCode.PRIOR_LEARNING, asker):
        cents = whole_cents(p.prior_learning_cost)
        country.spend(LeverCode.PRIOR_LEARNING, asker, Account.INSTITUTION, Account.SUPPLIER, place, cents)
