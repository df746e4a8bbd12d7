"""Work in ranges, done by as many threads as wanted: the ranges do not depend on the threads, nor does any number."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

RANGES = 16
#: Decisions, careers or blocks that a range has at least: to hand over fewer takes longer than to do them.
LEAST = 1_000

Found = TypeVar("Found")
Range = tuple[int, int]


def ranges_of(work: npt.NDArray[np.floating] | npt.NDArray[np.integer]) -> list[Range]:
    """Cut rows into ranges (first, last) of about equal work; none where there is nothing to do."""
    done = np.cumsum(work)
    if done.size == 0 or done[-1] <= 0:
        return []
    parts = parts_of(float(done[-1]))
    cuts = np.searchsorted(done, done[-1] * np.arange(1, parts) / parts)
    return list(pairwise(sorted({0, *cuts.tolist(), done.size})))


def even_ranges(rows: int) -> list[Range]:
    """Cut rows into ranges of equal length."""
    parts = parts_of(rows)
    edges = sorted({rows * part // parts for part in range(parts + 1)})
    return list(pairwise(edges))


def parts_of(work: float) -> int:
    """How many ranges so much work is worth."""
    return max(1, min(RANGES, int(work / LEAST)))


def in_ranges(
    executor: ThreadPoolExecutor | None, function: Callable[[Range], Found], ranges: list[Range]
) -> list[Found]:
    """What a function gives for each range, in their order; it may only write what belongs to its range.

    One thread takes all ranges as one, and a single range is not handed to another.
    """
    if executor is None or len(ranges) <= 1:
        return [function((ranges[0][0], ranges[-1][1]))] if ranges else []
    return list(executor.map(function, ranges))
