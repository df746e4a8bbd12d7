"""Occupations: the shortage list and one aggregate of the others per sector."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from builder.sectors import growth_of, sector_growth, sectors
from builder.tables import Row, assumptions, read_table, rounded, share_out

# Class mix of the list of 2022Q4; classes 1, 3 and 5 share what the published mix leaves.
CLASS_NAMES = {
    "6": ("manufacturing worker", "生产制造人员"),
    "4": ("service worker", "社会生产服务人员"),
    "2": ("professional", "专业技术人员"),
    "other": ("clerical or other worker", "办事及其他人员"),
}
ELECTRONICS = "电子与信息"
ALIASES = {"旅游(含餐饮酒店)": "旅游"}


@dataclass(frozen=True)
class Shortage:
    """One occupation of the shortage list."""

    code: str
    name: str
    name_local: str
    sector: str
    growth_class: str
    emerging: bool
    status: str


def class_of(code: str) -> str:
    """Return the class key of an occupation code."""
    return code[0] if code[0] in CLASS_NAMES else "other"


def missing_by_class(named: list[Row]) -> dict[str, int]:
    """Return how many of ranks 65-100 belong to each class, from the published mix of the same quarter."""
    mix = next(row for row in read_table("raw", "shortage_composition.csv") if row["quarter"] == "2022Q4")
    published = {
        "6": int(float(mix["class6_manufacturing"])),
        "4": int(float(mix["class4_services"])),
        "2": int(float(mix["class2_professionals"])),
    }
    published["other"] = 100 - sum(published.values())
    known = Counter(class_of(row["occupation_code"]) for row in named)
    return {key: count - known[key] for key, count in published.items()}


def shortage_list() -> list[Shortage]:
    """Return the 100 shortage occupations by rank: 64 published, 36 modelled."""
    own = {row["name_local"]: row for row in read_table("own", "occupations.csv")}
    code_of = {row["source_name"]: row["code"] for row in read_table("own", "sectors.csv")}
    named = read_table("raw", "shortage_occupations.csv")
    listed = []
    for row in named:
        mine = own[row["occupation_zh"]]
        sector = ALIASES.get(row["sector_our_mapping"], row["sector_our_mapping"])
        listed.append(
            Shortage(
                row["occupation_code"],
                mine["name"],
                row["occupation_zh"],
                code_of[sector],
                mine["growth_class"],
                mine["emerging"] == "true",
                "measured",
            )
        )
    missing = missing_by_class(named)
    mentions = list(
        dict.fromkeys(
            row["occupation_zh"]
            for row in sorted(
                read_table("raw", "shortage_other_mentions.csv"), key=lambda r: r["quarter"], reverse=True
            )
            if row["occupation_zh"] in own and row["occupation_zh"] not in {r["occupation_zh"] for r in named}
        )
    )
    for name_local in mentions:
        mine = own[name_local]
        key = mine["class"] if mine["class"] in CLASS_NAMES else "other"
        if missing[key]:
            missing[key] -= 1
            listed.append(
                Shortage(
                    mine["code_2022"] or f"modelled-{len(listed) + 1:03d}",
                    mine["name"],
                    name_local,
                    code_of[mine["sector_name"]],
                    mine["growth_class"],
                    mine["emerging"] == "true",
                    "modelled",
                )
            )
    return listed + unnamed(named, missing, code_of, len(listed))


def unnamed(named: list[Row], missing: dict[str, int], code_of: dict[str, str], start: int) -> list[Shortage]:
    """Return rows for the rest of each class, over sectors in proportion to the class's published rows."""
    order = list(code_of)
    labels = {row["code"]: row["name"].lower() for row in read_table("own", "sectors.csv")}
    electronics_growth = {"2": "digital", "6": "emerging", "4": "emerging", "other": "clerical"}
    rows: list[Shortage] = []
    for key, count in missing.items():
        found = Counter(
            ALIASES.get(row["sector_our_mapping"], row["sector_our_mapping"])
            for row in named
            if class_of(row["occupation_code"]) == key
        )
        for sector, part in zip(order, share_out(count, [found[name] for name in order]), strict=True):
            for _ in range(part):
                rank = start + len(rows) + 1
                english, chinese = CLASS_NAMES[key]
                rows.append(
                    Shortage(
                        f"modelled-{rank:03d}",
                        f"Unpublished {english}, {labels[code_of[sector]]} (rank {rank})",
                        f"未公布的{chinese}（{sector}，第{rank}位）",
                        code_of[sector],
                        electronics_growth[key] if sector == ELECTRONICS else "other",
                        sector == ELECTRONICS,
                        "modelled",
                    )
                )
    return rows


def stock() -> int:
    """Return the latest published stock of vacancies in the shortage list."""
    rows = [row for row in read_table("raw", "shortage_composition.csv") if row["vacancies"]]
    return int(float(max(rows, key=lambda row: row["quarter"])["vacancies"]))


def occupation_rows() -> list[dict[str, object]]:
    """Return occupations.csv: 100 shortage occupations and one aggregate per sector."""
    assumed = assumptions()
    listed = shortage_list()
    vacancies = share_out(stock(), [(rank + 1) ** -assumed["vacancy_exponent"] for rank in range(len(listed))])
    rows: list[dict[str, object]] = [
        {
            "code": item.code,
            "name": item.name,
            "name_local": item.name_local,
            "sector": item.sector,
            "shortage": "true",
            "count": 1,
            "vacancies": count,
            "growth": rounded(growth_of(item.growth_class), 3),
            "emerging": str(item.emerging).lower(),
            "status": item.status,
        }
        for item, count in zip(listed, vacancies, strict=True)
    ]
    in_list = Counter(item.sector for item in listed)
    each = stock() / len(listed) / assumed["vacancy_ratio_shortage"]
    for row in sectors():
        count = int(row["occupations_of_1639_ours"]) - in_list[row["code"]]
        rows.append(
            {
                "code": f"other-{row['code']}",
                "name": f"Other occupations of {row['name'].lower()}",
                "name_local": f"{row['source_name']}的其他职业",
                "sector": row["code"],
                "shortage": "false",
                "count": count,
                "vacancies": round(count * each),
                "growth": rounded(sector_growth(row), 3),
                "emerging": "true" if row["growth_class"] == "electronics" else "false",
                "status": "modelled",
            }
        )
    return rows
