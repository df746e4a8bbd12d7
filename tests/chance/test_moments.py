"""Decision moments under a bound: a Poisson process on people x u, with each person's lean taken into the draw."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.base.leans import CLASSES, STEPS, leans_of_spread, traits
from microcred.base.moments import AT_ONCE, Blocks, decision_moments, empty_moments, lay_pieces, named_blocks
from tests.chance.loops import leans, moments
from tests.chance.measures import (
    LIMIT,
    Floats,
    Integers,
    chi_square_z,
    correlation_z,
    fit_z,
    kolmogorov_p,
    mean_z,
    poisson_pmf,
    variance_z,
)
from tests.chance.reference import Block

RATE = 1.0 / 12.0
MONTH = 24_300
COHORT = 7
ROOM = 1_000_000
SEED, KEY = 3, 41


def in_months(
    size: int,
    aware: int,
    bound: float,
    months: int,
    *,
    spread: float = 0.0,
    seed: int = SEED,
    key: int = KEY,
    cohort: int = COHORT,
    month: int = MONTH,
) -> tuple[Integers, Floats, Integers]:
    """Ranks and draws of many months one after the other, and how many each month had."""
    ranks, draws = np.empty(ROOM, dtype=np.int64), np.empty(ROOM)
    counts = np.empty(months, dtype=np.int64)
    densities, room = leans_of_spread(spread), empty_moments(ROOM)
    blocks = named_blocks(seed, key, cohort, size, aware, bound)
    total = moments(seed, month, RATE, spread, densities, blocks, room, ranks, draws, counts)
    assert total >= 0
    return ranks[:total].copy(), draws[:total].copy(), counts


def in_month(
    size: int, aware: int, bound: float, *, spread: float = 0.0, seed: int = SEED, key: int = KEY, cohort: int = COHORT
) -> list[tuple[int, float]]:
    """(rank, draw) of one month, as they come."""
    ranks, draws, _ = in_months(size, aware, bound, 1, spread=spread, seed=seed, key=key, cohort=cohort)
    return list(zip(ranks.tolist(), draws.tolist(), strict=True))


def leans_of(size: int, spread: float) -> Floats:
    """Leans of the block's people, by rank."""
    out = np.empty(size)
    leans(SEED, KEY, COHORT, spread, out)
    return out


def shifted(lean: Floats, draw: float | Floats) -> Floats:
    """The probability d with its odds multiplied by exp(lean)."""
    odds = np.exp(lean) * draw
    return odds / (1.0 - draw + odds)


# Without leans.


