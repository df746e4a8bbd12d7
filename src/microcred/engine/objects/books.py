"""What is written down in a month: payments, counts and sums, by place."""

from __future__ import annotations

import math

import numpy as np

from microcred.catalogue.levers import LeverCode
from microcred.world.accounts import Account, Flows, empty_flows
from microcred.world.accounts import Purpose as Paid
from microcred.world.states import FIXED, Count, Fifth, Funnel, Gauge, Segment, Sum

MOST_FIXED = 1e9


def fixed(value: float) -> int:
    """A value in units of 1 / FIXED: sums of such integers do not depend on their order."""
    if not abs(value) < MOST_FIXED:
        raise OverflowError("an outcome is not finite or too large")
    return math.floor(value * FIXED + 0.5)


class Books:
    """One month's books.

    Parameters
    ----------
    places
        Number of places.
    """

    def __init__(self, places: int) -> None:
        self.flows: Flows = empty_flows(places)
        self.counts = [[0] * len(Count) for _ in range(places)]
        self.sums = [[0] * len(Sum) for _ in range(places)]
        self.gauges = np.zeros(len(Gauge), dtype=np.float64)
        self.funnel = np.zeros((places, len(Segment), len(Fifth), len(Funnel)), dtype=np.int64)

    def pay(self, payer: Account, payee: Account, what: LeverCode | Paid, place: int, cents: int) -> None:
        """Book a payment at the place where it happens."""
        self.flows.ledger[payer, payee, what] += cents
        self.flows.outlays[place, payer] += cents
        self.flows.outlays[place, payee] -= cents

    def count(self, what: Count, place: int, number: int = 1) -> None:
        """Count something at a place."""
        self.counts[place][what] += number

    def note(self, step: Funnel, place: int, segment: int, fifth: int, number: int = 1) -> None:
        """Count somebody of a cell and a fifth of incomes at a step of the funnel, or add to a sum of it."""
        self.funnel[place, segment, fifth, step] += number

    def add(self, what: Sum, place: int, value: int) -> None:
        """Add to a sum at a place."""
        self.sums[place][what] += value
