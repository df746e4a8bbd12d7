"""Countries of one or two regions between which nothing travels.

Two regions touch each other through: peers in the nation, online programmes, the reputation and mean quality of
sectors, the premium's national tightness, the national share of articulation rules, exam seats shared out of national
demand, evaluation capacity, standards, and the normalisation of the first programmes' seats, which are plenty and on
which the cost of certification must not depend. Each is switched off by a parameter, a lever at rest, or plenty.
"""

from __future__ import annotations

from dataclasses import replace

from microcred.base.months import parse_month
from microcred.catalogue.levers import LEVERS
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import LeverSchedule, Scenario
from microcred.scenario.pack import DataPack

HOME = "100000"
# Sorted before and after the home region: whoever comes first must not matter.
AWAY = {"before": "050000", "after": "150000"}
UNCOUPLED = {
    "nation_mixing": 0.0,
    "online_share": 0.0,
    "trust_weight": 0.0,
    "quality_weight": 0.0,
    "seen_listed": 1.0,
    "seen_survey_platform": 1.0,
    "seen_survey": 1.0,
    "seen_nothing": 1.0,
    "premium_low": 0.08,
    "premium_high": 0.08,
    "recognition_rule": 0.0,
    "stack_weight": 0.0,
    "exam_headroom": 100.0,
    "certification_application_voluntary": 0.0,
    "development_hazard": 0.0,
    "development_hazard_alliance": 0.0,
    "development_hazard_support": 0.0,
    "credential_lapse": 0.0,
    "seats_minimum": 500.0,
    "certification_cost_size_exponent": 1.0,
}


def island(base: Scenario) -> Scenario:
    """The home region alone, as a country of its own."""
    pack = base.pack
    alone = replace(
        pack,
        regions=tuple(region for region in pack.regions if region.code == HOME),
        places=tuple(place for place in pack.places if place.region == HOME),
        institutions=tuple(group for group in pack.institutions if group.region == HOME),
    )
    return uncoupled(base, alone, programmes=24.0)


def islands(base: Scenario, where: str) -> Scenario:
    """The home region and another with as many people, richer and better connected, with as many institutions.

    Vacancies, which a pack gives for the nation, and the first programmes are twice as many, so that the home region
    has its own again.
    """
    code = AWAY[where]
    alone = island(base).pack
    other = replace(alone.regions[0], code=code, name="Elsewhere", macro_region="west")
    places = tuple(
        replace(place, region=code, monthly_income=1.5 * place.monthly_income, access=0.95) for place in alone.places
    )
    groups = tuple(replace(group, region=code) for group in alone.institutions)
    both = replace(
        alone,
        regions=(*alone.regions, other),
        places=(*alone.places, *places),
        institutions=(*alone.institutions, *groups),
        occupations=tuple(replace(one, vacancies=2.0 * one.vacancies) for one in alone.occupations),
    )
    return uncoupled(base, both, programmes=48.0)


def uncoupled(base: Scenario, pack: DataPack, programmes: float) -> Scenario:
    """A scenario of the pack with every lever at rest and every coupling off."""
    resting = {name: LeverSchedule(lever.neutral) for name, lever in LEVERS.items()}
    scenario = replace(
        base,
        pack=pack,
        regions=None,
        spin_up=12,
        end=parse_month("2027-06"),
        levers=FrozenMap({**resting, "public_openness": LeverSchedule(0.5), "public_grant": LeverSchedule(400.0)}),
    )
    return scenario.with_parameters({**UNCOUPLED, "programmes_start": programmes})


def home_places(scenario: Scenario) -> list[int]:
    """Rows of the home region's places."""
    codes = sorted(region.code for region in scenario.pack.regions)
    return [2 * codes.index(HOME), 2 * codes.index(HOME) + 1]
