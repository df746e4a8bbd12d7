"""The history of one run: every outcome, month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from microcred.outcomes.incomes import Incomes

Series = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HistoryPlace:
    """A place of the history.

    Attributes
    ----------
    region
        Code of the region.
    setting
        ``urban`` or ``rural``.
    """

    region: str
    setting: str


@dataclass(frozen=True)
class History:
    """Every outcome of a run.

    Attributes
    ----------
    months
        Text of the recorded months, T of them.
    places
        The places, P of them, sorted by region code; urban before rural.
    national, regional
        Outcomes by name: arrays (T,) and (T, P). NaN where a denominator is zero or something is not known.
    idle_levers
        Levers, or entries of levers, that were set and never changed anything.
    stopped
        (Lever, month) of every budget that ran out.
    ledger
        Integer cents by month, payer, payee and purpose.
    ledger_axes
        Names of payers (and payees) and of purposes.
    population
        People of working age at the start.
    population_share
        Share of the country's people in the regions that were run.
    funnel
        By month, place, segment and `microcred.world.states.Funnel`; no month where it was not kept.
    incomes
        The funnel by fifth of incomes; None where it was not kept.
    """

    months: tuple[str, ...]
    places: tuple[HistoryPlace, ...]
    national: Mapping[str, Series]
    regional: Mapping[str, Series]
    idle_levers: tuple[str, ...]
    stopped: tuple[tuple[str, str], ...]
    ledger: npt.NDArray[np.int64]
    ledger_axes: tuple[tuple[str, ...], tuple[str, ...]]
    population: int
    population_share: float
    funnel: npt.NDArray[np.int64]
    incomes: Incomes | None = None
