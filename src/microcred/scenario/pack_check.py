"""What no table of a data pack can know of another."""

from __future__ import annotations

from collections import Counter

from microcred.scenario.faults import Faults
from microcred.scenario.pack import DataPack

#: Shares are written with a few decimals: their sum may miss 1 by this much.
SUM_TOLERANCE = 1e-4

MOST_PEOPLE = 10**10
MOST_PEOPLE_OF_A_PLACE = 2**31 - 1


def check_together(pack: DataPack, shown: str, faults: Faults) -> None:
    """Check the tables of a pack against one another.

    Parameters
    ----------
    pack
        The pack; each table is right for itself.
    shown
        Name of its folder in messages.
    faults
        Where faults are noted.
    """
    for column in ("student_share", "worker_share"):
        total = sum(getattr(sector, column) for sector in pack.sectors)
        if abs(total - 1.0) > SUM_TOLERANCE:
            faults.add(f"{shown}/sectors.csv", None, column, "the shares must sum to 1", found=f"{total:g}")
    for place in pack.places:
        people = place.students + place.workers + place.other
        if people > MOST_PEOPLE_OF_A_PLACE:
            faults.add(
                f"{shown}/places.csv",
                None,
                f"{place.region} {place.setting}",
                "people of a place are numbered with 32 bits",
                found=f"{people:,}",
                allowed=f"up to {MOST_PEOPLE_OF_A_PLACE:,}",
            )
    peopled = {place.region for place in pack.places}
    for region in pack.regions:
        if region.code not in peopled:
            faults.add(f"{shown}/places.csv", None, region.code, "the region has no place")
    counted: Counter[str] = Counter()
    for occupation in pack.occupations:
        counted[occupation.sector] += occupation.count
    for sector in pack.sectors:
        if counted[sector.code] != sector.occupations:
            faults.add(
                f"{shown}/occupations.csv",
                None,
                sector.code,
                "the counts must sum to the sector's occupations",
                found=str(counted[sector.code]),
                allowed=str(sector.occupations),
            )
    # A list of key fields may name either: a code must say which.
    for code in sorted(set(pack.sector_codes) & set(pack.occupation_codes)):
        faults.add(f"{shown}/occupations.csv", None, code, "is the code of a sector too")
    if pack.population() >= MOST_PEOPLE:
        faults.add(f"{shown}/places.csv", None, "", "has too many people", allowed=f"under {MOST_PEOPLE:,}")
