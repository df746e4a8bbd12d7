"""Programmes: those of January 2025 and new offers."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from microcred.base.chance import Purpose
from microcred.scenario.model import Scenario
from microcred.world.chances import Draws, uniforms
from microcred.world.elementwise import exponentials, lognormals, outdated_shares
from microcred.world.partners import choose_partners
from microcred.world.standards import of_level
from microcred.world.states import Mode, Standard, Status
from microcred.world.subjects import CHOICE_SLOT, choose_standards
from microcred.world.supply_rows import PROGRAMME
from microcred.world.tables import Table, empty_rows

HALF_LIFE_PIVOT = 36.0
# Seats of 2025 relative to the mean, at least and at most.
SEAT_RANGE = (0.3, 6.0)
# S.d. of the log of a programme's own share of them.
SEATS_SPREAD = 0.5
# S.d. of the log of the shares of practice and projects.
SHARES_SPREAD = 0.25
# Programmes are named after their institution; this keeps the names apart.
PROGRAMME_NAMES = 0x2545F491
OF_INSTITUTION = ("place", "region", "kind", "size")
OF_STANDARD = ("occupation", "sector", "type", "level", "hours")

Numbers = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


def demand_share(scenario: Scenario) -> Numbers:
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


def programmes_of(scenario: Scenario, institutions: Table, seed: int) -> Indices:
    """How many programmes each institution has in January 2025: by the root of its size."""
    groups, numbers = scenario.pack.institutions, scenario.parameters
    spread = numbers["institution_size_spread"]
    weight = sum(g.count * math.sqrt(g.learners_mean) for g in groups) * math.exp(-spread * spread / 8.0)
    per_root = numbers["programmes_start"] / weight if sum(group.count for group in groups) else 0.0
    return Draws(seed, institutions["key"], institutions["number"]).rounded(
        per_root * np.sqrt(institutions["learners"])
    )


def name_programmes(institutions: Table, own: Indices, seed: int) -> Draws:
    """Draws of programmes, each named after its institution (a row each) and its number there."""
    return Draws(seed, institutions["key"] ^ PROGRAMME_NAMES, (institutions["number"] << 12) | own)


def build_programmes(
    scenario: Scenario,
    institutions: Table,
    strengths: npt.NDArray[np.bool_],
    credentials: Table,
    enterprises: Table,
    enterprise_first: Indices,
    half_life: Numbers,
    seed: int,
) -> Table:
    """The programmes of January 2025: offers of standards in the institution's strengths, by expected demand."""
    pack, numbers, start = scenario.pack, scenario.parameters, scenario.start
    in_force = credentials["status"] == Standard.IN_FORCE
    on_offer = np.bincount(credentials["occupation"][in_force], minlength=len(pack.occupations))
    demand = demand_share(scenario)
    appeal = np.where(
        in_force, demand[credentials["occupation"]] / np.maximum(1, on_offer[credentials["occupation"]]), 0.0
    )
    counts = programmes_of(scenario, institutions, seed)
    institutions["launched"] = counts
    names = name_programmes(institutions, np.zeros_like(counts), seed)
    sectors = np.ascontiguousarray(credentials["sector"])
    taught = choose_standards(names.keys, names.numbers, strengths, sectors, appeal, counts, seed)
    institution, own, standard = (np.ascontiguousarray(column) for column in taught.T)
    teachers, standards = institutions[institution], credentials[standard]
    draws = name_programmes(teachers, own, seed)
    draws.slot = CHOICE_SLOT
    rows = describe_programmes(teachers, institution, standards, standard, draws, numbers)
    size = rows.shape[0]
    rows["opened"] = start - 12 - (36 * draws.uniform()).astype(np.int64)
    rows["status"], rows["since"] = Status.OPEN, rows["opened"]
    rows["last_open"] = start
    seats = lognormals(np.full(size, numbers["seats_start"]), SEATS_SPREAD, draws.normal())
    rows["seats"] = np.maximum(int(numbers["seats_minimum"]), draws.rounded(seats))
    life = half_life[rows["occupation"]]
    lag = numbers["content_lag_start"] * (2.0 + 2.0 * draws.uniform()) / 3.0 * np.sqrt(life / HALF_LIFE_PIVOT)
    rows["outdated"] = outdated_shares(lag, life)
    rows["last_review"] = start - (scenario.levers["renewal_interval"].base * draws.uniform()).astype(np.int64)
    rows["certified"] = draws.uniform() < numbers["certified_start"]
    rows["certified_month"] = start - (numbers["certificate_validity"] * draws.uniform()).astype(np.int64)
    rows["certified_since"] = rows["certified_month"]
    rows["badge"] = uniforms(seed, int(Purpose.BADGES), draws.keys, draws.numbers, 0) < scenario.levers["badges"].base
    partnered = np.flatnonzero(draws.uniform() < numbers["partner_start"])
    cells = rows["region"] * len(pack.sectors) + rows["sector"]
    partners, taken = np.full(partnered.size, -1), np.zeros(enterprises.shape[0], dtype=np.int64)
    capacity = np.ascontiguousarray(enterprises["capacity"])
    choose_partners(cells[partnered], draws.uniform()[partnered], enterprise_first, capacity, taken, partners)
    rows["partner"][partnered] = partners
    enterprises["partners"] = taken
    seat_by_demand(rows, institutions, demand, numbers)
    return rows


