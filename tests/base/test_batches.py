"""Draws of many agents at once are the draws of each."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.base.batches import WORDS, uniform_of_each, words_of_all, words_of_turns
from microcred.base.chance import philox, uniform

WORD = st.integers(0, 2**32 - 1)


@settings(deadline=None)
@given(WORD, st.integers(0, 50), st.lists(st.tuples(WORD, WORD, WORD), max_size=40), WORD)
def test_words_of_turns_are_philox(seed: int, purpose: int, agents: list[tuple[int, int, int]], month: int) -> None:
    keys, numbers, turns = np.array(agents, dtype=np.int64).reshape(-1, 3).T.copy()
    words = np.zeros((WORDS, len(agents)), dtype=np.int64)
    words_of_turns(seed, purpose, keys, numbers, month, turns, words)
    assert [tuple(column) for column in words.T.tolist()] == [
        tuple(int(word) for word in philox(number, key, month, turn, seed, purpose)) for key, number, turn in agents
    ]


@settings(deadline=None)
@given(WORD, st.integers(0, 50), st.lists(st.tuples(WORD, WORD, WORD), max_size=40), st.integers(0, 3))
def test_words_of_all_are_philox(seed: int, purpose: int, agents: list[tuple[int, int, int]], slot: int) -> None:
    keys, numbers, months = np.array(agents, dtype=np.int64).reshape(-1, 3).T.copy()
    words = np.zeros((WORDS, len(agents)), dtype=np.int64)
    words_of_all(seed, purpose, keys, numbers, months, slot, words)
    assert [tuple(column) for column in words.T.tolist()] == [
        tuple(int(word) for word in philox(number, key, month, slot, seed, purpose)) for key, number, month in agents
    ]


@settings(deadline=None)
@given(WORD, st.integers(0, 50), st.lists(st.tuples(WORD, WORD, WORD), max_size=40), st.integers(0, 3))
def test_uniform_of_each_is_uniform(seed: int, purpose: int, agents: list[tuple[int, int, int]], slot: int) -> None:
    keys, numbers, months = np.array(agents, dtype=np.int64).reshape(-1, 3).T.copy()
    draws = np.empty(len(agents))
    uniform_of_each(seed, purpose, keys, numbers, months, slot, draws)
    assert draws.tolist() == [uniform(seed, purpose, key, number, month, slot) for key, number, month in agents]
