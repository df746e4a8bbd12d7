"""The time that is left: right from the first time on that anything is said."""

from __future__ import annotations

import pytest

from microcred.execution.speed import Speed


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("together", [2, 4])
def test_runs_that_end_together_are_not_fast(together: int) -> None:
    """Runs of ten seconds side by side end at one moment: 20 left take 20 / together times ten seconds."""
    clock = Clock()
    speed = Speed(together, clock)
    for round_ in range(3):
        clock.now += 10.0
        for number in range(together):
            speed.end(10.0)
            if round_ == 0 and number < together - 1:
                assert speed.left(20) is None
        assert speed.left(20) == pytest.approx(10.0 * 20 / together)


def test_what_came_before_the_first_run_does_not_count() -> None:
    """Workers start and compile for a minute before they begin: the run itself took ten seconds."""
    clock = Clock()
    speed = Speed(2, clock)
    clock.now += 70.0
    speed.end(10.0)
    speed.end(10.0)
    assert speed.rate == pytest.approx(0.2)


def test_one_alone_is_counted_from_its_end() -> None:
    """In one process the first run compiles: it says nothing of the others."""
    clock = Clock()
    speed = Speed(1, clock)
    assert (speed.rate, speed.left(3)) == (0.0, None)
    clock.now += 70.0
    speed.end(70.0)
    assert speed.left(3) is None
    clock.now += 2.0
    speed.end(2.0)
    assert speed.left(3) == pytest.approx(6.0)


def test_a_clock_that_stands_still_says_nothing() -> None:
    """Ends at one moment without any time that they took are no rate."""
    speed = Speed(2, Clock())
    speed.end(0.0)
    speed.end(0.0)
    assert speed.left(3) is None
