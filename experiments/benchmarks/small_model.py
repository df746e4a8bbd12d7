"""The small adoption model: its numbers, and what it must lead to on average.

Every peer simulates this one model, described in README.md; `expectation` and `scores` say whether it did.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MONTHS = 72
EXTERNAL = 0.03  # p, per year
PEER = 0.40  # q, per year
DECIDES = 1.0 / 12.0  # probability that an aware learner decides in a month
SPREAD = 0.5  # weight of the trait in the logit
BOUND = 3.0  # the trait is a standard normal held within this
TOLERANCE = 5.0  # standard errors
FEWEST = 25.0  # a count is judged where at least so many are expected, in it and beside it
POINTS = 32  # of the quadrature over the trait


@dataclass(frozen=True)
class Level:
    """How many adopt: a name for it and the constant of the logit that leads to it.

    Attributes
    ----------
    name
        Its name.
    constant
        Utility of adopting for the mean learner.
    """

    name: str
    constant: float


@dataclass(frozen=True)
class Curves:
    """Learners aware and learners who have adopted, at the end of every month."""

    aware: npt.NDArray[np.int64]
    adopted: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Expectation:
    """Mean shares at the end of every month, and the variance of a count per learner."""

    aware: npt.NDArray[np.float64]
    adopted: npt.NDArray[np.float64]
    aware_variance: npt.NDArray[np.float64]
    adopted_variance: npt.NDArray[np.float64]


def awareness_chance(share: float) -> float:
    """Probability that an unaware learner becomes aware in a month that begins with this share aware."""
    return -math.expm1(-(EXTERNAL + PEER * share) / 12.0)


def trait_points() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Points and weights that stand for the trait: Gauss-Legendre within the bound, and a point mass on each end."""
    points, weights = np.polynomial.legendre.leggauss(POINTS)
    points = points * BOUND
    weights = weights * BOUND * np.exp(-0.5 * points * points) / math.sqrt(2.0 * math.pi)
    beyond = 0.5 * math.erfc(BOUND / math.sqrt(2.0))
    return np.concatenate(([-BOUND], points, [BOUND])), np.concatenate(([beyond], weights, [beyond]))


def expectation(constant: float, months: int = MONTHS) -> Expectation:
    """The mean field of an infinite population, and the linear noise of a finite one around it.

    The state is (aware share, waiting share of every trait point, adopted share). Its covariance follows the
    linearised month, plus what the binomial draws of the month add.

    Parameters
    ----------
    constant
        Constant of the logit.
    months
        How many months.
    """
    points, weights = trait_points()
    adopts = DECIDES / (1.0 + np.exp(-(constant + SPREAD * points)))
    size = points.size + 2
    aware, waiting, adopted = 0.0, np.zeros(points.size), 0.0
    covariance = np.zeros((size, size))
    rows = []
    for _ in range(months):
        chance = awareness_chance(aware)
        slope = -chance + (1.0 - aware) * (1.0 - chance) * PEER / 12.0
        step = np.eye(size)
        step[0, 0] += slope
        step[1:-1, 0] = weights * slope
        step[1:-1, 1:-1] -= np.diag(adopts)
        step[-1, 1:-1] = adopts
        # Each of the unaware enters trait point k with probability chance * weight k; independent of each other.
        enter = chance * weights
        noise = np.zeros((size, size))
        noise[1:-1, 1:-1] = (1.0 - aware) * (np.diag(enter) - np.outer(enter, enter))
        noise[0, 1:-1] = noise[1:-1, 0] = noise[1:-1, 1:-1].sum(axis=1)
        noise[0, 0] = noise[1:-1, 1:-1].sum()
        leave = waiting * adopts * (1.0 - adopts)
        noise[1:-1, 1:-1] += np.diag(leave)
        noise[-1, 1:-1] -= leave
        noise[1:-1, -1] -= leave
        noise[-1, -1] += leave.sum()
        covariance = step @ covariance @ step.T + noise
        new = (1.0 - aware) * chance
        adopted += float(waiting @ adopts)
        waiting = waiting * (1.0 - adopts) + weights * new
        aware += new
        rows.append((aware, adopted, covariance[0, 0], covariance[-1, -1]))
    table = np.array(rows)
    return Expectation(table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def scores(curves: Curves, learners: int, constant: float) -> npt.NDArray[np.float64]:
    """Differences from the mean field in standard errors: first aware, then adopted; months with few are left out.

    A count is approximately normal only where `FEWEST` people or more are expected on either side.
    """
    expected = expectation(constant, curves.aware.size)
    found = []
    for counts, share, variance in (
        (curves.aware, expected.aware, expected.aware_variance),
        (curves.adopted, expected.adopted, expected.adopted_variance),
    ):
        mean = learners * share
        judged = np.minimum(mean, learners - mean) >= FEWEST
        found.append((counts[judged] - mean[judged]) / np.sqrt(learners * variance[judged]))
    return np.concatenate(found)


def constant_for(share: float) -> float:
    """Constant of the logit with which a share of all learners has adopted after `MONTHS` months."""
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        if expectation(middle).adopted[-1] < share:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


NATIONAL = Level("national", -5.45)
HIGH = Level("high", 0.73)
LEVELS = {level.name: level for level in (NATIONAL, HIGH)}
