"""Decision moments: who decides in a month, and how much it takes to move them (model.md 4.3).

Everybody has moments at a constant rate, each with a uniform draw that decides: an offer of probability P is taken up
if the draw is at most P. What people are inclined to for good is taken into the draw (`base.leans`).

Moments come in order of the draw, by exponential gaps, keyed by block and month, so that every scenario sees the same
ones and only those up to the month's bound are ever made. They are made for many blocks at once, each thing for all of
them before the next: blocks are small, and long loops let the processor work on several moments side by side.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.batches import WORDS, words_of_all, words_of_turns
from microcred.base.chance import Purpose, philox, pick, rounds, share, unit
from microcred.base.compile import borrowing
from microcred.base.elementary import logarithm
from microcred.base.inclined import keep_inclined
from microcred.base.leans import CLASSES, GUIDE, LEVELS, MOMENT_ORDER, TRAITS, rank_of
from microcred.base.reference import by_reference

# Ranks are cut into strata at so many sixteenths of a block, so that few unaware people are named.
STRATA = np.array([0, 2, 3, 4, 6, 8, 12, 16])
SIXTEENTHS = 16
# Turns that are drawn at once beyond those expected.
MORE_TURNS = 2
# Turns after which no further block is taken in: what is asked of them stays in the processor's nearer memory.
AT_ONCE = 4096
MOMENT = int(Purpose.MOMENT)

# Some groups of a block, of one stratum, and one level of draws: candidates come one after the other.
PIECE = np.dtype(
    [
        ("gap", "f8"),  # mean distance of two draws
        ("last", "f8"),  # draws beyond do not count
        ("block", "i8"),
        ("number", "i8"),  # its name among the block's pieces
        ("level", "i8"),
        ("low", "i8"),  # first group
        ("groups", "i8"),
        ("first", "i8"),  # of its turns
        ("turns", "i8"),
    ]
)


@by_reference
class Blocks(NamedTuple):
    """Blocks whose people decide.

    Attributes
    ----------
    keys, cohorts, orders
        Their names, and their orders of classes (`leans.order_of`).
    sizes, aware
        People; those with rank below `aware` are aware.
    bounds
        Upper bounds of the probability to apply for somebody without a lean, in (0, 1].
    ends
        Filled: the row after the last one of each block's people among those who are still in question.
    """

    keys: npt.NDArray[np.int64]
    cohorts: npt.NDArray[np.int64]
    orders: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]
    aware: npt.NDArray[np.int64]
    bounds: npt.NDArray[np.float64]
    ends: npt.NDArray[np.int64]


@by_reference
class Moments(NamedTuple):
    """The moments of some blocks in a month, and room to find them.

    Attributes
    ----------
    blocks, ranks, draws
        Who decides, block by block (`Blocks.ends`), and how much it takes to move them.
    traits
        Words that each of them keeps for life (`traits`); shape (4, room).
    places
        Of those who are asked whether they are inclined to it: their places among all.
    pieces
        Used while moments are found, like all that follow.
    keys, numbers, months, words
        Names in the chance service, and four words of each.
    logs
        Logarithms of what a turn's gap is drawn by.
    marks, classes, settled
        How far up the highest density of its class a candidate lies, this class, and whether it is kept.
    asked
        Of each candidate who is asked: draw, mark, and the odds at both edges of the step of leans.
    """

    blocks: npt.NDArray[np.int64]
    ranks: npt.NDArray[np.int64]
    draws: npt.NDArray[np.float64]
    traits: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    pieces: npt.NDArray[np.void]
    keys: npt.NDArray[np.int64]
    numbers: npt.NDArray[np.int64]
    months: npt.NDArray[np.int64]
    words: npt.NDArray[np.int64]
    logs: npt.NDArray[np.float64]
    marks: npt.NDArray[np.float64]
    classes: npt.NDArray[np.int64]
    settled: npt.NDArray[np.int64]
    asked: npt.NDArray[np.float64]


def empty_moments(room: int) -> Moments:
    """Room for so many moments at once, those that are dropped on the way included."""
    blocks, ranks, places, keys, numbers, months, classes, settled = np.empty((8, room), dtype=np.int64)
    draws, logs, marks = np.empty((3, room))
    traits, words = np.empty((2, WORDS, room), dtype=np.int64)
    pieces = np.empty(room // MORE_TURNS, dtype=PIECE)
    return Moments(
        blocks,
        ranks,
        draws,
        traits,
        places,
        pieces,
        keys,
        numbers,
        months,
        words,
        logs,
        marks,
        classes,
        settled,
        asked=np.empty((4, room)),
    )


def named_blocks(seed: int, keys: Any, cohorts: Any, sizes: Any, aware: Any, bounds: Any) -> Blocks:
    """Blocks of these names, people and bounds, their orders found; of one, if numbers are given."""
    names = (np.atleast_1d(np.asarray(one, dtype=np.int64)).copy() for one in (keys, cohorts, sizes, aware))
    key, cohort, size, awake = names
    orders, ends = np.zeros((2, key.size), dtype=np.int64)
    blocks = Blocks(key, cohort, orders, size, awake, np.atleast_1d(np.asarray(bounds, dtype=np.float64)).copy(), ends)
    find_orders(seed, blocks)
    return blocks


@borrowing
def decision_moments(
    seed: int, month: int, rate: float, spread: float, leans: Any, blocks: Any, first: int, end: int, moments: Any
) -> tuple[int, int]:
    """The decision moments of some blocks' aware people in one month whose draw lies under the block's bound.

    Parameters
    ----------
    seed, month
        Run and month.
    rate
        Moments per person and month.
    spread, leans
        Standard deviation of the lean, and its `leans_of_spread`.
    blocks, first, end
        `Blocks`, the one to begin with, and the one before which to end.
    moments
        `Moments`, whose first rows are filled.

    Returns
    -------
    tuple
        The block after the last one that was taken in, the first one itself if there is too little room for it (the
        caller makes more and asks again); and how many moments there are.
    """
    last, found = candidates(seed, month, rate, leans, blocks, first, end, moments)
    for place in range(found):
        moments.places[place] = place
    if found > 0:
        found = keep_inclined(spread, leans, blocks.ends, first, last, moments)
    for kept in range(found):
        place = moments.places[kept]
        moments.blocks[kept] = moments.blocks[place]
        moments.ranks[kept] = moments.ranks[place]
        moments.draws[kept] = moments.draws[place]
        for word in range(WORDS):
            moments.traits[word, kept] = moments.traits[word, place]
    return last, found


@borrowing
def candidates(
    seed: int, month: int, rate: float, leans: Any, blocks: Any, first: int, end: int, moments: Any
) -> tuple[int, int]:
    """Among whom the `decision_moments` are, as if everybody had the highest density of their class.

    Whether they are inclined to it may be asked of those alone who could do something (`keep_inclined`).
    """
    last, pieces, turns = lay_pieces(rate, leans, blocks, first, end, moments)
    name_turns(pieces, blocks, moments)
    words_of_turns(seed, MOMENT, moments.keys[:turns], moments.numbers[:turns], month, moments.months, moments.words)
    log_gaps(0, turns, moments)
    found = walk(seed, month, pieces, turns, leans, blocks, moments)
    if found < 0:
        return first, 0
    # Blocks without a piece end where the one before does.
    for block in range(first + 1, last):
        blocks.ends[block] = max(blocks.ends[block], blocks.ends[block - 1])
    name_candidates(found, blocks, moments)
    words_of_all(seed, TRAITS, moments.keys[:found], moments.ranks[:found], moments.months[:found], 0, moments.traits)
    return last, found


@borrowing
def find_orders(seed: int, blocks: Any) -> None:
    """Fill in the orders of blocks whose names are given, as `leans.order_of` has them."""
    keys, cohorts, orders = blocks.keys, blocks.cohorts, blocks.orders
    for block in range(keys.shape[0]):
        word, _, _, _ = rounds(0, keys[block], cohorts[block], 0, seed, MOMENT_ORDER)
        orders[block] = np.int64(word) & (CLASSES - 1)


@borrowing
def lay_pieces(rate: float, leans: Any, blocks: Any, first: int, end: int, moments: Any) -> tuple[int, int, int]:
    """The pieces of blocks from `first` on, with as many turns as they may need, as long as there is room.

    Returns
    -------
    tuple
        The block after the last one taken in, pieces, and turns.
    """
    room = moments.draws.shape[0]
    pieces, turns = 0, 0
    for block in range(first, end):
        begun = pieces, turns
        blocks.ends[block] = 0
        groups = (blocks.sizes[block] + CLASSES - 1) // CLASSES
        for stratum in range(STRATA.shape[0] - 1):
            low, high = groups * STRATA[stratum] // SIXTEENTHS, groups * STRATA[stratum + 1] // SIXTEENTHS
            if low * CLASSES >= blocks.aware[block] or high <= low:
                continue
            for level in range(LEVELS.shape[0] - 1):
                draw = LEVELS[level]
                if draw >= blocks.bounds[block]:
                    break
                # As if everybody had the class's highest density.
                gap = 1.0 / ((high - low) * rate * leans.highest[level, CLASSES])
                last = min(blocks.bounds[block], LEVELS[level + 1])
                count = MORE_TURNS + int(min((last - draw) / gap, float(room)))
                if pieces == moments.pieces.shape[0] or turns + count > room:
                    return block, begun[0], begun[1]
                piece = moments.pieces[pieces]
                piece.gap = gap
                piece.last = last
                piece.block = block
                piece.number = (blocks.cohorts[block] << 8) | (stratum << 2) | level
                piece.level = level
                piece.low = low
                piece.groups = high - low
                piece.first = turns
                piece.turns = count
                pieces += 1
                turns += count
        if turns >= AT_ONCE:
            return block + 1, pieces, turns
    return end, pieces, turns


@borrowing
def name_turns(pieces: int, blocks: Any, moments: Any) -> None:
    """Names of all turns in the chance service: `months` says which of its piece each is."""
    keys, numbers, months = moments.keys, moments.numbers, moments.months
    for row in range(pieces):
        piece = moments.pieces[row]
        key, number, first = blocks.keys[piece.block], piece.number, piece.first
        for turn in range(piece.turns):
            keys[first + turn] = key
            numbers[first + turn] = number
            months[first + turn] = turn


@borrowing
def name_candidates(found: int, blocks: Any, moments: Any) -> None:
    """Keys and cohorts of so many candidates."""
    for turn in range(found):
        moments.keys[turn] = blocks.keys[moments.blocks[turn]]
        moments.months[turn] = blocks.cohorts[moments.blocks[turn]]


@borrowing
def log_gaps(first: int, last: int, moments: Any) -> None:
    """Logarithms of the first draws of some turns."""
    logs, words = moments.logs, moments.words
    for turn in range(first, last):
        logs[turn] = logarithm(unit(words[0, turn], words[1, turn]))


@borrowing
def walk(seed: int, month: int, pieces: int, turns: int, leans: Any, blocks: Any, moments: Any) -> int:
    """From draw to draw along every piece, by exponential gaps; returns how many aware candidates, -1 without room.

    Turns that turn out to be needed beyond those expected are drawn behind all others.
    """
    found = 0
    for row in range(pieces):
        piece = moments.pieces[row]
        turn, end, drawn = piece.first, piece.first + piece.turns, piece.turns
        begun = found
        draw, found = walk_on(piece, LEVELS[piece.level], turn, end, leans, blocks, moments, found)
        while draw <= piece.last:
            turn, end = turns, turns + MORE_TURNS
            if end > moments.draws.shape[0]:
                return -1
            draw_more(seed, month, blocks.keys[piece.block], piece.number, drawn, turn, moments)
            drawn += MORE_TURNS
            turns = end
            draw, found = walk_on(piece, draw, turn, end, leans, blocks, moments, found)
        moments.blocks[begun:found] = piece.block
        blocks.ends[piece.block] = found
    return found


@borrowing
def walk_on(
    piece: Any, draw: float, turn: int, end: int, leans: Any, blocks: Any, moments: Any, found: int
) -> tuple[float, int]:
    """Some turns further along a piece: the last draw, and how many aware candidates there are by now."""
    ranks, draws, marks, words = moments.ranks, moments.draws, moments.marks, moments.words
    logs, classes = moments.logs, moments.classes
    gap, last, low, groups, level = piece.gap, piece.last, piece.low, piece.groups, piece.level
    order, aware = blocks.orders[piece.block], blocks.aware[piece.block]
    highest, guide = leans.highest[level], leans.guides[level]
    whole = highest[CLASSES]
    while turn < end:
        draw -= logs[turn] * gap
        if draw > last:
            break
        far = share(words[3, turn])
        mark = far * whole
        class_ = np.int64(guide[int(far * GUIDE)])
        class_ += mark >= highest[class_ + 1]
        while mark >= highest[class_ + 1]:
            class_ += 1
        rank = rank_of(order, low + pick(words[2, turn], groups), class_)
        ranks[found] = rank
        draws[found] = draw
        marks[found] = mark - highest[class_]
        classes[found] = class_
        # Whoever is not aware is written over by the next.
        found += rank < aware
        turn += 1
    return draw, found


@borrowing
def draw_more(seed: int, month: int, key: int, number: int, drawn: int, first: int, moments: Any) -> None:
    """A few more turns of a piece, of which so many were drawn, behind all others."""
    for turn in range(MORE_TURNS):
        words = philox(number, key, month, drawn + turn, seed, MOMENT)
        for word in range(WORDS):
            moments.words[word, first + turn] = words[word]
    log_gaps(first, first + MORE_TURNS, moments)
