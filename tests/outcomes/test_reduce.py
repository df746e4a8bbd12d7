"""Outcomes from records, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from microcred.base.errors import NonFiniteError
from microcred.outcomes.record import Record, empty_record
from microcred.outcomes.reduce import by_place, check_finite, last_year, of_nation, ratio
from microcred.world.accounts import Account
from microcred.world.states import FIXED, Count, Gauge, Sum

RURAL = np.array([False, True])
EAST = np.array([True, True])
WEST = np.array([False, False])
MONTHS = 26


def record() -> Record:
    """Two places, 26 months, of which the first two settle: 10 and 4 hires a month, match rate .5 rising from .6."""
    made = empty_record(MONTHS, 2)
    made.counts[:, 0, Count.HIRES] = 10
    made.counts[:, 1, Count.HIRES] = 4
    made.counts[:, 0, Count.HIRES_SATISFIED] = 8
    made.counts[:, 1, Count.HIRES_SATISFIED] = 1
    made.counts[:, :, Count.EMPLOYED] = 100
    made.sums[:14, :, Sum.MATCH] = int(50 * FIXED)
    made.sums[14:, :, Sum.MATCH] = int(65 * FIXED)
    made.counts[:, :, Count.COMPLETIONS_ONLINE] = (6, 2)
    made.counts[:, :, Count.DROPOUTS_ONLINE] = (2, 2)
    made.holders[:] = (30, 10)
    made.people[:] = (300, 200)
    made.gauges[:, Gauge.COVERED] = 29.0
    made.gauges[:, Gauge.SHORTAGE] = 100.0
    made.outlays[:, :, Account.GOVERNMENT] = (500_00, 300_00)
    made.outlays[:, :, Account.SUPPLIER] = (-500_00, -300_00)
    return made


def test_last_year_by_hand() -> None:
    """1, 2, 3, ... 14: the last twelve of them sum to 3 + ... + 14 = 102; the first three to 6."""
    flow = np.arange(1, 15)
    assert last_year(flow)[13] == 102
    assert last_year(flow)[2] == 6


def test_ratio_is_unknown_without_a_denominator() -> None:
    """3 / 4 and 0 / 0."""
    assert ratio([3.0, 0.0], [4.0, 0.0])[0] == 0.75
    assert np.isnan(ratio([3.0, 0.0], [4.0, 0.0])[1])


def test_places_and_nation_by_hand() -> None:
    """Satisfaction .8 and .25 by place, (8 + 1) / (10 + 4) for the nation; adoption 50 against 100 per 1,000."""
    made = record()
    places = by_place(made, lambda values: values)
    assert places["satisfaction"][-1] == pytest.approx([0.8, 0.25])
    nation = of_nation(made, 2, RURAL, EAST, WEST)
    assert nation["satisfaction"][-1] == pytest.approx(9 / 14)
    assert nation["adoption_gap_rural"][-1] == pytest.approx(0.5)
    assert np.isnan(nation["adoption_gap_east_west"][-1])
    assert nation["coverage"][-1] == pytest.approx(0.29)
    assert nation["completion_rate_urban"][-1] == pytest.approx(0.75)
    assert nation["completion_rate_rural"][-1] == pytest.approx(0.5)
    # 800 yuan a month over 8 completions a month.
    assert nation["cost_per_completer"][-1] == pytest.approx(100.0)
    assert nation["cost_public"][-1] == 800.0


def test_match_gain_is_relative_to_the_first_recorded_year() -> None:
    """.65 over a mean of .5 is + 30 %, 15 points; unknown before the twelfth recorded month."""
    nation = of_nation(record(), 2, RURAL, EAST, WEST)
    assert np.isnan(nation["match_gain"][:13]).all()
    assert nation["match_gain"][13] == pytest.approx(0.0)
    assert nation["match_gain"][14] == pytest.approx(0.30)
    assert nation["match_points"][14] == pytest.approx(15.0)


def test_a_count_that_is_not_finite_is_refused() -> None:
    """R06: NaN in a count, infinity anywhere."""
    with pytest.raises(NonFiniteError):
        check_finite({"holders": np.array([1.0, np.nan])}, 24300)
    with pytest.raises(NonFiniteError):
        check_finite({"match_rate": np.array([1.0, np.inf])}, 24300)
    check_finite({"match_rate": np.array([1.0, np.nan])}, 24300)