@pytest.mark.parametrize(
    ("size", "aware", "bound"),
    [
        (100_000, 40_000, 0.0013),
        (100_000, 5_000, 0.02),
        (1_000, 1_000, 1.0),
        (1_001, 999, 0.6),
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
    # Moments come by strata and in order of the draw, so neighbours are alike until they are sorted by u.
    assert abs(correlation_z(share[np.argsort(u)][1:], share[np.argsort(u)][:-1])) < LIMIT


def test_a_person_decides_at_random_moments() -> None:
    """Two moments of a person in a month are rare but occur: (rate)^2 / 2 = 1 / 288 per person and month.

    So whatever the lean, which only says what the draws are.
    """
    for spread in (0.0, 0.8):
        ranks, _, counts = in_months(1_000, 1_000, 1.0, 1_000, spread=spread)
        month = np.repeat(np.arange(counts.size), counts)
        _, repeats = np.unique(month * 1_000 + ranks, return_counts=True)
        twice = (repeats == 2).astype(np.int64).sum()
        expected = 1_000_000 * np.exp(-RATE) * RATE**2 / 2.0
        assert abs(twice - expected) < LIMIT * np.sqrt(expected)


# With leans: a person of lean t has rate x u moments with a draw up to d, where u is d with its odds times exp(t).


def worst_z(ranks: Integers, draws: Floats, months: int, t: Floats, bound: float) -> float:
    """Largest deviation from the defining property at several draws up to the bound.

    Over all and by class, whose numbers of moments are Poisson, so that the standard deviation is known; and by the
    quarters of each class together, as chi-square.
    """
    places = CLASSES * STEPS
    place = np.empty(t.size, dtype=np.int64)
    place[np.argsort(t)] = np.arange(t.size) * places // t.size
    worst = 0.0
    for share in (0.02, 0.2, 0.5, 0.7, 0.95, 1.0):
        expected = np.bincount(place, weights=RATE * months * shifted(t, share * bound), minlength=places)
        seen = np.bincount(place[ranks[draws <= share * bound]], minlength=places).astype(np.float64)
        for many in (1, CLASSES):
            wanted, found = expected.reshape(many, -1).sum(axis=1), seen.reshape(many, -1).sum(axis=1)
            enough = wanted >= 25.0
            worst = max(worst, float(np.abs((found - wanted)[enough] / np.sqrt(wanted[enough])).max(initial=0.0)))
        enough = expected >= 10.0
        if enough.sum() > CLASSES:
            # Nothing ties the sum of Poisson numbers, so no degree of freedom is lost: a cell that fits gives it back.
            found, wanted = np.append(seen[enough], 1.0), np.append(expected[enough], 1.0)
            worst = max(worst, abs(chi_square_z(found, wanted)))
    return worst


@pytest.mark.parametrize("spread", [0.3, 0.8, 2.0])
@pytest.mark.parametrize(
    ("size", "aware", "bound", "months"),
    [
        (4_096, 4_096, 1.0, 1_500),
        (4_000, 3_001, 0.61, 1_500),
        (100_000, 100_000, 0.02, 1_000),
        (3_000, 500, 0.3, 4_000),
    ],
)
def test_leans_multiply_the_odds(spread: float, size: int, aware: int, bound: float, months: int) -> None:
    """model.md 4.3: whoever leans by t applies where P has odds times exp(t), and not otherwise.

    An offer of probability P is taken up at moments with a draw up to P: exactly rate x u(P) of them for each person,
    on every level of draws, by class and within, under every bound, whoever is aware.
    """
    ranks, draws, _ = in_months(size, aware, bound, months, spread=spread)
    assert draws.max() <= bound
    assert ranks.max() < aware
    assert worst_z(ranks, draws, months, leans_of(size, spread)[:aware], bound) < LIMIT


def test_the_gate_tells_leans_apart() -> None:
    """What the gate can see: leans a fifth wider, the lean of the next person, or no lean at all are refused."""
    size, months = 4_096, 1_500
    ranks, draws, _ = in_months(size, size, 1.0, months, spread=0.8)
    t = leans_of(size, 0.8)
    assert worst_z(ranks, draws, months, t, 1.0) < LIMIT
    for wrong in (1.2 * t, np.roll(t, 1), np.zeros(size)):
        assert worst_z(ranks, draws, months, wrong, 1.0) > 2.0 * LIMIT


@pytest.mark.parametrize("spread", [0.3, 0.8, 2.0])
def test_undone_leans_give_the_plain_process(spread: float) -> None:
    """Taking the lean out of the draw gives back the uniform that decides, independent of who has the moment.

    KS of u, of the rank and of the place within the month's count, chi-square of classes x sixteenths of u, Poisson
    counts: by the mapping theorem these are what the defining property says of the process as a whole.
    """
    size, months = 4_096, 1_500
    ranks, draws, counts = in_months(size, size, 1.0, months, spread=spread)
    t = leans_of(size, spread)
    u = shifted(t[ranks], draws)
    assert kolmogorov_p(u) > 1e-6
    assert kolmogorov_p((ranks[:-1] + u[1:]) / size) > 1e-6
    assert abs(correlation_z((ranks + 0.5) / size, u)) < LIMIT
    class_ = np.empty(size, dtype=np.int64)
    class_[np.argsort(t)] = np.arange(size) * CLASSES // size
    cells = np.bincount(class_[ranks] * 16 + (u * 16).astype(np.int64), minlength=CLASSES * 16).astype(np.float64)
    assert abs(chi_square_z(cells, np.full(cells.size, u.size / cells.size))) < LIMIT
    mean = size * RATE
    assert abs(mean_z(counts, mean, mean)) < LIMIT
    assert abs(variance_z(counts, mean, mean, mean + 3.0 * mean * mean)) < LIMIT


@settings(derandomize=True, max_examples=60, deadline=None, database=None)
@given(st.integers(1, 2_500), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 2.0), st.integers(0, 2**32 - 1))
def test_small_blocks_agree_with_plain_integers(
    size: int, aware_share: float, bound: float, spread: float, seed: int
) -> None:
    """R05: the compiled moments are those of a copy written from the definitions, with Python's own normal quantile."""
    aware = int(aware_share * size)
    expected = Block(seed, KEY, COHORT, size, spread).moments(MONTH, aware, RATE, bound)
    found = in_month(size, aware, bound, spread=spread, seed=seed)
    assert [rank for rank, _ in found] == [rank for rank, _ in expected]
    assert [draw for _, draw in found] == pytest.approx([draw for _, draw in expected], rel=1e-9)


# Common random numbers.


@settings(derandomize=True, max_examples=60, deadline=None, database=None)
@given(
    st.integers(1, 30_000),
    st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)),
    st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)),
    st.floats(0.0, 2.0),
    st.integers(0, 2**32 - 1),
)
def test_nested_in_bound_and_in_aware(
    size: int, bounds: tuple[float, float], shares: tuple[float, float], spread: float, seed: int
) -> None:
    """M17, M18: the moments of two bounds, or of two aware counts, are nested.

    A smaller bound, or fewer aware people, give exactly the moments of the larger that fit, in order. So two scenarios
    that differ in what is on offer, or in who knows, see the same moments as far as both see any.
    """
    low, high = sorted(bounds)
    fewer, more = sorted(int(share * size) for share in shares)
    everything = in_month(size, more, high, spread=spread, seed=seed)
    assert in_month(size, more, low, spread=spread, seed=seed) == [one for one in everything if one[1] <= low]
    assert in_month(size, fewer, high, spread=spread, seed=seed) == [one for one in everything if one[0] < fewer]


