"""Compiled arithmetic of the stages: plain Python's exponential may differ in the last bit."""

from __future__ import annotations

import math

from microcred.base.compile import compiled


@compiled
def exponential(x: float) -> float:
    """E to the power of x."""
    return math.exp(x)


@compiled
def growth_factor(rate: float, years: float) -> float:
    """Growth of (1 + rate) a year over some years."""
    return math.exp(years * math.log1p(rate))
