"""Building the world of a scenario and a seed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from microcred.base.chance import Purpose
from microcred.catalogue.parameters import PARAMETERS
from microcred.rules.hiring import premium
from microcred.scenario.model import Scenario
from microcred.scenario.pack import DataPack
from microcred.world.chances import normals
from microcred.world.country_rows import MARKET, NATION, OCCUPATION, SECTOR
from microcred.world.elementwise import exponentials, steady_inflows
from microcred.world.incomes import mark_fifths
from microcred.world.people import build_blocks, build_places, build_regions
from microcred.world.people_rows import CAREER, HELD, PERSON
from microcred.world.programmes import build_programmes
from microcred.world.providers import build_enterprises, build_institutions
from microcred.world.standards import build_credentials, build_organisations
from microcred.world.states import Fifth, Funnel, Standard
from microcred.world.tables import ALIGNED, CLASSES, QUARTERS, RING, Table, World, as_bytes, empty_rows, grown

SPARE_PROGRAMMES = 1024
SPARE_CREDENTIALS = 256
SPARE_PEOPLE = 65536
# For one of so many people there is room for a record, and for a credential, from the start: under China's plan one of
# some 256 has them by 2030, and rows never used take no memory.
PEOPLE_PER_RECORD = 64
PEOPLE_PER_CREDENTIAL = 64
# One for all runs: of a type that equals another but is not the same, every call of a compiled function compares all
# fields.
PARAMETER_ROW = np.dtype([(name, "f8") for name in PARAMETERS])


def with_spare(table: Table, spare: int) -> Table:
    """A table with so many zeroed rows more, and no others: some ask for all rows of a table at once."""
    larger = empty_rows(table.dtype, table.shape[0] + spare)
    as_bytes(larger[: table.shape[0]])[:] = as_bytes(table)
    return larger


def kept_regions(scenario: Scenario) -> tuple[str, ...]:
    """Codes of the regions that are run, sorted: the order of a data pack changes nothing."""
    codes = sorted(region.code for region in scenario.pack.regions)
    return tuple(code for code in codes if scenario.regions is None or code in scenario.regions)


def core_macro_region(pack: DataPack) -> str:
    """The macro-region with most evaluation organisations (China: the east)."""
    macros = sorted({region.macro_region for region in pack.regions})
    return max(macros, key=lambda macro: sum(r.organisations for r in pack.regions if r.macro_region == macro))


def parameter_row(scenario: Scenario) -> Table:
    """All parameters as a table of one row, for the compiled stages."""
    row = empty_rows(PARAMETER_ROW, 1)
    for name in PARAMETERS:
        row[name] = scenario.parameters[name]
    return row


def build_occupations(scenario: Scenario) -> tuple[Table, Table]:
    """Sectors, and occupations sorted by sector as the pack has them.

    The pack lists occupations by sector; a compiled stage reads an occupation's sector mates as one range.
    """
    pack, numbers = scenario.pack, scenario.parameters
    codes = [sector.code for sector in pack.sectors]
    occupations = empty_rows(OCCUPATION, len(pack.occupations))
    sectors = empty_rows(SECTOR, len(codes))
    for row, source in enumerate(pack.occupations):
        occupations[row]["sector"] = codes.index(source.sector)
        occupations[row]["shortage"] = source.shortage
        occupations[row]["emerging"] = source.emerging
        occupations[row]["count"] = source.count
        technology = pack.sectors[codes.index(source.sector)].technology
        occupations[row]["half_life"] = numbers[f"half_life_{technology}"]
        occupations[row]["growth"] = source.growth
    occupations["last_graduate_month"] = -1
    for row, sector in enumerate(pack.sectors):
        mine = np.flatnonzero(occupations["sector"] == row)
        sectors[row]["first"], sectors[row]["last"] = mine[0], mine[-1] + 1
        assert mine.size == mine[-1] + 1 - mine[0], "occupations must be sorted by sector"
        sectors[row]["occupations"] = sector.occupations
        sectors[row]["student_share"] = sector.student_share
        sectors[row]["worker_share"] = sector.worker_share
    return sectors, occupations


def build_markets(scenario: Scenario, regions: Table, occupations: Table, seed: int) -> Table:
    """Vacancies and other seekers by region and occupation, steady at the tightness of 2025."""
    numbers = scenario.parameters
    vacancies = np.array([occupation.vacancies for occupation in scenario.pack.occupations], dtype=np.float64)
    tightness = np.where(
        occupations["shortage"],
        numbers["vacancies_per_seeker_shortage"],
        numbers["vacancies_per_seeker_other"],
    )
    keys = np.ascontiguousarray(regions["key"])
    luck = normals(seed, int(Purpose.WORLD), keys, np.zeros_like(keys), 0)
    factor = exponentials(numbers["province_effect"] * luck)
    markets = np.zeros((regions.shape[0], occupations.shape[0]), dtype=MARKET)
    v = vacancies * regions["people_share"][:, None] * factor[:, None]
    s = v / tightness
    markets["vacancies"], markets["others"], markets["others_now"] = v, s, s
    markets["tightness_start"] = tightness
    markets["inflow"] = steady_inflows(
        v, s, numbers["matching_efficiency"], numbers["matching_elasticity"], numbers["vacancy_expiry"]
    )
    return markets


def build_world(scenario: Scenario, seed: int) -> World:
    """The world at the start of its spin-up.

    The spin-up settles learners, jobs, seats and queues; what is known of January 2025 (standards in force, pipeline,
    certified share, partners, content lags) is drawn here and rests until then.

    Parameters
    ----------
    scenario
        A resolved scenario.
    seed
        Seed of the run, 0 <= seed < 2**32.

    Returns
    -------
    World
    """
    pack = scenario.pack
    codes = kept_regions(scenario)
    macros = tuple(sorted({region.macro_region for region in pack.regions}))
    first_month = scenario.start - scenario.spin_up
    regions = build_regions(pack, codes, macros, seed)
    places = build_places(pack, codes)
    mark_fifths(places, pack, scenario.parameters["income_spread"])
    blocks = build_blocks(scenario, codes, places, first_month)
    sectors, occupations = build_occupations(scenario)
    organisations = build_organisations(pack, codes, macros, seed)
    credentials = build_credentials(scenario, organisations, seed)
    institutions, strengths = build_institutions(scenario, codes, seed)
    enterprises, enterprise_first = build_enterprises(scenario, codes, seed)
    half_life: npt.NDArray[np.float64] = occupations["half_life"]
    programmes = build_programmes(
        scenario, institutions, strengths, credentials, enterprises, enterprise_first, half_life, seed
    )
    openness = scenario.levers["public_openness"].base
    institutions["open_public"] = institutions["openness_draw"] < openness
    in_force = credentials["status"] == Standard.IN_FORCE
    occupations["in_force"] = np.bincount(credentials["occupation"][in_force], minlength=occupations.shape[0])
    occupations["in_development"] = np.bincount(credentials["occupation"][~in_force], minlength=occupations.shape[0])
    occupations["premium"] = premium(scenario.parameters["premium_low"], scenario.parameters["premium_high"], 1.0)
    credentials["programmes"] = np.bincount(programmes["credential"], minlength=credentials.shape[0])
    nation = empty_rows(NATION, 1)
    nation["month"] = first_month
    nation["first_month"] = scenario.start
    nation["macros"] = len(macros)
    nation["seed"] = seed
    nation["programmes"] = programmes.shape[0]
    nation["credentials"] = credentials.shape[0]
    people = int(places["people"].sum())
    nation["population"] = people
    core_macro = core_macro_region(pack)
    nation["core_macro"] = macros.index(core_macro)
    core = {region.code for region in pack.regions if region.macro_region == core_macro}
    all_organisations = sum(region.organisations for region in pack.regions)
    nation["core_organisations"] = sum(region.organisations for region in pack.regions if region.code in core) / max(
        1, all_organisations
    )
    everybody = sum(place.students + place.workers + place.other for place in pack.places)
    nation["people_outside_core"] = (
        sum(place.students + place.workers + place.other for place in pack.places if place.region not in core)
        / everybody
    )
    nation["kept_share"] = float(regions["people_share"].sum())
    nation["platform_months"] = 10_000 if scenario.levers["platform"].base > 0 else -1
    nation["verification_months"] = 10_000 if scenario.levers["verification"].base > 0 else -1
    nation["gate_months"] = 10_000 if scenario.levers["registry_gate"].base > 0 else -1
    nation["vacant"] = -1
    nation["framework_months"] = 10_000 if scenario.levers["framework"].base > 0 else -1
    nation["rule_share"] = institutions["rule"].mean() if institutions.size else 0.0
    rows = programmes.shape[0] + SPARE_PROGRAMMES
    return World(
        nation=nation,
        parameters=parameter_row(scenario),
        regions=regions,
        places=places,
        blocks=blocks,
        sectors=sectors,
        occupations=occupations,
        markets=build_markets(scenario, regions, occupations, seed),
        credentials=grown(credentials, credentials.shape[0] + SPARE_CREDENTIALS),
        organisations=organisations,
        institutions=institutions,
        strengths=strengths,
        enterprises=enterprises,
        enterprise_first=enterprise_first,
        programmes=with_spare(programmes, SPARE_PROGRAMMES),
        held_by_class=np.zeros((rows, CLASSES), dtype=np.int32),
        hires_ring=np.zeros((rows, RING), dtype=np.int32),
        satisfied_ring=np.zeros((rows, RING), dtype=np.int32),
        survey_respondents=np.zeros((rows, QUARTERS), dtype=np.int32),
        survey_satisfied=np.zeros((rows, QUARTERS), dtype=np.int32),
        aligned=np.zeros((rows, ALIGNED)),
        people=np.empty(max(SPARE_PEOPLE, people // PEOPLE_PER_RECORD), dtype=PERSON),
        careers=np.empty(max(SPARE_PEOPLE, people // PEOPLE_PER_CREDENTIAL), dtype=CAREER),
        held=np.empty(max(SPARE_PEOPLE, people // PEOPLE_PER_CREDENTIAL), dtype=HELD),
        aware_cell=np.zeros((places.shape[0], 3), dtype=np.int64),
        holders_cell=np.zeros((places.shape[0], 3), dtype=np.int64),
        people_cell=np.zeros((places.shape[0], 3), dtype=np.int64),
        funnel_cell=np.zeros((places.shape[0], 3, len(Fifth), len(Funnel)), dtype=np.int64),
        holders_fifth=np.zeros((blocks.shape[0], len(Fifth)), dtype=np.int64),
    )
