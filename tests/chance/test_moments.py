"""Decision moments under a bound: a Poisson process on rank x u, made in pieces (model.md 4.3)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.base.chance import decision_moments
from tests.chance.loops import moments
from tests.chance.measures import (
    LIMIT,
    Floats,
    Integers,
    correlation_z,
    fit_z,
    kolmogorov_p,
    mean_z,
    poisson_pmf,
    variance_z,
)

RATE = 1.0 / 12.0
MONTH = 24_300
ROOM = 400_000


def in_months(
    size: int, aware: int, bound: float, months: int, *, rate: float = RATE, seed: int = 3, key: int = 41
) -> tuple[Integers, Floats, Integers]:
    """Ranks and draws of many months one after the other, and how many each month had."""
    ranks, draws = np.empty(ROOM, dtype=np.int64), np.empty(ROOM)
    counts = np.empty(months, dtype=np.int64)
    total = moments(seed, key, MONTH, size, aware, rate, bound, ranks, draws, counts)
    assert total >= 0
    return ranks[:total].copy(), draws[:total].copy(), counts


def in_month(size: int, aware: int, bound: float, **named: int) -> list[tuple[int, float]]:
    """(rank, u) of one month, as they come."""
    ranks, draws, _ = in_months(size, aware, bound, 1, **named)
    return list(zip(ranks.tolist(), draws.tolist(), strict=True))


@pytest.mark.parametrize(
    ("size", "aware", "bound"),
    [
        (100_000, 40_000, 0.0013),
        (100_000, 5_000, 0.02),
        (1_000, 1_000, 1.0),
        (7, 5, 0.7),
        (1, 1, 0.5),
        (3_000_000, 2_000_000, 2.0**-18),
    ],
)
def test_the_count_is_poisson(size: int, aware: int, bound: float) -> None:
    """Mean = variance = aware x rate x bound; chi-square of 2,000 months against the Poisson distribution."""
    _, _, counts = in_months(size, aware, bound, 2_000)
    mean = aware * RATE * bound
    assert abs(mean_z(counts, mean, mean)) < LIMIT
    assert abs(variance_z(counts, mean, mean, mean + 3.0 * mean * mean)) < LIMIT
    assert abs(fit_z(counts, poisson_pmf(mean), 0, int(mean + 8.0 * (1.0 + mean**0.5)))) < LIMIT


@pytest.mark.parametrize(("size", "aware", "bound"), [(100_000, 61_803, 0.013), (50_000, 2_000, 0.3), (997, 800, 1.0)])
def test_ranks_and_draws_are_uniform_and_independent(size: int, aware: int, bound: float) -> None:
    """R02: KS of rank / aware and of u / bound, their correlation, and that of successive moments."""
    ranks, draws, _ = in_months(size, aware, bound, 1_000)
    u = draws / bound
    assert ranks.min() >= 0
    assert ranks.max() < aware
    assert draws.min() > 0.0
    assert draws.max() <= bound
    assert kolmogorov_p(u) > 1e-6
    # A rank is a whole number; spread within its unit by the independent u of the next moment it is
    # continuous.
    assert kolmogorov_p((ranks[:-1] + u[1:]) / aware) > 1e-6
    share = (ranks + 0.5) / aware
    assert abs(correlation_z(share, u)) < LIMIT
    # Moments come by strata and levels, so neighbours are alike until they are shuffled by u and rank.
    assert abs(correlation_z(share[np.argsort(u)][1:], share[np.argsort(u)][:-1])) < LIMIT


@settings(derandomize=True, max_examples=60, deadline=None, database=None)
@given(
    st.integers(1, 30_000),
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
    st.integers(0, 2**32 - 1),
)
def test_nested_in_bound_and_in_aware(size: int, one: float, two: float, few: float, many: float, seed: int) -> None:
    """M17, M18: the moments of two bounds, or of two aware counts, are nested.

    A smaller bound, or fewer aware people, give exactly the moments of the larger that fit, in order.
    """
    low, high = sorted((one, two))
    fewer, more = sorted((int(few * size), int(many * size)))
    everything = in_month(size, more, high, seed=seed)
    assert in_month(size, more, low, seed=seed) == [(rank, u) for rank, u in everything if u <= low]
    assert in_month(size, fewer, high, seed=seed) == [(rank, u) for rank, u in everything if rank < fewer]


@pytest.mark.parametrize(
    ("aware_share", "bound", "months", "ratio"),
    [
        (1.0, 0.25, 20, 1.0),
        (1.0, 0.2501, 20, 2.0),
        (0.501, 0.25, 40, 2.0),
        (0.501, 0.2501, 40, 4.0),
        (0.0626, 0.00196, 4_000, 4.0),
    ],
)
def test_how_many_candidates_are_made(aware_share: float, bound: float, months: int, ratio: float) -> None:
    """Just above a power of two in bound and in aware share, up to four times as many moments are made.

    What is made are the pieces that can hold a wanted moment: those up to the next power of two in either
    direction, which nesting lets us count. (An aware share under 1/16 or a bound under 2^-16 costs as much as
    these.)
    """
    size = 1 << 16
    aware = int(aware_share * size)
    wanted = in_months(size, aware, bound, months)[0].size
    top = 1.0
    while top / 2.0 >= bound:
        top /= 2.0
    stratum = size
    while stratum // 2 >= aware:
        stratum //= 2
    made = in_months(size, stratum, top, months)[0].size
    assert ratio * 0.9 < made / wanted < ratio * 1.1


def test_months_blocks_and_seeds_have_moments_of_their_own() -> None:
    """R02: no two of them share a moment."""
    mine = set(in_month(20_000, 20_000, 0.5))
    for theirs in (
        in_month(20_000, 20_000, 0.5, seed=4),
        in_month(20_000, 20_000, 0.5, key=42),
        list(zip(*(x.tolist() for x in in_months(20_000, 20_000, 0.5, 2)[:2]), strict=True))[len(mine) :],
    ):
        assert len(theirs) > 700
        assert not mine & set(theirs)


def test_nobody_aware_or_nothing_wanted() -> None:
    """M10: without aware people, or under a bound of zero, there is no moment."""
    assert in_month(50_000, 0, 1.0) == []
    assert in_month(50_000, 50_000, 0.0) == []
    assert in_month(0, 0, 1.0) == []


def test_too_little_room_is_told() -> None:
    """-1 when the moments do not fit; with just enough room they are all there, and twice the same."""
    size, bound = 20_000, 0.5
    expected = in_month(size, size, bound)
    room = len(expected)
    for capacity, answer in ((0, -1), (room - 1, -1), (room, room), (2 * room, room)):
        ranks, draws = np.empty(capacity, dtype=np.int64), np.empty(capacity)
        found = decision_moments(3, 41, 7, MONTH, size, size, RATE, bound, ranks, draws)
        assert found == answer
    assert in_month(size, size, bound) == expected


def test_a_person_decides_at_random_moments() -> None:
    """Two moments of a person in a month are rare but occur: (rate)^2 / 2 = 1 / 288 per person and month."""
    ranks, _, counts = in_months(1_000, 1_000, 1.0, 1_000)
    month = np.repeat(np.arange(counts.size), counts)
    pairs = month * 1_000 + ranks
    _, repeats = np.unique(pairs, return_counts=True)
    twice = (repeats == 2).astype(np.int64).sum()
    expected = 1_000_000 * np.exp(-RATE) * RATE**2 / 2.0
    assert abs(twice - expected) < LIMIT * np.sqrt(expected)
