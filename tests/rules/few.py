"""What the tests of the rules share."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from hypothesis import settings
from hypothesis import strategies as st

few = settings(derandomize=True, max_examples=50, deadline=None, database=None)
share = st.floats(0.0, 1.0)


def normal_weights(points: int = 4_001) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Values and weights of a standard normal whose tails beyond three are moved to three."""
    z = np.linspace(-3.0, 3.0, points)
    weights = np.exp(-0.5 * z * z) * (z[1] - z[0]) / math.sqrt(2.0 * math.pi)
    weights[[0, -1]] *= 0.5
    tail = 0.5 * math.erfc(3.0 / math.sqrt(2.0))
    weights *= (1.0 - 2.0 * tail) / weights.sum()
    weights[[0, -1]] += tail
    return z, weights
