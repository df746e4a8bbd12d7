"""Whether many draws lie below logistic functions, as the function itself tells one by one."""

import numpy as np

from microcred.engine.columns.odds import below_logistic
from microcred.rules.study import logistic


def told(draws: list[float], logits: list[float]) -> list[bool]:
    """What `below_logistic` tells."""
    below = np.empty(len(draws), dtype=np.bool_)
    below_logistic(np.array(draws), np.array(logits), below)
    return [bool(one) for one in below]


def test_draws_lie_below_as_the_logistic_function_tells() -> None:
    """At any odds, however long."""
    luck = np.random.default_rng(1)
    draws, logits = luck.random(10_000).tolist(), luck.normal(0.0, 3.0, 10_000).tolist()
    assert told(draws, logits) == [draw < logistic(x) for draw, x in zip(draws, logits, strict=True)]
    assert told([0.5] * 4, [-900.0, -40.0, 40.0, 900.0]) == [False, False, True, True]


def test_draws_next_to_the_probability_are_told_apart() -> None:
    """The probability itself does not lie below it, the number before does."""
    logits = np.linspace(-5.0, 5.0, 101).tolist()
    at = [logistic(x) for x in logits]
    assert not any(told(at, logits))
    assert all(told(np.nextafter(at, 0.0).tolist(), logits))
