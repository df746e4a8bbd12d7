"""What an engine writes down every month: integers and a few national values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from microcred.world.accounts import PURPOSES, Account
from microcred.world.tables import Count, Gauge, Sum


@dataclass(frozen=True)
class Record:
    """Months x places x whatever is counted; an engine fills one row per recorded month.

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
    ledger
        Cents by month, payer, payee and purpose.
    outlays
        Cents by month, place and account: paid less received.
    """

    counts: npt.NDArray[np.int64]
    sums: npt.NDArray[np.int64]
    gauges: npt.NDArray[np.float64]
    aware: npt.NDArray[np.int64]
    holders: npt.NDArray[np.int64]
    people: npt.NDArray[np.int64]
    ledger: npt.NDArray[np.int64]
    outlays: npt.NDArray[np.int64]


def empty_record(months: int, places: int) -> Record:
    """A record of no month yet."""
    return Record(
        counts=np.zeros((months, places, len(Count)), dtype=np.int64),
        sums=np.zeros((months, places, len(Sum)), dtype=np.int64),
        gauges=np.zeros((months, len(Gauge)), dtype=np.float64),
        aware=np.zeros((months, places), dtype=np.int64),
        holders=np.zeros((months, places), dtype=np.int64),
        people=np.zeros((months, places), dtype=np.int64),
        ledger=np.zeros((months, len(Account), len(Account), PURPOSES), dtype=np.int64),
        outlays=np.zeros((months, places, len(Account)), dtype=np.int64),
    )
