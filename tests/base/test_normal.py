"""Rounded shares of the normal distribution: those of the error function, wherever they are not in doubt."""

import math

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.base.normal import DOUBT, IN_DOUBT, REACH, SQUARE, TERMS, units_below_each

UNIT = 2.0**32


def units_below(values: npt.NDArray[np.float64]) -> list[float]:
    units = np.empty(values.size)
    units_below_each(values, UNIT, np.empty(values.size), units)
    return units.tolist()


def by_error_function(value: float) -> float:
    return math.floor(0.5 * math.erfc(-value / math.sqrt(2.0)) * UNIT + 0.5)


@settings(deadline=None)
@given(st.lists(st.floats(-2.0 * REACH, 2.0 * REACH), max_size=40))
def test_units_are_those_of_the_error_function(values: list[float]) -> None:
    found = units_below(np.array(values))
    assert [one for one in found if one != IN_DOUBT] == [
        by_error_function(value) for value, one in zip(values, found, strict=True) if one != IN_DOUBT
    ]


def test_few_values_within_reach_are_in_doubt_and_all_beyond() -> None:
    values = np.random.default_rng(5).uniform(-REACH, REACH, 200_000)
    found = units_below(values)
    doubtful = found.count(IN_DOUBT)
    # 400 are expected: the doubt is as wide below a whole unit as above.
    assert 2.0 * DOUBT * values.size == 400.0
    assert 300 < doubtful < 500
    assert [one for one in found if one != IN_DOUBT] == [
        by_error_function(float(value)) for value, one in zip(values, found, strict=True) if one != IN_DOUBT
    ]
    assert units_below(np.array([-9.0, -3.76, 3.76, 9.0, np.nan, np.inf])) == [IN_DOUBT] * 6


def test_the_polynomial_is_closer_than_a_fiftieth_of_the_doubt() -> None:
    """Added up in exact order and compared with the error function, over the whole reach."""
    for value in np.linspace(-REACH, REACH, 2001).tolist():
        place = 2.0 * value * value / SQUARE - 1.0
        share = 0.5 + value * math.fsum(term * place**k for k, term in enumerate(TERMS.tolist()))
        assert abs(share - 0.5 * math.erfc(-value / math.sqrt(2.0))) < 0.02 * DOUBT / UNIT
