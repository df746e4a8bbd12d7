"""The chance service in plain integers.

Slow, written from the definitions, and independent of the compiled one.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from statistics import NormalDist

WORD = 0xFFFFFFFF
THRESHOLD, MOMENT, MOMENT_ORDER, TRAITS = 1, 2, 3, 4
CLASSES, STRATA = 16, 5


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Philox 4x32-10 (Salmon, Moraes, Dror and Shaw 2011) with Python's unbounded integers."""
    c, k = list(counter), list(key)
    for _ in range(10):
        left, right = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(right >> 32) ^ c[1] ^ k[0], right & WORD, (left >> 32) ^ c[3] ^ k[1], left & WORD]
        k = [(k[0] + 0x9E3779B9) & WORD, (k[1] + 0xBB67AE85) & WORD]
    return c[0], c[1], c[2], c[3]


def left_half(seed: int, key: int, cohort: int, node: int, level: int, points: int) -> int:
    """How many of up to 256 points lie in the left half: ones among as many bits of the node's stream."""
    stream, slot = 0, 0
    while 128 * slot < points:
        for position, word in enumerate(philox((node, key, (cohort << 8) | level, slot), (seed, THRESHOLD))):
            stream |= word << (128 * slot + 32 * position)
        slot += 1
    return (stream & ((1 << points) - 1)).bit_count()


def points_below(seed: int, key: int, cohort: int, size: int, share: float) -> int:
    """Points under a share of the unit interval: a walk down the binomial tree, 32 halvings deep."""
    wanted = int(share * 2**32)
    passed, points, node = 0, size, 0
    for level in range(32):
        if points == 0:
            break
        left = left_half(seed, key, cohort, node, level, points)
        if (wanted >> (31 - level)) & 1:
            passed, points, node = passed + left, points - left, 2 * node + 1
        else:
            points, node = left, 2 * node
    return passed if wanted < 2**32 else size


def share_of(word: int) -> float:
    """The middle of a word's 2**-32 of the unit interval."""
    return (word + 0.5) / 2**32


def quantile(u: float) -> float:
    """Standard normal quantile, cut at three."""
    return min(3.0, max(-3.0, NormalDist().inv_cdf(u)))


def density(lean: float, draw: float) -> float:
    """Derivative of the probability whose odds are those of `draw` times exp(lean)."""
    return math.exp(lean) / (1.0 - draw + math.exp(lean) * draw) ** 2


@dataclass
class Block:
    """One block under one seed."""

    seed: int
    key: int
    cohort: int
    size: int
    spread: float
    candidates: int = field(default=0, init=False)  # made so far, wanted or not
    beyond: int = field(default=0, init=False)  # of these the first of each piece beyond the bound

    def __post_init__(self) -> None:
        self.order = philox((0, self.key, self.cohort, 0), (self.seed, MOMENT_ORDER))[0] % CLASSES

    def class_of(self, rank: int) -> int:
        """The last four bits of the rank in reverse, in the block's own order."""
        return int(f"{rank % CLASSES:04b}"[::-1], 2) ^ self.order

    def lean(self, rank: int) -> float:
        """From the sixteenth of the normal distribution that is the rank's class."""
        word = philox((rank, self.key, self.cohort, 0), (self.seed, TRAITS))[0]
        return self.spread * quantile((self.class_of(rank) + share_of(word)) / CLASSES)

    def highest(self, half: int, class_: int) -> float:
        """The highest density of a class in a half of the draws: among its corners, by trying all four."""
        edges = [quantile((class_ + side) / CLASSES) if 0 < class_ + side < CLASSES else 3.0 for side in (0, 1)]
        edges[0] *= -1.0 if class_ == 0 else 1.0
        return max(density(self.spread * edge, 0.5 * (half + end)) for edge in edges for end in (0, 1))

    def moments(self, month: int, aware: int, rate: float, bound: float) -> list[tuple[int, float]]:
        """(Rank, draw) of the month, counting what was made for it."""
        found = []
        groups = -(-self.size // CLASSES)
        for stratum in range(STRATA):
            last = stratum == STRATA - 1
            start, end = 0 if last else groups // 2 ** (stratum + 1), groups // 2**stratum
            if start == end or start * CLASSES >= aware:
                continue
            for half in range(2):
                found += self.piece(month, stratum, half, range(start, end), aware, rate, bound)
        return found

    def piece(
        self, month: int, stratum: int, half: int, groups: range, aware: int, rate: float, bound: float
    ) -> list[tuple[int, float]]:
        """Candidates of some groups and half of the draws at the highest density, each kept with its own."""
        found: list[tuple[int, float]] = []
        if bound <= 0.5 * half:
            return found
        marks = [0.0]
        for class_ in range(CLASSES):
            marks.append(marks[-1] + self.highest(half, class_))
        draw, turn = 0.5 * half, 0
        while True:
            name = (self.cohort * 256 + 2 * stratum + half, self.key, month, turn)
            one, two, third, fourth = philox(name, (self.seed, MOMENT))
            turn += 1
            self.candidates += 1
            u = ((one << 20 | two >> 12) + 0.5) / 2**52
            draw += -math.log(u) / (len(groups) * rate * marks[-1])
            if draw > min(bound, 0.5 * (half + 1)):
                self.beyond += 1
                return found
            group = groups[third * len(groups) >> 32]
            mark = share_of(fourth) * marks[-1]
            class_ = bisect_right(marks, mark) - 1
            rank = next(r for r in range(CLASSES * group, CLASSES * group + CLASSES) if self.class_of(r) == class_)
            if rank < aware and mark - marks[class_] <= density(self.lean(rank), draw):
                found.append((rank, draw))
