"""Becoming aware (model.md 4.2)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled


@compiled
def holder_share(holders: int, people: int) -> float:
    """Share of people who hold a credential: holders / max(1, people).

    Parameters
    ----------
    holders
        People of the cell, or of the nation, who hold at least one, >= 0.
    people
        All of them, >= holders.

    Returns
    -------
    float
        [0, 1]; 0 where nobody lives. Source: model.md 4.2 (h of cell and nation).
    """
    return holders / max(1, people)


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
        External influence p of the segment, per year, >= 0.
    outreach
        Multiple of today's outreach, >= 0.
    access
        Digital access, [0, 1].
    reach, platform
        Rise of external influence with a complete platform, >= 0, and how far it is phased in, [0, 1].
    peer
        Peer influence q per adopter in the market potential, per year, >= 0.
    mixing
        Weight of the nation's holder share against the cell's, [0, 1].
    holders_cell, holders_nation
        Shares of people who hold a credential, [0, 1].
    market_potential
        M, the share of people to whom q applies, (0, 1].

    Returns
    -------
    float
        Hazard per month, >= 0. Source: model.md 4.2; Bass (1969); q of .38-.53 from Chandrasekaran and Tellis (2007).
    """
    external_part = external * outreach * access * (1.0 + reach * platform)
    peer_part = peer * ((1.0 - mixing) * holders_cell + mixing * holders_nation) / market_potential
    return (external_part + peer_part) / 12.0


@compiled
def hazard_of_share(share: float) -> float:
    """Accumulated hazard H at which a given share is aware: -ln(1 - share).

    Parameters
    ----------
    share
        Share of a block that is aware, [0, 1).

    Returns
    -------
    float
        Accumulated hazard, >= 0, in means of the thresholds E ~ Exp(1). Source: model.md 4.2; the start for students
        from Goerlitz and Tamm (2017).
    """
    return -math.log1p(-share)
