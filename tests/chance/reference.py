"""The chance service in plain integers.

Slow, written from the definitions, and independent of the compiled one.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate, count, pairwise
from statistics import NormalDist

WORD = 0xFFFFFFFF
THRESHOLD, MOMENT, MOMENT_ORDER, TRAITS = 1, 2, 3, 4
CLASSES = 64
STRATA = [0, 2, 3, 4, 6, 8, 12, 16]  # sixteenths of a block's groups
LEVELS = [0.0, 1 / 8, 1 / 2, 1.0]


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


def logit(draw: float) -> float:
    """Log odds of a draw, the ends included."""
    if draw in (0.0, 1.0):
        return math.inf if draw else -math.inf
    return math.log(draw / (1.0 - draw))


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
        self.marks = [list(accumulate(self.highest_of_classes(level), initial=0.0)) for level in pairwise(LEVELS)]

    def class_of(self, rank: int) -> int:
        """The last six bits of the rank in reverse, in the block's own order."""
        return int(f"{rank % CLASSES:06b}"[::-1], 2) ^ self.order

    def lean(self, rank: int) -> float:
        """From the 64th of the normal distribution that is the rank's class."""
        word = philox((rank, self.key, self.cohort, 0), (self.seed, TRAITS))[0]
        return self.spread * quantile((self.class_of(rank) + share_of(word)) / CLASSES)

    def highest_of_classes(self, draws: tuple[float, float]) -> list[float]:
        """The highest density of each class where draws lie between two.

        With x = lean + logit d, the density is p (1 - p) / (d (1 - d)) at p = logistic x: highest at the lean of the
        class that is nearest to -logit d. At a given lean it is monotone in d, so that one of the two draws has it.
        """
        inner = [self.spread * quantile(class_ / CLASSES) for class_ in range(1, CLASSES)]
        edges = [-3.0 * self.spread, *inner, 3.0 * self.spread]
        return [max(density(min(max(-logit(d), low), high), d) for d in draws) for low, high in pairwise(edges)]

    def moments(self, month: int, aware: int, rate: float, bound: float) -> list[tuple[int, float]]:
        """(Rank, draw) of the month, counting what was made for it."""
        found = []
        groups = -(-self.size // CLASSES)
        for stratum, (low, high) in enumerate(pairwise(groups * edge // 16 for edge in STRATA)):
            if low < high and low * CLASSES < aware:
                for level in range(len(LEVELS) - 1):
                    found += self.piece(month, stratum, level, range(low, high), aware, rate, bound)
        return found

    def piece(
        self, month: int, stratum: int, level: int, groups: range, aware: int, rate: float, bound: float
    ) -> list[tuple[int, float]]:
        """Candidates of some groups and one level of draws at the highest density, each kept with its own."""
        found: list[tuple[int, float]] = []
        draw, last, marks = LEVELS[level], min(bound, LEVELS[level + 1]), self.marks[level]
        if draw >= bound:
            return found
        for turn in count():
            name = (self.cohort * 256 + 4 * stratum + level, self.key, month, turn)
            one, two, third, fourth = philox(name, (self.seed, MOMENT))
            self.candidates += 1
            u = ((one << 20 | two >> 12) + 0.5) / 2**52
            draw += -math.log(u) / (len(groups) * rate * marks[-1])
            if draw > last:
                break
            group = groups[third * len(groups) >> 32]
            mark = share_of(fourth) * marks[-1]
            class_ = bisect_right(marks, mark) - 1
            rank = next(r for r in range(CLASSES * group, CLASSES * group + CLASSES) if self.class_of(r) == class_)
            if rank < aware and mark - marks[class_] <= density(self.lean(rank), draw):
                found.append((rank, draw))
        self.beyond += 1
        return found
