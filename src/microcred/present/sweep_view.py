"""A study's base scenario as arrays, ready to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from microcred.base.errors import BadInput
from microcred.catalogue.levers import LEVERS
from microcred.catalogue.outcomes import Outcome
from microcred.catalogue.parameters import PARAMETERS
from microcred.present.measures import Measure, currency_of
from microcred.result import Numbers, all_targets
from microcred.scenario.model import Scenario, Target
from microcred.study.effects import Effect, effects_of
from microcred.study.read import Study

FACTORIAL = "factorial"


@dataclass(frozen=True)
class View:
    """One base scenario of a study, ready to be drawn.

    Attributes
    ----------
    study, scenario
        Which.
    points
        A row per parameter set.
    factors
        What is varied.
    months
        Names of the months.
    series
        Outcomes by name: a row per point, a column per replicate, a layer per month; NaN where a run is missing.
    """

    study: Study
    scenario: Scenario
    points: pd.DataFrame
    factors: list[str]
    months: list[str]
    series: dict[str, Numbers]

    @property
    def is_factorial(self) -> bool:
        """Whether every combination of the factors' values is there."""
        return bool(self.study.facts["design"] == FACTORIAL)

    @property
    def question(self) -> str:
        """Title of the study, ready to be followed by what is shown."""
        title = str(self.study.facts["title"]).strip()
        return title if title.endswith(("?", "!", ".", ":")) else f"{title}:"

    def with_unit(self, factor: str) -> str:
        """A factor with its unit where it has one."""
        declared = next(one for one in self.study.facts["factors"] if one["name"] == factor)
        if declared["kind"] == "group":
            return factor
        unit = LEVERS[declared["target"]].unit if declared["kind"] == "lever" else PARAMETERS[declared["target"]].unit
        return f"{factor} ({unit})"

    def described(self, measure: Measure) -> Outcome:
        """An outcome with the label and unit under which it is shown."""
        return measure.described(currency_of([self.scenario]))

    def by_month(self, measure: Measure) -> Numbers:
        """An outcome by point, replicate and month; flows as sums of 12 months where they are shown so."""
        series = self.series[measure.outcome]
        if not measure.yearly:
            return series
        sums = np.full_like(series, np.nan)
        if series.shape[2] >= 12:
            windows = np.lib.stride_tricks.sliding_window_view(series, 12, axis=2)
            sums[:, :, 11:] = windows.sum(axis=3)
        return sums

    def at_end(self, measure: Measure) -> Numbers:
        """An outcome in the last month, by point and replicate."""
        return self.by_month(measure)[:, :, -1]

    def targets(self, measure: Measure) -> list[Target]:
        """Targets on an outcome."""
        return [target for target in all_targets(self.study.scenarios) if target.outcome == measure.outcome]

    def effects(self, measure: Measure) -> list[Effect]:
        """What each factor does to an outcome in the last month."""
        return effects_of(self.points, self.at_end(measure), self.factors, self.is_factorial)


def level_text(value: Any) -> str:
    """Write a level as people say it."""
    if isinstance(value, bool | np.bool_):
        return "on" if value else "off"
    return f"{value:.4g}" if isinstance(value, int | float | np.number) else str(value)


def read_view(study: Study, scenario: Scenario, measures: Sequence[Measure]) -> View:
    """Read what is drawn of a base scenario.

    Raises
    ------
    BadInput
        If no run of it is done.
    DamagedPart
        If a file of the store is not what was written.
    """
    names = list(dict.fromkeys(measure.outcome for measure in measures))
    table = study.table("national", names)
    own = table[table["scenario"] == scenario.name]
    if own.empty:
        raise BadInput.single(str(study.folder), "no run is done of it yet", found=scenario.name)
    points = study.points
    months = own["month"].unique().tolist()
    shape = (len(points), int(study.facts["replicates"]), len(months))
    first = own.iloc[:: len(months)]
    places = (first["parameter_set"].to_numpy(), first["replicate"].to_numpy())
    series = {}
    for name in names:
        values = np.full(shape, np.nan)
        values[places] = own[name].to_numpy(dtype=np.float64).reshape(-1, len(months))
        series[name] = values
    return View(study, scenario, points, study.factor_names, months, series)
