"""Digital access of a place (model.md 4.1)."""

from __future__ import annotations

from microcred.base.compile import compiled


@compiled
def next_access(access: float, trend: float, per_yuan: float, spending: float, maximum: float) -> float:
    """Access one month later: a + min(1, trend + per_yuan * spending) * (maximum - a).

    Parameters
    ----------
    access
        Share of people with digital access, [0, 1].
    trend
        Share of the gap to the maximum that closes in a month on its own, [0, 1].
    per_yuan
        Share of the gap closed per month by one yuan per head and year, >= 0.
    spending
        Infrastructure spending, yuan per head and year, >= 0.
    maximum
        Ceiling of access, [0, 1] (.95-.97).

    Returns
    -------
    float
        Share, never above the ceiling unless it started there. Source: model.md 4.1; trends from CNNIC's surveys of
        2020 and 2025 (rural China 52.3 % and 69.2 %).
    """
    gap = maximum - access
    if gap <= 0.0:
        return access
    return access + min(1.0, trend + per_yuan * spending) * gap


@compiled
def saturating_access(access: float, saturation: float) -> float:
    """Access as far as it limits online study: min(a, saturation) / saturation.

    Parameters
    ----------
    access
        Share of people with digital access, [0, 1].
    saturation
        Access above which more of it no longer helps, (0, 1].

    Returns
    -------
    float
        Share, [0, 1]. Source: model.md 4.5 (a straight line fitted on Chinese access let the rural gap close by trend
        alone).
    """
    return min(access, saturation) / saturation
