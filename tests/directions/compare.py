"""Runs of the baseline and of one change to it, under the same seeds, so that luck is no difference between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt

from microcred.base.months import parse_month
from microcred.engine.columns.run import simulate
from microcred.outcomes.record import Finished
from microcred.scenario.model import Scenario
from microcred.world.states import Count
from tests.invariants.walk import shipped

SEEDS = (0, 1, 2)
START = parse_month("2025-04")


@cache
def country() -> Scenario:
    """Three years of the baseline after one and a half of spin-up: what is changed, one thing at a time."""
    return replace(shipped("invented_baseline"), spin_up=18, end=parse_month("2027-12"))


def runs(scenario: Scenario) -> tuple[Finished, ...]:
    """Runs of a scenario under all seeds."""
    return tuple(simulate(scenario, seed) for seed in SEEDS)


@cache
def unchanged() -> tuple[Finished, ...]:
    """Runs of the baseline."""
    return runs(country())


def counted(done: Sequence[Finished], *counts: Count) -> npt.NDArray[np.int64]:
    """Counts by month and place, of all seeds together, without the spin-up."""
    return np.asarray(sum(one.record.counts[country().spin_up :, :, list(counts)].sum(axis=2) for one in done))


def paid(done: Sequence[Finished], account: int) -> npt.NDArray[np.int64]:
    """What an account laid out by month, of all seeds together, without the spin-up."""
    return np.asarray(sum(one.record.outlays[country().spin_up :, :, account].sum(axis=1) for one in done))


def booked(done: Sequence[Finished], purpose: int) -> npt.NDArray[np.int64]:
    """Payments for a purpose by month, of all seeds together, without the spin-up."""
    return np.asarray(sum(one.record.ledger[country().spin_up :, :, :, purpose].sum(axis=(1, 2)) for one in done))


def share(above: npt.NDArray[np.int64], below: npt.NDArray[np.int64]) -> float:
    """Quotient of two sums."""
    return float(above.sum()) / float(below.sum())


def summed(done: Sequence[Finished], name: int) -> npt.NDArray[np.int64]:
    """Sums (in units of 1 / FIXED) by month, of all seeds together, without the spin-up."""
    return np.asarray(sum(one.record.sums[country().spin_up :, :, name].sum(axis=1) for one in done))


def gauged(done: Sequence[Finished], gauge: int) -> npt.NDArray[np.float64]:
    """National values by month, of all seeds together, without the spin-up."""
    return np.asarray(sum(one.record.gauges[country().spin_up :, gauge] for one in done))
