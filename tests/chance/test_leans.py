"""Leans and the other traits that people keep for life, and how often a lean brings moments of a draw."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.base.leans import (
    CLASSES,
    GUIDE,
    LEVELS,
    STEPS,
    at_most,
    class_of,
    density_at,
    lean_density,
    lean_of,
    leans_of_spread,
    order_of,
    rank_of,
    surely,
)
from tests.chance.loops import leans, leans_of_blocks, trait_words
from tests.chance.measures import LIMIT, Floats, chi_square_z, correlation_z, kolmogorov_p, mean_z, variance_z

WORD = st.integers(0, 2**32 - 1)
some = settings(derandomize=True, max_examples=300, deadline=None, database=None)


def probability(z: Floats) -> Floats:
    """The normal distribution function, cut at three as the leans are."""
    return np.array([0.5 * math.erfc(-x / math.sqrt(2.0)) for x in z.reshape(-1).tolist()])


def cut_variance() -> tuple[float, float]:
    """Variance and fourth moment of a standard normal whose tails beyond three take the value three.

    Integrating x^2 and x^4 by parts between -3 and 3: 1 - 2Q - 6 f and 3 (1 - 2Q) - 72 f, f the density at 3 and Q
    the tail; and 9 and 81 in the tails.
    """
    tail = 0.5 * math.erfc(3.0 / math.sqrt(2.0))
    f = math.exp(-4.5) / math.sqrt(2.0 * math.pi)
    return 1.0 - 2.0 * tail - 6.0 * f + 18.0 * tail, 3.0 * (1.0 - 2.0 * tail) - 72.0 * f + 162.0 * tail


# Classes.


@some
@given(st.integers(0, CLASSES - 1), st.integers(0, 2**25))
def test_a_group_has_one_person_of_each_class(order: int, group: int) -> None:
    """64 consecutive ranks have 64 classes, and a class of a group leads back to its rank."""
    ranks = range(CLASSES * group, CLASSES * (group + 1))
    classes = [class_of(order, rank) for rank in ranks]
    assert sorted(classes) == list(range(CLASSES))
    assert [rank_of(order, group, class_) for class_ in classes] == list(ranks)


@pytest.mark.parametrize("order", range(CLASSES))
def test_the_first_of_a_group_are_spread_over_the_classes(order: int) -> None:
    """The first two lie in different halves of the classes, the first four in different quarters, and so on.

    Hence a group in which only some are aware has as many inclined as disinclined people, but for one.
    """
    classes = [class_of(order, rank) for rank in range(CLASSES)]
    for first in (2, 4, 8, 16, 32):
        assert len({class_ * first // CLASSES for class_ in classes[:first]}) == first


def test_a_class_is_a_64th_of_the_normal_distribution() -> None:
    """Classes follow on each other: the highest of one lies under the lowest of the next; the ends are cut at three."""
    ends = [(lean_of(0, class_, 1.0), lean_of(2**32 - 1, class_, 1.0)) for class_ in range(CLASSES)]
    assert (ends[0][0], ends[-1][1]) == (-3.0, 3.0)
    for (_, high), (low, _) in pairwise(ends):
        assert high < low < high + 1e-6
    assert probability(np.array([high for _, high in ends[:-1]])) == pytest.approx(np.arange(1, 64) / 64, abs=1e-9)


# Leans.


@pytest.mark.parametrize("rank", [0, 1, 14, 1_000_003])
def test_one_rank_in_many_blocks_is_normal(rank: int) -> None:
    """Over 300 seeds x 200 keys: KS, mean and variance of the cut normal, equal classes, independent neighbours.

    So also the first to become aware in a block are neither more nor less inclined than others.
    """
    out = np.empty((300, 200))
    leans_of_blocks(5_000, 900, 8_100, rank, 0.5, out)
    z = out.reshape(-1) / 0.5
    assert np.abs(z).max() <= 3.0
    u = probability(z)
    assert kolmogorov_p(u) > 1e-6
    variance, fourth = cut_variance()
    assert abs(mean_z(z, 0.0, variance)) < LIMIT
    assert abs(variance_z(z, 0.0, variance, fourth)) < LIMIT
    classes = np.bincount((u * CLASSES).astype(np.int64), minlength=CLASSES).astype(np.float64)
    assert abs(chi_square_z(classes, np.full(CLASSES, u.size / CLASSES))) < LIMIT
    square = u.reshape(out.shape)
    assert abs(correlation_z(square[:, 1:].reshape(-1), square[:, :-1].reshape(-1))) < LIMIT
    assert abs(correlation_z(square[1:].reshape(-1), square[:-1].reshape(-1))) < LIMIT


@pytest.mark.parametrize("spread", [0.3, 2.0])
def test_the_leans_of_a_block_are_normal(spread: float) -> None:
    """KS over 100,000 people of one block, whose mean is nearer to zero than that of independent people.

    Independent groups of one person per class: of a class, only the place within it is left to chance.
    """
    out = np.empty(100_000)
    leans(6, 77, 8_101, spread, out)
    assert kolmogorov_p(probability(out / spread)) > 1e-6
    assert abs(out.mean()) < 0.5 * spread / math.sqrt(out.size)


def test_no_spread_no_lean() -> None:
    """Everybody is the same."""
    out = np.empty(1_000)
    leans(6, 77, 8_101, 0.0, out)
    assert not out.any()


def test_blocks_have_orders_of_their_own() -> None:
    """R02: the 64 orders of classes come equally often over cohorts, keys and seeds."""
    orders = [order_of(seed, key, cohort) for seed in range(20) for key in range(20) for cohort in range(20)]
    counts = np.bincount(orders, minlength=CLASSES).astype(np.float64)
    assert counts.size == CLASSES
    assert abs(chi_square_z(counts, np.full(CLASSES, len(orders) / CLASSES))) < LIMIT


# The other traits.


def words_of(seed: int, key: int, cohort: int) -> Floats:
    """Four words of 100,000 people as shares."""
    out = np.empty((4, 100_000))
    trait_words(seed, key, cohort, out)
    return out


def test_traits_are_uniform_and_independent() -> None:
    """R02: KS of each word; correlations within people, of neighbours, and with other blocks and seeds."""
    mine = words_of(8, 55, 8_100)
    for word in mine:
        assert kolmogorov_p(word) > 1e-6
    for one, two in combinations(mine, 2):
        assert abs(correlation_z(one, two)) < LIMIT
    for one in mine:
        for two in mine:
            assert abs(correlation_z(one[1:], two[:-1])) < LIMIT
    for theirs in (words_of(9, 55, 8_100), words_of(8, 56, 8_100), words_of(8, 55, 8_101), words_of(8, 55, 0)):
        for one in mine:
            for two in theirs:
                assert abs(correlation_z(one, two)) < LIMIT


# Densities.


def shifted(lean: float, draw: float) -> float:
    """The probability `draw` with its odds multiplied by exp(lean)."""
    odds = math.exp(lean) * draw
    return odds / (1.0 - draw + odds)


def integral(lean: float, draw: float) -> float:
    """Of the density up to a draw: over the logit of the draw, where the integrand falls off at both ends."""
    x = np.linspace(-60.0, math.log(draw / (1.0 - draw)), 40_001)
    d = 1.0 / (1.0 + np.exp(-x))
    values = np.array([lean_density(lean, one) for one in d.tolist()]) * d * (1.0 - d)
    return float((0.5 * (values[1:] + values[:-1]) * np.diff(x)).sum())


@pytest.mark.parametrize("lean", [-6.0, -1.5, 0.0, 0.7, 6.0])
def test_the_density_integrates_to_the_shifted_odds(lean: float) -> None:
    """Its integral to d is d with odds times exp(lean), and over all draws one: nobody has more moments than others.

    On paper: lean log 3 at d = 1/2 is odds 3, 3/4; the density there is 3 / (1/2 + 3/2)^2 = 3/4.
    """
    assert integral(lean, 1.0 - 1e-12) == pytest.approx(1.0, abs=1e-6)
    for draw in (0.001, 0.2, 0.5, 0.9):
        assert integral(lean, draw) == pytest.approx(shifted(lean, draw), rel=1e-5)
    assert lean_density(math.log(3.0), 0.5) == pytest.approx(0.75)
    assert shifted(math.log(3.0), 0.5) == pytest.approx(0.75)
    assert lean_density(0.0, 0.37) == pytest.approx(1.0)


@some
@given(st.integers(0, CLASSES - 1), WORD, st.floats(0.0, 1.0), st.floats(0.0, 5.0))
def test_envelopes_bound_every_density(class_: int, word: int, draw: float, spread: float) -> None:
    """On each level of draws, nobody of a class has a higher density than the class's step of the envelope.

    But for the rounding of the sum from which the step is taken. Levels include their ends.
    """
    table = leans_of_spread(spread).highest
    lean = lean_of(word, class_, spread)
    for level, (low, high) in enumerate(pairwise(LEVELS)):
        step = table[level, class_ + 1] - table[level, class_]
        assert not low <= draw <= high or lean_density(lean, draw) <= step + 4e-16 * table[level, CLASSES]


@some
@given(st.integers(0, CLASSES - 1), WORD, st.floats(2.0**-53, 1.0 - 2.0**-53), st.floats(0.0, 5.0))
def test_what_is_settled_by_step_is_settled(class_: int, word: int, draw: float, spread: float) -> None:
    """Nobody of a step has a density outside its bounds: moments may be kept, or dropped, without the person's lean."""
    step = class_ * STEPS + word * STEPS // 2**32
    low_odds, high_odds = leans_of_spread(spread).odds[step : step + 2].tolist()
    low, high = density_at(low_odds, draw), density_at(high_odds, draw)
    own = lean_density(lean_of(word, class_, spread), draw)
    assert surely(low, high) <= own <= at_most(low, high, low_odds, high_odds, draw)


