"""New standards and new programmes get their rows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from microcred.scenario.model import Scenario
from microcred.world.supply import new_credential, new_programme
from microcred.world.tables import Count, World, grown

PROGRAMME_TABLES = (
    "programmes",
    "held_by_class",
    "hires_ring",
    "satisfied_ring",
    "survey_respondents",
    "survey_satisfied",
)


def add_credentials(world: World, scenario: Scenario, starts: npt.NDArray[np.int64]) -> World:
    """Append the standards that organisations started: rows of (organisation, occupation, months)."""
    nation = world.nation[0]
    used = int(nation["credentials"])
    world = world._replace(credentials=grown(world.credentials, used + len(starts)))
    for organisation, occupation, months in starts:
        world.credentials[used] = new_credential(
            scenario,
            world.organisations[organisation],
            int(organisation),
            int(occupation),
            int(world.occupations[occupation]["sector"]),
            int(nation["month"]),
            int(months),
            int(nation["seed"]),
        )
        used += 1
    nation["credentials"] = used
    return world


def add_programmes(
    world: World,
    scenario: Scenario,
    launches: npt.NDArray[np.int64],
    designs: npt.NDArray[np.float64],
    counts: npt.NDArray[np.int64],
) -> World:
    """Append the offers that institutions launched: rows of (institution, credential, reviews) and designs."""
    nation = world.nation[0]
    used = int(nation["programmes"])
    tables = {name: grown(getattr(world, name), used + len(launches)) for name in PROGRAMME_TABLES}
    world = world._replace(**tables)
    for (institution, credential, reviews), (cost, practice, project) in zip(launches, designs, strict=True):
        row = new_programme(
            scenario,
            world.institutions[institution],
            int(institution),
            world.credentials[credential],
            int(credential),
            int(reviews),
            float(cost),
            int(nation["month"]),
            int(nation["seed"]),
            float(world.occupations[world.credentials[credential]["occupation"]]["half_life"]),
            float(practice),
            float(project),
        )
        world.programmes[used] = row
        counts[int(row["place"]), Count.LAUNCHES] += 1
        used += 1
    nation["programmes"] = used
    return world