@pytest.mark.parametrize("spread", [0.0, 0.5])
def test_months_blocks_and_seeds_have_moments_of_their_own(spread: float) -> None:
    """R02: no two of them share a moment, nor a draw."""
    mine = in_month(20_000, 20_000, 0.5, spread=spread)
    both = in_months(20_000, 20_000, 0.5, 2, spread=spread)
    for theirs in (
        in_month(20_000, 20_000, 0.5, spread=spread, seed=4),
        in_month(20_000, 20_000, 0.5, spread=spread, key=42),
        in_month(20_000, 20_000, 0.5, spread=spread, cohort=8),
        list(zip(*(x.tolist() for x in both[:2]), strict=True))[len(mine) :],
    ):
        assert len(theirs) > 700
        assert not {draw for _, draw in mine} & {draw for _, draw in theirs}


def test_nobody_aware_or_nothing_wanted() -> None:
    """M10: without aware people, or under a bound of zero, there is no moment."""
    for spread in (0.0, 0.8):
        assert in_month(50_000, 0, 1.0, spread=spread) == []
        assert in_month(50_000, 50_000, 0.0, spread=spread) == []
        assert in_month(0, 0, 1.0, spread=spread) == []


# Many blocks at once.

Moment = tuple[int, float, int, int, int]
# Key, cohort, size, aware share, bound.
BLOCK = st.tuples(
    st.integers(0, 2**32 - 1),
    st.integers(0, 60_000),
    st.one_of(st.integers(0, 300), st.integers(0, 30_000)),
    st.floats(0.0, 1.0),
    st.one_of(st.floats(0.001, 1.0), st.floats(0.0, 0.01), st.just(1.0)),
)


def named(seed: int, blocks: list[tuple[int, int, int, float, float]]) -> Blocks:
    """Blocks of these names."""
    keys, cohorts, sizes, shares, bounds = zip(*blocks, strict=True)
    aware = [int(share * size) for share, size in zip(shares, sizes, strict=True)]
    return named_blocks(seed, keys, cohorts, sizes, aware, bounds)


def by_block(seed: int, blocks: Blocks, spread: float, room: int) -> tuple[list[list[Moment]], int]:
    """The moments of each block, with the first three traits, and how many batches they came in."""
    densities, found = leans_of_spread(spread), empty_moments(room)
    each: list[list[Moment]] = []
    first, batches, last = 0, 0, blocks.keys.size
    while first < last:
        after, count = decision_moments(seed, MONTH, RATE, spread, densities, blocks, first, last, found)
        if after == first:
            found = empty_moments(2 * found.ranks.size + 2)
            continue
        ends = [0, *blocks.ends[first:after].tolist()]
        assert ends[-1] == count
        columns = (found.ranks, found.draws, *found.traits[:3])
        rows = list(zip(*(column[:count].tolist() for column in columns), strict=True))
        each += [rows[begin:end] for begin, end in pairwise(ends)]
        first, batches = after, batches + 1
    return each, batches


def one_by_one(seed: int, blocks: Blocks, spread: float) -> list[list[Moment]]:
    """The moments of each block, asked for alone."""
    each = zip(blocks.keys, blocks.cohorts, blocks.sizes, blocks.aware, blocks.bounds, strict=True)
    return [by_block(seed, named_blocks(seed, *one), spread, 1_000)[0][0] for one in each]


