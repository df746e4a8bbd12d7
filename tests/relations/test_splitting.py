"""M25: a region cut into identical parts is the same country, where peers are met all over it and offers are many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.stats import t as student

from microcred.engine import history_of
from microcred.engine.columns.run import simulate
from microcred.scenario.model import Scenario
from microcred.scenario.pack import DataPack
from tests.invariants.walk import with_numbers
from tests.relations.test_scale import PER_HEAD, SHARES, scaled

PARTS = 4
# So large that each part has more offers for whatever somebody looks for than anybody looks at.
MANY, FEW = 256, 16
# Peers are met all over the country, and nobody looks beyond the region: what is on campus is of a region, so that
# online offers of the whole country would weigh more in a part.
MIXED = {"nation_mixing": 1.0, "online_reach_start": 0.0}
MARGIN = 0.01


def split(pack: DataPack) -> DataPack:
    """A country whose first region comes in identical parts."""
    whole = pack.regions[0].code

    def cut(rows: Sequence[Any], key: str, *counted: str) -> tuple[Any, ...]:
        found: list[Any] = []
        for row in rows:
            if getattr(row, key) != whole:
                found.append(row)
                continue
            numbers = {name: getattr(row, name) // PARTS for name in counted}
            found += [replace(row, **{key: f"{whole}-{part}"}, **numbers) for part in range(PARTS)]
        return tuple(found)

    return replace(
        pack,
        regions=cut(pack.regions, "code", "organisations", "enterprises"),
        places=cut(pack.places, "region", "students", "workers", "other"),
        institutions=cut(pack.institutions, "region", "count"),
    )


def shares_of(scenario: Scenario, seeds: range) -> np.ndarray:
    """Shares of each run, means of its months."""
    people = scenario.pack.population()
    found = []
    for seed in seeds:
        history = history_of(scenario, simulate(scenario, seed)).national
        means = {name: float(np.nanmean(history[name])) for name in PER_HEAD + SHARES}
        found.append([means[name] / people for name in PER_HEAD] + [means[name] for name in SHARES])
    return np.array(found)


def equivalent(size: int, seeds: int, **numbers: float) -> dict[str, bool]:
    """Two one-sided tests at 5 %: do the means of whole and split country differ by less than `MARGIN`?"""
    country = with_numbers(scaled(size), **numbers)
    whole = shares_of(country, range(1_000, 1_000 + seeds))
    parts = shares_of(replace(country, pack=split(country.pack)), range(2_000, 2_000 + seeds))
    error = np.sqrt((whole.var(axis=0, ddof=1) + parts.var(axis=0, ddof=1)) / seeds)
    most = np.abs(parts.mean(axis=0) - whole.mean(axis=0)) + student.ppf(0.95, 2 * seeds - 2) * error
    return dict(zip(PER_HEAD + SHARES, (most < MARGIN * whole.mean(axis=0)).tolist(), strict=True))


@pytest.mark.nightly
def test_a_region_in_parts_is_the_same_country() -> None:
    """M25: all means are the same within one per cent; large countries need fewer seeds than small ones for that."""
    alike = equivalent(MANY, 12, **MIXED)
    assert all(alike.values()), alike


@pytest.mark.nightly
def test_where_offers_are_few_parts_are_told_apart() -> None:
    """What M25 does not cover: whoever finds fewer offers in a part than they would look at applies less often."""
    alike = equivalent(FEW, 24, **MIXED)
    assert alike["aware"]
    assert not alike["holders"]
