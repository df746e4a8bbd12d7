"""Who of the candidates for a decision is inclined to it for good (`base.leans`, `base.moments`)."""

from __future__ import annotations

from typing import Any

from microcred.base.compile import borrowing
from microcred.base.leans import STEP_BITS, STEPS, at_most, density_at, lean_density, lean_of, surely

DROPPED, KEPT, IN_DOUBT = 0, 1, 2


@borrowing
def keep_inclined(spread: float, leans: Any, ends: Any, first: int, last: int, moments: Any) -> int:
    """Keep of some candidates (`Moments.places`) whoever is inclined to it; returns how many.

    They stand in parts, from the first to the one before the last, of which `ends` says where each ends.
    """
    settle(ends[last - 1], leans, moments)
    return those_inclined(spread, ends, first, last, moments)


@borrowing
def settle(count: int, leans: Any, moments: Any) -> None:
    """Whether so many candidates lie under their own density, as far as the edges of a step of leans can tell."""
    places, leaning, asked, settled = moments.places, moments.traits[0], moments.asked, moments.settled
    for turn in range(count):
        place = places[turn]
        edge = moments.classes[place] * STEPS + (leaning[place] >> (32 - STEP_BITS))
        asked[0, turn], asked[1, turn] = moments.draws[place], moments.marks[place]
        asked[2, turn], asked[3, turn] = leans.odds[edge], leans.odds[edge + 1]
    for turn in range(count):
        draw, mark, low_odds, high_odds = asked[0, turn], asked[1, turn], asked[2, turn], asked[3, turn]
        low, high = density_at(low_odds, draw), density_at(high_odds, draw)
        answer = DROPPED if mark > at_most(low, high, low_odds, high_odds, draw) else IN_DOUBT
        settled[turn] = KEPT if mark <= surely(low, high) else answer


@borrowing
def those_inclined(spread: float, ends: Any, first: int, last: int, moments: Any) -> int:
    """Keep of the candidates asked those under their own person's density; returns how many."""
    draws, marks, classes = moments.draws, moments.marks, moments.classes
    settled, leaning, places = moments.settled, moments.traits[0], moments.places
    turn, kept = 0, 0
    for part in range(first, last):
        while turn < ends[part]:
            place, inclined = places[turn], settled[turn]
            # Only between the densities of a step does anybody need to ask for the person's own lean.
            if inclined == IN_DOUBT:
                lean = lean_of(leaning[place], classes[place], spread)
                inclined = KEPT if marks[place] <= lean_density(lean, draws[place]) else DROPPED
            places[kept] = place
            kept += inclined
            turn += 1
        ends[part] = kept
    return kept
