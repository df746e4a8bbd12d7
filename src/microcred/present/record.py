"""run.json: everything needed to know what a result is and to make it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from microcred.present.notes import population
from microcred.result import Result, RunRecord

#: Raised whenever a reader of older folders would misread a new one.
FORMAT = 1


def _run_entry(record: RunRecord) -> dict[str, Any]:
    return {
        "parameter_set": record.parameter_set,
        "replicate": record.replicate,
        "seed": record.seed,
        "seconds": round(record.seconds, 3),
        "idle_levers": list(record.idle_levers),
        "budgets_spent": [{"lever": lever, "month": month} for lever, month in record.stopped],
    }


def record(result: Result, digests: Mapping[str, str]) -> dict[str, Any]:
    """Gather the provenance of a result.

    Parameters
    ----------
    result
        The result that is written.
    digests
        SHA-256 of each other file of the folder, by name.

    Returns
    -------
    dict
        Ready for JSON: options, versions and times; each scenario resolved, with its hash; each run's seed.
    """
    scenarios = []
    for scenario in result.scenarios:
        runs = [run for run in result.runs if run.scenario == scenario.name]
        scenarios.append(
            {
                "name": scenario.name,
                "digest": scenario.digest,
                "compared_with": scenario.base_name,
                "people": scenario.population,
                "share_of_country": scenario.population_share,
                "population_note": population(scenario),
                "warnings": list(scenario.warnings),
                "runs": [_run_entry(run) for run in runs],
                "resolved": scenario.to_dict(),
                "file": scenario.to_toml(),
            }
        )
    return {"format": FORMAT, **result.provenance, "files": dict(digests), "scenarios": scenarios}


def record_text(result: Result, digests: Mapping[str, str]) -> str:
    """Write the provenance as JSON."""
    return json.dumps(record(result, digests), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
