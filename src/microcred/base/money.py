"""Money is counted in whole cents, so that accounts balance exactly and in any order of addition."""

from __future__ import annotations

import math

CENTS = 100

#: No product of people, money and months may reach this; 64-bit integers would wrap without a word at 2**63.
LARGEST_CENTS = 2**62 - 1


def cents(yuan: float) -> int:
    """Round an amount in yuan to whole cents.

    Raises
    ------
    ValueError
        If the amount is not a finite number or too large to be counted in 64 bits.
    """
    if not math.isfinite(yuan):
        raise ValueError("an amount of money must be a finite number")
    amount = round(yuan * CENTS)
    if abs(amount) > LARGEST_CENTS:
        raise ValueError("an amount of money must stay under 2**62 cents")
    return amount


def yuan_text(amount: int) -> str:
    """Write an amount in cents as yuan with two decimals, thousands separated: ``"1,234.50"``."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), CENTS)
    return f"{sign}{whole:,}.{rest:02d}"
