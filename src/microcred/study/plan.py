"""The plan of a study: every run with its seed and key, in an order of which any beginning is an even sample."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from microcred.execution.identity import run_key
from microcred.study.experiment import Experiment


class Piece(NamedTuple):
    """A point of a base scenario: its hash, and what it changes, as text."""

    place: int
    parameter_set: int
    digest: str
    changes: str


class Planned(NamedTuple):
    """One run of the plan.

    Attributes
    ----------
    position
        Place in the order in which runs are made.
    place, parameter_set, replicate, seed, key
        As in a task.
    twin
        1 if an earlier run of the plan has the same key: it is made once.
    """

    position: int
    place: int
    parameter_set: int
    replicate: int
    seed: int
    key: str
    twin: int


def written_pieces(experiment: Experiment) -> Iterator[Piece]:
    """Resolve every point and write what it changes in its base scenario, so that the store stands alone."""
    varied = {factor.target for factor in experiment.factors if factor.kind == "lever"}
    varied |= {lever for factor in experiment.factors for lever, _ in factor.schedules}
    numbers = {factor.target for factor in experiment.factors if factor.kind == "parameter"}
    for place, parameter_set in experiment.pieces():
        scenario = experiment.scenario(place, parameter_set)
        content: dict[str, dict[str, object]] = scenario.to_dict()  # type: ignore[assignment]
        changes = {
            "levers": {name: content["levers"][name] for name in sorted(varied)},
            "parameters": {name: scenario.parameters[name] for name in sorted(numbers)},
        }
        yield Piece(place, parameter_set, scenario.digest, json.dumps(changes, ensure_ascii=False))


def planned_runs(experiment: Experiment, digests: Mapping[tuple[int, int], str]) -> Iterator[Planned]:
    """Yield the runs in the order in which they are made: replicate by replicate, points in a fixed disorder.

    Parameters
    ----------
    experiment
        What is run.
    digests
        Hash of each point of each base scenario.
    """
    pieces = sorted(digests, key=lambda piece: _shuffled(*piece))
    seen: set[str] = set()
    position = 0
    for replicate in range(experiment.replicates):
        for place, parameter_set in pieces:
            seed = experiment.run_seed(place, parameter_set, replicate)
            key = run_key(digests[place, parameter_set], seed)
            yield Planned(position, place, parameter_set, replicate, seed, key, int(key in seen))
            seen.add(key)
            position += 1


def _shuffled(place: int, parameter_set: int) -> bytes:
    # The base scenarios of a point stand together; points are shuffled, for a regular step would skip levels.
    return hashlib.sha256(f"point {parameter_set}".encode()).digest() + bytes([place % 256])
