"""The outcomes of definitions.md from the months' record: pure functions of integer arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from microcred.base.errors import NonFiniteError
from microcred.base.months import month_text
from microcred.outcomes.history import Series
from microcred.outcomes.record import Record
from microcred.world.accounts import Account
from microcred.world.states import FIXED, Count, Gauge, Sum

YEAR = 12
CENTS = 100.0
Integers = npt.NDArray[np.int64]


def ratio(above: npt.ArrayLike, below: npt.ArrayLike) -> Series:
    """Quotient, NaN where the denominator is zero."""
    numerator, denominator = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    unknown = np.full(denominator.shape, np.nan)
    return np.asarray(np.divide(numerator, denominator, out=unknown, where=denominator > 0.0))


def last_year(flow: Integers) -> Integers:
    """Sum of a monthly flow over the last 12 months (fewer at the start), along the first axis."""
    total = np.cumsum(flow, axis=0)
    earlier = np.zeros_like(total)
    earlier[YEAR:] = total[:-YEAR]
    return np.asarray(total - earlier)


def by_place(record: Record, scale: Callable[[Integers], Integers]) -> dict[str, Series]:
    """Outcomes that places have, each an array (months, places); `scale` adds places up for the nation.

    Parameters
    ----------
    record
        What an engine wrote down.
    scale
        Identity for places, or the sum over places.

    Returns
    -------
    dict of str to array
    """
    counts = {name: scale(record.counts[:, :, name]) for name in Count}
    sums = {name: scale(record.sums[:, :, name]) for name in Sum}
    outlays = {account: scale(record.outlays[:, :, account]) for account in Account}
    sat = counts[Count.COMPLETIONS_CAMPUS] + counts[Count.COMPLETIONS_ONLINE]
    dropped = counts[Count.DROPOUTS_CAMPUS] + counts[Count.DROPOUTS_ONLINE]
    employers = outlays[Account.EMPLOYER] + outlays[Account.LEVY_FUND] + outlays[Account.ORGANISATION]
    surveyed, surveyed_good = last_year(counts[Count.SURVEYED]), last_year(counts[Count.SURVEYED_SATISFIED])
    return {
        "demonstration_projects": counts[Count.PROGRAMMES_AWARDED].astype(np.float64),
        "demonstration_eligible": counts[Count.PROGRAMMES_ELIGIBLE].astype(np.float64),
        "match_rate": ratio(sums[Sum.MATCH] / FIXED, counts[Count.EMPLOYED]),
        "match_rate_recent": ratio(sums[Sum.MATCH_RECENT] / FIXED, counts[Count.EMPLOYED_RECENT]),
        "satisfaction": ratio(last_year(counts[Count.HIRES_SATISFIED]), last_year(counts[Count.HIRES])),
        "satisfaction_surveyed": ratio(surveyed_good, surveyed),
        "certified_share": ratio(counts[Count.PROGRAMMES_CERTIFIED], counts[Count.PROGRAMMES_YEAR]),
        "recognition": ratio(sums[Sum.RECOGNITION] / FIXED, sums[Sum.CREDENTIALS]),
        "aware": scale(record.aware).astype(np.float64),
        "applicants": counts[Count.APPLICATIONS].astype(np.float64),
        "enrolled": counts[Count.STUDYING].astype(np.float64),
        "holders": scale(record.holders).astype(np.float64),
        "completions": sat.astype(np.float64),
        "passes": counts[Count.PASSES].astype(np.float64),
        "credentials_held": scale(record.credentials).astype(np.float64),
        "completion_rate": ratio(last_year(sat), last_year(sat + dropped)),
        "programmes_open": counts[Count.PROGRAMMES_OPEN].astype(np.float64),
        "programmes_suspended": counts[Count.PROGRAMMES_SUSPENDED].astype(np.float64),
        "programmes_revoked": counts[Count.PROGRAMMES_REVOKED].astype(np.float64),
        "content_lag": ratio(sums[Sum.LAG] / FIXED, sums[Sum.LAG_WEIGHT]),
        "hires": counts[Count.HIRES_SHORTAGE].astype(np.float64),
        "cost_public": outlays[Account.GOVERNMENT] / CENTS,
        "cost_learner": outlays[Account.LEARNER] / CENTS,
        "cost_employer": employers / CENTS,
        "cost_institution": outlays[Account.INSTITUTION] / CENTS,
    }


def of_nation(
    record: Record,
    first: int,
    rural: npt.NDArray[np.bool_],
    east: npt.NDArray[np.bool_],
    west: npt.NDArray[np.bool_],
) -> dict[str, Series]:
    """National outcomes, arrays (months,): those of places added up, and those that only the nation has.

    Parameters
    ----------
    record
        What an engine wrote down.
    first
        Row of the first recorded month; before it the world settles.
    rural, east, west
        Which places are rural, in the east, in the west.
    """
    outcomes = by_place(record, lambda values: np.asarray(values.sum(axis=1)))
    gauges = record.gauges
    outcomes["coverage"] = ratio(gauges[:, Gauge.COVERED], gauges[:, Gauge.SHORTAGE])
    outcomes["coverage_effective"] = ratio(gauges[:, Gauge.COVERED_EFFECTIVE], gauges[:, Gauge.SHORTAGE])
    outcomes["certificates"] = gauges[:, Gauge.CERTIFICATES].copy()
    outcomes["vacancies"] = gauges[:, Gauge.VACANCIES].copy()
    outcomes["wage_premium"] = gauges[:, Gauge.PREMIUM].copy()
    match = outcomes["match_rate"]
    start = match[first : first + YEAR]
    base = float(np.mean(start)) if start.size == YEAR else np.nan
    outcomes["match_gain"] = ratio(match, np.full(match.shape, base)) - 1.0
    outcomes["match_points"] = 100.0 * (match - base)
    for name in ("match_gain", "match_points"):
        outcomes[name][: first + YEAR - 1] = np.nan
    for name, places in (("urban", ~rural), ("rural", rural)):
        sat = record.counts[:, places, Count.COMPLETIONS_ONLINE].sum(axis=1)
        dropped = record.counts[:, places, Count.DROPOUTS_ONLINE].sum(axis=1)
        outcomes[f"completion_rate_{name}"] = ratio(last_year(sat), last_year(sat + dropped))

    def density(places: npt.NDArray[np.bool_]) -> Series:
        return ratio(record.holders[:, places].sum(axis=1), record.people[:, places].sum(axis=1))

    outcomes["adoption_gap_rural"] = ratio(density(rural), density(~rural))
    outcomes["adoption_gap_east_west"] = ratio(density(west), density(east))
    costs = sum(
        last_year(record.outlays[:, :, account].sum(axis=1)) for account in Account if account != Account.SUPPLIER
    )
    sat = record.counts[:, :, (Count.COMPLETIONS_CAMPUS, Count.COMPLETIONS_ONLINE)].sum(axis=(1, 2))
    outcomes["cost_per_completer"] = ratio(np.asarray(costs) / CENTS, last_year(sat))
    return outcomes


def check_finite(outcomes: Mapping[str, Series], start: int) -> None:
    """Refuse infinite numbers and, where none may be missing, NaN.

    Raises
    ------
    NonFiniteError
        Naming the outcome and the month.
    """
    for name, values in outcomes.items():
        bad = np.isinf(values)
        if name in NEVER_MISSING:
            bad |= np.isnan(values)
        if bad.any():
            row = int(np.argwhere(bad)[0][0])
            raise NonFiniteError(name, month_text(start + row))


# Counts and money: a NaN here is a fault, never a missing denominator.
NEVER_MISSING = frozenset(
    {
        "certificates",
        "demonstration_projects",
        "demonstration_eligible",
        "aware",
        "applicants",
        "enrolled",
        "holders",
        "completions",
        "passes",
        "credentials_held",
        "programmes_open",
        "programmes_suspended",
        "programmes_revoked",
        "vacancies",
        "hires",
        "wage_premium",
        "cost_public",
        "cost_learner",
        "cost_employer",
        "cost_institution",
    }
)
