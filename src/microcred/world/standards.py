"""Evaluation organisations, and the standards of credentials: those of January 2025 and new ones."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from microcred.base.chance import code_key
from microcred.rules.decision import level_factor
from microcred.scenario.model import Scenario
from microcred.scenario.pack import DataPack
from microcred.world.chances import Draws
from microcred.world.states import CredentialType, Standard
from microcred.world.supply_rows import CREDENTIAL, ORGANISATION
from microcred.world.tables import Table, empty_rows

# Standards are named after their organisation; this keeps the names apart.
STANDARD_NAMES = 0x3C6EF372
# The pipeline's length is drawn under a number that none of its standards has.
PIPELINE_NUMBER = 0xFFFF
STRENGTH_COLUMNS = ("sector_0", "sector_1", "sector_2")
LEVELS = (1, 2, 3)


def of_level(levels: npt.NDArray[np.int64], step: float) -> npt.NDArray[np.float64]:
    """Factor of each level (`level_factor`)."""
    return np.array([level_factor(level, step) for level in LEVELS])[levels - LEVELS[0]]


def draw_kinds(draws: Draws, numbers: Mapping[str, float], rows: Table) -> None:
    """Type, level, hours and overlap of standards."""
    u = draws.uniform()
    degree_linked = u < numbers["type_degree_linked_share"]
    interest = ~degree_linked & (u < numbers["type_degree_linked_share"] + numbers["type_interest_share"])
    rows["type"] = CredentialType.VOCATIONAL
    rows["type"][degree_linked] = CredentialType.DEGREE_LINKED
    rows["type"][interest] = CredentialType.INTEREST
    rows["overlap"][degree_linked] = numbers["overlap_degree_linked"]
    u = draws.uniform()
    senior = numbers["level_senior_share"]
    rows["level"] = np.where(u < senior, 3, np.where(u < senior + numbers["level_middle_share"], 2, 1))
    rows["hours"] = np.minimum(100.0, numbers["hours"] * of_level(rows["level"], numbers["level_hours_step"]))
    rows["series"] = rows["sector"]


def build_organisations(pack: DataPack, codes: tuple[str, ...], macros: tuple[str, ...], seed: int) -> Table:
    """The country's evaluation organisations, those of regions that are not run included (region -1)."""
    regions = sorted(pack.regions, key=lambda region: region.code)
    counts = [region.organisations for region in regions]
    rows = empty_rows(ORGANISATION, sum(counts))
    rows["key"] = np.repeat([code_key(f"organisation|{region.code}") for region in regions], counts)
    rows["number"] = [number for count in counts for number in range(count)]
    rows["region"] = np.repeat([codes.index(r.code) if r.code in codes else -1 for r in regions], counts)
    rows["macro"] = np.repeat([macros.index(region.macro_region) for region in regions], counts)
    draws = Draws(seed, rows["key"], rows["number"])
    shares = np.array([sector.certificates for sector in pack.sectors], dtype=np.float64) + 1.0
    left = np.tile(shares, (rows.shape[0], 1))
    for column in STRENGTH_COLUMNS:
        sector = draws.index(left)
        rows[column] = sector
        strong = np.flatnonzero(sector >= 0)
        left[strong, sector[strong]] = 0.0
    return rows


