"""What levers cost in a month (model.md 4.13)."""

from __future__ import annotations

import pytest

from microcred.rules.ledger import (
    certifier_payment,
    loan_interest,
    loan_repayment,
    monthly_payment,
    outreach_payment,
    spread_payment,
)


def test_a_month_of_a_yearly_cost_by_hand() -> None:
    """24 million a year, of which a region of 5 % bears 1.2 million, a twelfth each month: 100,000 yuan."""
    assert monthly_payment(24e6, 0.05) == pytest.approx(100_000.0)
    assert monthly_payment(4800.0, 1.0) == 400.0


def test_outreach_by_hand() -> None:
    """.05 yuan a year x 1.5 times more x 1,200,000 people / 12 = 7,500; today's outreach costs nothing more."""
    assert outreach_payment(0.05, 2.5, 1.2e6) == pytest.approx(7500.0)
    assert outreach_payment(0.05, 1.5, 1.2e6) == pytest.approx(2500.0)
    assert outreach_payment(0.05, 1.0, 1.2e6) == 0.0
    assert outreach_payment(0.05, 0.5, 1.2e6) == 0.0


def test_certifiers_by_hand() -> None:
    """8,000 yuan x 300 organisations x .25 x half as many again = 300,000 a month."""
    assert certifier_payment(8000.0, 300.0, 0.25, 1.5) == pytest.approx(300_000.0)
    assert certifier_payment(8000.0, 300.0, 0.25, 1.0) == 0.0
    assert certifier_payment(8000.0, 300.0, 0.25, 0.5) == 0.0


def test_moved_capacity_by_hand() -> None:
    """60,000 yuan a year x .02 of 300 organisations / 12 = 30,000 a month."""
    assert spread_payment(60_000.0, 0.02, 300.0) == pytest.approx(30_000.0)


def test_a_loan_by_hand() -> None:
    """150 yuan deferred at 5 %: 7.50 yuan."""
    assert loan_interest(15_000, 0.05) == pytest.approx(7.5)
    assert loan_interest(0, 0.05) == 0.0


def test_repaying_by_hand() -> None:
    """8 % of 5,000 yuan a month are 400 yuan: 900 are repaid in three months, 400, 400 and the rest."""
    assert loan_repayment(90_000, 0.08, 5_000.0) == pytest.approx(400.0)
    assert loan_repayment(50_000, 0.08, 5_000.0) == pytest.approx(400.0)
    assert loan_repayment(10_000, 0.08, 5_000.0) == 100.0
    assert loan_repayment(10_000, 0.0, 5_000.0) == 0.0
