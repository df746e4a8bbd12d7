"""One run of the readable engine."""

from __future__ import annotations

from collections.abc import Callable

import mesa

from microcred.engine.objects.country import Country
from microcred.outcomes.record import Finished
from microcred.scenario.model import Scenario

Progress = Callable[[int, int], None]


def simulate(scenario: Scenario, seed: int, progress: Progress | None = None, *, thinned: bool = True) -> Finished:
    """Run a scenario from the start of its spin-up to its end.

    Parameters
    ----------
    scenario
        A resolved scenario.
    seed
        0 <= seed < 2**32.
    progress
        Called with months done and months in all.
    thinned
        Skip decision moments that cannot become an application; changes no number of the record.

    Returns
    -------
    Finished
        Its world is the `Country`.
    """
    country = Country(scenario, seed, thinned=thinned)
    while country.running:
        country.step()
        if progress is not None:
            progress(country.months_done, country.months_planned)
    forget(country)
    return country.finished()


def forget(country: Country) -> None:
    """Mesa 3.3 numbers agents in a table that keeps every model alive for ever; let a finished one go."""
    numbers = getattr(mesa.Agent, "_ids", None)
    if numbers is not None:
        numbers.pop(country, None)
