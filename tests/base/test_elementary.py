"""Exponentials and logarithms: close to the true value, and the same bits wherever arithmetic follows IEEE 754."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from decimal import Context, Decimal

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from microcred.base.compile import compiled
from microcred.base.elementary import MOST, exponential, logarithm

Floats = npt.NDArray[np.float64]
EXACT = Context(prec=40)
SMALLEST, LARGEST = sys.float_info.min, sys.float_info.max
LN2_HIGH, LN2_LOW = float.fromhex("0x1.62e42feep-1"), float.fromhex("0x1.a39ef35793c76p-33")
# Lg1 to Lg7 of FreeBSD's msun/src/e_log.c, as it gives their words.
LOG_SERIES = [
    float.fromhex(word)
    for word in (
        "0x1.5555555555593p-1",
        "0x1.999999997fa04p-2",
        "0x1.2492494229359p-2",
        "0x1.c71c51d8e78afp-3",
        "0x1.7466496cb03dep-3",
        "0x1.39a09d078c69fp-3",
        "0x1.2f112df3e5244p-3",
    )
]
many = settings(derandomize=True, max_examples=1_000, deadline=None, database=None)


@compiled
def exponentials(values: Floats, out: Floats) -> None:
    """Fill, several at a time."""
    for index in range(values.shape[0]):
        out[index] = exponential(values[index])


@compiled
def logarithms(values: Floats, out: Floats) -> None:
    """Fill, several at a time."""
    for index in range(values.shape[0]):
        out[index] = logarithm(values[index])


def of_all(loop: Callable[[Floats, Floats], None], values: Floats) -> Floats:
    """What a compiled loop makes of some values."""
    out = np.empty_like(values)
    loop(values, out)
    return out


def plain_exponential(x: float) -> float:
    """The same sums and products in Python's own numbers, with nothing of the machine's words."""
    x = max(-708.0, min(708.0, x))
    k = round(x * 1.4426950408889634)
    r = x - k * LN2_HIGH - k * LN2_LOW
    series = 0.0
    for power in range(13, 1, -1):
        series = series * r + 1.0 / math.factorial(power)
    return math.ldexp(series * r * r + r + 1.0, k)


def plain_logarithm(x: float) -> float:
    """As `plain_exponential`; the odd and the even terms of the series each for themselves."""
    mantissa, k = math.frexp(x)
    if 2.0 * mantissa <= math.sqrt(2.0):
        mantissa, k = 2.0 * mantissa, k - 1
    f = mantissa - 1.0
    s = f / (2.0 + f)
    z = s * s
    sums = []
    for first, factor in ((1, z * z), (0, z)):
        total = 0.0
        for term in reversed(LOG_SERIES[first::2]):
            total = total * (z * z) + term
        sums.append(factor * total)
    odd, even = sums
    half = 0.5 * f * f
    return k * LN2_HIGH - ((half - (s * (half + odd + even) + k * LN2_LOW)) - f)


def units_off(value: float, true: Decimal) -> float:
    """Distance from the true value in units of its last place."""
    return float(abs(Decimal(value) - true) / Decimal(math.ulp(float(true))))


# From the smallest positive normal number up, in even steps of the logarithm; and around one.
POSITIVE = st.one_of(
    st.floats(SMALLEST, LARGEST),
    st.floats(-708.0, 709.0).map(math.exp),
    st.floats(0.5, 2.0),
    st.floats(1.0 - 1e-6, 1.0 + 1e-6),
)
EXPONENT = st.one_of(st.floats(-MOST, MOST), st.floats(-1.0, 1.0), st.floats(-1e-9, 1e-9))


@many
@given(EXPONENT)
@example(MOST)
@example(-MOST)
@example(362.2040592015994)
def test_exponentials_are_within_a_unit_of_the_last_place(x: float) -> None:
    """Against forty decimal digits. The third example was the worst of 47,000: .881 of a unit."""
    assert units_off(exponential(x), EXACT.exp(Decimal(x))) < 1.0


@many
@given(POSITIVE)
@example(SMALLEST)
@example(LARGEST)
@example(1.4142135622734668)
@example(math.nextafter(1.0, 0.0))
@example(math.nextafter(1.0, 2.0))
def test_logarithms_are_within_a_unit_of_the_last_place(x: float) -> None:
    """Against forty decimal digits. The third example was the worst of 57,000: .787 of a unit."""
    if x != 1.0:
        assert units_off(logarithm(x), EXACT.ln(Decimal(x))) < 1.0


def test_known_values() -> None:
    """Exp 0 = 1 and log 1 = 0 exactly, log 2 and log e rounded right."""
    assert exponential(0.0) == exponential(-0.0) == exponential(5e-324) == 1.0
    assert logarithm(1.0) == 0.0
    assert logarithm(2.0) == -logarithm(0.5) == 0.6931471805599453
    assert logarithm(math.e) == 1.0


@pytest.mark.parametrize("beyond", [math.nextafter(MOST, math.inf), 709.0, 1e300, math.inf])
def test_beyond_its_ends_an_exponential_stays(beyond: float) -> None:
    """The ends are normal numbers, e^708 = 3.02e307 and e^-708 = 3.31e-308; nothing overflows."""
    assert exponential(beyond) == exponential(MOST) == pytest.approx(3.0233831442760547e307, rel=1e-15)
    assert exponential(-beyond) == exponential(-MOST) == pytest.approx(3.307553003638408e-308, rel=1e-15)


def test_what_is_not_a_number_stays_so() -> None:
    """One by one and in a loop."""
    assert math.isnan(exponential(math.nan))
    assert np.isnan(of_all(exponentials, np.array([1.0, math.nan, 2.0]))).tolist() == [False, True, False]


@pytest.mark.parametrize("low", [-708.0, -1.0])
def test_neither_ever_falls(low: float) -> None:
    """At 100,000 places, from a number to the next one: by no last bit, also where k changes."""
    values = np.random.default_rng(4).uniform(low, -low, 100_000)
    middles = (np.arange(-1_000, 1_000) + 0.5) * math.log(2.0)
    switches = [np.nextafter(middles, side) for side in (-math.inf, 0.0, math.inf)]
    values = np.sort(np.concatenate([values, middles, *switches]))
    values = values[np.abs(values) < 708.0]
    for loop, some in ((exponentials, values), (logarithms, np.exp(values))):
        given_here, following = of_all(loop, some), of_all(loop, np.nextafter(some, math.inf))
        assert (following >= given_here).all()
        assert (given_here[1:] >= given_here[:-1]).all()


@many
@given(st.lists(EXPONENT, max_size=40))
@example([-math.inf, -1e9, 1e9, math.inf])
def test_exponentials_have_the_same_bits_in_plain_python(values: list[float]) -> None:
    """One by one, in a loop that the compiler may widen, interpreted, and written again without a word of bits."""
    expected = [plain_exponential(x) for x in values]
    assert [exponential(x) for x in values] == expected
    assert of_all(exponentials, np.array(values)).tolist() == expected
    assert [float(exponential.py_func(x)) for x in values] == expected  # type: ignore[attr-defined]


@many
@given(st.lists(POSITIVE, max_size=40))
@example([SMALLEST, LARGEST, 1.0, math.sqrt(2.0), math.nextafter(math.sqrt(2.0), 2.0), math.sqrt(0.5)])
def test_logarithms_have_the_same_bits_in_plain_python(values: list[float]) -> None:
    """As exponentials have."""
    expected = [plain_logarithm(x) for x in values]
    assert [logarithm(x) for x in values] == expected
    assert of_all(logarithms, np.array(values)).tolist() == expected
    assert [float(logarithm.py_func(x)) for x in values] == expected  # type: ignore[attr-defined]
