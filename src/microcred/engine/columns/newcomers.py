"""New standards and new programmes get their rows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from microcred.scenario.model import Scenario
from microcred.world.programmes import new_programmes
from microcred.world.standards import new_credentials
from microcred.world.states import Count
from microcred.world.tables import World, grown

PROGRAMME_TABLES = (
    "programmes",
    "held_by_class",
    "hires_ring",
    "satisfied_ring",
    "survey_respondents",
    "survey_satisfied",
    "aligned",
)


def add_credentials(world: World, scenario: Scenario, starts: npt.NDArray[np.int64]) -> World:
    """Append the standards that organisations started: rows of (organisation, occupation, months)."""
    nation = world.nation[0]
    used = int(nation["credentials"])
    now = used + len(starts)
    world = world._replace(credentials=grown(world.credentials, now))
    organisations, occupations, months = starts.T
    world.credentials[used:now] = new_credentials(
        scenario,
        world.organisations[organisations],
        organisations,
        occupations,
        world.occupations["sector"][occupations],
        months,
        int(nation["month"]),
        int(nation["seed"]),
    )
    nation["credentials"] = now
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
    now = used + len(launches)
    world = world._replace(**{name: grown(getattr(world, name), now) for name in PROGRAMME_TABLES})
    institution, credential, reviews = launches.T
    rows = new_programmes(
        scenario,
        world.institutions[institution],
        institution,
        world.credentials[credential],
        credential,
        reviews,
        designs,
        world.occupations["half_life"][world.credentials["occupation"][credential]],
        int(nation["month"]),
        int(nation["seed"]),
    )
    world.programmes[used:now] = rows
    counts[:, Count.LAUNCHES] += np.bincount(rows["place"], minlength=counts.shape[0])
    nation["programmes"] = now
    return world