def build_credentials(scenario: Scenario, organisations: Table, seed: int) -> Table:
    """The standards in force at the start, and a steady pipeline in development.

    Each certificate of a sector is for one of the sector's occupations, drawn with equal weight (a shortage
    occupation with weight `coverage_factor`): so one is covered with probability 1 - exp(-factor * certificates per
    occupation), as model.md 4.7 has it, and the number of certificates is exact.
    """
    pack, numbers = scenario.pack, scenario.parameters
    months = scenario.levers["development_time"].base
    certificates = [sector.certificates for sector in pack.sectors]
    in_force = empty_rows(CREDENTIAL, sum(certificates))
    in_force["key"] = np.repeat([code_key(f"standard|{sector.code}") for sector in pack.sectors], certificates)
    in_force["number"] = [number for count in certificates for number in range(count)]
    in_force["sector"] = np.repeat(np.arange(len(certificates)), certificates)
    draws = Draws(seed, in_force["key"], in_force["number"])
    describe_standards(in_force, draws, scenario, organisations)
    ages = pack.certificate_ages
    band = draws.index(np.array([age.share for age in ages]))
    low, high = np.array([age.low for age in ages])[band], np.array([age.high for age in ages])[band]
    in_force["ready"] = scenario.start - (low + draws.uniform() * (high - low)).astype(np.int64)
    in_force["start"] = in_force["ready"] - int(months)
    in_force["status"] = Standard.IN_FORCE

    key = code_key("standard in development")
    steady = numbers["development_hazard"] * organisations.shape[0] * months
    pipeline = int(Draws(seed, key, PIPELINE_NUMBER).rounded(np.array([steady]))[0])
    developing = empty_rows(CREDENTIAL, pipeline)
    developing["key"] = key
    developing["number"] = np.arange(pipeline)
    draws = Draws(seed, developing["key"], developing["number"])
    developing["sector"] = draws.index(np.array(certificates, dtype=np.float64))
    describe_standards(developing, draws, scenario, organisations)
    developing["ready"] = scenario.start + 1 + (draws.uniform() * months).astype(np.int64)
    developing["start"] = developing["ready"] - int(months)
    developing["status"] = Standard.DEVELOPING
    if pipeline:
        organisations["in_development"] += np.bincount(developing["organisation"], minlength=organisations.shape[0])
    return np.concatenate([in_force, developing])


def describe_standards(rows: Table, draws: Draws, scenario: Scenario, organisations: Table) -> None:
    """Occupation, type, level, hours and owner of standards whose sector is known."""
    pack, numbers = scenario.pack, scenario.parameters
    codes = [sector.code for sector in pack.sectors]
    sectors = np.arange(len(codes))[:, None]
    sector_of = np.array([codes.index(occupation.sector) for occupation in pack.occupations])
    shortage = np.array([occupation.shortage for occupation in pack.occupations])
    count = np.array([occupation.count for occupation in pack.occupations], dtype=np.float64)
    weights = np.where(sector_of == sectors, np.where(shortage, numbers["coverage_factor"], count), 0.0)
    rows["occupation"] = draws.index(weights[rows["sector"]])
    draw_kinds(draws, numbers, rows)
    strong = np.any([organisations[column] == sectors for column in STRENGTH_COLUMNS], axis=0)
    rows["organisation"] = draws.index(np.where(strong, 1.0, 1e-6)[rows["sector"]])


def new_credentials(
    scenario: Scenario,
    organisations: Table,
    indices: npt.NDArray[np.int64],
    occupations: npt.NDArray[np.int64],
    sectors: npt.NDArray[np.int64],
    months: npt.NDArray[np.int64],
    month: int,
    seed: int,
) -> Table:
    """The standards that organisations start this month.

    Parameters
    ----------
    scenario
        A resolved scenario.
    organisations, indices
        The row of each standard's organisation, and its index.
    occupations, sectors
        Index of each standard's occupation and of its sector.
    months
        How long each takes.
    month, seed
        The month, and the seed of the run.

    Returns
    -------
    Table
        Rows of `CREDENTIAL`.
    """
    rows = empty_rows(CREDENTIAL, indices.size)
    rows["key"] = organisations["key"] ^ STANDARD_NAMES
    rows["number"] = (organisations["number"] << 16) | organisations["started"]
    rows["occupation"], rows["sector"], rows["organisation"] = occupations, sectors, indices
    draw_kinds(Draws(seed, rows["key"], rows["number"]), scenario.parameters, rows)
    rows["start"], rows["ready"], rows["status"] = month, month + months, Standard.DEVELOPING
    return rows
