"""Standards, organisations, institutions, enterprises and programmes of January 2025."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from microcred.base.chance import Purpose, code_key, uniform
from microcred.catalogue.dimensions import KINDS, SETTINGS, SIZES
from microcred.rules.decision import level_factor
from microcred.rules.draws import lognormal
from microcred.rules.quality import outdated_share
from microcred.scenario.model import Scenario
from microcred.scenario.pack import DataPack
from microcred.world.chances import Draws
from microcred.world.tables import (
    CREDENTIAL,
    ENTERPRISE,
    INSTITUTION,
    ORGANISATION,
    PROGRAMME,
    CredentialType,
    Mode,
    Standard,
    Status,
    Table,
    empty_rows,
)

# Thirds of a standard normal: small, medium and large institutions.
THIRD = 0.4307
HALF_LIFE_PIVOT = 36.0
# Seats of 2025 relative to the mean, at least and at most.
SEAT_RANGE = (0.3, 6.0)
# S.d. of the log of a programme's own share of them.
SEATS_SPREAD = 0.5
# Programmes and standards are named after their institution and organisation; these keep the names apart.
PROGRAMME_NAMES = 0x2545F491
STANDARD_NAMES = 0x3C6EF372
STRENGTH_COLUMNS = ("sector_0", "sector_1", "sector_2")


def draw_kind(draws: Draws, numbers: Mapping[str, float], row: Any) -> None:
    """Type, level, hours and overlap of a standard."""
    u = draws.uniform()
    if u < numbers["type_degree_linked_share"]:
        row["type"] = CredentialType.DEGREE_LINKED
        row["overlap"] = numbers["overlap_degree_linked"]
    elif u < numbers["type_degree_linked_share"] + numbers["type_interest_share"]:
        row["type"] = CredentialType.INTEREST
    else:
        row["type"] = CredentialType.VOCATIONAL
    u = draws.uniform()
    senior = numbers["level_senior_share"]
    row["level"] = 3 if u < senior else 2 if u < senior + numbers["level_middle_share"] else 1
    row["hours"] = min(100.0, numbers["hours"] * level_factor(int(row["level"]), numbers["level_hours_step"]))
    row["series"] = row["sector"]


def build_organisations(pack: DataPack, codes: tuple[str, ...], macros: tuple[str, ...], seed: int) -> Table:
    """The country's evaluation organisations, those of regions that are not run included (region -1)."""
    rows = []
    shares = np.array([sector.certificates for sector in pack.sectors], dtype=np.float64) + 1.0
    for region in sorted(pack.regions, key=lambda region: region.code):
        key = code_key(f"organisation|{region.code}")
        for number in range(region.organisations):
            row = empty_rows(ORGANISATION, 1)[0]
            row["key"] = key
            row["number"] = number
            row["region"] = codes.index(region.code) if region.code in codes else -1
            row["macro"] = macros.index(region.macro_region)
            draws = Draws(seed, key, number)
            left = shares.copy()
            for column in STRENGTH_COLUMNS:
                sector = draws.index(left)
                row[column] = sector
                if sector >= 0:
                    left[sector] = 0.0
            rows.append(row)
    return np.array(rows, dtype=ORGANISATION)


def build_credentials(scenario: Scenario, organisations: Table, seed: int) -> Table:
    """The standards in force at the start, and a steady pipeline in development.

    Each certificate of a sector is for one of the sector's occupations, drawn with equal weight (a shortage
    occupation with weight `coverage_factor`): so one is covered with probability 1 - exp(-factor * certificates per
    occupation), as model.md 4.7 has it, and the number of certificates is exact.
    """
    pack, numbers = scenario.pack, scenario.parameters
    sector_of = np.array([[s.code for s in pack.sectors].index(o.sector) for o in pack.occupations])
    shortage = np.array([o.shortage for o in pack.occupations])
    count = np.array([o.count for o in pack.occupations], dtype=np.float64)
    weight = np.where(shortage, numbers["coverage_factor"], count)
    rows = []

    def add(sector: int, number: int, draws: Draws, in_force: bool) -> None:
        row = empty_rows(CREDENTIAL, 1)[0]
        row["key"] = draws.key
        row["number"] = number
        row["sector"] = sector
        row["occupation"] = draws.index(np.where(sector_of == sector, weight, 0.0))
        draw_kind(draws, numbers, row)
        strong = np.any([organisations[column] == sector for column in STRENGTH_COLUMNS], axis=0)
        owner = draws.index(np.where(strong, 1.0, 1e-6))
        row["organisation"] = owner
        if in_force:
            band = pack.certificate_ages[draws.index(np.array([a.share for a in pack.certificate_ages]))]
            row["ready"] = scenario.start - int(band.low + draws.uniform() * (band.high - band.low))
            row["start"] = row["ready"] - int(scenario.levers["development_time"].base)
            row["status"] = Standard.IN_FORCE
        else:
            months = scenario.levers["development_time"].base
            row["ready"] = scenario.start + 1 + int(draws.uniform() * months)
            row["start"] = row["ready"] - int(months)
            row["status"] = Standard.DEVELOPING
            organisations[owner]["in_development"] += 1
        rows.append(row)

    for sector, source in enumerate(pack.sectors):
        key = code_key(f"standard|{source.code}")
        for number in range(source.certificates):
            add(sector, number, Draws(seed, key, number), True)
    key = code_key("standard in development")
    pipeline = Draws(seed, key, 0xFFFF).rounded(
        numbers["development_hazard"] * organisations.shape[0] * scenario.levers["development_time"].base
    )
    certificates = np.array([source.certificates for source in pack.sectors], dtype=np.float64)
    for number in range(pipeline):
        draws = Draws(seed, key, number)
        add(draws.index(certificates), number, draws, False)
    return np.array(rows, dtype=CREDENTIAL)