@settings(derandomize=True, max_examples=60, deadline=None, database=None)
@given(st.lists(BLOCK, min_size=1, max_size=25), st.floats(0.0, 2.0), st.integers(0, 2**32 - 1), st.integers(0, 10_000))
def test_blocks_at_once_are_blocks_alone(
    blocks: list[tuple[int, int, int, float, float]], spread: float, seed: int, room: int
) -> None:
    """R05: whichever blocks are asked together, in however much room, each has its own moments, in its own order."""
    together = named(seed, blocks)
    assert by_block(seed, together, spread, room)[0] == one_by_one(seed, together, spread)


def test_the_traits_are_those_kept_for_life() -> None:
    """R02: words of lean, income and home sector, whatever the month and the block's place among others."""
    blocks = named(SEED, [(41, 8_100, 3_000, 0.8, 0.7), (42, 0, 500, 1.0, 1.0)])
    each, _ = by_block(SEED, blocks, 0.8, ROOM)
    for key, cohort, moments_of_block in zip((41, 42), (8_100, 0), each, strict=True):
        assert len(moments_of_block) > 20
        for rank, _, *words in moments_of_block:
            assert tuple(words) == tuple(traits(SEED, key, cohort, rank))[:3]


def test_blocks_are_taken_in_up_to_so_many_turns() -> None:
    """Forty blocks of 298 turns, of which 14 make 4,096 or more: 3 batches. Those without anybody take no room at all.

    A block's turns, without leans: 3,072 people in 48 groups, of which the strata have 6, 3, 3, 6, 6, 12 and 12. Up to
    draw one they make 3,072 / 12 = 256 candidates, in whole numbers on every level (6 groups 4, 12 and 16), and each of
    21 pieces has 2 turns more. In room for one turn less than 8 blocks have there are 7, with what they need beyond: 6
    batches.
    """
    blocks = named(SEED, [(key, 5, size, 1.0, 1.0) for key in range(40) for size in (3_072, 0)])
    assert 13 * 298 < AT_ONCE <= 14 * 298
    after, pieces, turns = lay_pieces(RATE, leans_of_spread(0.0), blocks, 0, 80, empty_moments(ROOM))
    assert (after, pieces, turns) == (27, 14 * 21, 14 * 298)
    each, batches = by_block(SEED, blocks, 0.0, ROOM)
    assert batches == 3
    assert each == one_by_one(SEED, blocks, 0.0)
    assert all(bool(moments_of_block) == (turn % 2 == 0) for turn, moments_of_block in enumerate(each))
    assert by_block(SEED, blocks, 0.0, 8 * 298 - 1) == (each, 6)


def test_turns_beyond_those_expected() -> None:
    """A piece is given two turns more than it needs on average; whoever needs more has them drawn behind all others.

    So exactly the turns that were laid out are no room enough for eight blocks at once, of which some need more.
    """
    densities = leans_of_spread(0.8)
    blocks = named(SEED, [(key, 5, 8_000, 1.0, 0.9) for key in range(8)])
    after, _, turns = lay_pieces(RATE, densities, blocks, 0, 4, empty_moments(ROOM))
    assert after == 4
    assert decision_moments(SEED, MONTH, RATE, 0.8, densities, blocks, 0, 4, empty_moments(turns)) == (0, 0)
    each, batches = by_block(SEED, blocks, 0.8, ROOM)
    assert batches == 2
    assert each == one_by_one(SEED, blocks, 0.8)
    for key, moments_of_block in enumerate(each):
        expected = Block(SEED, key, 5, 8_000, 0.8).moments(MONTH, 8_000, RATE, 0.9)
        assert [rank for rank, *_ in moments_of_block] == [rank for rank, _ in expected]


@pytest.mark.parametrize("spread", [0.0, 0.5])
def test_too_little_room_is_told(spread: float) -> None:
    """The first block itself when what is drawn on the way does not fit; with room for it, twice the same."""
    size, bound = 20_000, 0.5
    expected = in_month(size, size, bound, spread=spread)
    blocks, densities = named_blocks(SEED, KEY, COHORT, size, size, bound), leans_of_spread(spread)
    answers = []
    for room in (0, 1, len(expected) - 1, len(expected), 2 * len(expected), 4 * len(expected)):
        found = empty_moments(room)
        taken, count = decision_moments(SEED, MONTH, RATE, spread, densities, blocks, 0, 1, found)
        answers.append((taken, count))
        if taken > 0:
            assert list(zip(found.ranks[:count].tolist(), found.draws[:count].tolist(), strict=True)) == expected
    assert answers[:4] == [(0, 0)] * 4
    assert answers[-1] == (1, len(expected))
    assert in_month(size, size, bound, spread=spread) == expected
