"""The invented country under its plan is small but complete: whatever the model lets happen, happens there."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pytest

from microcred.world.states import Mode, Stage
from tests.invariants.happenings import EVERYTHING, happenings
from tests.invariants.walk import shipped, walked

SEEDS = (0, 1)


@cache
def found(seed: int) -> Counter[str]:
    """What happened in the recorded months of the plan."""
    total: Counter[str] = Counter()
    for month in walked("invented_plan", seed):
        if month.recorded:
            total += happenings(month)
    return total


@pytest.mark.parametrize("name", EVERYTHING)
def test_it_happens(name: str) -> None:
    """I3: every state, stage, step between them and refusal occurs (house.md), under either of two seeds."""
    assert any(found(seed)[name] for seed in SEEDS)


@pytest.mark.parametrize("seed", SEEDS)
def test_about_three_thousand_people_apply(seed: int) -> None:
    """House.md: participation is raised so that some 3,000 people apply in six years of the plan."""
    months = walked("invented_plan", seed)
    applied = {
        int(row)
        for month in months
        if month.recorded
        for row in np.flatnonzero(month.after.people["stage"] == Stage.APPLIED)
    }
    assert 2_000 < len(applied) < 4_500


def test_its_size() -> None:
    """House.md: 3 regions, 20 institutions, 20,000 people; programmes of both modes everywhere."""
    pack = shipped("invented_plan").pack
    assert len(pack.regions) == 3
    assert sum(group.count for group in pack.institutions) == 20
    assert pack.population() == 20_000
    programmes = walked("invented_plan", 0)[0].after.programmes
    for mode in Mode:
        assert set(programmes["region"][programmes["mode"] == mode].tolist()) == {0, 1, 2}
    for name, kinds in (("kind", 4), ("size", 3), ("type", 3), ("level", 3)):
        assert np.unique(programmes[name]).size == kinds, name
