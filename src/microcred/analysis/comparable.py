"""Whether scenarios can be compared run by run: the same people of the same country, in the same months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from microcred.base.errors import BadInput, Fault
from microcred.base.months import month_text
from microcred.scenario.model import Scenario

#: Pairs are of the same people: under one seed two of other places or months have nothing in common.
PROBLEM = "differences by run need the same people and months"


def _regions(scenario: Scenario) -> frozenset[str]:
    return frozenset(scenario.pack.region_codes if scenario.regions is None else scenario.regions)


def _regions_text(scenario: Scenario) -> str:
    return "all" if scenario.regions is None else ", ".join(scenario.regions)


def _data(scenario: Scenario) -> str:
    return f"{scenario.system}, {scenario.pack.population():,} people, content {scenario.pack.digest[:8]}"


def _unlike(reference: Scenario, other: Scenario) -> Iterator[tuple[str, str, str]]:
    """What keeps two scenarios from being compared: its name, what the second has, and the first."""
    if other.system != reference.system:
        # Everything else of it would differ, too.
        yield "system", other.system, reference.system
        return
    if other.pack.digest != reference.pack.digest:
        yield "data pack", _data(other), _data(reference)
    if _regions(other) != _regions(reference):
        yield "regions", _regions_text(other), _regions_text(reference)
    for name in ("start", "end"):
        found, wanted = getattr(other, name), getattr(reference, name)
        if found != wanted:
            yield f"time.{name}", month_text(found), month_text(wanted)
    if other.spin_up != reference.spin_up:
        yield "time.spin_up", f"{other.spin_up} months", f"{reference.spin_up} months"


def check_comparable(scenarios: Sequence[Scenario]) -> None:
    """Refuse to compare scenarios of other countries, regions or months than the first.

    Parameters
    ----------
    scenarios
        The first is the reference.

    Raises
    ------
    BadInput
        Names every scenario that differs, in what, and what it would have to be.
    """
    reference, *others = scenarios
    faults = [
        Fault("compare", None, f"{other.name}: {what}", PROBLEM, found, f"{wanted}, as in {reference.name}")
        for other in others
        for what, found, wanted in _unlike(reference, other)
    ]
    if faults:
        raise BadInput(faults)
