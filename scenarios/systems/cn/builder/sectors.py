"""Sectors: certificates, shares of students and workers, growth."""

from __future__ import annotations

import re

from builder.supply import national
from builder.tables import Row, assumptions, read_table, rounded, share_out

CERTIFICATES = 447


def sectors() -> list[Row]:
    """Return our sector table, with majors and occupations added."""
    majors = {row["category_zh"]: row for row in read_table("raw", "vocational_categories_2021.csv")}
    occupations = {row["sector"]: row for row in read_table("raw", "occupations_by_sector_ours.csv")}
    return [
        {**majors[row["name_local"]], **occupations[row["source_name"]], **row}
        for row in read_table("own", "sectors.csv")
    ]


def certificates(found: list[Row]) -> list[int]:
    """Return certificates by sector: three published, the rest by the root of occupations × majors."""
    published = {}
    for row in read_table("raw", "onex_by_category.csv"):
        match = re.match(r"(电子与信息|装备制造|食品药品与粮食)", row["category"])
        if match:
            published[match.group(1)] = int(row["certificates"])
    rest = CERTIFICATES - sum(published.values())
    weights = [
        0.0 if row["source_name"] in published else (int(row["occupations_of_1639_ours"]) * major_count(row)) ** 0.5
        for row in found
    ]
    shared = share_out(rest, weights)
    return [published.get(row["source_name"], part) for row, part in zip(found, shared, strict=True)]


def major_count(row: Row) -> int:
    """Return the majors of a sector in the secondary and the associate catalogue."""
    return int(row["secondary_majors_2021"]) + int(row["associate_majors_2021"])


def student_shares(found: list[Row]) -> list[float]:
    """Return the share of students by sector: majors weighted by students of the level, and certificates."""
    weight = assumptions()["certificate_weight"]
    secondary = national("secondary vocational", "students", "2024")
    tertiary = national("all regular tertiary (普通、职业本专科)", "students", "2024")
    secondary_majors = sum(int(row["secondary_majors_2021"]) for row in found)
    associate_majors = sum(int(row["associate_majors_2021"]) for row in found)
    majors = [
        (
            secondary * int(row["secondary_majors_2021"]) / secondary_majors
            + tertiary * int(row["associate_majors_2021"]) / associate_majors
        )
        / (secondary + tertiary)
        for row in found
    ]
    counts = certificates(found)
    return [(1 - weight) * major + weight * count / CERTIFICATES for major, count in zip(majors, counts, strict=True)]


def worker_shares(found: list[Row]) -> list[float]:
    """Return the share of workers by sector: employed by industry × the sector's part of its occupations.

    Class 5 stands for the primary industry, class 6 for the secondary, all others for the tertiary one.
    """
    text = next(
        row["status"]
        for row in read_table("raw", "labour_market.csv")
        if row["indicator"] == "employed persons total, 10k"
    )
    match = re.search(r"I/II/III ([\d,]+) / ([\d,]+) / ([\d,]+)", text)
    if match is None:
        raise ValueError("employed by industry is not in labour_market.csv")
    employed = [float(part.replace(",", "")) for part in match.groups()]
    by_industry = []
    for row in found:
        primary = int(row["other"]) if row["code"] == "agriculture" else 0
        secondary = int(row["in_class6"])
        by_industry.append((primary, secondary, int(row["occupations_of_1639_ours"]) - primary - secondary))
    column_sums = [sum(parts[index] for parts in by_industry) for index in range(3)]
    return [sum(employed[i] * parts[i] / column_sums[i] for i in range(3)) / sum(employed) for parts in by_industry]


def growth_of(growth_class: str) -> float:
    """Return the yearly growth of a class of occupations."""
    return assumptions()[f"growth_{growth_class}"]


def sector_growth(row: Row) -> float:
    """Return a sector's growth; in electronics by its mix of digital and manufacturing occupations."""
    if row["growth_class"] != "electronics":
        return growth_of(row["growth_class"])
    total = int(row["occupations_of_1639_ours"])
    made = int(row["in_class6"])
    return ((total - made) * growth_of("digital") + made * growth_of("emerging")) / total


def sector_rows() -> list[dict[str, object]]:
    """Return sectors.csv."""
    found = sectors()
    return [
        {
            "code": row["code"],
            "name": row["name"],
            "name_local": row["name_local"],
            "occupations": row["occupations_of_1639_ours"],
            "certificates": count,
            "technology": row["technology"],
            "student_share": student,
            "worker_share": worker,
            "growth": rounded(sector_growth(row), 3),
        }
        for row, count, student, worker in zip(
            found,
            certificates(found),
            exact_shares(student_shares(found)),
            exact_shares(worker_shares(found)),
            strict=True,
        )
    ]


def exact_shares(values: list[float]) -> list[str]:
    """Round shares to five digits so that they still sum to one."""
    return [rounded(part / 100_000, 5) for part in share_out(100_000, values)]
