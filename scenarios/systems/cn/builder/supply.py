"""Institutions by province, setting and kind."""

from __future__ import annotations

from collections.abc import Sequence

from builder.people import Province
from builder.tables import assumptions, read_table, rounded, share_out

TOTAL = 4300
KINDS = ("secondary_vocational", "higher_vocational", "university", "enterprise_academy")


def national(level: str, measure: str, year: str) -> float:
    """Return a national education figure."""
    for row in read_table("raw", "national_education.csv"):
        if (row["level"], row["measure"], row["year"]) == (level, measure, year):
            return float(row["value"])
    raise ValueError(f"{level}, {measure}, {year} is not in national_education.csv")


def universities(province: Province) -> int:
    """Return the undergraduate institutions of a province, vocational ones included (2025)."""
    return int(province.row["undergraduate_institutions_2025_excl_vocational"]) + int(
        province.row["vocational_undergraduate_institutions_2025"]
    )


def totals(found: Sequence[Province]) -> dict[str, int]:
    """Return how many institutions of each kind take part; secondary schools are the remainder of 4,300."""
    assumed = assumptions()
    colleges = sum(int(province.row["higher_vocational_colleges_2025"]) for province in found)
    higher = round(colleges * assumed["higher_vocational_participation"])
    all_universities = sum(universities(province) for province in found)
    university = round(all_universities * assumed["university_participation"])
    academies = int(assumed["enterprise_academies"])
    return {
        "secondary_vocational": TOTAL - higher - university - academies,
        "higher_vocational": higher,
        "university": university,
        "enterprise_academy": academies,
    }


def mean_learners(found: Sequence[Province]) -> dict[str, float]:
    """Return the mean number of students of each kind from the national totals of 2024."""
    associate = national("higher vocational (专科)", "students", "2024") * 10_000
    colleges = national("higher vocational (专科)", "schools", "2024")
    tertiary = sum(float(province.row["tertiary_students_2024_10k"]) for province in found) * 10_000
    institutions = sum(int(province.row["regular_hei_2024"]) for province in found)
    return {
        "secondary_vocational": national("secondary vocational", "students", "2024")
        * 10_000
        / national("secondary vocational", "schools", "2024"),
        "higher_vocational": associate / colleges,
        "university": (tertiary - associate) / (institutions - colleges),
        "enterprise_academy": assumptions()["academy_places"],
    }


def institution_rows(found: Sequence[Province]) -> list[dict[str, object]]:
    """Return institutions.csv; places without an institution of a kind have no row."""
    assumed = assumptions()
    weights = {
        "secondary_vocational": [float(province.proxy["secondary_voc_schools_2024_modelled"]) for province in found],
        "higher_vocational": [float(province.row["higher_vocational_colleges_2025"]) for province in found],
        "university": [float(universities(province)) for province in found],
        "enterprise_academy": [float(province.enterprises) for province in found],
    }
    rural_factor = {
        "secondary_vocational": assumed["secondary_rural_factor"],
        "higher_vocational": assumed["higher_rural_factor"],
        "university": 0.0,
        "enterprise_academy": 0.0,
    }
    counts = {kind: share_out(total, weights[kind]) for kind, total in totals(found).items()}
    learners = mean_learners(found)
    rows: list[dict[str, object]] = []
    for index, province in enumerate(found):
        for setting in ("urban", "rural"):
            for kind in KINDS:
                rural = round(counts[kind][index] * (1 - province.urban_share) * rural_factor[kind])
                count = rural if setting == "rural" else counts[kind][index] - rural
                if count:
                    rows.append(
                        {
                            "region": province.code,
                            "setting": setting,
                            "kind": kind,
                            "count": count,
                            "learners_mean": rounded(learners[kind], 0),
                        }
                    )
    return rows
