"""Places, and the blocks in which everybody exists."""

from __future__ import annotations

import numpy as np

from microcred.base.chance import Purpose, code_key, uniform
from microcred.catalogue.dimensions import SEGMENTS, SETTINGS
from microcred.rules.awareness import hazard_of_share
from microcred.scenario.model import Scenario
from microcred.scenario.pack import DataPack
from microcred.world.country_rows import PLACE, REGION
from microcred.world.people_rows import BLOCK
from microcred.world.states import Segment
from microcred.world.tables import Table, empty_rows

# A whole number: it takes longer to find the type of an enumeration than to draw.
OPT_OUT = int(Purpose.OPT_OUT)
MONTHS_PER_QUARTER = 3
FEWEST_WORKER_BLOCKS = 1
# A place's block of others is named after the place; this keeps its name apart from the queue's.
OTHERS_NAMES = 0x5BD1E995


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
        regions[row]["opt_out_draw"] = uniform(seed, OPT_OUT, key, 0, 0, 0)
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
    hazards = np.array([hazard_of_share(numbers[f"aware_start_{segment}"]) for segment in SEGMENTS])
    queues = []
    for index in range(places.shape[0]):
        code = codes[int(places[index]["region"])]
        source = by_place[code, SETTINGS[int(places[index]["setting"])]]
        key = int(places[index]["key"])
        people = source.students + source.workers
        per_block = max(1.0, source.students / quarters)
        count = max(quarters + FEWEST_WORKER_BLOCKS, round(people / per_block))
        places[index]["queue"] = count
        age = np.arange(count)
        rows = empty_rows(BLOCK, 1 + count)
        rows["place"] = index
        rows["segment"][0], rows["key"][0], rows["size"][0] = Segment.OTHER, key ^ OTHERS_NAMES, source.other
        rows["segment"][1:] = np.where(age < quarters, Segment.STUDENT, Segment.WORKER)
        rows["key"][1:], rows["cohort"][1:] = key, youngest - age
        rows["size"][1:] = people // count + (age < people % count)
        rows["hazard"] = hazards[rows["segment"]]
        queues.append(rows)
    return np.concatenate(queues)
