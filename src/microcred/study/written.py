"""What a store notes about an experiment and its runs, and when two of these are the same."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from microcred import __version__
from microcred.execution.identity import rules_digest
from microcred.execution.tasks import Failed
from microcred.study.experiment import Experiment
from microcred.study.perform import Done


def kept_digest(experiment: Experiment) -> str:
    """Short name of what a study keeps of each run."""
    text = json.dumps([experiment.national, experiment.regional])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def enough_kept(known: dict[str, Any], experiment: Experiment) -> list[str]:
    """Which ways of keeping, of those used in a store so far, keep all that an experiment asks for."""
    return [
        name
        for name, (national, regional) in known.get("kept", {}).items()
        if set(experiment.national) <= set(national) and set(experiment.regional) <= set(regional)
    ]


def plan_digest(experiment: Experiment) -> str:
    """Hash everything that a plan follows from."""
    digest = hashlib.sha256()
    content = [
        __version__, rules_digest(), experiment.text, [one.digest for one in experiment.scenarios],
        [one.name for one in experiment.scenarios], repr(experiment.factors),
    ]  # fmt: skip
    digest.update(json.dumps(content, ensure_ascii=False).encode())
    digest.update(experiment.points.tobytes())
    return digest.hexdigest()


def facts_of(experiment: Experiment) -> dict[str, Any]:
    """What a store says of an experiment to who reads it."""
    return {
        "name": experiment.name,
        "title": experiment.title,
        "reference": experiment.reference,
        "replicates": experiment.replicates,
        "seed": experiment.seed,
        "common_random_numbers": experiment.common,
        "design": experiment.design.kind,
        "factors": [
            {"name": one.name, "kind": one.kind, "target": one.target, "levels": list(one.levels)}
            for one in experiment.factors
        ],
        "national": list(experiment.national),
        "regions": list(experiment.regional),
        "version": __version__,
        "rules": rules_digest(),
    }


def row_of(done: Done, part: int | None, kept: str, at: str, version: str) -> tuple[Any, ...]:
    """Row of the manifest for a run that ended, one way or the other."""
    task = done.task
    if isinstance(done, Failed):
        what = (done.kind, done.message, done.trace, "{}")
        return (task.key, "failed", None, kept, task.attempt, done.seconds, *what, at, version)
    notes = json.dumps(done.notes, ensure_ascii=False)
    return (task.key, "done", part, kept, task.attempt, done.seconds, "", "", "", notes, at, version)
