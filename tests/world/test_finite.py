"""Numbers that are not finite never reach a result."""

from __future__ import annotations

import numpy as np
import pytest

from microcred.base.errors import NonFiniteError
from microcred.engine.columns.observation import fixed
from microcred.scenario.load import load_scenario
from microcred.world.accounts import whole_cents
from microcred.world.build import build_world
from microcred.world.finite import check_world


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ("programmes", "outdated"),
        ("programmes", "own_practice"),
        ("markets", "inflow"),
        ("places", "access"),
        ("blocks", "hazard"),
        ("sectors", "reputation"),
        ("nation", "platform"),
    ],
)
@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_a_bad_number_is_named_with_its_month(table: str, field: str, number: float) -> None:
    """R06: NaN or infinity in any table gives `NonFiniteError` naming the array and the month."""
    world = build_world(load_scenario("invented_baseline"), 0)
    check_world(world)
    getattr(world, table).reshape(-1)[0][field] = number
    with pytest.raises(NonFiniteError) as error:
        check_world(world)
    assert error.value.array == f"{table}.{field}"
    assert error.value.month == "2022-01"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf"), 1e18])
def test_money_and_sums_refuse_what_is_not_finite(number: float) -> None:
    """R06, R08: what is not finite or does not fit 64 bits is refused, never wrapped to -2**63."""
    with pytest.raises(OverflowError):
        whole_cents(number)
    with pytest.raises(OverflowError):
        fixed(number)


def test_money_rounds_to_whole_cents() -> None:
    """12.345 yuan are 1,235 cents (half up), -0.004 yuan none."""
    assert whole_cents(12.345) == 1235
    assert whole_cents(-0.004) == 0
