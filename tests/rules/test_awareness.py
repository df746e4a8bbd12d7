"""Becoming aware (model.md 4.2)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.awareness import hazard_of_share, holder_share, monthly_hazard
from tests.rules.few import few, share


def test_a_hazard_by_hand() -> None:
    """External .12 x 1.5 x .5 x (1 + .5 x .4) = .108; peers .36 x (.75 x .02 + .25 x .04) / .1 = .09.

    Together .198 a year, / 12 = .0165 a month.
    """
    hazard = monthly_hazard(0.12, 1.5, 0.5, 0.5, 0.4, 0.36, 0.25, 0.02, 0.04, 0.1)
    assert hazard == pytest.approx(0.0165, abs=1e-16)
    # Only the external part: .108 / 12 = .009; only the peers: .09 / 12 = .0075.
    assert monthly_hazard(0.12, 1.5, 0.5, 0.5, 0.4, 0.0, 0.25, 0.02, 0.04, 0.1) == pytest.approx(0.009)
    assert monthly_hazard(0.0, 1.5, 0.5, 0.5, 0.4, 0.36, 0.25, 0.02, 0.04, 0.1) == pytest.approx(0.0075)


@few
@given(st.floats(0.0, 10.0), share, share, share, st.floats(0.03, 0.15))
def test_nothing_comes_from_nothing(
    peer: float, outreach: float, access: float, platform: float, potential: float
) -> None:
    """M10: no external influence and no holder leaves the hazard at exactly zero, for any q."""
    assert monthly_hazard(0.0, outreach, access, 0.5, platform, peer, 0.1, 0.0, 0.0, potential) == 0.0


@few
@given(share, share, st.floats(0.0, 3.0), st.floats(0.0, 3.0), share, share, share, share, st.floats(0.03, 0.15))
def test_more_of_anything_never_slows(
    access: float,
    more_access: float,
    outreach: float,
    more_outreach: float,
    platform: float,
    more_platform: float,
    holders: float,
    more_holders: float,
    potential: float,
) -> None:
    """M18: never falling in access, outreach, platform and holders; never rising in the market potential."""
    a, b, c, d = (
        sorted(pair)
        for pair in (
            (access, more_access),
            (outreach, more_outreach),
            (platform, more_platform),
            (holders, more_holders),
        )
    )
    less = monthly_hazard(0.085, b[0], a[0], 0.5, c[0], 0.38, 0.1, d[0], d[0], potential)
    more = monthly_hazard(0.085, b[1], a[1], 0.5, c[1], 0.38, 0.1, d[1], d[1], potential)
    assert 0.0 <= less <= more
    assert monthly_hazard(0.085, b[1], a[1], 0.5, c[1], 0.38, 0.1, d[1], d[1], 2.0 * potential) <= more


def test_peers_count_per_adopter_in_the_potential() -> None:
    """With M = .08, a cell where .8 % hold has peers worth q x .1 a year.

    Without M they would be worth q x .008.
    """
    with_potential = monthly_hazard(0.0, 1.0, 0.7, 0.5, 0.0, 0.38, 0.0, 0.008, 0.0, 0.08)
    assert 12.0 * with_potential == pytest.approx(0.038)


def test_hazard_of_a_share_by_hand() -> None:
    """-ln(1 - 3/4) = ln 4 = 1.3862944; of entrants, -ln .95 = .0512933; nobody aware is hazard 0."""
    assert hazard_of_share(0.75) == pytest.approx(1.3862943611, abs=1e-10)
    assert hazard_of_share(0.05) == pytest.approx(0.0512932944, abs=1e-10)
    assert hazard_of_share(0.0) == 0.0


@few
@given(st.floats(0.0, 0.999))
def test_hazard_of_a_share_gives_the_share_back(aware: float) -> None:
    """1 - exp(-H(share)) = share."""
    assert -math.expm1(-hazard_of_share(aware)) == pytest.approx(aware, rel=1e-12, abs=1e-300)


def test_holders_by_hand() -> None:
    """30 of 1,200 people hold one: 2.5 %; nobody there: none."""
    assert holder_share(30, 1200) == 0.025
    assert holder_share(1, 1) == 1.0
    assert holder_share(0, 0) == 0.0
