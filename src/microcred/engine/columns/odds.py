"""Whether many draws lie below their probabilities at once, where these are logistic functions."""

from __future__ import annotations

from typing import Any

from microcred.base.compile import borrowing
from microcred.base.elementary import exponential
from microcred.rules.study import logistic

# A thousand times what the logistic function from `exponential` and `logistic` differ by.
DOUBT = 1e-12


@borrowing
def below_logistic(draws: Any, logits: Any, below: Any) -> None:
    """For each of some draws, whether it lies below the logistic function of its logits, just as `logistic` tells.

    A function that the processor works out for several at once leaves hardly any in doubt.

    Parameters
    ----------
    draws, logits
        As many.
    below
        At least as many, filled.
    """
    doubtful = 0
    for index in range(draws.shape[0]):
        excess = 1.0 / (1.0 + exponential(-logits[index])) - draws[index]
        below[index] = excess > 0.0
        doubtful += abs(excess) < DOUBT
    if doubtful > 0:
        for index in range(draws.shape[0]):
            below[index] = draws[index] < logistic(logits[index])