def build_institutions(scenario: Scenario, codes: tuple[str, ...], seed: int) -> tuple[Table, npt.NDArray[np.bool_]]:
    """Institutions of the regions that are run, by region, setting, kind and number; and their strong sectors."""
    pack, numbers = scenario.pack, scenario.parameters
    groups = {(group.region, group.setting, group.kind): group for group in pack.institutions}
    shares = np.array([sector.student_share for sector in pack.sectors], dtype=np.float64)
    strong_sectors = int(numbers["institution_strengths"])
    rows, strengths = [], []
    for region, code in enumerate(codes):
        for setting, label in enumerate(SETTINGS):
            for kind, name in enumerate(KINDS):
                group = groups.get((code, label, name))
                key = code_key(f"institution|{code}|{label}|{name}")
                for number in range(0 if group is None else group.count):
                    assert group is not None
                    draws = Draws(seed, key, number)
                    row = empty_rows(INSTITUTION, 1)[0]
                    z = draws.normal()
                    row["key"], row["number"] = key, number
                    row["region"], row["place"], row["kind"] = region, region * len(SETTINGS) + setting, kind
                    row["learners"] = lognormal(group.learners_mean, numbers["institution_size_spread"], z)
                    row["size"] = SIZES.index("small" if z < -THIRD else "large" if z > THIRD else "medium")
                    row["openness_draw"] = draws.uniform()
                    row["rule"] = draws.uniform() < numbers["articulation_start"]
                    row["planning"] = int(12.0 * draws.uniform())
                    strong = np.zeros(shares.size, dtype=np.bool_)
                    for _ in range(min(strong_sectors, shares.size)):
                        strong[draws.index(np.where(strong, 0.0, shares))] = True
                    rows.append(row)
                    strengths.append(strong)
    return np.array(rows, dtype=INSTITUTION), np.array(strengths, dtype=np.bool_).reshape(len(rows), shares.size)


def build_enterprises(scenario: Scenario, codes: tuple[str, ...], seed: int) -> tuple[Table, npt.NDArray[np.int64]]:
    """Enterprises sorted by region and sector, and where each (region, sector) starts."""
    pack, numbers = scenario.pack, scenario.parameters
    shares = np.array([sector.worker_share for sector in pack.sectors], dtype=np.float64)
    by_code = {region.code: region for region in pack.regions}
    rows = []
    for region, code in enumerate(codes):
        key = code_key(f"enterprise|{code}")
        for number in range(by_code[code].enterprises):
            draws = Draws(seed, key, number)
            row = empty_rows(ENTERPRISE, 1)[0]
            row["key"], row["number"], row["region"] = key, number, region
            row["sector"] = draws.index(shares)
            row["size"] = math.exp(numbers["enterprise_size_spread"] * draws.normal())
            row["weight"] = by_code[code].enterprise_weight
            row["capacity"] = int(numbers["partner_capacity"] - 1.0 + 3.0 * draws.uniform())
            row["evaluates"] = number < by_code[code].organisations
            rows.append(row)
    table = np.array(rows, dtype=ENTERPRISE)
    place = table["region"] * shares.size + table["sector"]
    order = np.lexsort((table["number"], place))
    first = np.searchsorted(place[order], np.arange(len(codes) * shares.size + 1), side="left")
    return table[order], first.astype(np.int64)


