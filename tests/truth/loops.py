"""Compiled loops that let a rule and the chance service run without the engine."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from microcred.base.chance import uniform
from microcred.base.compile import compiled
from microcred.base.thresholds import thresholds_passed
from microcred.rules.awareness import monthly_hazard
from microcred.rules.partnership import hazard_probability

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
PURPOSE = 22
LOSS = 24


@compiled
def awareness(seed: int, size: int, external: float, peer: float, start: float, out: Floats) -> None:
    """Aware share of one block by month; whoever is aware influences the others (the test switch of M22)."""
    hazard = start
    aware = thresholds_passed(seed, 77, 8_100, size, hazard)
    for month in range(out.size):
        share = aware / size
        out[month] = share
        hazard += 12.0 * monthly_hazard(external, 1.0, 1.0, 0.0, 0.0, peer, 0.0, share, share, 1.0)
        aware = thresholds_passed(seed, 77, 8_100, size, hazard)


@compiled
def waiting_times(seed: int, hazard: float, limit: int, out: Integers) -> None:
    """Months until each agent's first event at a constant hazard; `limit` without any."""
    chance = hazard_probability(hazard)
    for agent in range(out.size):
        out[agent] = limit
        for month in range(limit):
            if uniform(seed, PURPOSE, 5, agent, 24_300 + month, 0) < chance:
                out[agent] = month
                break


@compiled
def partners(seed: int, gain: float, loss: float, agents: int, out: Integers) -> None:
    """How many agents have a partner at the end of each month.

    Partners leave, then those without look for one.
    """
    leaves, finds = hazard_probability(loss), hazard_probability(gain)
    state = np.zeros(agents, dtype=np.bool_)
    for month in range(out.size):
        count = 0
        for agent in range(agents):
            if state[agent]:
                state[agent] = uniform(seed, LOSS, 6, agent, 24_300 + month, 0) >= leaves
            if not state[agent]:
                state[agent] = uniform(seed, PURPOSE, 6, agent, 24_300 + month, 0) < finds
            count += 1 if state[agent] else 0
        out[month] = count
