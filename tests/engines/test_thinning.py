"""Thinning drops moments under bounds; that a bound was too low is an error, never a lost applicant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from microcred.base.errors import RunFailed
from microcred.base.months import parse_month
from microcred.engine.columns import fair, terms
from microcred.engine.columns.run import simulate as simulate_columns
from microcred.engine.columns.shelves import GUIDE
from microcred.engine.objects.run import simulate as simulate_objects
from microcred.engine.objects.thinning import Ceiling
from microcred.scenario import load_scenario
from microcred.scenario.model import Scenario

# A tenth in utility: enough to lose applicants, and no more.
TOO_LOW = 0.9


@pytest.fixture(scope="module")
def short() -> Scenario:
    """The invented plan for a few months."""
    return replace(load_scenario("invented_plan"), spin_up=12, end=parse_month("2025-03"))


def lowered(function: Callable[..., Any], bounds_of: Callable[..., Any]) -> Callable[..., Any]:
    """A function that fills in bounds, made to fill in lower ones; `bounds_of` its arguments are what it fills."""

    def fill(*arguments: Any) -> Any:
        answer = function(*arguments)
        bounds = bounds_of(*arguments)
        # Rows of what is not on offer are never filled in.
        with np.errstate(invalid="ignore", over="ignore", under="ignore"):
            bounds *= TOO_LOW
        return answer

    return fill


@pytest.mark.parametrize(
    ("module", "name", "bounds_of"),
    [
        (fair, "find_deciders", lambda *given: given[2].blocks.bounds),
        (fair, "find_deciders", lambda *given: given[2].scales),
        (terms, "weigh", lambda *given: given[6]),
        (terms, "weigh", lambda *given: given[5]),
    ],
    ids=["of the block", "of the grade of income", "of the occupation", "of the offers seen"],
)
def test_a_bound_too_low_stops_the_compiled_engine(
    module: Any, name: str, bounds_of: Callable[..., Any], short: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """model.md 4.3: a bound that is exceeded is an error, whichever of the four it is."""
    monkeypatch.setattr(module, name, lowered(getattr(module, name), bounds_of))
    with pytest.raises(RunFailed, match="exceeded the bound of thinning"):
        simulate_columns(short, 3)


def test_a_bound_too_low_stops_the_readable_engine(short: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """model.md 4.3: a bound that is exceeded is an error."""
    found = Ceiling.find_bound
    monkeypatch.setattr(Ceiling, "find_bound", lambda *cell: TOO_LOW * found(*cell))
    with pytest.raises(RunFailed, match="exceeded the bound of thinning"):
        simulate_objects(short, 3)


def test_bounds_as_they_are_hold(short: Scenario) -> None:
    """The same months without lowering: neither engine stops."""
    assert simulate_columns(short, 3).record.counts.sum() > 0
    assert simulate_objects(short, 3).record.counts.sum() > 0


def test_the_bound_of_a_part_is_that_of_an_occupation_in_it(short: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever decisions aim, the occupation found there weighs no more than its part of the guide."""
    checked = 0
    weigh_parts = terms.weigh_parts

    def checking(filled: Any, weights: Any, parts: Any) -> None:
        nonlocal checked
        weigh_parts(filled, weights, parts)
        for region, (aims, scale) in enumerate(zip(filled.aims[:, :-1], filled.scales, strict=True)):
            edges = np.linspace(0.0, aims[-1], 40 * GUIDE + 1)[:-1]
            wanted = np.unique(np.concatenate([edges, aims[:-1], np.nextafter(aims[1:], 0.0)]))
            row = np.minimum(np.searchsorted(aims, wanted, side="right") - 1, weights.shape[2] - 1)
            part = np.minimum((wanted * scale).astype(int), GUIDE)
            assert (parts[:, region, part] >= weights[:, region, row]).all()
            checked += wanted.size
            # And it is that of one of the occupations, not of all of them.
            assert (parts[:, region].mean(axis=1) < weights[:, region].max(axis=1, initial=1e-300)).all()

    monkeypatch.setattr(terms, "weigh_parts", checking)
    simulate_columns(short, 3)
    assert checked > 15 * 40 * GUIDE
