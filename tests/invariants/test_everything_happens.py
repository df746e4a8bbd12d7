"""The invented country under its plan is small but complete: whatever the model lets happen, happens there."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pytest

from microcred.world.states import Mode
from tests.invariants.happenings import EVERYTHING, happenings
from tests.invariants.laws import names_of
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
    applied = {name for month in months if month.recorded for name in names_of(month.after.applicants).tolist()}
    assert 2_000 < len(applied) < 4_500


@pytest.mark.parametrize("seed", SEEDS)
def test_who_was_refused_may_apply_again(seed: int) -> None:
    """4.4: nothing outlasts a refusal; who never was admitted may apply again, but not while waiting."""
    before: set[int] = set()
    last: set[int] = set()
    again = 0
    for month in walked("invented_plan", seed):
        applicants = month.after.applicants
        now = set(names_of(applicants[applicants["person"] < 0]).tolist())
        assert not now & last, "somebody applied who was still waiting"
        again += len(now & before)
        before, last = before | now, now
    assert again > 20


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
