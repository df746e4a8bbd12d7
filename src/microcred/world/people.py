"""Places, and the blocks in which everybody exists."""

from __future__ import annotations

import numpy as np

from microcred.base.chance import Purpose, code_key, uniform
from microcred.catalogue.dimensions import SEGMENTS, SETTINGS
from microcred.rules.awareness import hazard_of_share
from microcred.scenario.model import Scenario
from microcred.scenario.pack import DataPack
from microcred.world.tables import BLOCK, PLACE, REGION, Segment, Table, empty_rows

MONTHS_PER_QUARTER = 3
FEWEST_WORKER_BLOCKS = 1


def build_regions(pack: DataPack, codes: tuple[str, ...], macros: tuple[str, ...], seed: int) -> Table:
    """The regions that are run, in the order of their codes, with their shares of the whole country."""
    regions = empty_rows(REGION, len(codes))
    people = {region.code: 0 for region in pack.regions}
    for place in pack.places:
        people[place.region] += place.students + place.workers + place.other
    institutions = {region.code: 0 for region in pack.regions}
    for group in pack.institutions:
        institutions[group.region] += group.count
    by_code = {region.code: region for region in pack.regions}
    organisations = sum(region.organisations for region in pack.regions)
    for row, code in enumerate(codes):
        region = by_code[code]
        key = code_key(f"region|{code}")
        regions[row]["key"] = key
        regions[row]["macro"] = macros.index(region.macro_region)
        regions[row]["people_share"] = people[code] / sum(people.values())
        regions[row]["institution_share"] = institutions[code] / sum(institutions.values())
        regions[row]["organisation_share"] = region.organisations / max(1, organisations)
        regions[row]["opt_out_draw"] = uniform(seed, Purpose.OPT_OUT, key, 0, 0, 0)
    regions["evaluation_share"] = regions["organisation_share"]
    return regions


def build_places(pack: DataPack, codes: tuple[str, ...]) -> Table:
    """The places of the regions that are run: region x {urban, rural}."""
    rows = {(place.region, place.setting): place for place in pack.places}
    places = empty_rows(PLACE, len(codes) * len(SETTINGS))
    for region, code in enumerate(codes):
        for setting, label in enumerate(SETTINGS):
            source = rows[code, label]
            place = places[region * len(SETTINGS) + setting]
            place["region"] = region
            place["setting"] = setting
            place["key"] = code_key(f"place|{code}|{label}")
            place["people"] = source.students + source.workers + source.other
            place["access"] = source.access
            place["access_trend"] = source.access_trend
            place["income"] = source.monthly_income
    return places


def build_blocks(scenario: Scenario, codes: tuple[str, ...], places: Table, first_month: int) -> Table:
    """Everybody as (block, rank): one queue of equal blocks per place, and one block of others.

    A block is a quarter's graduates. The youngest `student_quarters` blocks are students, the rest of the queue are
    workers. Sets the length of the queue in `places`.
    """
    numbers = scenario.parameters
    quarters = int(numbers["student_quarters"])
    youngest = first_month // MONTHS_PER_QUARTER
    by_place = {(place.region, place.setting): place for place in scenario.pack.places}
    starts = [numbers[f"aware_start_{segment}"] for segment in SEGMENTS]
    rows: list[tuple[int, int, int, int, int, float, int, int, bool]] = []
    for index in range(places.shape[0]):
        code = codes[int(places[index]["region"])]
        source = by_place[code, SETTINGS[int(places[index]["setting"])]]
        key = int(places[index]["key"])
        hazard = hazard_of_share(starts[Segment.OTHER])
        rows.append((index, Segment.OTHER, key ^ 0x5BD1E995, 0, source.other, hazard, 0, 0, False))
        people = source.students + source.workers
        per_block = max(1.0, source.students / quarters)
        count = max(quarters + FEWEST_WORKER_BLOCKS, round(people / per_block))
        places[index]["queue"] = count
        for age in range(count):
            size = people // count + (1 if age < people % count else 0)
            segment = Segment.STUDENT if age < quarters else Segment.WORKER
            rows.append((index, segment, key, youngest - age, size, hazard_of_share(starts[segment]), 0, 0, False))
    return np.array(rows, dtype=BLOCK)
