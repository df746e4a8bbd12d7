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
def settle(asked: int, leans: Any, moments: Any) -> None:
    """Whether candidates lie under their own person's density, as far as the edges of a step of leans can tell."""
    draws, marks, classes = moments.draws, moments.marks, moments.classes
    odds, settled, leaning, places = leans.odds, moments.settled, moments.traits[0], moments.places
    for turn in range(asked):
        place = places[turn]
        draw, mark = draws[place], marks[place]
        edge = classes[place] * STEPS + (leaning[place] >> (32 - STEP_BITS))
        low_odds, high_odds = odds[edge], odds[edge + 1]
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
