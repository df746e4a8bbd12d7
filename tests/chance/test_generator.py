"""The generator: published vectors, and uniforms made of its words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.base.chance import Purpose, philox, uniform, unit, when
from tests.chance import reference

# Random123 1.14, tests/kat_vectors, lines "philox4x32 10": counter, key, result.
PUBLISHED = [
    (
        (0, 0, 0, 0),
        (0, 0),
        (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8),
    ),
    (
        (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF),
        (0xFFFFFFFF, 0xFFFFFFFF),
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
word = st.integers(min_value=0, max_value=2**32 - 1)
few = settings(derandomize=True, max_examples=100, deadline=None, database=None)


@pytest.mark.parametrize(("counter", "key", "result"), PUBLISHED)
def test_the_published_vectors(
    counter: tuple[int, int, int, int], key: tuple[int, int], result: tuple[int, ...]
) -> None:
    """R01: compiled, interpreted and independent versions give the published words bit for bit."""
    assert philox(*counter, *key) == result
    assert tuple(int(x) for x in philox.py_func(*counter, *key)) == result  # type: ignore[attr-defined]
    assert reference.philox(counter, key) == result


@few
@given(st.tuples(word, word, word, word), st.tuples(word, word))
def test_any_counter_agrees_with_plain_integers(counter: tuple[int, int, int, int], key: tuple[int, int]) -> None:
    """R01, R05: the compiled generator is the one in plain integers."""
    assert philox(*counter, *key) == reference.philox(counter, key)


@few
@given(word, word, word, word, word, word)
def test_a_draw_is_named_by_everything_that_names_it(
    seed: int, purpose: int, key: int, number: int, month: int, slot: int
) -> None:
    """R02: a uniform is the leading bits of the first two words."""
    words = reference.philox((number, key, month, slot), (seed, purpose))
    first = uniform(seed, purpose, key, number, month, slot)
    assert first == pytest.approx((words[0] * 2**32 + words[1]) / 2**64, abs=2**-51)


def test_two_words_make_a_number_in_order() -> None:
    """R01: smallest, middle and a large pair; 0 is never reached."""
    assert 0.0 < unit(0, 0) <= 2**-53
    assert unit(0x80000000, 0) == pytest.approx(0.5, abs=2**-52)
    assert unit(0, 0x80000000) == pytest.approx(2**-33, rel=1e-6)
    assert unit(0xFFFFFFFF, 0) < 1.0


@few
@given(st.integers(0, 2**16 - 1), st.integers(0, 2**16 - 1))
def test_month_and_cohort_share_a_word_without_meeting(cohort: int, month: int) -> None:
    """R02: the month word of a person gives back both halves and fits into 32 bits."""
    both = when(cohort, month)
    assert both < 2**32
    assert (both >> 16, both & 0xFFFF) == (cohort, month)


def test_no_two_purposes_share_a_number() -> None:
    """R02: every purpose has its own word; those that thresholds, moments and traits write as numbers keep theirs."""
    assert len({int(purpose) for purpose in Purpose}) == len(Purpose.__members__)
    assert (Purpose.THRESHOLD, Purpose.MOMENT, Purpose.MOMENT_ORDER, Purpose.TRAITS) == (1, 2, 3, 4)
    assert (reference.THRESHOLD, reference.MOMENT, reference.MOMENT_ORDER, reference.TRAITS) == (1, 2, 3, 4)
