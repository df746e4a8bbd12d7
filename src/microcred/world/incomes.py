"""National fifths of incomes: where they begin, and how many people of each place belong to each.

A person's income is the place's mean times a lognormal factor, for life (rule 4.3); so the share of a place's people
below any income is known in closed form, and so are the incomes that part the country's people of working age into
fifths. They are those of the whole country, whatever regions are run, and do not depend on the seed or on a policy.
The model's incomes are less unequal than real ones: between places they are measured, within a place they spread by
`income_spread`, which is assumed.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from microcred.rules.incomes import share_below
from microcred.scenario.model import Scenario
from microcred.scenario.pack import DataPack
from microcred.world.elementwise import shares_below
from microcred.world.people import build_places
from microcred.world.states import Fifth
from microcred.world.tables import Table

#: Fields of a place with its share of people below the second to the highest fifth.
LIMITS = ("second_fifth", "third_fifth", "fourth_fifth", "highest_fifth")
_HALVINGS = 64
_WIDEST = 4.0


@lru_cache(maxsize=64)
def _cuts(places: tuple[tuple[float, int], ...], spread: float) -> tuple[float, ...]:
    everybody = sum(people for _, people in places)
    incomes, people = np.array(places).T
    found = []
    for fifth in range(1, len(Fifth)):
        low = math.log(min(income for income, _ in places)) - _WIDEST * (spread + spread * spread)
        high = math.log(max(income for income, _ in places)) + _WIDEST * (spread + spread * spread) + 1.0
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            # An exact sum: the order of places in a pack changes nothing.
            below = math.fsum(people * shares_below(incomes, spread, math.exp(middle)))
            if below * len(Fifth) < everybody * fifth:
                low = middle
            else:
                high = middle
        found.append(math.exp(high))
    return tuple(found)


def income_cuts(pack: DataPack, spread: float) -> tuple[float, ...]:
    """Monthly incomes at which the country's second, third, fourth and highest fifth begin.

    Parameters
    ----------
    pack
        The whole country's places, with people of working age and mean incomes.
    spread
        Parameter `income_spread`.

    Returns
    -------
    tuple of float
        Four, rising; in the pack's currency.
    """
    return _cuts(tuple(sorted((place.monthly_income, place.people) for place in pack.places)), float(spread))


def mark_fifths(places: Table, pack: DataPack, spread: float) -> None:
    """Write into each place which shares of its people lie below the limits of the national fifths."""
    for name, cut in zip(LIMITS, income_cuts(pack, spread), strict=True):
        places[name] = [share_below(float(income), spread, cut) for income in places["income"]]


def income_shares(scenario: Scenario, codes: tuple[str, ...]) -> npt.NDArray[np.float64]:
    """Share of each place's people in each fifth, in expectation: places x `Fifth`.

    Parameters
    ----------
    scenario
        With its data pack and the spread of incomes.
    codes
        Regions that are run.

    Returns
    -------
    array of float
        Rows add up to 1. Numbers of people differ from these shares by chance, by the root of their size.
    """
    places = build_places(scenario.pack, codes)
    mark_fifths(places, scenario.pack, scenario.parameters["income_spread"])
    below = np.stack([np.zeros(places.shape[0]), *(places[name] for name in LIMITS), np.ones(places.shape[0])], axis=1)
    return np.asarray(np.diff(below, axis=1), dtype=np.float64)
