"""M26: no seed is better than another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import spearmanr

from microcred.base.months import parse_month
from microcred.engine import simulate
from microcred.jobs import replicate_seed
from tests.invariants.walk import shipped

OUTCOMES = ("coverage", "holders", "match_rate", "satisfaction", "recognition", "cost_public")
RUNS = 200


@pytest.mark.nightly
def test_no_trend_in_the_seed() -> None:
    """M26: no outcome of the baseline at its end goes up or down with the number of the replicate, over 200."""
    scenario = replace(shipped("invented_baseline"), spin_up=12, end=parse_month("2026-12"))
    ends = [simulate(scenario, replicate_seed(0, number)).national for number in range(RUNS)]
    for name in OUTCOMES:
        values = [float(national[name][-1]) for national in ends]
        assert len(set(values)) > 1, name
        z = spearmanr(np.arange(RUNS), values).statistic * np.sqrt(RUNS - 1)
        assert abs(z) < 5.0, (name, z)
