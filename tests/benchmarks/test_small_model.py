"""The yardstick itself: the mean field and its errors are right, and a wrong model is found out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from experiments.benchmarks import small_model
from experiments.benchmarks.peers import numpy_arrays
from experiments.benchmarks.small_model import (
    DECIDES,
    HIGH,
    NATIONAL,
    SPREAD,
    TOLERANCE,
    constant_for,
    expectation,
    scores,
    trait_points,
)


def test_trait_is_a_bounded_normal():
    points, weights = trait_points()
    inside = 1.0 - 2.0 * 3.0 * math.exp(-4.5) / math.sqrt(2.0 * math.pi) - math.erfc(3.0 / math.sqrt(2.0))
    assert weights.sum() == pytest.approx(1.0, abs=1e-12)
    assert weights @ points == pytest.approx(0.0, abs=1e-12)
    assert weights @ points**2 == pytest.approx(inside + 9.0 * math.erfc(3.0 / math.sqrt(2.0)), abs=1e-12)


def test_awareness_without_peers_is_a_closed_form(monkeypatch):
    monkeypatch.setattr(small_model, "PEER", 0.0)
    months = np.arange(1, 73)
    expected = expectation(0.0)
    closed = 1.0 - np.exp(-small_model.EXTERNAL * months / 12.0)
    assert expected.aware == pytest.approx(closed, rel=1e-12)
    assert expected.aware_variance == pytest.approx(closed * (1.0 - closed), rel=1e-10)


def test_first_adopters_decide_in_the_second_month():
    points, weights = trait_points()
    expected = expectation(-2.0, months=2)
    mean = weights @ (1.0 / (1.0 + np.exp(-(-2.0 + SPREAD * points))))
    assert expected.adopted[0] == 0.0
    assert expected.adopted[1] == pytest.approx(expected.aware[0] * mean * DECIDES, rel=1e-12)


@pytest.mark.parametrize(("level", "share"), [(NATIONAL, 0.005), (HIGH, 0.3)])
def test_levels_are_what_they_are_called(level, share):
    assert expectation(level.constant).adopted[-1] == pytest.approx(share, rel=0.01)
    assert constant_for(share) == pytest.approx(level.constant, abs=0.01)


def test_standard_errors_are_those_of_many_runs():
    learners, runs = 20_000, 80
    expected = expectation(HIGH.constant)
    ends = []
    for seed in range(runs):
        curves = numpy_arrays.run(numpy_arrays.build(learners, HIGH.constant, seed, 1))
        ends.append((curves.aware[-1], curves.adopted[-1]))
    aware, adopted = np.array(ends).T
    # The spread of 80 runs has a standard error of 8 %.
    assert aware.std() == pytest.approx(math.sqrt(learners * expected.aware_variance[-1]), rel=0.3)
    assert adopted.std() == pytest.approx(math.sqrt(learners * expected.adopted_variance[-1]), rel=0.3)


def test_a_wrong_adoption_probability_is_found_out():
    curves = numpy_arrays.run(numpy_arrays.build(500_000, HIGH.constant + 0.1, 1, 1))
    assert np.abs(scores(curves, 500_000, HIGH.constant)).max() > TOLERANCE


def test_a_wrong_awareness_is_found_out(monkeypatch):
    with monkeypatch.context() as wrong:
        wrong.setattr(small_model, "EXTERNAL", 1.05 * small_model.EXTERNAL)
        curves = numpy_arrays.run(numpy_arrays.build(200_000, HIGH.constant, 1, 1))
    assert np.abs(scores(curves, 200_000, HIGH.constant)).max() > TOLERANCE


def test_deciding_a_month_early_is_found_out():
    curves = numpy_arrays.run(numpy_arrays.build(200_000, HIGH.constant, 1, 1))
    early = small_model.Curves(curves.aware[1:], curves.adopted[1:])
    assert np.abs(scores(early, 200_000, HIGH.constant)).max() > TOLERANCE
