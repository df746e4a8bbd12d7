"""Queues: who stands where, and who comes first."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.compile import borrowing, compiled


@compiled
def grouped(keys: Any, groups: int) -> Any:
    """All rows by group: those of group g are rows[first[g] : first[g + 1]], in their own order."""
    first = np.zeros(groups + 1, dtype=np.int64)
    rows = np.empty(keys.shape[0], dtype=np.int64)
    for index in range(keys.shape[0]):
        first[keys[index] + 1] += 1
    for group in range(groups):
        first[group + 1] += first[group]
    filled = first[:groups].copy()
    for index in range(keys.shape[0]):
        rows[filled[keys[index]]] = index
        filled[keys[index]] += 1
    return first, rows


@borrowing
def before(values: Any, ties: Any, one: int, other: int) -> bool:
    """Whether one row comes before another: by value, then by tie. Without a jump, as it may turn out either way."""
    return (values[one] < values[other]) | ((values[one] == values[other]) & (ties[one] < ties[other]))


@borrowing
def middle_of(queue: Any, first: int, last: int, values: Any, ties: Any) -> int:
    """The place of the middle one of three rows of queue[first : last]: its first, middle and last."""
    one, other, third = first, (first + last) // 2, last - 1
    if before(values, ties, queue[other], queue[one]):
        one, other = other, one
    if before(values, ties, queue[other], queue[third]):
        return other
    return one if before(values, ties, queue[third], queue[one]) else third


@borrowing
def divide(queue: Any, first: int, last: int, values: Any, ties: Any) -> int:
    """Bring those of queue[first : last] that come before a row of its middle to its front; that row's new place."""
    middle = middle_of(queue, first, last, values, ties)
    row = queue[middle]
    queue[middle] = queue[last - 1]
    front = first
    for place in range(first, last - 1):
        other = queue[place]
        queue[place] = queue[front]
        queue[front] = other
        front += before(values, ties, other, row)
    queue[last - 1] = queue[front]
    queue[front] = row
    return front


@borrowing
def foremost(queue: Any, count: int, values: Any, ties: Any) -> None:
    """Bring the first `count` rows of a queue to its front, in any order.

    The queue is divided in two, and so is the part where the last of them stands, until it stands alone.

    Parameters
    ----------
    queue
        Rows, reordered in place.
    count
        How many are wanted, at most the length of the queue.
    values, ties
        By row: the smaller comes first; at the same value the smaller tie.
    """
    first, last = 0, queue.shape[0]
    while first < count < last:
        place = divide(queue, first, last, values, ties)
        if place < count:
            first = place + 1
        else:
            last = place


@borrowing
def sink(queue: Any, top: int, length: int, values: Any, ties: Any) -> None:
    """Let a row sink to its place in a heap whose last row comes first."""
    row = queue[top]
    while True:
        below = 2 * top + 1
        if below >= length:
            break
        if below + 1 < length and before(values, ties, queue[below], queue[below + 1]):
            below += 1
        if not before(values, ties, row, queue[below]):
            break
        queue[top] = queue[below]
        top = below
    queue[top] = row


@borrowing
def first_ones(queue: Any, count: int, values: Any, ties: Any) -> None:
    """Bring the first `count` rows of a queue to its front as `foremost` does, but in their order."""
    foremost(queue, count, values, ties)
    for top in range(count // 2 - 1, -1, -1):
        sink(queue, top, count, values, ties)
    for length in range(count - 1, 0, -1):
        queue[0], queue[length] = queue[length], queue[0]
        sink(queue, 0, length, values, ties)