def test_the_bounds_of_a_step_are_close() -> None:
    """Few are asked for their own lean: the bounds of half the steps are within 1 %, all but the tails' within 12 %."""
    odds = leans_of_spread(0.5).odds
    inner = slice(4, -4)
    for draw in (0.01, 0.1, 0.5):
        low, high = (np.array([density_at(one, draw) for one in edges.tolist()]) for edges in (odds[:-1], odds[1:]))
        assert (np.abs(high / low - 1.0)[inner]).max() < 0.12
        assert np.median(np.abs(high / low - 1.0)) < 0.01


def steps_of(spread: float) -> Floats:
    """Highest density by level of draws and class."""
    return np.diff(leans_of_spread(spread).highest, axis=1)


@pytest.mark.parametrize("spread", [0.0, 0.3, 0.8, 2.0, 5.0])
def test_envelopes_are_reached(spread: float) -> None:
    """No step is higher than needed: somebody of the class, with a draw at an end of the level, has it.

    Among 1,001 people spread evenly over the class, the nearest to the best lean is short of the highest density by no
    more than a millionth: the density is flat there.
    """
    steps, whole = steps_of(spread), leans_of_spread(spread).highest[:, CLASSES]
    words = np.linspace(0, 2**32 - 1, 1_001).astype(np.int64).tolist()
    for class_ in range(CLASSES):
        people = [lean_of(word, class_, spread) for word in words]
        for level, draws in enumerate(pairwise(LEVELS)):
            highest = max(lean_density(lean, draw) for lean in people for draw in draws)
            assert steps[level, class_] == pytest.approx(highest, rel=1e-6, abs=1e-15 * whole[level])


