"""Whose income lies in which fifth of the country's: groups for observers, on which nothing depends (model.md 2)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled

# Traits are clamped there (`base.chance.normal_from`).
MOST_DEVIATIONS = 3.0


@compiled
def share_below(place_income: float, spread: float, income: float) -> float:
    """Share of a place's people with less than an income: Phi((ln(income / mean) + spread^2 / 2) / spread).

    The distribution is that of `decision.income_of`: lognormal, with the 0.27 % beyond three standard deviations at
    the bound itself.

    Parameters
    ----------
    place_income
        Mean of the place, yuan a month, > 0.
    spread
        S.d. of the log, >= 0; without any, all have the mean.
    income
        Yuan a month, > 0.

    Returns
    -------
    float
        Share, [0, 1]. Source: model.md 4.3 (incomes).
    """
    if spread <= 0.0:
        return 1.0 if place_income < income else 0.0
    z = (math.log(income / place_income) + 0.5 * spread * spread) / spread
    if z <= -MOST_DEVIATIONS:
        return 0.0
    if z > MOST_DEVIATIONS:
        return 1.0
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


@compiled
def fifth_of(u: float, second: float, third: float, fourth: float, highest: float) -> int:
    """Fifth of the country's incomes that a person belongs to, 0 (lowest) to 4.

    Income rises with the person's uniform draw, so that the draw is compared with the shares of the place's people
    below each limit (`share_below`), and no income needs to be worked out.

    Parameters
    ----------
    u
        The draw that the person's income comes from, (0, 1).
    second, third, fourth, highest
        Shares of the place's people below where these fifths begin, [0, 1], rising.

    Returns
    -------
    int
        0 to 4. Source: model.md 2 (traits by hash) and 4.3 (incomes).
    """
    return int(u >= second) + int(u >= third) + int(u >= fourth) + int(u >= highest)
