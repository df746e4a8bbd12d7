"""Institutions and enterprises of January 2025."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from microcred.base.chance import code_key
from microcred.catalogue.dimensions import KINDS, SETTINGS, SIZES
from microcred.scenario.model import Scenario
from microcred.world.chances import Draws
from microcred.world.elementwise import exponentials, lognormals
from microcred.world.supply_rows import ENTERPRISE, INSTITUTION
from microcred.world.tables import Table, empty_rows

# Thirds of a standard normal: small, medium and large institutions.
THIRD = 0.4307


def build_institutions(scenario: Scenario, codes: tuple[str, ...], seed: int) -> tuple[Table, npt.NDArray[np.bool_]]:
    """Institutions of the regions that are run, by region, setting, kind and number; and their strong sectors."""
    pack, numbers = scenario.pack, scenario.parameters
    groups = {(group.region, group.setting, group.kind): group for group in pack.institutions}
    here = [
        (region, region * len(SETTINGS) + setting, kind, groups[code, label, name])
        for region, code in enumerate(codes)
        for setting, label in enumerate(SETTINGS)
        for kind, name in enumerate(KINDS)
        if (code, label, name) in groups
    ]
    counts = [group.count for *_, group in here]
    rows = empty_rows(INSTITUTION, sum(counts))
    keys = [code_key(f"institution|{group.region}|{group.setting}|{group.kind}") for *_, group in here]
    rows["key"] = np.repeat(np.array(keys, dtype=np.int64), counts)
    rows["number"] = [number for count in counts for number in range(count)]
    for column, name in enumerate(("region", "place", "kind")):
        rows[name] = np.repeat(np.array([group[column] for group in here], dtype=np.int64), counts)
    means = np.repeat(np.array([group.learners_mean for *_, group in here], dtype=np.float64), counts)
    draws = Draws(seed, rows["key"], rows["number"])
    z = draws.normal()
    rows["learners"] = lognormals(means, numbers["institution_size_spread"], z)
    small, medium, large = (SIZES.index(size) for size in ("small", "medium", "large"))
    rows["size"] = np.where(z < -THIRD, small, np.where(z > THIRD, large, medium))
    rows["openness_draw"] = draws.uniform()
    rows["rule"] = draws.uniform() < numbers["articulation_start"]
    rows["planning"] = (12.0 * draws.uniform()).astype(np.int64)
    shares = np.array([sector.student_share for sector in pack.sectors], dtype=np.float64)
    strong = np.zeros((rows.shape[0], shares.size), dtype=np.bool_)
    everybody = np.arange(rows.shape[0])
    for _ in range(min(int(numbers["institution_strengths"]), shares.size)):
        strong[everybody, draws.index(np.where(strong, 0.0, shares))] = True
    return rows, strong


def build_enterprises(scenario: Scenario, codes: tuple[str, ...], seed: int) -> tuple[Table, npt.NDArray[np.int64]]:
    """Enterprises sorted by region and sector, and where each (region, sector) starts."""
    pack, numbers = scenario.pack, scenario.parameters
    by_code = {region.code: region for region in pack.regions}
    here = [by_code[code] for code in codes]
    counts = [region.enterprises for region in here]
    rows = empty_rows(ENTERPRISE, sum(counts))
    rows["key"] = np.repeat([code_key(f"enterprise|{code}") for code in codes], counts)
    rows["number"] = [number for count in counts for number in range(count)]
    rows["region"] = np.repeat(np.arange(len(codes)), counts)
    draws = Draws(seed, rows["key"], rows["number"])
    shares = np.array([sector.worker_share for sector in pack.sectors], dtype=np.float64)
    rows["sector"] = draws.index(shares)
    rows["size"] = exponentials(numbers["enterprise_size_spread"] * draws.normal())
    rows["weight"] = np.repeat([region.enterprise_weight for region in here], counts)
    rows["capacity"] = (numbers["partner_capacity"] - 1.0 + 3.0 * draws.uniform()).astype(np.int64)
    rows["evaluates"] = rows["number"] < np.repeat([region.organisations for region in here], counts)
    place = rows["region"] * shares.size + rows["sector"]
    order = np.lexsort((rows["number"], place))
    first = np.searchsorted(place[order], np.arange(len(codes) * shares.size + 1), side="left")
    return rows[order], first.astype(np.int64)