def seat_by_demand(programmes: Table, institutions: Table, demand: Numbers, numbers: Mapping[str, float]) -> None:
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


def describe_programmes(
    institutions: Table,
    institution: Indices,
    credentials: Table,
    standard: Indices,
    draws: Draws,
    p: Mapping[str, float],
) -> Table:
    """Programmes with what is drawn for each: mode, price, quality and fixed cost; nothing happened to them yet.

    Parameters
    ----------
    institutions, credentials
        The row of each programme's institution and of its standard.
    institution, standard
        Their indices.
    draws
        The next draws of each programme.
    p
        Parameters of the scenario.

    Returns
    -------
    Table
        Rows of `PROGRAMME`.
    """
    rows = empty_rows(PROGRAMME, institution.size)
    rows["key"], rows["number"] = draws.keys, draws.numbers
    rows["institution"], rows["credential"] = institution, standard
    for name in OF_INSTITUTION:
        rows[name] = institutions[name]
    for name in OF_STANDARD:
        rows[name] = credentials[name]
    rows["mode"] = np.where(draws.uniform() < p["online_share"], Mode.ONLINE, Mode.CAMPUS)
    weak = draws.uniform() < p["weak_share"]
    rows["weak"] = weak
    rows["price"] = np.rint(100.0 * p["price"] * of_level(rows["level"], p["level_price_step"]))
    rows["teaching"] = np.clip(p["teaching_quality"] + p["teaching_spread"] * draws.normal(), 0.1, 1.0)
    for name in ("practice", "project"):
        rows[name] = np.clip(p[f"{name}_start"] * exponentials(SHARES_SPREAD * draws.normal()), 0.02, 1.0)
        rows[f"own_{name}"] = rows[name]
    rows["hours"][weak] = p["weak_hours"]
    rows["teaching"][weak] *= p["weak_teaching"]
    fixed = np.full(institution.size, p["programme_fixed_cost"])
    rows["fixed_cost"] = lognormals(fixed, p["programme_fixed_cost_spread"], draws.normal())
    for name in ("applied_month", "last_survey", "first_survey", "last_graduate_month", "partner"):
        rows[name] = -1
    return rows


def new_programmes(
    scenario: Scenario,
    institutions: Table,
    institution: Indices,
    credentials: Table,
    standard: Indices,
    reviews: Indices,
    designs: Numbers,
    half_life: Numbers,
    month: int,
    seed: int,
) -> Table:
    """The offers that institutions launch this month.

    Academic reviews delay them and improve their teaching; they meet the minima of practice and projects in force.

    Parameters
    ----------
    scenario
        A resolved scenario.
    institutions, credentials
        The row of each offer's institution and of its standard.
    institution, standard
        Their indices.
    reviews
        Academic reviews of each.
    designs
        Columns: fixed cost, yuan a year, and the least practice and project shares of each.
    half_life
        Of each one's occupation, months.
    month, seed
        The month, and the seed of the run.

    Returns
    -------
    Table
        Rows of `PROGRAMME`.
    """
    numbers = scenario.parameters
    draws = name_programmes(institutions, institutions["launched"], seed)
    rows = describe_programmes(institutions, institution, credentials, standard, draws, numbers)
    rows["fixed_cost"] = designs[:, 0]
    rows["practice"] = np.maximum(rows["practice"], designs[:, 1])
    rows["project"] = np.maximum(rows["project"], designs[:, 2])
    rows["teaching"] = np.minimum(1.0, rows["teaching"] + reviews * numbers["academic_review_quality"])
    rows["status"], rows["since"] = Status.DEVELOPING, month
    rows["opened"] = month + 1 + (reviews * numbers["academic_review_months"]).astype(np.int64)
    rows["seats"] = max(1, round(numbers["seats_start"]))
    rows["outdated"] = outdated_shares(np.full(reviews.size, numbers["content_lag_minimum"]), half_life)
    rows["last_review"] = month
    rows["last_open"] = -1_000
    return rows
