"""Jobs: finding rate, premium, vacancies (model.md 4.10)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled


@compiled
def finding_rate(efficiency: float, vacancies: float, seekers: float, elasticity: float) -> float:
    """Probability per month that a seeker finds a job: m * (V / S)^eta, at most 1 (Lange and Papageorgiou 2020)."""
    if seekers <= 0.0:
        return 1.0
    return min(1.0, efficiency * math.pow(max(vacancies, 0.0) / seekers, elasticity))


@compiled
def holder_finding_rate(rate: float, bonus: float, recognised: float) -> float:
    """A holder's finding rate: f * (1 + .08 * recognition by employers) (Athey and Palikot 2024), at most 1."""
    return min(1.0, rate * (1.0 + bonus * recognised))


@compiled
def premium(low: float, high: float, tightness_ratio: float) -> float:
    """Wage premium as a share of income: low + (high - low) * x / (1 + x), x = tightness relative to 2025.

    Between the 5 % and the 11 % found for training in China; 8 % at the tightness of 2025.
    """
    return low + (high - low) * tightness_ratio / (1.0 + tightness_ratio)


@compiled
def next_vacancies(vacancies: float, inflow: float, filled: float) -> float:
    """Vacancies one month later: those not filled and the new ones, never negative."""
    return max(0.0, vacancies - filled) + inflow
