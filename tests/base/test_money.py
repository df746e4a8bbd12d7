"""Whole cents."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.base.money import LARGEST_CENTS, cents, yuan_text


def test_yuan_become_cents() -> None:
    assert cents(300) == 30_000
    assert cents(0.1) + cents(0.2) == cents(0.3)
    assert cents(-1.25) == -125
    assert yuan_text(123_450) == "1,234.50"
    assert yuan_text(-5) == "-0.05"


@pytest.mark.parametrize("amount", [math.nan, math.inf, -math.inf, 1e17])
def test_what_is_no_amount_is_refused(amount: float) -> None:
    """R08: an amount that 64 bits cannot count is an error, never a wrapped number."""
    with pytest.raises(ValueError, match="amount"):
        cents(amount)


# Beyond 2**49 cents a float of yuan no longer tells two neighbouring cents apart.
@given(st.integers(min_value=-(2**49), max_value=2**49))
def test_cents_survive_the_way_through_yuan(amount: int) -> None:
    assert cents(amount / 100) == amount
    assert abs(amount) < LARGEST_CENTS
