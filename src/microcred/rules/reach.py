"""What a lever means to whoever starts a standard, and knows not yet who will teach it (model.md 4.7)."""

from __future__ import annotations

from microcred.base.compile import compiled


@compiled
def type_shares(degree_linked: float, interest: float) -> tuple[float, float, float]:
    """Shares of degree-linked, vocational and interest standards among new ones; vocational is the rest.

    Parameters
    ----------
    degree_linked, interest
        Probabilities of the first and of the last, [0, 1]; the first goes before the last.

    Returns
    -------
    tuple[float, float, float]
        They sum to 1. Source: model.md 2 (types).
    """
    last = min(interest, 1.0 - degree_linked)
    return degree_linked, 1.0 - degree_linked - last, last


@compiled
def mean_around(first: float, deviations: float, weights: float) -> float:
    """Weighted mean from one value and the others' deviations from it: first + deviations / weights.

    So that the mean of equal values is that value to the last bit.

    Parameters
    ----------
    first
        One of the values, in any unit.
    deviations
        Sum of weight * (value - first).
    weights
        Sum of the weights, >= 0; where it is 0 the first value stands for all.

    Returns
    -------
    float
        In the unit of the values. Source: model.md 4.7 as built (a lever that reaches part of what is started).
    """
    return first + deviations / weights if weights > 0.0 else first
