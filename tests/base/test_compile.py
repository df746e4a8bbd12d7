"""How functions are compiled: once for whatever whole numbers they are handed."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from microcred.base.compile import borrowing, compiled


class Name(IntEnum):
    """A list of names."""

    FIRST = 1


@borrowing
def sum_of(one: int, other: int) -> int:
    """Add two numbers."""
    return one + other


@compiled
def sums(numbers: np.ndarray) -> int:
    """Call with constants, names, narrow and wide numbers, in place and by name."""
    total = sum_of(0, 1) + sum_of(Name.FIRST, -1) + sum_of(numbers[0], 2)
    return total + sum_of(other=3, one=np.int64(4))


def test_constants_names_and_narrow_numbers_share_one_machine_code():
    """A third of all that was compiled were copies for a constant. Compiled here, whatever the cache holds."""
    sums.recompile()  # type: ignore[attr-defined]
    assert sums(np.array([5], dtype=np.int32)) == 1 + 0 + 7 + 7
    assert [str(one) for signature in sum_of.signatures for one in signature] == ["int64", "int64"]
