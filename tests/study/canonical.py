"""A store as bytes that depend on what is in it, not on when and in which order it was made."""

from __future__ import annotations

from pathlib import Path

from microcred.study.read import open_study

TIMES = ["seconds", "attempts"]


def canonical(folder: Path) -> dict[str, bytes]:
    """Every table of a study, sorted, as bytes."""
    study = open_study(folder)
    tables = {
        "points": study.points,
        "national": study.national,
        "regions": study.regions,
        "targets": study.targets,
        "runs": study.runs.drop(columns=TIMES),
        "failures": study.failures[["scenario", "parameter_set", "replicate", "seed", "kind", "point"]],
    }
    return {name: table.to_csv(index=False, float_format="%r").encode() for name, table in tables.items()}
