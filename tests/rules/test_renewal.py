"""Content reviewed, and minima complied with (model.md 4.6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.rules.renewal import compliance_hazard, renewed_share, review_focus, reviewed
from tests.rules.few import few, share


def test_reviews_by_hand() -> None:
    """A fifth a year, twelve months: rho = .2.

    Focus 2: phi = 1 - .8^2 = .36, .36 x .5 = .18 of it outdated and replaced: .5 -> .32.
    Focus 10: phi = 1 - .8^10 = .8926, .446 > rho, so rho is all: .5 -> .3.
    Little to find: .1 -> .1 - .036 = .064, but nothing is newer than .08.
    Two years: rho = .4, phi = 1 - .6^2 = .64, .32: .5 -> .18. Six years: rho = 1, everything: .02.
    """
    assert reviewed(0.5, 0.02, 0.2, 12.0, 2.0) == pytest.approx(0.32)
    assert reviewed(0.5, 0.02, 0.2, 12.0, 10.0) == pytest.approx(0.3)
    assert reviewed(0.1, 0.08, 0.2, 12.0, 2.0) == pytest.approx(0.08)
    assert reviewed(0.5, 0.02, 0.2, 24.0, 2.0) == pytest.approx(0.18)
    assert reviewed(0.5, 0.02, 0.2, 72.0, 2.0) == pytest.approx(0.02)
    # Blind replacement (focus 1) takes outdated content in proportion: .5 - .2 x .5 = .4.
    assert reviewed(0.5, 0.02, 0.2, 12.0, 1.0) == pytest.approx(0.4)
    # Content newer than what is renewed with is left alone.
    assert reviewed(0.01, 0.02, 0.2, 12.0, 2.0) == 0.01


@few
@given(share, st.floats(0.0, 0.1), share, share, st.floats(0.0, 72.0), st.floats(0.0, 10.0), st.floats(0.0, 10.0))
def test_more_renewal_and_better_focus_never_harm(
    outdated: float, minimum: float, one: float, two: float, months: float, dull: float, sharp: float
) -> None:
    """M18: never above before, never rising in share, months or focus.

    At most rho of the content is replaced.
    """
    low, high = sorted((one, two))
    blunt, keen = sorted((dull, sharp))
    after = reviewed(outdated, minimum, low, months, blunt)
    assert min(outdated, minimum) <= after <= outdated
    assert outdated - after <= min(1.0, low * months / 12.0) + 1e-12
    assert reviewed(outdated, minimum, high, months, blunt) <= after + 1e-12
    assert reviewed(outdated, minimum, low, months + 6.0, blunt) <= after + 1e-12
    assert reviewed(outdated, minimum, low, months, keen) <= after + 1e-12


def test_the_renewed_share_by_hand() -> None:
    """A fifth a year: .1 after six months, .3 after eighteen; never more than everything."""
    assert renewed_share(0.2, 6.0) == pytest.approx(0.1)
    assert renewed_share(0.2, 18.0) == pytest.approx(0.3)
    assert renewed_share(0.2, 61.0) == 1.0


def test_focus_by_hand() -> None:
    """4 + 3 x .5 = 5.5 with a survey six months old; 3 more with a partner."""
    assert review_focus(4.0, 3.0, 0.5, 3.0, False) == 5.5
    assert review_focus(4.0, 3.0, 0.5, 3.0, True) == 8.5


def test_compliance_by_hand() -> None:
    """.06 a month with a partner, a fifth of that, .012, without."""
    assert compliance_hazard(0.06, 0.2, True) == 0.06
    assert compliance_hazard(0.06, 0.2, False) == pytest.approx(0.012)
