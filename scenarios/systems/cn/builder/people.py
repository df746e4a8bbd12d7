"""Regions and places: people, income, digital access, organisations, enterprises."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from builder.tables import Row, assumptions, read_table, rounded, share_out

MONTHS_FITTED = 60  # June 2020 to June 2025
MONTHS_BACK = 5  # June 2025 back to January 2025
TEN_THOUSAND = 10_000


@dataclass(frozen=True)
class Province:
    """One province with what the other tables need of it."""

    code: str
    name: str
    name_local: str
    macro_region: str
    working_age: int
    population: float
    urban_share: float
    enterprises: int
    row: Row
    proxy: Row


def provinces() -> list[Province]:
    """Return the 31 provinces in the order of their codes."""
    extended = {row["province_zh"]: row for row in read_table("raw", "provinces_extended.csv")}
    proxies = {row["province_zh"]: row for row in read_table("raw", "provinces_modelled_proxies.csv")}
    census = read_table("raw", "china_provinces.csv")
    exact = [int(row["population_2020"]) * float(row["age_15_59_share_2020_pct"]) / 100 for row in census]
    working_age = share_out(round(sum(exact)), exact)
    return [
        Province(
            code=row["province_code"],
            name=row["province_en"],
            name_local=row["province_zh"],
            macro_region=row["macro_region"].lower(),
            working_age=people,
            population=float(extended[row["province_zh"]]["population_2024_10k"]) * TEN_THOUSAND,
            urban_share=float(extended[row["province_zh"]]["urban_share_2024_pct"]) / 100,
            enterprises=int(extended[row["province_zh"]]["enterprises_legal_persons_2024"]),
            row={**row, **extended[row["province_zh"]]},
            proxy=proxies[row["province_zh"]],
        )
        for row, people in zip(census, working_age, strict=True)
    ]


def region_rows(found: Sequence[Province]) -> list[dict[str, object]]:
    """Return regions.csv."""
    assumed = assumptions()
    organisations = evaluation_organisations(found)
    agents = share_out(
        int(assumed["enterprise_agents"]),
        [province.enterprises for province in found],
        int(assumed["enterprise_minimum"]),
    )
    return [
        {
            "code": province.code,
            "name": province.name,
            "name_local": province.name_local,
            "macro_region": province.macro_region,
            "organisations": count,
            "enterprises": agent_count,
            "enterprise_weight": rounded(province.enterprises / agent_count, 1),
        }
        for province, count, agent_count in zip(found, organisations, agents, strict=True)
    ]


def evaluation_organisations(found: Sequence[Province]) -> list[int]:
    """Share the 300 evaluation organisations out: 88.7 % to the east, Beijing first, rest by firms."""
    total, east_share = 300, 0.887
    east_total = round(total * east_share)
    beijing = round(east_total * assumptions()["beijing_share_of_east"])
    capital = [province.name == "Beijing" for province in found]
    east = [province.macro_region == "east" for province in found]
    east_rest = share_out(
        east_total - beijing,
        [
            province.enterprises if is_east and not is_capital else 0
            for province, is_east, is_capital in zip(found, east, capital, strict=True)
        ],
    )
    elsewhere = share_out(
        total - east_total,
        [0 if is_east else province.enterprises for province, is_east in zip(found, east, strict=True)],
    )
    return [
        beijing if is_capital else near + far
        for is_capital, near, far in zip(capital, east_rest, elsewhere, strict=True)
    ]


@dataclass(frozen=True)
class Access:
    """Digital access of one setting: the fitted shift on the logit scale and the monthly trend."""

    shift: float
    trend: float


def solve(function: Callable[[float], float], low: float, high: float) -> float:
    """Return the root of a rising function by bisection."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < 0 else (low, middle)
    return (low + high) / 2


def access_in_june(province: Province, shift: float) -> float:
    """Return the share with digital access in June 2025: logit of 2016 plus a shift, capped."""
    penetration = float(province.row["internet_penetration_2016_pct"]) / 100
    logit = math.log(penetration / (1 - penetration)) + shift
    return min(assumptions()["access_cap"], 1 / (1 + math.exp(-logit)))


def internet_share(measure: str, year: float) -> float:
    """Return a published share of internet users."""
    for row in read_table("raw", "adoption_series.csv"):
        if row["system"] == "CN" and row["metric"] == measure and abs(float(row["year"]) - year) < 0.005:
            return float(row["value"]) / 100
    raise ValueError(f"{measure} of {year} is not in adoption_series.csv")


def fit_access(found: Sequence[Province]) -> dict[str, Access]:
    """Fit shift and trend of urban and rural access to the published national figures."""
    ceiling = assumptions()["access_maximum"]
    people = sum(province.population for province in found)
    urban = sum(province.population * province.urban_share for province in found) / people
    rural_end = internet_share("rural internet penetration %", 2025.45)
    national_end = internet_share("national internet penetration %", 2025.45)
    urban_end = (national_end - (1 - urban) * rural_end) / urban
    starts = {"urban": 0.764, "rural": internet_share("rural internet penetration %", 2020.45)}
    fitted = {}
    for setting, end in (("urban", urban_end), ("rural", rural_end)):
        weights = [setting_people(province, setting) for province in found]

        def miss(shift: float, weights: list[float] = weights, end: float = end) -> float:
            values = [access_in_june(province, shift) for province in found]
            return sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights) - end

        remaining = (ceiling - end) / (ceiling - starts[setting])
        fitted[setting] = Access(solve(miss, -3, 5), 1 - remaining ** (1 / MONTHS_FITTED))
    return fitted


def setting_people(province: Province, setting: str) -> float:
    """Return the residents of one setting of a province in 2024."""
    share = province.urban_share if setting == "urban" else 1 - province.urban_share
    return province.population * share


def place_rows(found: Sequence[Province]) -> list[dict[str, object]]:
    """Return places.csv: two places per province."""
    assumed = assumptions()
    access = fit_access(found)
    rows: list[dict[str, object]] = []
    for province in found:
        workers = round(float(province.proxy["employed_2020_modelled_10k"]) * TEN_THOUSAND)
        students = round(
            (
                float(province.proxy["secondary_voc_students_2024_modelled_10k"])
                + float(province.row["tertiary_students_2024_10k"])
            )
            * TEN_THOUSAND
        )
        rural_share = 1 - province.urban_share
        rural_people = round(province.working_age * rural_share)
        rural_students = round(students * rural_share * assumed["rural_student_factor"])
        rural_workers = round(workers * rural_share)
        counts = {
            "urban": (
                province.working_age - rural_people,
                students - rural_students,
                workers - rural_workers,
            ),
            "rural": (rural_people, rural_students, rural_workers),
        }
        incomes = {
            "urban": province.row["income_urban_2024_MODELLED_yuan"],
            "rural": province.row["income_rural_2024_yuan"],
        }
        for setting, (people, student_count, worker_count) in counts.items():
            other = people - student_count - worker_count
            if other < 0:
                raise ValueError(f"{province.name} {setting}: more students and workers than people")
            june = access_in_june(province, access[setting].shift)
            gap = (assumed["access_maximum"] - june) / (1 - access[setting].trend) ** MONTHS_BACK
            rows.append(
                {
                    "region": province.code,
                    "setting": setting,
                    "students": student_count,
                    "workers": worker_count,
                    "other": other,
                    "monthly_income": rounded(float(incomes[setting]) / 12, 2),
                    "access": rounded(assumed["access_maximum"] - gap, 6),
                    "access_trend": rounded(access[setting].trend, 8),
                }
            )
    return rows
