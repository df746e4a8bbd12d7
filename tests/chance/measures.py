"""Statistics of the chance tests, written out: no test may need more than the product's own dependencies."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

# trust.md, statistics rule: seeds are fixed, and a check fails beyond five standard deviations.
LIMIT = 5.0
FEWEST_EXPECTED = 10.0

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def kolmogorov_p(values: Floats) -> float:
    """Asymptotic p-value of Kolmogorov and Smirnov's test against the uniform distribution on (0, 1)."""
    n = values.size
    ordered = np.sort(values)
    steps = np.arange(n, dtype=np.float64)
    distance = max(float((ordered - steps / n).max()), float(((steps + 1.0) / n - ordered).max()))
    scaled = distance * (math.sqrt(n) + 0.12 + 0.11 / math.sqrt(n))
    terms = [(-1.0) ** (k - 1) * math.exp(-2.0 * (k * scaled) ** 2) for k in range(1, 101)]
    return min(1.0, max(0.0, 2.0 * sum(terms)))


def chi_square_z(observed: Floats, expected: Floats) -> float:
    """Pearson's chi-square as a standard normal (Wilson and Hilferty 1931)."""
    freedom = observed.size - 1
    statistic = float(((observed - expected) ** 2 / expected).sum())
    shift = 2.0 / (9.0 * freedom)
    return ((statistic / freedom) ** (1.0 / 3.0) - (1.0 - shift)) / math.sqrt(shift)


def correlation_z(first: Floats, second: Floats) -> float:
    """Standard normal of the correlation of two independent series of uniforms; their moments are known."""
    return float(((first - 0.5) * (second - 0.5)).sum()) * 12.0 / math.sqrt(first.size)


def mean_z(values: Floats | Integers, mean: float, variance: float) -> float:
    """Standard normal of a sample mean whose moments are known."""
    return (float(values.mean()) - mean) / math.sqrt(variance / values.size)


def variance_z(values: Floats | Integers, mean: float, variance: float, fourth: float) -> float:
    """Standard normal of a sample variance around a known mean; `fourth` is the fourth central moment."""
    squares = (values - mean) ** 2
    return (float(squares.mean()) - variance) / math.sqrt((fourth - variance * variance) / values.size)


def binomial_pmf(n: int, p: float) -> Callable[[int], float]:
    """Probability of k successes, from the logarithm of the gamma function."""

    def probability(k: int) -> float:
        if not 0 <= k <= n:
            return 0.0
        if p in (0.0, 1.0):
            return float(k == (n if p else 0))
        ways = math.lgamma(n + 1.0) - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0)
        return math.exp(ways + k * math.log(p) + (n - k) * math.log1p(-p))

    return probability


def poisson_pmf(mean: float) -> Callable[[int], float]:
    """Probability of k events."""
    return lambda k: math.exp(k * math.log(mean) - mean - math.lgamma(k + 1.0)) if k >= 0 else 0.0


def fit_z(drawn: Integers, pmf: Callable[[int], float], low: int, high: int) -> float:
    """Chi-square of whole numbers against a distribution, as a standard normal.

    Values between `low` and `high` are pooled from below until at least ten are expected; the rest is one
    last cell.
    """
    counts = np.bincount(np.clip(drawn - low, 0, high - low), minlength=high - low + 1)
    below = float((drawn < low).sum())
    counts = counts.astype(np.float64)
    counts[0] -= below
    counts[-1] -= float((drawn > high).sum())
    observed: list[float] = []
    expected: list[float] = []
    seen, wanted = 0.0, 0.0
    for k in range(low, high + 1):
        seen += counts[k - low]
        wanted += pmf(k) * drawn.size
        if wanted >= FEWEST_EXPECTED:
            observed.append(seen)
            expected.append(wanted)
            seen, wanted = 0.0, 0.0
    rest_seen = drawn.size - sum(observed)
    rest_wanted = drawn.size - sum(expected)
    if rest_wanted >= FEWEST_EXPECTED:
        observed.append(rest_seen)
        expected.append(rest_wanted)
    else:
        observed[-1] += rest_seen
        expected[-1] += rest_wanted
    return chi_square_z(np.array(observed), np.array(expected))


def slope(x: Sequence[float], y: Sequence[float]) -> float:
    """Least-squares slope of y on x."""
    dx = np.asarray(x) - np.mean(x)
    return float((dx * (np.asarray(y) - np.mean(y))).sum() / (dx * dx).sum())
