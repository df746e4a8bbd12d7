"""Quality of the keyed draws, as the model uses them: neighbours in every part of the key are independent."""

from __future__ import annotations

import math

import numpy as np
import pytest

from microcred.base.chance import Purpose, code_key, philox, share, uniform
from tests.chance.loops import uniforms
from tests.chance.measures import LIMIT, Floats, chi_square_z, correlation_z, kolmogorov_p

PURPOSES, MONTHS, AGENTS = 10, 12, 50_000
SMALLEST_P = 1e-6
FIRST_MONTH = 2025 * 12


@pytest.fixture(scope="module")
def draws() -> Floats:
    """Six million draws: purposes x months x agents."""
    out = np.empty((PURPOSES, MONTHS, AGENTS))
    uniforms(20_250_101, int(Purpose.LOTTERY), code_key("place|110000|urban"), FIRST_MONTH, 0, out)
    return out


def other(seed: int, place: str, slot: int) -> Floats:
    """The first purposes again, for another seed, place or slot."""
    out = np.empty((3, MONTHS, AGENTS))
    uniforms(seed, int(Purpose.LOTTERY), code_key(place), FIRST_MONTH, slot, out)
    return out


def test_six_million_draws_are_uniform(draws: Floats) -> None:
    """R02: Kolmogorov-Smirnov, and chi-square over 1,024 equal cells."""
    values = draws.reshape(-1)
    assert values.min() > 0.0
    assert values.max() <= 1.0
    assert kolmogorov_p(values) > SMALLEST_P
    cells = np.bincount((values * 1024).astype(np.int64), minlength=1024).astype(np.float64)
    assert abs(chi_square_z(cells, np.full(1024, values.size / 1024))) < LIMIT


@pytest.mark.parametrize("axis", [0, 1, 2], ids=["purposes", "months", "agents"])
def test_neighbours_are_independent(draws: Floats, axis: int) -> None:
    """R02: correlation and joint chi-square (64 x 64 cells) of adjacent purposes, months and agents."""
    first = np.take(draws, range(0, draws.shape[axis] - 1, 2), axis=axis).reshape(-1)
    second = np.take(draws, range(1, draws.shape[axis], 2), axis=axis).reshape(-1)
    assert abs(correlation_z(first, second)) < LIMIT
    cell = (first * 64).astype(np.int64) * 64 + (second * 64).astype(np.int64)
    cells = np.bincount(cell, minlength=4096).astype(np.float64)
    assert abs(chi_square_z(cells, np.full(4096, first.size / 4096))) < LIMIT


def test_neighbouring_seeds_places_and_slots_are_independent(draws: Floats) -> None:
    """R02: the same people under the next seed, in the rural half of their region, and in the next slot."""
    mine = draws[:3].reshape(-1)
    for theirs in (
        other(20_250_102, "place|110000|urban", 0),
        other(20_250_101, "place|110000|rural", 0),
        other(20_250_101, "place|110000|urban", 1),
    ):
        assert abs(correlation_z(mine, theirs.reshape(-1))) < LIMIT


def test_the_words_of_a_hash_are_independent() -> None:
    """R02: correlation of the first and last word, and of each with the next agent's other."""
    words = [philox(agent, 11, FIRST_MONTH, 0, 3, int(Purpose.LOOK)) for agent in range(50_000)]
    pairs = np.array([(share(word[0]), share(word[3])) for word in words])
    assert abs(correlation_z(pairs[:, 0], pairs[:, 1])) < LIMIT
    assert abs(correlation_z(pairs[1:, 0], pairs[:-1, 1])) < LIMIT


def test_swapped_parts_of_a_key_are_other_agents() -> None:
    """R02: key and number, month and slot, seed and purpose stand in different words."""
    mine = uniform(5, 6, 7, 8, 9, 10)
    swapped = [uniform(6, 5, 7, 8, 9, 10), uniform(5, 6, 8, 7, 9, 10), uniform(5, 6, 7, 8, 10, 9)]
    assert len({mine, *swapped}) == 4


def test_the_measures_see_a_fault(draws: Floats) -> None:
    """The gates are not empty: a slight slope, a slight correlation and equal months all fail them."""
    sloped = draws[0, :4].reshape(-1) ** 1.02
    assert kolmogorov_p(sloped) < SMALLEST_P
    cells = np.bincount((sloped * 1024).astype(np.int64), minlength=1024).astype(np.float64)
    assert chi_square_z(cells, np.full(1024, sloped.size / 1024)) > 0.0
    mixed = 0.99 * draws[0].reshape(-1) + 0.01 * draws[1].reshape(-1)
    assert abs(correlation_z(mixed, draws[1].reshape(-1))) > LIMIT
    assert math.isclose(correlation_z(draws[0, 0], draws[0, 0]), math.sqrt(AGENTS), rel_tol=0.02)
