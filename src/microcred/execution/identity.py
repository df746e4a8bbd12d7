"""What makes two runs the same run: the model, the resolved scenario with its data, and the seed."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import metadata
from pathlib import Path

from microcred import __version__
from microcred.base.sources import sources_hash
from microcred.scenario.shipped import PACKAGE

#: Folders whose sources decide what a run's numbers are; the readable engine gives the same ones.
MODEL_ROOMS = ("base", "catalogue", "rules", "world", "outcomes", "engine")
_NOT_THESE = "engine/objects/"
KEY_LENGTH = 32


@cache
def rules_digest(package: Path = PACKAGE) -> str:
    """Hash of every source that a run's numbers depend on; not of this machine, nor of where the package stands.

    Parameters
    ----------
    package
        Folder of the ``microcred`` package.

    Returns
    -------
    str
        Hexadecimal.
    """
    return sources_hash(package, MODEL_ROOMS, without=_NOT_THESE)[:KEY_LENGTH]


def run_key(scenario_digest: str, seed: int, version: str = __version__, rules: str | None = None) -> str:
    """Name a run by its content.

    Parameters
    ----------
    scenario_digest
        Hash of the resolved scenario, its data pack included.
    seed
        Seed of the run.
    version, rules
        Of the package, and `rules_digest` of its sources.

    Returns
    -------
    str
        32 hexadecimal digits: the same for the same run, another for any other.
    """
    content = {
        "version": version,
        "rules": rules_digest() if rules is None else rules,
        "scenario": scenario_digest,
        "seed": seed,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:KEY_LENGTH]


def worker_identity() -> dict[str, str]:
    """What must be equal wherever runs of one study are made: versions, and the sources themselves."""
    known = {"microcred": __version__, "rules": rules_digest()}
    return known | {name: metadata.version(name) for name in ("numpy", "numba")}


def difference(worker: dict[str, str], client: dict[str, str]) -> str:
    """Say how a worker differs from who asks it; empty if it does not."""
    parts = [
        f"worker has {name} {worker.get(name, 'unknown')}, client {wanted}"
        for name, wanted in client.items()
        if worker.get(name) != wanted
    ]
    return "; ".join(parts)
