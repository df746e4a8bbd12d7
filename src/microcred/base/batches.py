"""Draws of many agents at once, each the same as `base.chance` gives it: several times faster than one by one."""

from __future__ import annotations

from typing import Any

from microcred.base.chance import INNER, inner_normal, outer_normal, rounds, unit
from microcred.base.compile import borrowing

WORDS = 4


@borrowing
def words_of_all(seed: int, purpose: int, keys: Any, numbers: Any, months: Any, slot: int, words: Any) -> None:
    """Four words of each agent, whose key, number and month word stand in three arrays, into `words`."""
    for index in range(keys.shape[0]):
        words[0, index], words[1, index], words[2, index], words[3, index] = rounds(
            numbers[index], keys[index], months[index], slot, seed, purpose
        )


@borrowing
def words_of_turns(seed: int, purpose: int, keys: Any, numbers: Any, month: int, turns: Any, words: Any) -> None:
    """Four words of some turns of agents, whose key, number and turn stand in three arrays, into `words`."""
    for index in range(keys.shape[0]):
        words[0, index], words[1, index], words[2, index], words[3, index] = rounds(
            numbers[index], keys[index], month, turns[index], seed, purpose
        )


@borrowing
def words_of_one(seed: int, purpose: int, key: int, number: int, month: int, turn: int, count: int, words: Any) -> None:
    """Four words of so many turns of one agent: `philox` of (number, key, month, turn) and (seed, purpose)."""
    for index in range(count):
        words[0, index], words[1, index], words[2, index], words[3, index] = rounds(
            number, key, month, turn + index, seed, purpose
        )


@borrowing
def uniform_of_each(seed: int, purpose: int, keys: Any, numbers: Any, months: Any, slot: int, draws: Any) -> None:
    """`uniform` of each agent, whose key, number and month word stand in three arrays, into `draws`."""
    for index in range(keys.shape[0]):
        high, low, _, _ = rounds(numbers[index], keys[index], months[index], slot, seed, purpose)
        draws[index] = unit(high, low)


@borrowing
def normals_from(draws: Any, normals: Any) -> None:
    """`normal_from` of each of some draws, into `normals`: as if all lay in the middle, then those that do not."""
    for index in range(draws.shape[0]):
        normals[index] = inner_normal(draws[index] - 0.5)
    for index in range(draws.shape[0]):
        if abs(draws[index] - 0.5) > INNER:
            normals[index] = outer_normal(draws[index])
