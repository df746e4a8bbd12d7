"""Keyed choices made while a world is built, for many agents at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from microcred.base.chance import Purpose, normal, uniform
from microcred.base.compile import compiled

Numbers = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


@compiled
def uniforms(seed: int, purpose: int, keys: Indices, numbers: Indices, slot: int) -> Numbers:
    """One uniform draw of each agent (key, number) for what never changes."""
    drawn = np.empty(keys.size)
    for agent in range(keys.size):
        drawn[agent] = uniform(seed, purpose, keys[agent], numbers[agent], 0, slot)
    return drawn


@compiled
def normals(seed: int, purpose: int, keys: Indices, numbers: Indices, slot: int) -> Numbers:
    """One standard normal draw of each agent (key, number), truncated at three standard deviations."""
    drawn = np.empty(keys.size)
    for agent in range(keys.size):
        drawn[agent] = normal(seed, purpose, keys[agent], numbers[agent], 0, slot)
    return drawn


def chosen(weights: Numbers, u: Numbers) -> Indices:
    """For each uniform draw an index with probability proportional to the weights; -1 if there is nothing to choose.

    Parameters
    ----------
    weights
        The same for all draws, or a row for each.
    u
        Uniform draws, (0, 1).

    Returns
    -------
    array of int
    """
    total = np.atleast_2d(np.cumsum(weights, axis=-1))
    if total.shape[1] == 0:
        return np.full(u.size, -1, dtype=np.int64)
    aim = u * total[:, -1]
    if weights.ndim == 1:
        found = np.searchsorted(total[0], aim, side="right")
    else:
        # the first sum beyond the aim; where rounding leaves none, the last index
        found = np.where(aim < total[:, -1], (total > aim[:, None]).argmax(axis=1), total.shape[1])
    found = np.minimum(found, total.shape[1] - 1)
    return np.where(total[:, -1] > 0.0, found, -1)


@compiled
def chosen_one(weights: Numbers, u: float) -> int:
    """`chosen` for one uniform draw."""
    total = 0.0
    for weight in weights:
        total += weight
    if total <= 0.0:
        return -1
    aim = u * total
    passed = 0.0
    for index in range(weights.size):
        passed += weights[index]
        if passed > aim:
            return index
    return weights.size - 1


class Draws:
    """Draws of many agents for building the world, numbered by slot: all agents take the same slot at a time."""

    def __init__(self, seed: int, keys: npt.ArrayLike, numbers: npt.ArrayLike) -> None:
        self.seed = seed
        names = np.broadcast_arrays(np.asarray(keys, dtype=np.int64), np.asarray(numbers, dtype=np.int64))
        self.keys, self.numbers = (np.ascontiguousarray(np.atleast_1d(name)) for name in names)
        self.slot = 0

    def uniform(self) -> Numbers:
        """The next uniform draw of each, in (0, 1)."""
        self.slot += 1
        return uniforms(self.seed, int(Purpose.WORLD), self.keys, self.numbers, self.slot)

    def normal(self) -> Numbers:
        """The next standard normal draw of each, truncated at three standard deviations."""
        self.slot += 1
        return normals(self.seed, int(Purpose.WORLD), self.keys, self.numbers, self.slot)

    def index(self, weights: Numbers) -> Indices:
        """An index for each (`chosen`); no draw is taken where nobody has anything to choose."""
        if weights.shape[-1] == 0 or not weights.any():
            return np.full(self.keys.size, -1, dtype=np.int64)
        return chosen(weights, self.uniform())

    def rounded(self, values: Numbers) -> Indices:
        """A whole number for each with the value as its mean."""
        return np.floor(values + self.uniform()).astype(np.int64)
