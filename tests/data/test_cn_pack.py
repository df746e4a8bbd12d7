"""The Chinese pack against the facts it is made from, read with nothing but the standard library."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

SYSTEMS = Path(__file__).resolve().parents[2] / "scenarios" / "systems"
PACK = SYSTEMS / "cn"
TABLES = (
    "regions.csv",
    "places.csv",
    "institutions.csv",
    "sectors.csv",
    "occupations.csv",
    "parameters.csv",
)
KINDS = {"secondary_vocational", "higher_vocational", "university", "enterprise_academy"}
STATUSES = {"measured", "estimated", "assumed", "derived", "modelled"}
ROLES = {"input", "calibrate", "validate", "lever", "target", "context"}
CEILING = 0.96

Row = dict[str, str]


def read(name: str, pack: Path = PACK) -> list[Row]:
    with (pack / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def facts() -> dict[str, dict[str, Any]]:
    with (PACK / "facts.toml").open("rb") as stream:
        return {fact["id"]: fact for fact in tomllib.load(stream)["fact"]}


def people(place: Row) -> int:
    return int(place["students"]) + int(place["workers"]) + int(place["other"])


def total(name: str, column: str) -> int:
    return sum(int(row[column]) for row in read(name))


def residents_2024() -> dict[str, tuple[float, float]]:
    """Return population in 10,000 and urban share by province code."""
    return {
        row["province_code"]: (
            float(row["population_2024_10k"]),
            float(row["urban_share_2024_pct"]) / 100,
        )
        for row in read("raw/provinces_extended.csv")
    }


def mean_access(setting: str, months: int) -> float:
    """Return the mean access of residents so many months after January 2025."""
    weighted = weight_sum = 0.0
    for place in read("places.csv"):
        if place["setting"] != setting:
            continue
        population, urban = residents_2024()[place["region"]]
        weight = population * (urban if setting == "urban" else 1 - urban)
        gap = (CEILING - float(place["access"])) * (1 - float(place["access_trend"])) ** months
        weighted += weight * (CEILING - gap)
        weight_sum += weight
    return weighted / weight_sum


@pytest.mark.parametrize("pack", ["cn", "invented"])
def test_build_makes_exactly_these_files(pack: str) -> None:
    command = [sys.executable, "-B", str(SYSTEMS / pack / "build.py"), "--check"]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert finished.returncode == 0, finished.stderr


def test_build_refuses_an_unknown_argument() -> None:
    command = [sys.executable, "-B", str(PACK / "build.py"), "--chekc"]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert finished.returncode == 2
    assert "usage" in finished.stderr


def test_thirty_one_provinces_in_two_settings() -> None:
    codes = [row["code"] for row in read("regions.csv")]
    assert len(codes) == len(set(codes)) == 31
    assert all(re.fullmatch(r"\d{6}", code) for code in codes)
    places = [(row["region"], row["setting"]) for row in read("places.csv")]
    assert places == [(code, setting) for code in codes for setting in ("urban", "rural")]


def test_people_are_the_census() -> None:
    places = read("places.csv")
    assert sum(map(people, places)) == pytest.approx(892_000_000, rel=0.001)
    for row in read("raw/china_provinces.csv"):
        of_province = sum(people(place) for place in places if place["region"] == row["province_code"])
        census = int(row["population_2020"]) * float(row["age_15_59_share_2020_pct"]) / 100
        assert of_province == pytest.approx(census, abs=1)


def test_workers_and_students_are_the_national_totals() -> None:
    assert total("places.csv", "workers") == pytest.approx(750_640_000, rel=0.001)
    assert total("places.csv", "students") == pytest.approx(12_293_300 + 38_912_600, rel=0.001)
    assert min(int(place["other"]) for place in read("places.csv")) > 0


def test_urban_share_and_incomes() -> None:
    places = read("places.csv")
    urban = [place for place in places if place["setting"] == "urban"]
    share = sum(map(people, urban)) / sum(map(people, places))
    assert share == pytest.approx(0.67, abs=0.005)
    for setting, official, tolerance in (("urban", 54_188, 0.03), ("rural", 23_119, 0.01)):
        chosen = [place for place in places if place["setting"] == setting]
        mean = sum(people(place) * float(place["monthly_income"]) for place in chosen)
        assert 12 * mean / sum(map(people, chosen)) == pytest.approx(official, rel=tolerance)


def test_access_trend_passes_through_the_published_figures() -> None:
    assert mean_access("rural", -55) == pytest.approx(0.523, abs=0.0005)
    assert mean_access("rural", 5) == pytest.approx(0.692, abs=0.0005)
    assert mean_access("urban", -55) == pytest.approx(0.764, abs=0.0005)
    residents = residents_2024().values()
    urban = sum(count * share for count, share in residents) / sum(count for count, _ in residents)
    national = urban * mean_access("urban", 5) + (1 - urban) * mean_access("rural", 5)
    assert national == pytest.approx(0.797, abs=0.0005)
    for place in read("places.csv"):
        assert 0 < float(place["access"]) < CEILING
        assert 0 < float(place["access_trend"]) < 0.05


def test_organisations_stand_in_the_east() -> None:
    regions = read("regions.csv")
    east = sum(int(row["organisations"]) for row in regions if row["macro_region"] == "east")
    assert total("regions.csv", "organisations") == facts()["cn.evaluation_organisations"]["value"] == 300
    assert east / 300 == pytest.approx(0.887, abs=1 / 600)
    assert max(regions, key=lambda row: int(row["organisations"]))["name"] == "Beijing"
    assert {row["macro_region"] for row in regions} == {"east", "central", "west", "northeast"}


def test_enterprises_stand_for_the_legal_persons() -> None:
    extended = {row["province_code"]: row for row in read("raw/provinces_extended.csv")}
    assert total("regions.csv", "enterprises") == 3000
    for row in read("regions.csv"):
        assert int(row["enterprises"]) >= 5
        stood_for = int(row["enterprises"]) * float(row["enterprise_weight"])
        legal_persons = int(extended[row["code"]]["enterprises_legal_persons_2024"])
        assert stood_for == pytest.approx(legal_persons, rel=0.001)


def test_institutions() -> None:
    rows = read("institutions.csv")
    assert total("institutions.csv", "count") == facts()["cn.institutions"]["value"] == 4300
    assert {row["kind"] for row in rows} == KINDS
    assert all(int(row["count"]) > 0 and float(row["learners_mean"]) > 0 for row in rows)
    assert len({(row["region"], row["setting"], row["kind"]) for row in rows}) == len(rows)
    by_region = Counter({row["region"]: 0 for row in rows})
    for row in rows:
        by_region[row["region"]] += int(row["count"])
    assert set(by_region) == {row["code"] for row in read("regions.csv")}
    rural = sum(int(row["count"]) for row in rows if row["setting"] == "rural")
    assert 0.02 < rural / 4300 < 0.15


def test_institutions_hold_no_more_learners_than_there_are_students() -> None:
    learners = sum(
        int(row["count"]) * float(row["learners_mean"])
        for row in read("institutions.csv")
        if row["kind"] != "enterprise_academy"
    )
    assert learners < total("places.csv", "students")


def test_sectors() -> None:
    sectors = {row["code"]: row for row in read("sectors.csv")}
    assert len(sectors) == 19
    assert total("sectors.csv", "occupations") == 1639
    assert total("sectors.csv", "certificates") == facts()["cn.certificates"]["value"] == 447
    assert sectors["electronics_information"]["certificates"] == "136"
    assert sectors["equipment_manufacturing"]["certificates"] == "85"
    assert sectors["food_drugs_grain"]["certificates"] == "4"
    assert all(int(row["certificates"]) >= 1 for row in sectors.values())
    for column in ("student_share", "worker_share"):
        shares = [float(row[column]) for row in sectors.values()]
        assert sum(shares) == pytest.approx(1, abs=1e-9)
        assert min(shares) > 0
    assert {row["technology"] for row in sectors.values()} == {"electronics", "commerce", "other"}


def test_occupations() -> None:
    rows = read("occupations.csv")
    shortage = [row for row in rows if row["shortage"] == "true"]
    others = [row for row in rows if row["shortage"] == "false"]
    assert len(shortage) == 100
    assert len(others) == 19
    assert len({row["code"] for row in rows}) == 119
    assert len({row["name"] for row in rows}) == len({row["name_local"] for row in rows}) == 119
    assert total("occupations.csv", "count") == 1639
    assert all(row["count"] == "1" for row in shortage)
    assert {row["code"] for row in others} == {f"other-{row['code']}" for row in read("sectors.csv")}
    for sector in read("sectors.csv"):
        counted = sum(int(row["count"]) for row in rows if row["sector"] == sector["code"])
        assert counted == int(sector["occupations"])


def test_shortage_list_is_the_published_one_as_far_as_it_goes() -> None:
    shortage = [row for row in read("occupations.csv") if row["shortage"] == "true"]
    published = read("raw/shortage_occupations.csv")
    assert [row["name_local"] for row in shortage[:64]] == [row["occupation_zh"] for row in published]
    assert {row["status"] for row in shortage[:64]} == {"measured"}
    assert {row["status"] for row in shortage[64:]} == {"modelled"}


def test_vacancies_are_the_published_stock_and_fall_with_rank() -> None:
    rows = read("occupations.csv")
    vacancies = [int(row["vacancies"]) for row in rows if row["shortage"] == "true"]
    assert sum(vacancies) == 1_114_000
    assert vacancies == sorted(vacancies, reverse=True)
    for row in rows:
        if row["shortage"] == "false":
            assert int(row["vacancies"]) == round(int(row["count"]) * 1_114_000 / 100 / 10)


def test_digital_demand_grows_as_the_paper_says() -> None:
    rows = {row["name"]: row for row in read("occupations.csv")}
    assert float(rows["Software engineer"]["growth"]) == facts()["cn.ai_demand_growth"]["value"]
    for row in rows.values():
        if float(row["growth"]) >= 0.1:
            assert row["emerging"] == "true", row["name"]


def test_parameters_lie_in_their_ranges() -> None:
    rows = read("parameters.csv")
    assert len({row["name"] for row in rows}) == len(rows)
    for row in rows:
        low, value, high = (float(row[column]) for column in ("low", "value", "high"))
        assert low <= value <= high, row["name"]
        assert (row["distribution"] == "fixed") == (low == high), row["name"]
        assert row["distribution"] in {"uniform", "triangular", "loguniform", "fixed"}
        assert row["distribution"] != "loguniform" or low > 0, row["name"]
        assert row["status"] in STATUSES
        assert row["source"]


def test_numbers_written_twice_agree() -> None:
    parameters = {row["name"]: row for row in read("parameters.csv")}
    assumed = {row["name"]: row for row in read("own/assumptions.csv")}
    for name in ("access_maximum", "vacancy_ratio_shortage"):
        assert float(parameters[name]["value"]) == float(assumed[name]["value"]), name


@pytest.mark.parametrize("pack", ["cn", "invented"])
def test_every_column_has_a_source(pack: str) -> None:
    sources = read("sources.csv", SYSTEMS / pack)
    covered = {(row["table"], row["column"]) for row in sources}
    for table in TABLES:
        for column in read(table, SYSTEMS / pack)[0]:
            assert (table, column) in covered
    for row in sources:
        assert row["status"] in STATUSES
        assert row["source"]
        if pack == "cn" and row["status"] == "modelled":
            assert row["note"], row
            assert "range" in row["note"], row


def test_every_fact_has_a_known_role() -> None:
    found = facts()
    assert {fact["role"] for fact in found.values()} <= ROLES
    assert {"target.coverage", "my.completion.urban", "my.completion.rural", "cn.hunan.examinees"} <= set(found)
    assert not any(name.startswith(("us.", "eu.", "au.")) for name in found)


def test_certificates_have_ages() -> None:
    with (PACK / "system.toml").open("rb") as stream:
        system = tomllib.load(stream)
    ages = system["certificate_ages"]
    assert sum(age["share"] for age in ages) == pytest.approx(1, abs=1e-9)
    assert [round(age["share"] * 447) for age in ages] == [6, 10, 76, 355]
    assert all(0 <= age["low"] <= age["high"] for age in ages)
    assert set(system["macro_regions"]) == {row["macro_region"] for row in read("regions.csv")}
