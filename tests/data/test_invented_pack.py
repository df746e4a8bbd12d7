"""The invented country: small, complete, and of the same shape as the Chinese pack."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest

SYSTEMS = Path(__file__).resolve().parents[2] / "scenarios" / "systems"
PACK = SYSTEMS / "invented"
TABLES = (
    "regions.csv",
    "places.csv",
    "institutions.csv",
    "sectors.csv",
    "occupations.csv",
    "parameters.csv",
    "sources.csv",
)

Row = dict[str, str]


def read(name: str, pack: Path = PACK) -> list[Row]:
    with (pack / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def total(name: str, *columns: str) -> int:
    return sum(int(row[column]) for row in read(name) for column in columns)


@pytest.mark.parametrize("table", TABLES)
def test_same_columns_as_the_chinese_pack(table: str) -> None:
    assert list(read(table)[0]) == list(read(table, SYSTEMS / "cn")[0])


def test_its_size() -> None:
    assert [row["code"] for row in read("regions.csv")] == ["100000", "200000", "300000"]
    assert [row["macro_region"] for row in read("regions.csv")] == ["east", "central", "west"]
    assert total("regions.csv", "organisations") == 6
    assert total("places.csv", "students", "workers", "other") == 20_000
    assert total("institutions.csv", "count") == 20
    assert len(read("sectors.csv")) == 4
    assert total("sectors.csv", "certificates") == 20


def test_every_kind_of_institution_and_every_place_exists() -> None:
    kinds = {row["kind"] for row in read("institutions.csv")}
    assert kinds == {"secondary_vocational", "higher_vocational", "university", "enterprise_academy"}
    places = {(row["region"], row["setting"]) for row in read("places.csv")}
    assert len(places) == 6
    assert {(row["region"], row["setting"]) for row in read("institutions.csv")} == places


def test_occupations_add_up() -> None:
    rows = read("occupations.csv")
    assert sum(row["shortage"] == "true" for row in rows) == 12
    for sector in read("sectors.csv"):
        counted = sum(int(row["count"]) for row in rows if row["sector"] == sector["code"])
        assert counted == int(sector["occupations"])
        assert f"other-{sector['code']}" in {row["code"] for row in rows}
    for column in ("student_share", "worker_share"):
        assert sum(float(row[column]) for row in read("sectors.csv")) == pytest.approx(1, abs=1e-9)


def test_parameters_have_the_same_names_and_lie_in_their_ranges() -> None:
    rows = read("parameters.csv")
    assert [row["name"] for row in rows] == [row["name"] for row in read("parameters.csv", SYSTEMS / "cn")]
    for row in rows:
        assert float(row["low"]) <= float(row["value"]) <= float(row["high"]), row["name"]


def test_nothing_is_said_to_be_measured() -> None:
    with (PACK / "facts.toml").open("rb") as stream:
        assert tomllib.load(stream) == {"fact": []}
    assert {row["status"] for row in read("sources.csv")} == {"assumed"}
    for table in ("occupations.csv", "parameters.csv"):
        assert {row["status"] for row in read(table)} == {"assumed"}
