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
    """Hazard per month that a programme without a partner finds one.

    (base + by_alliance * alliance) * region factor * (own shortage / its 2025 level)^elasticity.
    """
    return (base + by_alliance * alliance) * region_factor * math.pow(max(shortage_ratio, 1e-9), elasticity)


@compiled
def hazard_probability(hazard: float) -> float:
    """Probability of at least one event in a month at a constant hazard: 1 - exp(-hazard)."""
    return -math.expm1(-hazard)
