"""What an engine writes down every month: integers and a few national values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from microcred.world.accounts import PURPOSES, Account
from microcred.world.states import Count, Fifth, Funnel, Gauge, Segment, Sum


@dataclass(frozen=True)
class Record:
    """Months x places x whatever is counted; an engine fills one row per month, spin-up included.

    Attributes
    ----------
    counts
        By month, place and `Count`.
    sums
        By month, place and `Sum`, in units of 1 / FIXED (LAG_WEIGHT: learners).
    gauges
        By month and `Gauge`.
    aware, holders, people
        People by month and place.
    credentials
        Credentials in people's hands by month and place of the person.
    ledger
        Cents by month, payer, payee and purpose.
    outlays
        Cents by month, place and account: paid less received.
    funnel
        By month, place, segment and `Funnel`.
    incomes
        The same by month, place, segment, `Fifth` of incomes and `Funnel`; but PEOPLE and AWARE, of whom nobody asks
        for the income, stay 0.
    """

    counts: npt.NDArray[np.int64]
    sums: npt.NDArray[np.int64]
    gauges: npt.NDArray[np.float64]
    aware: npt.NDArray[np.int64]
    holders: npt.NDArray[np.int64]
    people: npt.NDArray[np.int64]
    credentials: npt.NDArray[np.int64]
    ledger: npt.NDArray[np.int64]
    outlays: npt.NDArray[np.int64]
    funnel: npt.NDArray[np.int64]
    incomes: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Finished:
    """What an engine gives back.

    Attributes
    ----------
    record
        What happened, month by month.
    acted
        For every lever entry (world.policy.entries), whether it ever said to anybody something else than what lies
        beneath it.
    answered
        For every lever, whether its base value was ever asked for.
    stopped
        (Lever entry, month) of every budget that ran out.
    world
        The last state: `world.tables.World` of the compiled engine, the model of the other.
    """

    record: Record
    acted: npt.NDArray[np.bool_]
    answered: npt.NDArray[np.bool_]
    stopped: tuple[tuple[int, int], ...]
    world: object


def empty_record(months: int, places: int) -> Record:
    """A record of no month yet."""
    return Record(
        counts=np.zeros((months, places, len(Count)), dtype=np.int64),
        sums=np.zeros((months, places, len(Sum)), dtype=np.int64),
        gauges=np.zeros((months, len(Gauge)), dtype=np.float64),
        aware=np.zeros((months, places), dtype=np.int64),
        holders=np.zeros((months, places), dtype=np.int64),
        people=np.zeros((months, places), dtype=np.int64),
        credentials=np.zeros((months, places), dtype=np.int64),
        ledger=np.zeros((months, len(Account), len(Account), PURPOSES), dtype=np.int64),
        outlays=np.zeros((months, places, len(Account)), dtype=np.int64),
        funnel=np.zeros((months, places, len(Segment), len(Funnel)), dtype=np.int64),
        incomes=np.zeros((months, places, len(Segment), len(Fifth), len(Funnel)), dtype=np.int64),
    )
