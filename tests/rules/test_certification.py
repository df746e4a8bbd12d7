"""Certification, registry, recognition, stacks (model.md 4.9)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.certification import (
    application_hazard,
    certificate_expired,
    certificate_renewable,
    credits,
    net_cost_ratio,
    recognition,
    recognition_education,
    recognition_employer,
    registry_gate,
    stack_value,
)
from tests.rules.few import few, share


def test_applications_by_hand() -> None:
    """.004 x .25^-.5 = .008; nothing to pay counts as .04: .004 x .04^-.5 = .02.

    A mandate lifts either to .10.
    """
    assert application_hazard(0.004, 0.25, 0.05, 0.5, False, 0.1) == pytest.approx(0.008)
    assert application_hazard(0.004, 0.0, 0.04, 0.5, False, 0.1) == pytest.approx(0.02)
    assert application_hazard(0.004, 0.25, 0.05, 0.5, True, 0.1) == 0.1
    # A mandate never slows: .2 x 1 = .2 a month is more than the .1 asked for.
    assert application_hazard(0.2, 1.0, 0.05, 0.7, True, 0.1) == pytest.approx(0.2)
    # model.md's numbers at half the cost: .004 x 2^.7 = .004 x 1.6245048 = .0064980; at the floor
    # of .05 times 8.1418.
    assert application_hazard(0.004, 0.5, 0.05, 0.7, False, 0.1) == pytest.approx(0.0064980, abs=1e-7)
    assert application_hazard(0.004, 0.0, 0.05, 0.7, False, 0.1) == pytest.approx(0.004 * 8.1418, rel=1e-5)


@few
@given(st.floats(0.0, 3.0), st.floats(0.0, 3.0), st.booleans())
def test_cheaper_certificates_are_never_asked_for_less(one: float, two: float, mandate: bool) -> None:
    """Never rising in the net cost, and today's hazard at today's cost."""
    low, high = sorted((one, two))
    cheap = application_hazard(0.004, low, 0.05, 0.7, mandate, 0.1)
    dear = application_hazard(0.004, high, 0.05, 0.7, mandate, 0.1)
    assert cheap >= dear
    assert application_hazard(0.004, 1.0, 0.05, 0.7, False, 0.1) == 0.004


def test_recognition_by_institutions_by_hand() -> None:
    """The plan complete, half the destinations with a rule, in logits.

    -1.6 + .6 + .7 + .5 + .5 + 2.4 x .5 + .3 - 0 = 2.2, and 1 / (1 + exp -2.2) = 1 / 1.1108032 = .9002495.
    Today, 4 % with a rule: -1.6 + .096 = -1.504, 1 / (1 + exp 1.504) = 1 / 5.4996 = .18183.
    """
    plan = recognition_education(-1.6, 0.6, 0.7, 0.5, 0.5, 1.2, 0.3, 0.0)
    today = recognition_education(-1.6, 0.0, 0.0, 0.0, 0.0, 0.096, 0.0, 0.0)
    assert plan == pytest.approx(0.9002495, abs=1e-7)
    assert today == pytest.approx(0.18183, abs=1e-5)
    # A language barrier of .5 logits: 1.7, 1 / (1 + exp -1.7) = 1 / 1.1826835 = .8455347.
    assert recognition_education(-1.6, 0.6, 0.7, 0.5, 0.5, 1.2, 0.3, 0.5) == pytest.approx(0.8455347, abs=1e-7)


def test_recognition_by_employers_by_hand() -> None:
    """-1.6 + .6 + .7 + .5 + .5 + .5 + .6 + .3 + .3 - .4 = 2.0.

    Then 1 / (1 + exp -2) = 1 / 1.1353353 = .8807971.
    """
    value = recognition_employer(-1.6, 0.6, 0.7, 0.5, 0.5, 0.5, 0.6, 0.3, 0.3, 0.4)
    assert value == pytest.approx(0.8807971, abs=1e-7)


def test_a_company_credential_is_known_to_employers_not_to_institutions() -> None:
    """model.md 4.9: partner, badges and brand count with employers only: +1.4 logits against none.

    Employers -1.6 + .5 + .6 + .3 = -.2: .4501660; institutions -1.6: .1679816.
    """
    employers = recognition_employer(-1.6, 0.0, 0.0, 0.0, 0.0, 0.5, 0.6, 0.3, 0.0, 0.0)
    institutions = recognition_education(-1.6, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert employers == pytest.approx(0.4501660, abs=1e-7)
    assert institutions == pytest.approx(0.1679816, abs=1e-7)


@few
@given(st.lists(st.floats(0.0, 1.0), min_size=10, max_size=10), st.integers(0, 8))
def test_every_help_helps_and_a_barrier_hinders(parts: list[float], which: int) -> None:
    """M18: never falling in any effect, never rising in the barrier."""
    helped = list(parts)
    helped[which] += 0.25
    assert recognition_employer(*helped) > recognition_employer(*parts)
    assert recognition_employer(*parts[:9], parts[9] + 0.25) < recognition_employer(*parts)
    if which < 7:
        shorter, more = parts[:8], helped[:8]
        assert recognition_education(*more) > recognition_education(*shorter)


def test_recognition_by_anybody_by_hand() -> None:
    """A quarter of receivers are employers: .75 x .2 + .25 x .6 = .30."""
    assert recognition(0.2, 0.6, 0.25) == pytest.approx(0.3)
    assert recognition(0.2, 0.6, 0.0) == 0.2
    assert recognition(0.2, 0.6, 1.0) == 0.6


def test_credits_by_hand() -> None:
    """100 hours are 2.5 credits of 40 hours (the plan), 4 of 25 (the EU); 150 hours are 6 ECTS of 25."""
    assert credits(100.0, 40.0) == 2.5
    assert credits(100.0, 25.0) == 4.0
    assert credits(150.0, 25.0) == 6.0


def test_stacks_by_hand() -> None:
    """1.5 credits held and 1.5 new of six, half accepted, .4 with a rule: .5 x .5 x .4 = .10.

    Prior learning adds 1 x .5 x .3 = .15.
    """
    assert stack_value(1.5, 1.5, 6.0, 0.5, 0.4, True, 0.0, 0.5, 0.3) == pytest.approx(0.10)
    assert stack_value(1.5, 1.5, 6.0, 0.5, 0.4, True, 1.0, 0.5, 0.3) == pytest.approx(0.25)
    assert stack_value(1.5, 1.5, 6.0, 0.5, 0.4, False, 1.0, 0.5, 0.3) == pytest.approx(0.15)
    # A full stack counts once: .5 x .4, whether it is just full or twice so.
    assert stack_value(4.5, 1.5, 6.0, 0.5, 0.4, True, 0.0, 0.5, 0.3) == pytest.approx(0.2)
    assert stack_value(12.0, 1.5, 6.0, 0.5, 0.4, True, 0.0, 0.5, 0.3) == pytest.approx(0.2)
    # Together at most one.
    assert stack_value(4.5, 1.5, 6.0, 1.0, 1.0, True, 1.0, 0.8, 0.9) == 1.0


@few
@given(st.floats(0.0, 20.0), st.floats(0.1, 4.0), st.floats(1.0, 8.0), share, share, share, st.booleans())
def test_stacks_stay_in_range_and_grow(
    held: float, new: float, size: float, acceptance: float, rules: float, education: float, linked: bool
) -> None:
    """In [0, 1], never falling in what is held, never rising in the size of a full stack."""
    value = stack_value(held, new, size, acceptance, rules, linked, 1.0, 0.5, education)
    assert 0.0 <= value <= 1.0
    assert stack_value(held + 1.0, new, size, acceptance, rules, linked, 1.0, 0.5, education) >= value
    assert stack_value(held, new, size + 1.0, acceptance, rules, linked, 1.0, 0.5, education) <= value


def test_net_cost_by_hand() -> None:
    """Half the price, of which the government pays .6: .5 x .4 = .2."""
    assert net_cost_ratio(0.5, 0.6) == pytest.approx(0.2)
    assert net_cost_ratio(1.0, 0.0) == 1.0


def test_certificates_by_hand() -> None:
    """48 months: renewable from the 36th, run out in the 48th."""
    assert [certificate_renewable(age, 48.0) for age in (35, 36)] == [False, True]
    assert [certificate_expired(age, 48.0) for age in (47, 48)] == [False, True]


def test_the_gate_by_hand() -> None:
    """Behind a registry gate an unlisted credential counts with the 4 % who live at home; half phased in with 52 %."""
    assert registry_gate(False, 1.0, 0.04) == pytest.approx(0.04)
    assert registry_gate(False, 0.0, 0.04) == 1.0
    assert registry_gate(False, 0.5, 0.04) == pytest.approx(0.52)
    assert registry_gate(True, 1.0, 0.04) == 1.0
