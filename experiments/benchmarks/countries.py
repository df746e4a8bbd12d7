"""Countries of any size and any eagerness, made from shipped scenarios."""

from __future__ import annotations

from dataclasses import replace

from microcred.scenario.model import Scenario

CONSTANTS = ("utility_constant_student", "utility_constant_worker", "utility_constant_other")


def with_people(scenario: Scenario, people: int) -> Scenario:
    """The same scenario with so many people, in the same shares by place and segment.

    Institutions, enterprises, organisations, vacancies and standards stay as they are: only people are multiplied.
    The rounding of cells may change the total by a few.
    """
    factor = people / scenario.population
    places = tuple(
        replace(
            place,
            students=round(place.students * factor),
            workers=round(place.workers * factor),
            other=round(place.other * factor),
        )
        for place in scenario.pack.places
    )
    return replace(scenario, pack=replace(scenario.pack, places=places))


def with_shift(scenario: Scenario, shift: float) -> Scenario:
    """The same scenario with the constants of utility of all segments moved, so that more or fewer apply."""
    return scenario.with_parameters({name: scenario.parameters[name] + shift for name in CONSTANTS})
