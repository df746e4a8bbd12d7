"""Who pays whom: the accounts of the ledger, in integer cents (model.md 4.13)."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.compile import borrowing
from microcred.base.reference import by_reference
from microcred.catalogue.levers import LEVERS


class Account(IntEnum):
    """Whoever pays or is paid. SUPPLIER stands for teachers, builders and others outside the model."""

    GOVERNMENT = 0
    LEVY_FUND = 1
    EMPLOYER = 2
    ORGANISATION = 3
    INSTITUTION = 4
    LEARNER = 5
    SUPPLIER = 6


class Purpose(IntEnum):
    """What a payment is for when no lever causes it; numbered after the levers."""

    PRICE = 40
    TEACHING = 41
    RUNNING = 42
    LICENCE = 43
    STANDARD = 44
    REVIEW = 45
    CERTIFICATION = 46
    LAUNCH = 47
    INSPECTION = 48


# 2**62 cents: sums of two payments still fit 64 bits.
MOST_YUAN = 4.6e16
PURPOSES = 49
PURPOSE_NAMES = (*LEVERS, *(purpose.name.lower() for purpose in Purpose))


@by_reference
class Flows(NamedTuple):
    """This month's money.

    Attributes
    ----------
    ledger
        Cents by payer, payee and purpose.
    outlays
        Cents by place and account: paid less received.
    """

    ledger: npt.NDArray[np.int64]
    outlays: npt.NDArray[np.int64]


def empty_flows(places: int) -> Flows:
    """A month without any payment."""
    return Flows(
        np.zeros((len(Account), len(Account), PURPOSES), dtype=np.int64),
        np.zeros((places, len(Account)), dtype=np.int64),
    )


@borrowing
def pay(flows: Any, payer: int, payee: int, purpose: int, place: int, cents: int) -> None:
    """Book one payment; both sides at the place where it happens."""
    flows.ledger[payer, payee, purpose] += cents
    flows.outlays[place, payer] += cents
    flows.outlays[place, payee] -= cents


@borrowing
def whole_cents(yuan: float) -> int:
    """Yuan as whole cents, half a cent rounded up; refuses what is not finite or does not fit 64 bits."""
    if not abs(yuan) < MOST_YUAN:
        raise OverflowError("an amount of money is not finite or too large")
    return int(np.floor(yuan * 100.0 + 0.5))


@borrowing
def bears(policy: Any, clause: int, cents: int) -> bool:
    """Whether an entry's budget for the year bears a payment; one that does not rests until January (`stopped`).

    No budget (or no entry: clause -1) means no limit.
    """
    if clause < 0 or policy.entries[clause].remaining < 0:
        return True
    if not policy.entries[clause].stopped and policy.entries[clause].remaining < cents:
        policy.entries[clause].stopped = True
    return not policy.entries[clause].stopped


@borrowing
def take(policy: Any, clause: int, cents: int) -> None:
    """Take cents that an entry's budget bears; with the last one it stops."""
    if clause < 0 or policy.entries[clause].remaining < 0:
        return
    policy.entries[clause].remaining -= cents
    if policy.entries[clause].remaining == 0:
        policy.entries[clause].stopped = True


@borrowing
def affordable(policy: Any, clause: int, cents: int) -> bool:
    """Take cents from an entry's budget for the year; False, and nothing taken, if it does not bear them."""
    if not bears(policy, clause, cents):
        return False
    take(policy, clause, cents)
    return True


@borrowing
def pay_from(
    policy: Any, clause: int, flows: Any, payer: int, payee: int, purpose: int, place: int, cents: int
) -> bool:
    """Book a payment that a lever's entry causes, if its budget bears it; else whatever it was for must not happen."""
    if not affordable(policy, clause, cents):
        return False
    pay(flows, payer, payee, purpose, place, cents)
    return True
