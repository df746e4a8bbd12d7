"""The outcomes that are shown first, and how: as they are, or summed over 12 months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from microcred.base.months import MONTHS_A_YEAR
from microcred.catalogue.outcomes import OUTCOMES, Outcome
from microcred.present.numbers import yearly_unit
from microcred.result import Numbers, runs_by_month
from microcred.scenario.model import Scenario

MODEL_CURRENCY = "yuan"


@dataclass(frozen=True)
class Measure:
    """One outcome as it is shown.

    Attributes
    ----------
    outcome
        Name of the outcome.
    yearly
        True if the months of a year are summed: of a flow, a year is what people speak of.
    label
        Title; the outcome's own where empty.
    unit
        Unit on an axis; the outcome's own where empty.
    """

    outcome: str
    yearly: bool = False
    label: str = ""
    unit: str = ""

    def described(self, currency: str = MODEL_CURRENCY) -> Outcome:
        """The outcome with the label and unit under which it is shown."""
        declared = OUTCOMES[self.outcome]
        unit = self.unit or (yearly_unit(declared.unit) if self.yearly else declared.unit)
        return replace(declared, label=self.label or declared.label, unit=unit.replace(MODEL_CURRENCY, currency))

    def by_run(self, national: pd.DataFrame, scenario: str) -> tuple[Numbers, list[str]]:
        """Values as a table with a row per run and a column per month, and the months' names."""
        series, months = runs_by_month(national, scenario, self.outcome)
        return (yearly_sums(series) if self.yearly else series), months


#: The figure's panels, in reading order: reach and quality, recognition and people, supply, equity and cost.
PANELS = (
    Measure("coverage"),
    Measure("certified_share"),
    Measure("match_gain", label="Match rate against the first year"),
    Measure("satisfaction"),
    Measure("recognition"),
    Measure("completions", yearly=True, label="Examinees, last 12 months"),
    Measure("holders", label="People with a credential"),
    Measure("demonstration_projects"),
    Measure("programmes_open"),
    Measure("adoption_gap_rural", unit="ratio (1 = equal)"),
    Measure("completion_rate_rural"),
    Measure("cost_public", yearly=True, label="Public cost, last 12 months"),
)

#: What the console shows of the last month beside the targets.
AT_THE_END = (
    Measure("completions", yearly=True, label="Examinees, last 12 months"),
    Measure("holders", label="People with a credential"),
    Measure("programmes_open"),
    Measure("demonstration_eligible"),
    Measure("completion_rate_rural"),
    Measure("adoption_gap_rural", label="Rural against urban adoption (1 = equal)"),
    Measure("adoption_gap_east_west", label="West against east adoption (1 = equal)"),
    Measure("cost_public", yearly=True, label="Public cost, last 12 months"),
    Measure("cost_per_completer"),
)


def yearly_sums(series: Numbers) -> Numbers:
    """Sum of the last 12 months, by run (rows) and month (columns); NaN before there are 12."""
    sums = np.full_like(series, np.nan)
    if series.shape[1] >= MONTHS_A_YEAR:
        windows = np.lib.stride_tricks.sliding_window_view(series, MONTHS_A_YEAR, axis=1)
        sums[:, MONTHS_A_YEAR - 1 :] = windows.sum(axis=2)
    return sums


def currency_of(scenarios: Sequence[Scenario]) -> str:
    """The currency of the scenarios' data packs; several are named together."""
    return " / ".join(dict.fromkeys(scenario.pack.currency for scenario in scenarios))
