"""What decisions aim at, and what they can reach (model.md 4.3)."""

from __future__ import annotations

import pytest

from microcred.rules.aim import job_pull, online_reach


def test_pull_by_hand() -> None:
    """1,000 vacancies at a premium of 8 % pull like 800 at 10 %."""
    assert job_pull(1000.0, 0.08) == pytest.approx(80.0)
    assert job_pull(1000.0, 0.08) == pytest.approx(job_pull(800.0, 0.1))


def test_online_reach_by_hand() -> None:
    """.3 today; .3 + .7 x .5 = .65 with half a platform; everybody with a complete one."""
    assert online_reach(0.3, 0.0) == 0.3
    assert online_reach(0.3, 0.5) == pytest.approx(0.65)
    assert online_reach(0.3, 1.0) == 1.0
