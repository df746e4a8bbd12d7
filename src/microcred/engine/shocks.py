"""What the shocks of a scenario do in a month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from microcred.catalogue.dimensions import KINDS, SETTINGS, SIZES, TYPES
from microcred.scenario.model import Scenario, Shock
from microcred.world.build import kept_regions
from microcred.world.policy import mask
from microcred.world.tables import World


@dataclass(frozen=True)
class Shocks:
    """A month's shocks.

    Attributes
    ----------
    demand
        Factor on new vacancies by region and occupation.
    technology
        Months by which technology jumps, by occupation.
    clean_up
        Share of weak programmes closed, by programme.
    """

    demand: npt.NDArray[np.float64]
    technology: npt.NDArray[np.float64]
    clean_up: npt.NDArray[np.float64]


def region_mask(scenario: Scenario, shock: Shock, codes: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Regions that a shock reaches."""
    macro = {region.code: region.macro_region for region in scenario.pack.regions}
    by_code = mask(shock.where.get("region"), list(codes))
    by_macro = mask(shock.where.get("macro_region"), [macro[code] for code in codes])
    return np.logical_and(by_code, by_macro)


def occupation_mask(scenario: Scenario, shock: Shock) -> npt.NDArray[np.bool_]:
    """Occupations that a shock reaches."""
    occupations = scenario.pack.occupations
    by_code = mask(shock.where.get("occupation"), [occupation.code for occupation in occupations])
    by_sector = mask(shock.where.get("sector"), [occupation.sector for occupation in occupations])
    return np.logical_and(by_code, by_sector)


def shocks_of(scenario: Scenario, month: int, world: World) -> Shocks:
    """The shocks that hold in a month; `fiscal_cut` acts on the levers (world.policy)."""
    regions, occupations = world.markets.shape
    programmes = world.programmes
    demand = np.ones((regions, occupations))
    technology = np.zeros(occupations)
    clean_up = np.zeros(programmes.shape[0])
    for shock in scenario.shocks:
        if month < shock.start or (shock.end is not None and month > shock.end):
            continue
        where = region_mask(scenario, shock, kept_regions(scenario))
        about = occupation_mask(scenario, shock)
        if shock.name == "demand_shift":
            demand[np.ix_(where, about)] *= 1.0 + shock.value
        elif shock.name == "technology_jump" and month == shock.start:
            technology[about] += shock.value
        elif shock.name == "fraud_cleanup":
            reached = where[programmes["region"]] & about[programmes["occupation"]]
            for dimension, labels, column in (
                ("setting", SETTINGS, programmes["place"] % len(SETTINGS)),
                ("kind", KINDS, programmes["kind"]),
                ("size", SIZES, programmes["size"]),
                ("type", TYPES, programmes["type"]),
            ):
                reached &= np.array(mask(shock.where.get(dimension), labels))[column]
            clean_up[reached] = shock.value
    return Shocks(demand, technology, clean_up)
