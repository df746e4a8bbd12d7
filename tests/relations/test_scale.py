"""M21: a country k times as large is the same country with less noise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from microcred.base.months import parse_month
from microcred.engine import history_of
from microcred.engine.columns.run import simulate
from microcred.scenario.model import Scenario
from tests.chance.measures import slope
from tests.invariants.walk import shipped, with_numbers

# What a nation has only once would not grow with it: standards neither come nor go, and every occupation has enough.
LASTING = {
    "development_hazard": 0.0,
    "development_hazard_alliance": 0.0,
    "development_hazard_support": 0.0,
    "credential_lapse": 0.0,
}
STANDARDS = 10
PROGRAMMES = 400.0
# Per head, or a share already.
PER_HEAD = ("aware", "holders", "enrolled", "applicants")
SHARES = ("certified_share", "completion_rate", "recognition", "adoption_gap_rural")
STANDARD_ERRORS, MARGIN = 4.0, 0.003


def scaled(k: int) -> Scenario:
    """The invented country with every person, institution, enterprise, vacancy, seat and standard k times."""
    base = shipped("invented_baseline")
    pack = base.pack
    kinds = {sector.code: sum(one.sector == sector.code for one in pack.occupations) for sector in pack.sectors}
    larger = replace(
        pack,
        places=tuple(
            replace(one, students=k * one.students, workers=k * one.workers, other=k * one.other) for one in pack.places
        ),
        institutions=tuple(replace(one, count=k * one.count) for one in pack.institutions),
        regions=tuple(
            replace(one, organisations=k * one.organisations, enterprises=k * one.enterprises) for one in pack.regions
        ),
        occupations=tuple(replace(one, vacancies=k * one.vacancies) for one in pack.occupations),
        sectors=tuple(replace(one, certificates=STANDARDS * k * kinds[one.code]) for one in pack.sectors),
    )
    scenario = replace(base, pack=larger, spin_up=12, end=parse_month("2025-12"))
    return with_numbers(scenario, **LASTING, programmes_start=k * PROGRAMMES)


def shares_of(k: int, runs: int) -> np.ndarray:
    """Shares at the end of so many runs of their own seeds."""
    scenario = scaled(k)
    people = sum(place.students + place.workers + place.other for place in scenario.pack.places)
    found = []
    for seed in range(runs):
        history = history_of(scenario, simulate(scenario, 1_000 * k + seed)).national
        found.append([history[name][-1] / people for name in PER_HEAD] + [history[name][-1] for name in SHARES])
    return np.array(found)


def compare(sizes: dict[int, int]) -> tuple[float, np.ndarray]:
    """Slope of the log of the s.d. on the log of k, a mean over shares; and what separates smallest and largest."""
    found = {k: shares_of(k, runs) for k, runs in sizes.items()}
    spread = [float(np.log(shares.std(axis=0, ddof=1)).mean()) for shares in found.values()]
    smallest, largest = found[min(sizes)], found[max(sizes)]
    error = np.sqrt(smallest.var(axis=0, ddof=1) / len(smallest) + largest.var(axis=0, ddof=1) / len(largest))
    apart = np.abs(smallest.mean(axis=0) - largest.mean(axis=0))
    return slope([float(np.log(k)) for k in sizes], spread), apart - STANDARD_ERRORS * error - MARGIN


def test_a_larger_country_is_the_same_with_less_noise() -> None:
    """M21: the same mean shares, and an s.d. that falls as k^-1/2."""
    exponent, excess = compare({2: 16, 8: 12})
    assert -0.65 < exponent < -0.40
    assert (excess < 0.0).all(), dict(zip(PER_HEAD + SHARES, excess, strict=True))


@pytest.mark.nightly
def test_a_much_larger_country_is_the_same_with_less_noise() -> None:
    """M21 with more sizes and more runs."""
    exponent, excess = compare({4: 40, 8: 30, 16: 24})
    assert -0.65 < exponent < -0.40
    assert (excess < 0.0).all(), dict(zip(PER_HEAD + SHARES, excess, strict=True))
