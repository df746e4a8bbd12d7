"""Yearly costs, month by month: what levers and programmes cost (model.md 4.13)."""

from __future__ import annotations

from microcred.base.compile import compiled

CENTS = 100.0


@compiled
def monthly_payment(yearly: float, quantity: float) -> float:
    """A month's part of a yearly cost: yearly * quantity / 12.

    Parameters
    ----------
    yearly
        Yuan a year for one unit (a head, a programme, a full alliance, the whole nation), >= 0.
    quantity
        Units, or the share of the nation or the lever's value, >= 0.

    Returns
    -------
    float
        Yuan a month. Source: model.md 4.13.
    """
    return yearly * quantity / 12.0


@compiled
def outreach_payment(yearly: float, outreach: float, people: float) -> float:
    """What outreach beyond today's costs a cell in a month: yearly * (outreach - 1) * people / 12, never negative.

    Parameters
    ----------
    yearly
        Yuan per head and year for each multiple above today's outreach, >= 0.
    outreach
        Multiple of today's outreach, >= 0.
    people
        People of the cell, >= 0.

    Returns
    -------
    float
        Yuan a month; 0 up to today's outreach. Source: model.md 4.13.
    """
    if outreach <= 1.0:
        return 0.0
    return yearly * (outreach - 1.0) * people / 12.0


@compiled
def certifier_payment(monthly: float, organisations: float, share: float, capacity: float) -> float:
    """What more staff for certification costs: monthly * organisations * share * (capacity - 1), never negative.

    Parameters
    ----------
    monthly
        Yuan per organisation's worth of added capacity and month, >= 0.
    organisations
        Evaluation organisations of the nation, >= 0.
    share
        Part of evaluation capacity in the macro-region, [0, 1].
    capacity
        Multiple of today's capacity, >= 0.

    Returns
    -------
    float
        Yuan a month; 0 up to today's capacity. Source: model.md 4.13.
    """
    if capacity <= 1.0:
        return 0.0
    return monthly * organisations * share * (capacity - 1.0)


@compiled
def spread_payment(yearly: float, moved: float, organisations: float) -> float:
    """What evaluation capacity moved to a region costs in a month: yearly * moved * organisations / 12.

    Parameters
    ----------
    yearly
        Yuan per organisation's worth moved and year, >= 0.
    moved
        Share of the nation's capacity that moved to the region, [0, 1].
    organisations
        Evaluation organisations of the nation, >= 0.

    Returns
    -------
    float
        Yuan a month. Source: model.md 4.13.
    """
    return yearly * moved * organisations / 12.0


@compiled
def loan_interest(cents: int, interest: float) -> float:
    """Interest that the government bears on a deferred price, once: price deferred * interest.

    Parameters
    ----------
    cents
        Part of the price that is deferred, cents, >= 0.
    interest
        Interest over the whole term, share of the deferred price, >= 0.

    Returns
    -------
    float
        Yuan. Source: model.md 4.13; loans as in Australia (source paper).
    """
    return cents / CENTS * interest


@compiled
def loan_repayment(owed: int, premium: float, income: float) -> float:
    """What a holder pays back in a month of work in the occupation: the wage gain, up to what is owed.

    min(owed, premium * income): who gains nothing yet pays nothing.

    Parameters
    ----------
    owed
        What is left of the advances, cents, >= 0.
    premium
        Wage gain of the credential in its occupation, share of income, >= 0.
    income
        The holder's monthly income, yuan, > 0.

    Returns
    -------
    float
        Yuan. Source: model.md 4.3 (repaid from the wage gain); loans repaid by income as in Australia (source paper).
    """
    return min(owed / CENTS, premium * income)
