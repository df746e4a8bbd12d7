"""Draws of all programmes, made in one loop that the processor works through several at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.chance import rounds, unit
from microcred.base.compile import compiled


@compiled
def luck_of_programmes(world: Any, purpose: int, month: int, slot: int) -> Any:
    """`uniform` of every programme for a purpose, whether it matters to it or not: to ask first would take longer."""
    nation = world.nation[0]
    draws = np.empty(nation.programmes, dtype=np.float64)
    for index in range(draws.shape[0]):
        programme = world.programmes[index]
        high, low, _, _ = rounds(programme.number, programme.key, month, slot, nation.seed, purpose)
        draws[index] = unit(high, low)
    return draws
