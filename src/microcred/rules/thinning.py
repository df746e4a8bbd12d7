"""Moments that no offer could turn into an application need not be looked at (model.md 4.3, thinning)."""

from __future__ import annotations

from microcred.base.compile import compiled, spelled_out
from microcred.base.elementary import exponential
from microcred.rules.decision import application_probability

# Rounding may lift a probability above its bound by a few last bits, never by this much.
SLACK = 1e-9


@spelled_out
def odds(utility: float) -> float:
    """Weight of an offer against doing nothing: exp V.

    Parameters
    ----------
    utility
        V of the offer (`decision.utility`), or the part of it that a cell or a taste adds.

    Returns
    -------
    float
        Odds, > 0; factors multiply as parts of V add. Source: model.md 4.3.
    """
    return exponential(utility)


@compiled
def cell_pull(constant: float, peer_weight: float, peers: float, market_potential: float) -> float:
    """What a cell adds to the utility of every offer: constant + peer_weight * h / M.

    Parameters
    ----------
    constant
        The segment's constant.
    peer_weight
        gamma_peer, >= 0.
    peers
        h, share of the cell's people who hold a credential, [0, 1].
    market_potential
        M, (0, 1].

    Returns
    -------
    float
        Utility. Source: model.md 4.3.
    """
    return constant + peer_weight * peers / market_potential


@compiled
def price_pull(money_weight: float, price: float, income: float, richest: float) -> float:
    """What a price takes from the utility of somebody of an income beyond what it takes from the richest.

    money_weight * price * (1 / richest - 1 / income): offers that cost at least this much weigh for nobody up to this
    income more than exp of it times what they weigh for the richest.

    Parameters
    ----------
    money_weight
        beta, per monthly income, >= 0.
    price
        Least net price of any offer, yuan, >= 0; 0 where some offer pays.
    income, richest
        Yuan a month, > 0; income <= richest.

    Returns
    -------
    float
        Utility, <= 0. Source: model.md 4.3 (beta * money / income).
    """
    return min(0.0, money_weight * price * (1.0 / richest - 1.0 / income))


@compiled
def moment_bound(weight: float) -> float:
    """Bound of the probability to apply when offers weigh at most this much: min(1, w / (1 + w) * (1 + 10^-9)).

    Parameters
    ----------
    weight
        w, bound of the sum of exp V, >= 0.

    Returns
    -------
    float
        Probability, [0, 1]. Source: model.md 4.3.
    """
    return min(1.0, application_probability(weight) * (1.0 + SLACK))


@compiled
def beyond(draw: float, weight: float) -> bool:
    """Is a draw too high for any application when offers weigh at most this much: draw > w / (1 + w)?

    Without dividing, and with slack for rounding: draw * (1 + w) > w * (1 + 10^-9).

    Parameters
    ----------
    draw
        Uniform draw that decides whether, (0, 1).
    weight
        w, bound of the sum of exp V, >= 0.

    Returns
    -------
    bool
        Source: model.md 4.3.
    """
    return draw * (1.0 + weight) > weight * (1.0 + SLACK)


@compiled
def exceeds(total: float, ceiling: float) -> bool:
    """Did offers outweigh the bound that thinning relied on: total > ceiling * (1 + 10^-9)?

    Parameters
    ----------
    total
        Sum of exp V of the offers seen, >= 0.
    ceiling
        Its bound, >= 0.

    Returns
    -------
    bool
        True is an error of the program. Source: model.md 4.3 (a bound that is exceeded is an error).
    """
    return total > ceiling * (1.0 + SLACK)
