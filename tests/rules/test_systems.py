"""National systems (model.md 4.9)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.systems import articulation_hazard, phase, rule_share
from tests.rules.few import few


def test_phasing_in_by_hand() -> None:
    """Over 12 months: 1/12 in the first month, 6/12 in the sixth, all from the twelfth on; nothing before."""
    months = [phase(since, 12.0) for since in (-1, 0, 5, 10, 11, 500)]
    assert months == pytest.approx([0.0, 1 / 12, 0.5, 11 / 12, 1.0, 1.0])


@few
@given(st.integers(-5, 60), st.floats(1.0, 36.0))
def test_phasing_in_never_jumps(since: int, months: float) -> None:
    """In [0, 1]; one month adds at most 1 / months."""
    step = phase(since + 1, months) - phase(since, months)
    assert 0.0 <= phase(since, months) <= 1.0
    assert 0.0 <= step <= 1.0 / months + 1e-12


def test_articulation_by_hand() -> None:
    """.001 + .02 x 1 x .8 + .02 x .5 x .8 = .001 + .016 + .008 = .025; without credit transfer .001."""
    assert articulation_hazard(0.001, 0.02, 0.02, 1.0, 0.5, 0.8) == pytest.approx(0.025)
    assert articulation_hazard(0.001, 0.02, 0.02, 1.0, 1.0, 0.0) == 0.001


def test_the_share_of_rules_by_hand() -> None:
    """43 of 4,300 institutions are 1 %; without institutions there is none."""
    assert rule_share(43, 4300) == 0.01
    assert rule_share(1, 1) == 1.0
    assert rule_share(0, 0) == 0.0
