"""Partnerships of programmes with enterprises (model.md 4.11)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled


@compiled
def partner_hazard(
    base: float,
    by_alliance: float,
    alliance: float,
    region_factor: float,
    shortage_ratio: float,
    elasticity: float,
) -> float:
    """Hazard that a programme without a partner finds one.

    (base + by_alliance * alliance) * region factor * max(10^-9, shortage ratio)^elasticity.

    Parameters
    ----------
    base, by_alliance
        Hazard without an alliance, and its rise with a full one, per month, >= 0.
    alliance
        How far enterprises are allied, [0, 1].
    region_factor
        Factor of the core or of the other regions, > 0 (1.8 and .7).
    shortage_ratio
        Tightness of the programme's market relative to 2025 (`hiring.tightness_ratio`), >= 0.
    elasticity
        Response to own shortage, >= 0.

    Returns
    -------
    float
        Hazard per month, >= 0. Source: model.md 4.11.
    """
    return (base + by_alliance * alliance) * region_factor * math.pow(max(shortage_ratio, 1e-9), elasticity)


@compiled
def hazard_probability(hazard: float) -> float:
    """Probability of at least one event in a month at a constant hazard: 1 - exp(-hazard).

    Parameters
    ----------
    hazard
        Per month, >= 0.

    Returns
    -------
    float
        Probability, [0, 1). Source: model.md 4 (every hazard is per month).
    """
    return -math.expm1(-hazard)


@compiled
def partnered_project(project: float, gain: float) -> float:
    """Project share of a programme that a partner joins: min(1, project + gain).

    Parameters
    ----------
    project
        Share of real enterprise projects before, [0, 1].
    gain
        Share that a partner brings, >= 0.

    Returns
    -------
    float
        Share, [0, 1]. Source: model.md 4.11.
    """
    return min(1.0, project + gain)
