"""Pictures of a study: outcomes by level, maps of two levers with the target's line, and what each factor does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from microcred.base.errors import BadInput, RunFailed
from microcred.present.measures import PANELS, Measure
from microcred.present.sweep_effects import effects_page, half_width
from microcred.present.sweep_levels import levels_page
from microcred.present.sweep_map import map_page
from microcred.present.sweep_page import page_bytes
from microcred.present.sweep_view import View, level_text, read_view
from microcred.result import all_targets
from microcred.study.read import Study

#: More outcomes do not fit on a page beside each other.
MOST_OUTCOMES = 6


def measures_of(study: Study) -> list[Measure]:
    """What is shown first: the outcomes of targets, then the usual ones, as far as they were kept."""
    kept = set(study.facts["national"])
    wanted = [target.outcome for target in all_targets(study.scenarios)]
    usual = {measure.outcome: measure for measure in PANELS}
    names = [*dict.fromkeys(wanted), *(name for name in usual if name not in wanted)]
    return [usual.get(name, Measure(name)) for name in names if name in kept]


def moved(view: View, measures: Sequence[Measure]) -> list[Measure]:
    """Outcomes that the factors change most surely, in the order given; all, if none is changed."""
    sureness = {}
    for measure in measures:
        effects = [one for one in view.effects(measure) if math.isfinite(one.effect) and one.effect]
        errors = [abs(one.effect) / one.error for one in effects if math.isfinite(one.error) and one.error]
        sureness[measure] = max(errors, default=1.0 if effects else 0.0)
    wanted = sorted((one for one in measures if sureness[one]), key=lambda one: -sureness[one])[:MOST_OUTCOMES]
    return [one for one in measures if one in wanted] or list(measures[:MOST_OUTCOMES])


def effects_table(study: Study) -> pd.DataFrame:
    """Marginal effects of every factor on every outcome shown, in the last month.

    Parameters
    ----------
    study
        Any study with at least one run of each point.

    Returns
    -------
    pandas.DataFrame
        A row per scenario, outcome, factor and change: effect, its standard error, half its 90 % interval, and whether
        these are of pairs.
    """
    measures = measures_of(study)
    rows = []
    for scenario in study.scenarios:
        own = read_view(study, scenario, measures)
        for measure in measures:
            described = own.described(measure)
            rows += [
                {
                    "scenario": scenario.name,
                    "outcome": measure.outcome,
                    "label": described.label,
                    "unit": described.unit,
                    "month": own.months[-1],
                    "factor": effect.factor,
                    "from": level_text(effect.start),
                    "to": level_text(effect.end),
                    "effect": effect.effect,
                    "standard_error": effect.error,
                    "half_width_90": half_width(effect),
                    "paired": effect.paired,
                }
                for effect in own.effects(measure)
            ]
    columns = [
        "scenario", "outcome", "label", "unit", "month", "factor", "from", "to", "effect", "standard_error",
        "half_width_90", "paired",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def draw_study(study: Study, out: Path) -> list[Path]:
    """Draw a study.

    Parameters
    ----------
    study
        Which.
    out
        Folder of the pictures; made if there is none, and only once all is drawn.

    Returns
    -------
    list
        The files: ``effects.csv``, and of each scenario ``levels-….png``, ``effects-….png`` and, where two factors have
        listed values, ``map-….png``.

    Raises
    ------
    BadInput
        If nothing is varied, or no run is done.
    DamagedPart
        If a file of the store is not what was written: then nothing is drawn.
    """
    if not study.factor_names:
        raise BadInput.single(str(study.folder), "nothing is varied in it, so that there are no levels to compare")
    candidates = measures_of(study)
    files: dict[str, bytes] = {"effects.csv": effects_table(study).to_csv(index=False, lineterminator="\n").encode()}
    for scenario in study.scenarios:
        own = read_view(study, scenario, candidates)
        measures = moved(own, candidates)
        files[f"levels-{scenario.name}.png"] = page_bytes(levels_page(own, measures))
        files[f"effects-{scenario.name}.png"] = page_bytes(effects_page(own, measures))
        drawn = map_page(own, measures)
        if drawn is not None:
            files[f"map-{scenario.name}.png"] = page_bytes(drawn)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            hidden = out / f".{name}.partial"
            hidden.write_bytes(data)
            hidden.replace(out / name)
    except OSError as error:
        raise RunFailed(f"the pictures could not be written: {error.strerror or error}") from error
    return [out / name for name in files]
