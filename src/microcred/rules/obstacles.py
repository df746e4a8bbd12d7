"""What keeps people from applying: the same decision if one thing were otherwise (model.md 4.3).

Moments of decision beyond the month's bound are never made, so that what would have happened otherwise cannot be read
off them. Instead `SITUATIONS` decisions of every cell are observed each month without thinning. Nothing follows from
them.
"""

from __future__ import annotations

import math

from microcred.base.compile import compiled

# Decisions observed by cell and month: one to two hundredths of what a national run takes.
SITUATIONS = 16
# Odds and reliefs beyond these leave no doubt; the numbers stay finite.
MOST_RELIEF = 600.0
MOST_ODDS = 1e300


@compiled
def price_relief(money_weight: float, unpriced: float, money: float, income: float) -> float:
    """What V of an offer would gain if nothing were paid for it: w_money * (unpriced - money) / income.

    Parameters
    ----------
    money_weight
        beta, per monthly income, >= 0.
    unpriced, money
        `decision.money_gained` at a price of zero and as it is, yuan.
    income
        Yuan a month, > 0.

    Returns
    -------
    float
        Utility, >= 0. Source: model.md 4.3 (cost = price * (1 - subsidy - reimbursement - deferred) + time).
    """
    return money_weight * (unpriced - money) / income


@compiled
def time_relief(money_weight: float, time: float) -> float:
    """What V of an offer would gain if its hours cost nothing: w_money * time.

    Parameters
    ----------
    money_weight
        beta, per monthly income, >= 0.
    time
        `decision.time_cost`, monthly incomes, >= 0.

    Returns
    -------
    float
        Utility, >= 0. Source: model.md 4.3 (cost = price + hours * value of time).
    """
    return money_weight * time


@compiled
def access_relief(access_weight: float, lacking_access: float) -> float:
    """What V of an offer would gain if everybody had access: w_access * lacking access.

    Parameters
    ----------
    access_weight
        gamma_access.
    lacking_access
        1 - access for an online offer, 0 on campus, [0, 1].

    Returns
    -------
    float
        Utility. Source: model.md 4.3 (- gamma_access * (1 - a) * [online]).
    """
    return access_weight * lacking_access


@compiled
def relieved(odds: float, relief: float) -> float:
    """Weight of an offer whose V gains so much: odds * exp(relief), at most 10^300.

    Parameters
    ----------
    odds
        exp V as it is, >= 0.
    relief
        What V gains; more than 600 counts as 600. At zero the odds are unchanged.

    Returns
    -------
    float
        Odds, >= 0. Source: model.md 4.3.
    """
    factor = math.exp(min(MOST_RELIEF, relief)) if relief != 0.0 else 1.0
    return min(MOST_ODDS, odds * factor)


@compiled
def willingness(total: float, lean: float) -> float:
    """Probability that somebody of a lean applies: w / (1 + w), w = total * exp(lean), at most 10^300.

    Decisions find the lean in their draw (`microcred.base.leans`); the average of this over people is the share of
    all moments of decision that become an application.

    Parameters
    ----------
    total
        Sum of exp V over the offers looked at, >= 0.
    lean
        The person's lean, in log odds.

    Returns
    -------
    float
        Probability, [0, 1]. Source: model.md 4.3.
    """
    weight = min(MOST_ODDS, total * math.exp(lean))
    return weight / (1.0 + weight)