def demand_share(scenario: Scenario) -> npt.NDArray[np.float64]:
    """Share of decisions that aim at each occupation: home sector or any, then by vacancies."""
    pack = scenario.pack
    own = scenario.parameters["own_sector_share"]
    vacancies = np.array([o.vacancies for o in pack.occupations], dtype=np.float64)
    sector_of = np.array([[s.code for s in pack.sectors].index(o.sector) for o in pack.occupations])
    home = np.array([sector.student_share for sector in pack.sectors], dtype=np.float64)
    in_sector = np.bincount(sector_of, weights=vacancies, minlength=home.size)
    return np.asarray(
        own * home[sector_of] * vacancies / in_sector[sector_of] + (1 - own) * vacancies / vacancies.sum()
    )


def build_programmes(
    scenario: Scenario,
    institutions: Table,
    strengths: npt.NDArray[np.bool_],
    credentials: Table,
    enterprises: Table,
    enterprise_first: npt.NDArray[np.int64],
    half_life: npt.NDArray[np.float64],
    seed: int,
) -> Table:
    """The programmes of January 2025: offers of standards in the institution's strengths, by expected demand."""
    pack, numbers = scenario.pack, scenario.parameters
    all_institutions = sum(group.count for group in pack.institutions)
    spread = numbers["institution_size_spread"]
    weight = sum(g.count * math.sqrt(g.learners_mean) for g in pack.institutions) * math.exp(-spread * spread / 8.0)
    per_root = numbers["programmes_start"] / weight if all_institutions else 0.0
    in_force = credentials["status"] == Standard.IN_FORCE
    on_offer = np.bincount(credentials["occupation"][in_force], minlength=len(pack.occupations))
    demand = demand_share(scenario)
    appeal = np.where(
        in_force, demand[credentials["occupation"]] / np.maximum(1, on_offer[credentials["occupation"]]), 0.0
    )
    review = float(scenario.levers["renewal_interval"].base)
    sectors = len(pack.sectors)
    taken = np.zeros(enterprises.shape[0], dtype=np.int64)
    rows = []
    for index in range(institutions.shape[0]):
        institution = institutions[index]
        number_of = Draws(seed, int(institution["key"]), int(institution["number"])).rounded(
            per_root * math.sqrt(float(institution["learners"]))
        )
        left = np.where(strengths[index][credentials["sector"]], appeal, 0.0)
        for own in range(number_of):
            draws = Draws(
                seed, int(institution["key"]) ^ PROGRAMME_NAMES, (int(institution["number"]) << 12) | (own + 1)
            )
            chosen = draws.index(left)
            if chosen < 0:
                break
            left[chosen] = 0.0
            credential = credentials[chosen]
            row = empty_rows(PROGRAMME, 1)[0]
            row["key"], row["number"] = draws.key, draws.number
            row["institution"], row["credential"] = index, chosen
            for name in ("place", "region", "kind", "size"):
                row[name] = institution[name]
            for name in ("occupation", "sector", "type", "level", "hours"):
                row[name] = credential[name]
            describe_programme(row, draws, numbers)
            row["status"], row["since"] = Status.OPEN, scenario.start - 12
            row["opened"] = scenario.start - 12 - int(36 * draws.uniform())
            row["last_open"] = scenario.start
            row["seats"] = max(
                int(numbers["seats_minimum"]),
                draws.rounded(lognormal(numbers["seats_start"], SEATS_SPREAD, draws.normal())),
            )
            life = half_life[int(credential["occupation"])]
            lag = numbers["content_lag_start"] * (2.0 + 2.0 * draws.uniform()) / 3.0 * math.sqrt(life / HALF_LIFE_PIVOT)
            row["outdated"] = outdated_share(lag, life)
            row["last_review"] = scenario.start - int(review * draws.uniform())
            row["certified"] = draws.uniform() < numbers["certified_start"]
            row["certified_month"] = scenario.start - int(numbers["certificate_validity"] * draws.uniform())
            row["certified_since"] = row["certified_month"]
            row["badge"] = (
                uniform(seed, int(Purpose.BADGES), draws.key, draws.number, 0, 0) < scenario.levers["badges"].base
            )
            row["partner"] = -1
            if draws.uniform() < numbers["partner_start"]:
                cell = int(row["region"]) * sectors + int(row["sector"])
                row["partner"] = choose_partner(
                    draws, enterprises, taken, int(enterprise_first[cell]), int(enterprise_first[cell + 1])
                )
            rows.append(row)
        institutions[index]["launched"] = number_of
    enterprises["partners"] = taken
    programmes = np.array(rows, dtype=PROGRAMME)
    seat_by_demand(programmes, institutions, demand, numbers)
    return programmes


