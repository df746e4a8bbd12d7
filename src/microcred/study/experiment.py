"""An experiment file: base scenarios, what is varied, by which design, how often, and what is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from microcred.catalogue.outcomes import OUTCOMES
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import LeverSchedule, Scenario
from microcred.study.design import Design, Matrix, points_of
from microcred.study.factors import Factor, Shown

REGIONAL = tuple(name for name, outcome in OUTCOMES.items() if outcome.regional)
#: Multipliers that keep the seeds of different points apart where they do not share luck.
_SCENARIO_STEP, _SET_STEP = 1_000_003, 998_244_353


@dataclass(frozen=True)
class Experiment:
    """A validated experiment.

    Attributes
    ----------
    name, title, reference
        Short name, and what the file says of itself.
    text
        The file.
    scenarios
        Base scenarios; every point is run for each.
    factors
        What differs between the points.
    design
        How the points are chosen.
    table
        The points where a file lists them.
    replicates
        Runs of each point that differ by chance alone.
    seed
        Seed of the first replicate.
    common
        Whether all points share the replicates' seeds, so that differences between them are not luck.
    national, regional
        Outcomes that are kept, nationally and by place.
    """

    name: str
    title: str
    reference: str
    text: str
    scenarios: tuple[Scenario, ...]
    factors: tuple[Factor, ...]
    design: Design
    table: tuple[tuple[float, ...], ...] | None
    replicates: int
    seed: int
    common: bool
    national: tuple[str, ...]
    regional: tuple[str, ...]

    @cached_property
    def points(self) -> Matrix:
        """A row per point, a column per factor."""
        if self.table is not None:
            return np.array(self.table, dtype=np.float64).reshape(len(self.table), len(self.factors))
        return points_of(self.design, self.factors)

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return len(self.scenarios) * int(self.points.shape[0]) * self.replicates

    def shown(self, parameter_set: int) -> dict[str, Shown]:
        """Return a point as the file says it: a value by name of each factor."""
        row = self.points[parameter_set].tolist()
        return {factor.name: factor.shown(value) for factor, value in zip(self.factors, row, strict=True)}

    def scenario(self, place: int, parameter_set: int) -> Scenario:
        """Return a base scenario with the levers and parameters of a point."""
        return at_point(self.scenarios[place], self.factors, self.points[parameter_set].tolist())

    def run_seed(self, place: int, parameter_set: int, replicate: int) -> int:
        """Return the seed of a run."""
        # Deferred: workers, which need no seeds, must not wait for pandas.
        from microcred.run import replicate_seed

        seed = replicate_seed(self.seed, replicate)
        if self.common:
            return seed
        mixed = seed + place * _SCENARIO_STEP + parameter_set * _SET_STEP
        return replicate_seed(mixed % 2**32, 1 + replicate)

    def pieces(self) -> Iterator[tuple[int, int]]:
        """Yield every (place of a base scenario, parameter set)."""
        for place in range(len(self.scenarios)):
            for parameter_set in range(self.points.shape[0]):
                yield place, parameter_set


def at_point(base: Scenario, factors: tuple[Factor, ...], values: list[float]) -> Scenario:
    """Return a base scenario with the levers and parameters that the factors' values say.

    Parameters
    ----------
    base
        The scenario that is varied.
    factors, values
        What is varied, and the value of each.

    Returns
    -------
    Scenario
        With another digest, but the same name and title.
    """
    levers: dict[str, LeverSchedule] = {}
    numbers: dict[str, float] = {}
    for factor, value in zip(factors, values, strict=True):
        factor.apply(base, value, levers, numbers)
    changed = replace(base, levers=_with(base.levers, levers)) if levers else base
    return changed.with_parameters(numbers) if numbers else changed


def _with(schedules: FrozenMap[LeverSchedule], changed: Mapping[str, LeverSchedule]) -> FrozenMap[LeverSchedule]:
    return FrozenMap({name: changed.get(name, schedule) for name, schedule in schedules.items()})
