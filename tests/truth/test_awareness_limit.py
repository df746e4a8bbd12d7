"""Awareness against its discrete hazard recursion (trust.md M22), and patterns that follow from it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from microcred.rules.awareness import hazard_of_share
from tests.chance.measures import LIMIT, Floats, slope
from tests.truth.loops import awareness

P, Q, MONTHS = 0.01, 0.3, 60


def oracle(p: float, q: float, months: int, start: float = 0.0) -> Floats:
    """F(t + 1) = F + (1 - F)(1 - exp(-(p + q F)))."""
    shares = [start]
    for _ in range(months - 1):
        f = shares[-1]
        shares.append(f + (1.0 - f) * (1.0 - math.exp(-(p + q * f))))
    return np.array(shares)


def run(seed: int, size: int, p: float = P, q: float = Q, start: float = 0.0) -> Floats:
    """One block."""
    out = np.empty(MONTHS)
    awareness(seed, size, p, q, hazard_of_share(start), out)
    return out


@pytest.mark.parametrize("start", [0.0, 0.05])
def test_single_runs_and_their_mean_follow_the_recursion(start: float) -> None:
    """M22: n = 100,000; every one of 20 runs within .02 in every month, their mean within .005."""
    truth = oracle(P, Q, MONTHS, start)
    runs = np.array([run(seed, 100_000, start=start) for seed in range(20)])
    assert np.abs(runs - truth).max() < 0.02
    assert np.abs(runs.mean(axis=0) - truth).max() < 0.005


def test_the_error_falls_with_the_square_root() -> None:
    """M22: the logarithm of the r.m.s. error of single runs falls by .4 to .6 per logarithm of n."""
    truth = oracle(P, Q, MONTHS)
    sizes = (1_000, 10_000, 100_000, 1_000_000)
    errors = []
    for size in sizes:
        runs = np.array([run(1_000 + seed, size) for seed in range(60)])
        errors.append(math.sqrt(float(((runs - truth) ** 2).mean())))
    assert -0.6 < slope(np.log(sizes).tolist(), np.log(errors).tolist()) < -0.4


def test_the_gate_tells_bass_from_the_recursion() -> None:
    """M22: what the gate can see.

    With (p + q F) in place of 1 - exp(-(p + q F)) the curve is off by more than the gate of a single run.
    """
    shares = [0.0]
    for _ in range(MONTHS - 1):
        shares.append(shares[-1] + (1.0 - shares[-1]) * (P + Q * shares[-1]))
    assert 0.02 < np.abs(np.array(shares) - oracle(P, Q, MONTHS)).max() < 0.05


@pytest.mark.parametrize("q", [0.0, 0.3, 5.0])
def test_zero_awareness_stays_zero(q: float) -> None:
    """M10: p = 0 and nobody aware: nobody ever is, for any q."""
    assert not run(3, 1_000_000, p=0.0, q=q).any()


def test_external_influence_alone_is_exponential() -> None:
    """M22 at q = 0: F = 1 - exp(-p t) in closed form, each month within five binomial standard deviations."""
    size = 200_000
    truth = 1.0 - np.exp(-0.05 * np.arange(MONTHS))
    spread = np.sqrt(truth * (1.0 - truth) / size)
    assert (np.abs(run(9, size, p=0.05, q=0.0) - truth) <= LIMIT * spread).all()


@pytest.mark.parametrize(("p", "q"), [(0.012, 0.1), (0.01, 0.3), (0.03, 0.05)])
def test_aware_people_never_forget(p: float, q: float) -> None:
    """I4, M18: cumulative awareness never falls, and more influence never lowers it in any month."""
    base, more = run(5, 50_000, p, q), run(5, 50_000, 1.5 * p, 1.5 * q)
    assert (np.diff(base) >= 0.0).all()
    assert (more >= base).all()


def is_s_shaped(shares: Floats) -> bool:
    """Growth rises to a peak well inside the run and falls after it (smoothed over five months)."""
    growth = np.convolve(np.diff(shares), np.ones(5) / 5.0, mode="valid")
    peak = int(growth.argmax())
    inside = 5 <= peak <= growth.size - 5
    return bool(inside and growth[peak] > 2.0 * growth[0] and growth[peak] > 2.0 * growth[-1])


def test_awareness_is_s_shaped_with_peers_alone() -> None:
    """The rule by itself: S-shaped where the aware influence others, bent one way without.

    In the model holders influence others, not the aware: tests/validation/test_adoption.py has the pattern of M28.
    """
    assert is_s_shaped(run(11, 100_000))
    assert not is_s_shaped(run(11, 100_000, p=0.05, q=0.0))
