"""Predictions against what was observed: facts that no parameter was fitted to, and the years behind us."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from microcred.base.errors import BadInput, Fault
from microcred.base.months import month_text, parse_month
from microcred.catalogue.outcomes import OUTCOMES
from microcred.result import RUN_KEYS, Result
from microcred.scenario.model import Scenario
from microcred.scenario.shipped import shipped_root
from microcred.verdicts import FEWEST_FOR_A_BAND, NORMAL_90, Numbers

COLUMNS = (
    "fact", "unit", "source", "counts", "observed", "median", "low", "high", "runs", "over", "verdict", "factor",
)  # fmt: skip
HIT, LOW, HIGH, UNKNOWN = "within the band", "too low", "too high", "not predicted"
TOO_FEW = "too few runs for a band"
_KEYS = frozenset(
    {"fact", "name", "scenario", "outcome", "region", "share_of", "month", "until", "value", "unit", "ref", "counts"}
)


@dataclass(frozen=True)
class Prediction:
    """One number that the model predicts.

    Attributes
    ----------
    name
        Identity of the fact, or a name of its own.
    scenario
        Name of the scenario that predicts it.
    outcome
        Name of the outcome.
    observed
        What was observed.
    unit, source
        Unit, and where it comes from.
    month
        Month whose value is taken; empty for a sum.
    until
        Last month of a sum from the first month on; empty for a single month.
    region
        Code of the region; empty for the nation.
    whole
        Observed national number of which the region is a part; 0 where the outcome itself is compared.
    counts
        Whether it is a prediction: false where parameters were fitted to it or it was imposed.
    """

    name: str
    scenario: str
    outcome: str
    observed: float
    unit: str
    source: str
    month: str = ""
    until: str = ""
    region: str = ""
    whole: float = 0.0
    counts: bool = True


def pack_folder(system: str) -> Path:
    """Folder of a data pack."""
    return shipped_root() / "systems" / system


def facts_of(system: str) -> dict[str, dict[str, Any]]:
    """Facts of a data pack by identity; empty where it has none."""
    path = pack_folder(system) / "facts.toml"
    if not path.is_file():
        return {}
    return {fact["id"]: fact for fact in tomllib.loads(path.read_text(encoding="utf-8")).get("fact", [])}


def predictions_of(system: str) -> tuple[Prediction, ...]:
    """Predictions of a data pack, checked against its facts.

    Raises
    ------
    BadInput
        If there are none; if one names an unknown fact, outcome or key, or a fact that parameters are fitted to; or
        if a fact marked ``validate`` is not predicted.
    """
    path = pack_folder(system) / "predictions.toml"
    shown = f"scenarios/systems/{system}/predictions.toml"
    if not path.is_file():
        raise BadInput.single(shown, "there is no such file: nothing is predicted for this system")
    facts = facts_of(system)
    faults: list[Fault] = []
    found = []
    for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("prediction", []):
        name = str(entry.get("fact", entry.get("name", "")))
        problems = list(_problems(entry, facts))
        faults += [Fault(shown, None, name, problem) for problem in problems]
        if not problems:
            found.append(_prediction(name, entry, facts))
    missing = {key for key, fact in facts.items() if fact["role"] == "validate"} - {one.name for one in found}
    faults += [Fault(shown, None, key, "is marked validate in facts.toml and not predicted") for key in sorted(missing)]
    if faults:
        raise BadInput(faults)
    return tuple(found)


def _problems(entry: Mapping[str, Any], facts: Mapping[str, Mapping[str, Any]]) -> list[str]:
    problems = [f"unknown key {key!r}" for key in sorted(entry.keys() - _KEYS)]
    if entry.get("outcome") not in OUTCOMES:
        problems.append(f"unknown outcome {entry.get('outcome')!r}")
    if ("month" in entry) == ("until" in entry):
        problems.append("needs a month or until")
    if "fact" in entry and entry["fact"] not in facts:
        problems.append("is no fact of facts.toml")
    elif "fact" in entry and facts[entry["fact"]]["role"] == "calibrate" and entry.get("counts", True):
        problems.append("parameters are fitted to it, so it cannot count as a prediction")
    if "share_of" in entry and entry["share_of"] not in facts:
        problems.append(f"share_of: {entry['share_of']!r} is no fact of facts.toml")
    return problems


def _prediction(name: str, entry: Mapping[str, Any], facts: Mapping[str, Mapping[str, Any]]) -> Prediction:
    fact = facts.get(str(entry.get("fact")), entry)
    return Prediction(
        name=name,
        scenario=str(entry["scenario"]),
        outcome=str(entry["outcome"]),
        observed=float(fact["value"]),
        unit=str(fact["unit"]),
        source=str(fact["ref"]),
        month=str(entry.get("month", "")),
        until=str(entry.get("until", "")),
        region=str(entry.get("region", "")),
        whole=float(facts[entry["share_of"]]["value"]) if "share_of" in entry else 0.0,
        counts=bool(entry.get("counts", True)),
    )


def scenario_file(name: str) -> str | Path:
    """Name or path of the scenario that predicts: a shipped one, or a file beside a pack, ``system/file``."""
    system, _, file = name.partition("/")
    return pack_folder(system) / f"{file}.toml" if file else name


def scenario_name(name: str) -> str:
    """Name under which a result knows that scenario."""
    return name.rpartition("/")[2]


def coverage_faults(found: Scenario, own: Scenario, predictions: Sequence[Prediction], where: str) -> list[Fault]:
    """Say why runs cannot be held against facts: they are of another country, or of less of it, or of other months.

    Parameters
    ----------
    found
        Scenario that was run.
    own
        The same scenario as it is shipped.
    predictions
        Predictions that it is asked for.
    where
        Where the runs are from.
    """
    last = max(parse_month(one.month or one.until) for one in predictions)
    problem = f"'{found.name}' is not what is predicted with"
    if found.system != own.system:
        return [Fault(where, None, "system", problem, found.system, own.system)]
    faults = []
    # A region is compared by its part of the whole, so that it needs the others, too.
    kept, every = found.regions, found.pack.region_codes
    if kept is not None and len(kept) < len(every):
        codes = f"{len(kept)} of {len(every)}: {', '.join(kept)}"
        faults.append(Fault(where, None, "regions", problem, codes, "runs of the whole country"))
    if found.start != own.start or found.end < last:
        span = f"{month_text(found.start)} to {month_text(found.end)}"
        allowed = f"{month_text(own.start)} to {month_text(last)} or later"
        faults.append(Fault(where, None, "time", problem, span, allowed))
    return faults


def predicted(result: Result, one: Prediction) -> Numbers:
    """Predicted values, one per run.

    Parameters
    ----------
    result
        With the scenario of the prediction.
    one
        What to predict.

    Returns
    -------
    numpy.ndarray
        In the unit of the observation; of the central parameters' runs where a region is asked for.
    """
    by = list(RUN_KEYS[1:])
    if one.region:
        table = result.regions
        own = table[(table["scenario"] == scenario_name(one.scenario)) & (table["month"] <= (one.until or one.month))]
        if one.month:
            own = own[own["month"] == one.month]
        mine = own[own["region"] == one.region].groupby(by)[one.outcome].sum()
        if one.whole:
            mine = one.whole * mine / own.groupby(by)[one.outcome].sum()
        return np.asarray(mine.to_numpy(dtype=np.float64))
    table = result.ensemble
    own = table[table["scenario"] == scenario_name(one.scenario)]
    if one.month:
        return np.asarray(own[own["month"] == one.month].sort_values(by)[one.outcome].to_numpy(dtype=np.float64))
    return np.asarray(own[own["month"] <= one.until].groupby(by)[one.outcome].sum().to_numpy(dtype=np.float64))


def _band(values: Numbers) -> tuple[float, float, float]:
    """Median and the range a further run lies in with 90 %: quantiles of many runs, normal for few; NaN for too few."""
    known = values[np.isfinite(values)]
    if known.size == 0:
        return math.nan, math.nan, math.nan
    median = float(np.median(known))
    if known.size < FEWEST_FOR_A_BAND:
        return median, math.nan, math.nan
    if known.size >= 20:
        low, high = np.quantile(known, (0.05, 0.95))
        return median, float(low), float(high)
    half = NORMAL_90 * float(known.std(ddof=1)) * math.sqrt(1.0 + 1.0 / known.size)
    return median, float(known.mean()) - half, float(known.mean()) + half


def _verdict(observed: float, low: float, high: float, runs: int) -> str:
    if runs == 0:
        return UNKNOWN
    if runs < FEWEST_FOR_A_BAND:
        return TOO_FEW
    return HIT if low <= observed <= high else LOW if observed > high else HIGH


def compared(result: Result, predictions: Sequence[Prediction]) -> pd.DataFrame:
    """Compare each prediction with what was observed.

    Parameters
    ----------
    result
        With the scenarios of the predictions.
    predictions
        As `predictions_of` gives them.

    Returns
    -------
    pandas.DataFrame
        A row per prediction; ``runs`` are those that give a number, ``factor`` is observed over predicted median.
    """
    known = {scenario.name for scenario in result.scenarios}
    rows = []
    for one in predictions:
        values = predicted(result, one) if scenario_name(one.scenario) in known else np.empty(0)
        median, low, high = _band(values)
        runs = int(np.isfinite(values).sum())
        over = "chance" if one.region else result.over
        factor = one.observed / median if median else math.nan
        row = (
            one.name,
            one.unit,
            one.source,
            one.counts,
            one.observed,
            median,
            low,
            high,
            runs,
            over,
            _verdict(one.observed, low, high, runs),
            factor,
        )
        rows.append(dict(zip(COLUMNS, row, strict=True)))
    return pd.DataFrame(rows, columns=list(COLUMNS))
