"""Every program that can be imported here simulates the small model, at both levels of adoption."""

from __future__ import annotations

import os
from importlib import import_module

import numpy as np
import pytest
from experiments.benchmarks.peers import microcred_rules
from experiments.benchmarks.plan import PEERS
from experiments.benchmarks.small_model import DECIDES, LEVELS, MONTHS, TOLERANCE, scores

LEARNERS = 10_000
# Set where all peers are installed (.ci/run): there a missing one is a failure.
REQUIRE = "MICROCRED_REQUIRE_PEERS"


def absent(error: ImportError) -> None:
    """Skip, or fail where every peer has to be there."""
    reason = f"not installed: {error}"
    if os.environ.get(REQUIRE, "") not in ("", "0"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.mark.parametrize("level", LEVELS.values(), ids=LEVELS)
@pytest.mark.parametrize("module", PEERS)
def test_agrees_with_the_mean_field(module, level):
    try:
        peer = import_module(f"experiments.benchmarks.peers.{module}")
    except ImportError as error:
        absent(error)
    curves = peer.run(peer.build(LEARNERS, level.constant, 3, 2))
    assert curves.aware.size == curves.adopted.size == MONTHS
    assert (np.diff(curves.aware) >= 0).all()
    assert (np.diff(curves.adopted) >= 0).all()
    assert (curves.adopted <= curves.aware).all()
    found = scores(curves, LEARNERS, level.constant)
    assert found.size > 75
    assert np.abs(found).max() < TOLERANCE


def test_a_missing_peer_is_skipped_unless_all_are_required(monkeypatch):
    error = ImportError("No module named 'some_peer'")
    monkeypatch.delenv(REQUIRE, raising=False)
    with pytest.raises(pytest.skip.Exception, match="some_peer"):
        absent(error)
    monkeypatch.setenv(REQUIRE, "1")
    with pytest.raises(pytest.fail.Exception, match="some_peer"):
        absent(error)


def test_moments_of_a_poisson_process_give_the_monthly_probability():
    for probability in (1e-6, 0.01, 0.5, 1.0):
        rate = microcred_rules.rate_of_probability(probability)
        assert 1.0 - np.exp(-rate) == pytest.approx(DECIDES * probability, rel=1e-9)


def test_threads_change_nothing():
    once, twice = (
        microcred_rules.run(microcred_rules.build(LEARNERS, LEVELS["high"].constant, 5, threads)) for threads in (1, 2)
    )
    assert np.array_equal(once.aware, twice.aware)
    assert np.array_equal(once.adopted, twice.adopted)


def test_rows_are_kept_for_adopters_only_and_once_each():
    country = microcred_rules.build(LEARNERS, LEVELS["high"].constant, 5, 1)
    curves = microcred_rules.run(country)
    rows = country.rows[: country.adopted]
    assert country.adopted == curves.adopted[-1]
    assert len({(int(row["block"]), int(row["rank"])) for row in rows}) == country.adopted
    assert (rows["rank"] < country.blocks.aware[rows["block"]]).all()
