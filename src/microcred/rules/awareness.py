"""Becoming aware (model.md 4.2)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled


@compiled
def monthly_hazard(
    external: float,
    outreach: float,
    access: float,
    reach: float,
    platform: float,
    peer: float,
    mixing: float,
    holders_cell: float,
    holders_nation: float,
    market_potential: float,
) -> float:
    """Hazard of becoming aware in one month, Bass with external and peer influence.

    {external * outreach * access * (1 + reach * platform) + peer * [(1 - mixing) * h_cell + mixing * h] / M} / 12.

    Parameters
    ----------
    external
        External influence p of the segment, per year.
    outreach
        Multiple of today's outreach.
    access
        Digital access, [0, 1].
    reach, platform
        Rise of external influence with a complete platform, and how far it is phased in, [0, 1].
    peer
        Peer influence q per adopter in the market potential, per year (Chandrasekaran and Tellis 2007: .38-.53).
    mixing
        Weight of the nation's holder share.
    holders_cell, holders_nation
        Shares of people who hold a credential.
    market_potential
        Share of people to whom q applies.

    Returns
    -------
    float
        Per month, >= 0.
    """
    external_part = external * outreach * access * (1.0 + reach * platform)
    peer_part = peer * ((1.0 - mixing) * holders_cell + mixing * holders_nation) / market_potential
    return (external_part + peer_part) / 12.0


@compiled
def hazard_of_share(share: float) -> float:
    """Accumulated hazard H at which a given share is aware: -ln(1 - share) (model.md 4.2)."""
    return -math.log1p(-share)