def seat_by_demand(
    programmes: Table, institutions: Table, demand: npt.NDArray[np.float64], numbers: Mapping[str, float]
) -> None:
    """Seats follow the demand that a programme's region and occupation share out among its programmes."""
    if not programmes.size:
        return
    cell = programmes["region"] * demand.size + programmes["occupation"]
    sharing = np.bincount(cell)
    institutions_here = np.bincount(institutions["region"])
    expected = demand[programmes["occupation"]] * institutions_here[programmes["region"]] / sharing[cell]
    relative = np.clip(expected / expected.mean(), *SEAT_RANGE)
    seats = programmes["seats"] * relative / relative.mean()
    programmes["seats"] = np.maximum(int(numbers["seats_minimum"]), np.rint(seats))


def choose_partner(draws: Draws, enterprises: Table, taken: npt.NDArray[np.int64], first: int, last: int) -> int:
    """An enterprise of the region and sector with room for one more programme; -1 if there is none."""
    room = (enterprises["capacity"][first:last] > taken[first:last]).astype(np.float64)
    chosen = draws.index(room)
    if chosen < 0:
        return -1
    taken[first + chosen] += 1
    return first + chosen


def describe_programme(row: Any, draws: Draws, p: Mapping[str, float]) -> None:
    """Mode, price, quality and fixed cost of a programme."""
    row["mode"] = Mode.ONLINE if draws.uniform() < p["online_share"] else Mode.CAMPUS
    row["weak"] = draws.uniform() < p["weak_share"]
    row["price"] = round(100.0 * p["price"] * level_factor(int(row["level"]), p["level_price_step"]))
    row["teaching"] = min(1.0, max(0.1, p["teaching_quality"] + p["teaching_spread"] * draws.normal()))
    row["practice"] = min(1.0, max(0.02, p["practice_start"] * math.exp(0.25 * draws.normal())))
    row["project"] = min(1.0, max(0.02, p["project_start"] * math.exp(0.25 * draws.normal())))
    row["own_practice"], row["own_project"] = row["practice"], row["project"]
    if row["weak"]:
        row["hours"] = p["weak_hours"]
        row["teaching"] = row["teaching"] * p["weak_teaching"]
    row["fixed_cost"] = lognormal(p["programme_fixed_cost"], p["programme_fixed_cost_spread"], draws.normal())
    row["applied_month"] = -1
    row["last_survey"] = -1
    row["first_survey"] = -1
    row["last_graduate_month"] = -1


def new_credential(
    scenario: Scenario,
    organisation: Any,
    index: int,
    occupation: int,
    sector: int,
    month: int,
    months: int,
    seed: int,
) -> Any:
    """A standard that an organisation starts this month."""
    row = empty_rows(CREDENTIAL, 1)[0]
    row["key"] = int(organisation["key"]) ^ STANDARD_NAMES
    row["number"] = (int(organisation["number"]) << 16) | int(organisation["started"])
    row["occupation"], row["sector"], row["organisation"] = occupation, sector, index
    draw_kind(Draws(seed, int(row["key"]), int(row["number"])), scenario.parameters, row)
    row["start"], row["ready"], row["status"] = month, month + months, Standard.DEVELOPING
    return row


def new_programme(
    scenario: Scenario,
    institution: Any,
    index: int,
    credential: Any,
    chosen: int,
    reviews: int,
    fixed_cost: float,
    month: int,
    seed: int,
    half_life: float,
    practice: float,
    project: float,
) -> Any:
    """An offer that an institution launches this month.

    Academic reviews delay it and improve its teaching; it meets the minima of practice and projects in force.
    """
    numbers = scenario.parameters
    row = empty_rows(PROGRAMME, 1)[0]
    row["key"] = int(institution["key"]) ^ PROGRAMME_NAMES
    row["number"] = (int(institution["number"]) << 12) | int(institution["launched"])
    row["institution"], row["credential"] = index, chosen
    for name in ("place", "region", "kind", "size"):
        row[name] = institution[name]
    for name in ("occupation", "sector", "type", "level", "hours"):
        row[name] = credential[name]
    describe_programme(row, Draws(seed, int(row["key"]), int(row["number"])), numbers)
    row["fixed_cost"] = fixed_cost
    row["practice"] = max(float(row["practice"]), practice)
    row["project"] = max(float(row["project"]), project)
    row["teaching"] = min(1.0, float(row["teaching"]) + reviews * numbers["academic_review_quality"])
    row["status"], row["since"] = Status.DEVELOPING, month
    row["opened"] = month + 1 + int(reviews * numbers["academic_review_months"])
    row["seats"] = max(1, round(numbers["seats_start"]))
    row["outdated"] = outdated_share(numbers["content_lag_minimum"], half_life)
    row["last_review"] = month
    row["last_open"] = -1_000
    row["partner"] = -1
    return row
