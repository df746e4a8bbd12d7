"""Where a rank is looked for in a small open-addressing table, and the mark that tells most who are not in it.

Beside every slot stands a byte with a bit for each rank whose search begins there (Bloom 1970,
doi:10.1145/362686.362692, with one hash): nearly all who are not in the table are told by that byte alone, and bytes
are few.
"""

from __future__ import annotations

from microcred.base.compile import spelled_out

# The golden ratio's, which scatters numbers that follow one another (Knuth 1998, The Art of Computer Programming, 6.4).
MULTIPLIER = 0x9E3779B1
UNUSED_BITS = 12
MARK_BITS = 3


@spelled_out
def home_of(rank: int, capacity: int) -> int:
    """Where in a table of this length, a power of two, the search for a rank begins."""
    return ((rank * MULTIPLIER) >> (UNUSED_BITS + MARK_BITS)) & (capacity - 1)


@spelled_out
def mark_of(rank: int) -> int:
    """The bit that stands for a rank among those whose search begins where its own does."""
    return 1 << (((rank * MULTIPLIER) >> UNUSED_BITS) & ((1 << MARK_BITS) - 1))
