"""The chance service in plain integers.

Slow, written from the definitions, and independent of the compiled one.
"""

from __future__ import annotations

WORD = 0xFFFFFFFF
THRESHOLD = 1


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
