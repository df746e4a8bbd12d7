"""Waiting times and Markov chains driven by keyed draws (trust.md M24), and participation by thinning."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from microcred.base.leans import leans_of_spread
from microcred.base.moments import decision_moments, empty_moments, named_blocks
from microcred.rules.credentials import development_months
from microcred.rules.decision import appeal, application_probability, money_gained, time_cost, utility
from microcred.rules.partnership import hazard_probability
from microcred.rules.thinning import cell_pull
from tests.chance.loops import leans
from tests.chance.measures import LIMIT, fit_z, mean_z, variance_z
from tests.truth.loops import partners, waiting_times


@pytest.mark.parametrize("hazard", [0.02, 0.1, math.log(2.0)])
def test_waiting_times_are_geometric(hazard: float) -> None:
    """M24: the geometric distribution.

    Months before the first event have P(k) = p (1 - p)^k, mean (1 - p) / p and variance (1 - p) / p^2.
    """
    p = hazard_probability(hazard)
    limit = int(25.0 / hazard)
    months = np.empty(30_000, dtype=np.int64)
    waiting_times(12, hazard, limit, months)
    mean, variance = (1.0 - p) / p, (1.0 - p) / p**2
    fourth = variance**2 * (9.0 + p * p / (1.0 - p))
    assert abs(fit_z(months, lambda k: p * (1.0 - p) ** k, 0, limit)) < LIMIT
    assert abs(mean_z(months, mean, variance)) < LIMIT
    assert abs(variance_z(months, mean, variance, fourth)) < LIMIT


def test_partners_are_a_markov_chain() -> None:
    """M24: counts at every month are binomial with the chain's probability.

    Partners leave first, and whoever is without finds one in the same month: P(with) <- Q + (1 - Q) g with
    Q = P (1 - l); its steady share is g / (g + l (1 - g)). At gain .03 and loss .06 a month: g = .0296,
    l = .0582, share .0296 / (.0296 + .0582 x .9704) = .3434.
    """
    agents, months = 20_000, 120
    counts = np.empty(months, dtype=np.int64)
    partners(4, 0.03, 0.06, agents, counts)
    gain, loss = hazard_probability(0.03), hazard_probability(0.06)
    share, shares = 0.0, []
    for _ in range(months):
        kept = share * (1.0 - loss)
        share = kept + (1.0 - kept) * gain
        shares.append(share)
    truth = np.array(shares)
    z = (counts - agents * truth) / np.sqrt(agents * truth * (1.0 - truth))
    assert np.abs(z).max() < LIMIT
    assert share == pytest.approx(gain / (gain + loss * (1.0 - gain)), rel=1e-3)
    assert share == pytest.approx(0.3434, abs=1e-3)


def test_a_pipeline_holds_starts_times_duration() -> None:
    """Little's law.

    At 1 / 20 starts a month and 12-18 months of development, .75 standards are on their way.
    """
    u = (np.arange(6_000) + 0.5) / 6_000
    months = np.array([development_months(15.0, x) for x in u.tolist()])
    assert months.mean() * 0.05 == pytest.approx(0.75, rel=1e-3)
    assert (months.min(), months.max()) == (12, 18)


def moments(
    seed: int, key: int, month: int, size: int, aware: int, probability: float, spread: float
) -> list[tuple[int, float]]:
    """(rank, draw) of one month's moments that an offer of a probability makes applications of."""
    blocks, found = named_blocks(seed, key, 7, size, aware, probability), empty_moments(400_000)
    taken, count = decision_moments(seed, month, 1.0 / 12.0, spread, leans_of_spread(spread), blocks, 0, 1, found)
    assert taken == 1
    return list(zip(found.ranks[:count].tolist(), found.draws[:count].tolist(), strict=True))


@pytest.mark.parametrize("spread", [0.0, 0.8])
@pytest.mark.parametrize("probability", [0.0025, 0.1, 0.299, 0.8])
def test_participation_of_two_years_by_thinning(probability: float, spread: float) -> None:
    """Two moments a person on average, each kept with the P of that person: 1 - exp(-2 P) ever apply.

    P has odds times exp(lean); P = .299 without leans gives the 45 % of the voucher experiment. People are
    independent, so the variance is the sum over them of p (1 - p).
    """
    aware = 40_000
    t = np.empty(aware)
    leans(2, 9, 7, spread, t)
    odds = np.exp(t) * probability / (1.0 - probability)
    share = -np.expm1(-2.0 * odds / (1.0 + odds))
    found = {
        rank for month in range(24) for rank, _ in moments(2, 9, 24_300 + month, 60_000, aware, probability, spread)
    }
    spread_of_count = math.sqrt(float((share * (1.0 - share)).sum()))
    assert abs(len(found) - share.sum()) < LIMIT * spread_of_count
    # Not only how many: those inclined more apply more, by just so much.
    inclined = np.argsort(t)[aware // 2 :]
    both = np.intersect1d(inclined, np.array(sorted(found)))
    expected, variance = share[inclined].sum(), (share * (1.0 - share))[inclined].sum()
    assert abs(both.size - expected) < LIMIT * math.sqrt(float(variance))


def first_month(subsidy: float, spread: float = 0.5, month: int = 24_300) -> set[tuple[int, float]]:
    """(rank, draw) of everybody who applies in a month at a subsidy, by the decision rule."""
    worth = 0.7 - time_cost(60.0, 0.25, 176.0)
    own = appeal(1.9, worth, 0.5, 0.58, 0.0, 0.0, 0.0, 0.0)
    money = money_gained(0.0, 2.0, 300.0, subsidy)
    v = utility(cell_pull(-2.5, 0.0, 0.0, 1.0), own, 1.9, money, 1_900.0, 0.0, 0.0)
    found = set(moments(2, 10, month, 500_000, 500_000, application_probability(math.exp(v)), spread))
    assert found
    return found


def test_a_higher_subsidy_keeps_every_applicant_of_the_first_month() -> None:
    """M17: for the same seed, {who apply | s} is a subset of {who apply | s'} for s <= s'.

    A set, not only a count, and whatever the spread of leans.
    """
    for spread in (0.0, 0.5):
        sets = [first_month(subsidy, spread) for subsidy in (0.0, 0.1, 0.3, 0.5, 1.0)]
        for fewer, more in pairwise(sets):
            assert fewer < more


def test_without_common_numbers_the_inclusion_fails() -> None:
    """M17: its power: other draws (another month) at a higher subsidy do not contain today's applicants."""
    today, later = first_month(0.1), first_month(0.5, month=24_301)
    assert not {rank for rank, _ in today} <= {rank for rank, _ in later}