def test_envelopes_by_hand() -> None:
    """Three classes at spread 2, on all levels; e / (1 - d + e d)^2 is e at draw 0, 4 e / (1 + e)^2 at 1/2, 1 / e at 1.

    From the median to the 33rd 64th, z = 0 to .0392, e = 1 to 1.0815: 1.0815 at draw 0; 1.0815 / (.875 + .1352)^2 =
    1.0598 at 1/8; and 1, the same at all draws, of whoever leans not at all.

    The last 64th, z = 2.1539 to 3, e = 74.27 to 403.4: 403.4 at draw 0; beyond the odds 7 that have most at 1/8, the
    least inclined have 74.27 / (.875 + 9.284)^2 = .7196 there; and 4 x 74.27 / 75.27^2 = .05244 at 1/2.

    The 54th, z = .9468 to 1.0100, e = 6.643 to 7.538: 7.538 at draw 0; e = 7 lies within, with 1 / (4 x 1/8 x 7/8) =
    16/7 at 1/8, the most of all classes; and 4 x 6.643 / 7.643^2 = .4549 at 1/2.
    """
    steps = steps_of(2.0)
    assert steps[:, 32] == pytest.approx([1.0815, 1.0598, 1.0], abs=1e-4)
    assert steps[:, 63] == pytest.approx([403.4, 0.7196, 0.05244], rel=2e-4)
    assert steps[:, 53] == pytest.approx([7.538, 16.0 / 7.0, 0.4549], rel=2e-4)
    assert steps[1].argmax() == 53
    assert steps[1, 53] == pytest.approx(16.0 / 7.0, rel=1e-9)


@pytest.mark.parametrize("spread", [0.0, 0.3, 0.8, 2.0, 5.0])
def test_guides_say_where_a_class_begins(spread: float) -> None:
    """For each of 1,024 equal parts of a whole envelope, the class in whose step it begins."""
    leans_of_it = leans_of_spread(spread)
    assert leans_of_it.guides.shape == (len(LEVELS) - 1, GUIDE)
    for row, guide in zip(leans_of_it.highest, leans_of_it.guides, strict=True):
        for part, class_ in enumerate(guide.tolist()):
            assert row[class_] <= part / GUIDE * row[CLASSES] < row[class_ + 1]


@pytest.mark.parametrize(("spread", "whole", "finest"), [(0.8, 103.5, 2.5e-8), (2.0, 719.2, 2e-7), (5.0, 3.34e6, 1e-3)])
def test_the_grid_of_marks_is_fine_enough(spread: float, whole: float, finest: float) -> None:
    """A mark is one of 2^32 on the whole envelope: rounding it moves no density by more than one step of the grid.

    The envelopes of 64 classes, whose mean density is one, add up to 103.5 at most where tastes are widest: moments are
    exact to 103.5 / 2^32 = 2.4e-8 of one; at the parameter's hard bound of 5 to a thousandth of a moment.
    """
    highest = leans_of_spread(spread).highest[:, CLASSES].max()
    assert highest == pytest.approx(whole, rel=1e-3)
    assert highest * 2.0**-32 < finest
