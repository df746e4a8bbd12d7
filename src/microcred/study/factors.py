"""What a study varies: a lever, a parameter, or a group of levers taken over from another scenario."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from microcred.priors import quantile
from microcred.scenario.model import Clause, LeverSchedule, Scenario
from microcred.scenario.pack import ParameterNumber

Kind = Literal["lever", "parameter", "group"]
Distribution = Literal["levels", "uniform", "loguniform", "triangular"]
#: What a level is called in a table: a number, a switch, or a text.
Shown = float | bool | str


@dataclass(frozen=True, slots=True)
class Setting:
    """What one level of a lever lays over what the scenario says of it.

    Attributes
    ----------
    whole
        Schedule that replaces the scenario's; None if entries are added to it.
    clauses
        Entries that come after the scenario's own, so that they count where both reach somebody.
    """

    whole: LeverSchedule | None
    clauses: tuple[Clause, ...] = ()

    def over(self, schedule: LeverSchedule) -> LeverSchedule:
        """Lay this over a schedule."""
        if self.whole is not None:
            return self.whole
        return LeverSchedule(schedule.base, (*schedule.clauses, *self.clauses))

    def at(self, value: float) -> Setting:
        """Return the same setting at another value: months, limits and budget stay."""
        if self.whole is not None:
            return Setting(LeverSchedule(value))
        return Setting(None, tuple(replace(clause, value=value) for clause in self.clauses))


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing that differs between the points of a study.

    Attributes
    ----------
    name
        Its column in the table of points.
    kind
        Lever, parameter or group.
    target
        Name of the lever or parameter; of a group, the scenario that it is taken from.
    distribution
        ``levels`` for a list of values, else how values are spread from `low` to `high`.
    levels
        What each level is called; empty where values are continuous.
    settings
        What each level of a lever does; of a continuous lever one setting, to be taken `at` a value.
    numbers
        Value of each level of a parameter.
    low, high, mode
        Range, and peak of a triangular distribution.
    whole
        True if only whole numbers make sense.
    schedules
        Of a group: the schedules that it takes over, by lever.
    """

    name: str
    kind: Kind
    target: str
    distribution: Distribution
    levels: tuple[Shown, ...] = ()
    settings: tuple[Setting, ...] = ()
    numbers: tuple[float, ...] = ()
    low: float = 0.0
    high: float = 0.0
    mode: float = 0.0
    whole: bool = False
    schedules: tuple[tuple[str, LeverSchedule], ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether it takes listed levels; its values are then their places in the list."""
        return self.distribution == "levels"

    def value(self, share: float) -> float:
        """Return the value below which a share of the distribution lies.

        Parameters
        ----------
        share
            In [0, 1].

        Returns
        -------
        float
            Of a list, the place of a level, each level being as likely.
        """
        if self.is_list:
            return float(min(int(share * len(self.levels)), len(self.levels) - 1))
        if self.whole:
            # Every whole number of the range is as likely.
            return float(min(math.floor(self.low + share * (self.high - self.low + 1.0)), self.high))
        return quantile(self._spread, share)

    @property
    def _spread(self) -> ParameterNumber:
        """Its range as that of a prior, so that a lever's range is spread as a parameter's is."""
        return ParameterNumber(self.name, self.mode, self.low, self.high, self.distribution, "", "", "")

    def shown(self, value: float) -> Shown:
        """Return a value as the file says it."""
        return self.levels[int(value)] if self.is_list else value

    def apply(
        self, scenario: Scenario, value: float, levers: dict[str, LeverSchedule], numbers: dict[str, float]
    ) -> None:
        """Change the levers and parameters of a point as a value of this factor says.

        Parameters
        ----------
        scenario
            The scenario without any factor.
        value
            As `value` returns it.
        levers, numbers
            What was changed so far; changed in place.
        """
        if self.kind == "parameter":
            numbers[self.target] = self.numbers[int(value)] if self.is_list else value
        elif self.kind == "group":
            if value:
                levers.update(self.schedules)
        else:
            setting = self.settings[int(value)] if self.is_list else self.settings[0].at(value)
            levers[self.target] = setting.over(levers.get(self.target, scenario.levers[self.target]))
