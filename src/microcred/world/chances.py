"""Keyed choices made while a world is built."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from microcred.base.chance import Purpose, normal, uniform


class Draws:
    """Draws of one agent for building the world, numbered by slot."""

    def __init__(self, seed: int, key: int, number: int, purpose: Purpose = Purpose.WORLD) -> None:
        self.seed = seed
        self.key = key
        self.number = number
        # A plain number: the compiler looks at an enumeration's members at every call.
        self.purpose = int(purpose)
        self.slot = 0

    def uniform(self) -> float:
        """The next uniform draw, in (0, 1)."""
        self.slot += 1
        return float(uniform(self.seed, self.purpose, self.key, self.number, 0, self.slot))

    def normal(self) -> float:
        """The next standard normal draw, truncated at three standard deviations."""
        self.slot += 1
        return float(normal(self.seed, self.purpose, self.key, self.number, 0, self.slot))

    def index(self, weights: npt.NDArray[np.float64]) -> int:
        """An index with probability proportional to the weights; -1 if there is nothing to choose."""
        total = np.cumsum(weights)
        if total.size == 0 or total[-1] <= 0.0:
            return -1
        return int(np.searchsorted(total, self.uniform() * total[-1], side="right").clip(max=total.size - 1))

    def rounded(self, value: float) -> int:
        """A whole number with the value as its mean."""
        return int(np.floor(value + self.uniform()))
