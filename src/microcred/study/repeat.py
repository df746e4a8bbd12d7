"""Making runs of a stored study or result again, to see what happens or whether the numbers are the same."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from microcred import __version__
from microcred.base.errors import BadInput
from microcred.catalogue.parameters import PARAMETERS as PARAMETER_NAMES
from microcred.engine import simulate
from microcred.execution.identity import rules_digest
from microcred.outcomes.history import History
from microcred.result import RUN_KEYS
from microcred.scenario.model import Scenario
from microcred.study import manifest
from microcred.study.parts import TABLES, DamagedPart, whole_bytes
from microcred.study.read import SEPARATOR, Study, open_study
from microcred.study.restore import CannotRestore, restored

RECORD = "run.json"
#: The sets of parameters of a result's runs, where any were drawn.
PARAMETERS = "parameters.parquet"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes
    ----------
    what
        What it is.
    problem
        What is wrong with it; empty if nothing is.
    """

    what: str
    problem: str = ""


def verified(folder: Path, sample: int) -> list[Check]:
    """Check a result's or study's files, make a sample of its runs again, and compare every number.

    Parameters
    ----------
    folder
        The folder.
    sample
        How many runs to make again.

    Returns
    -------
    list
        What was looked at, and what is wrong with it.

    Raises
    ------
    BadInput
        If the folder is neither.
    """
    if os.path.exists(folder / manifest.NAME):
        return _study_checks(open_study(folder), sample)
    if os.path.isfile(folder / RECORD):
        return _result_checks(folder, sample)
    allowed = f"a folder with {manifest.NAME} or {RECORD}"
    raise BadInput.single(str(folder), "is neither a study's nor a result's folder", allowed=allowed)


def _study_checks(study: Study, sample: int) -> list[Check]:
    files = study.files()
    checks = []
    for file in files:
        try:
            whole_bytes(study.folder, file)
        except DamagedPart as error:
            damaged = f"{file.table}/{file.name}"
            checks.append(Check(damaged, str(error).removeprefix(f"{damaged} ")))
    if checks:
        return [*checks, Check(f"{len(files) - len(checks)} of {len(files)} files")]
    checks.append(Check(f"{len(files)} files"))
    if study.facts["rules"] != rules_digest():
        made = f"microcred {study.facts['version']}"
        checks.append(
            Check("model", f"made by {made} with other rules than this one ({__version__}): numbers may differ")
        )
    done = study.runs[study.runs["status"] == "done"]
    shuffled = sorted(done.itertuples(index=False), key=lambda run: hashlib.sha256(str(run.key).encode()).digest())
    chosen = shuffled[:sample]
    tables = {table: study.table(table) for table in TABLES} if chosen else {}
    for run in chosen:
        name = (str(run.scenario), int(str(run.parameter_set)), int(str(run.replicate)))
        checks.append(_same(name, study.scenario(*name[:2]), int(str(run.seed)), tables))
    return checks


def _result_checks(folder: Path, sample: int) -> list[Check]:
    try:
        record: dict[str, Any] = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        digests, scenarios = record["files"], record["scenarios"]
    except (OSError, ValueError, KeyError) as error:
        raise BadInput.single(str(folder), f"its {RECORD} cannot be read: {error!r}") from None
    checks = []
    for name, digest in digests.items():
        path = folder / name
        whole = path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest
        checks.append(Check(name, "" if whole else "is missing or not what was written: its checksum differs"))
    if any(check.problem for check in checks):
        return checks
    tables = {table: pq.read_table(folder / f"{table}.parquet").to_pandas() for table in TABLES}
    sets = pq.read_table(folder / PARAMETERS).to_pandas() if PARAMETERS in digests else None
    runs = [(one, run) for one in scenarios for run in one["runs"]]
    runs.sort(key=lambda pair: hashlib.sha256(f"{pair[0]['digest']} {pair[1]}".encode()).digest())
    for one, run in runs[:sample]:
        name = (one["name"], run["parameter_set"], run["replicate"])
        try:
            scenario = restored(one["resolved"])
        except CannotRestore as error:
            checks.append(Check(SEPARATOR.join(map(str, name)), str(error)))
            continue
        if sets is not None and run["parameter_set"]:
            row = sets[(sets["scenario"] == name[0]) & (sets["parameter_set"] == name[1])].iloc[0]
            own = {key: float(value) for key, value in row.items() if key in PARAMETER_NAMES}
            scenario = scenario.with_parameters(own)
        checks.append(_same(name, scenario, run["seed"], tables))
    return checks


def _same(name: tuple[str, int, int], scenario: Scenario, seed: int, tables: dict[str, pd.DataFrame]) -> Check:
    history = simulate(scenario, seed, threads=1)
    shown = SEPARATOR.join(map(str, name))
    differing = []
    for table, stored in tables.items():
        chosen = np.logical_and.reduce([stored[key] == part for key, part in zip(RUN_KEYS, name, strict=True)])
        # A table may be kept of some sets of parameters only.
        if chosen.any():
            differing += [f"{table}.{column}" for column in _differing(stored[chosen], history, table)]
    if differing:
        more = f" and {len(differing) - 3} more" if len(differing) > 3 else ""
        return Check(shown, f"differs in {', '.join(differing[:3])}{more}")
    return Check(f"{shown}, seed {seed}: every number is the same")


def _differing(stored: pd.DataFrame, history: History, table: str) -> list[str]:
    outcomes = history.national if table == "national" else history.regional
    return [
        name
        for name in stored.columns
        if name in outcomes
        and not np.array_equal(
            stored[name].to_numpy(dtype=np.float64), outcomes[name].reshape(-1).astype(np.float64), equal_nan=True
        )
    ]


def parse_run(text: str, study: Study) -> tuple[str, int, int, int]:
    """Read ``SCENARIO/SET/REPLICATE`` and return it with the seed of the run."""
    parts = text.rsplit(SEPARATOR, 2)
    runs = study.runs
    if len(parts) == 3 and parts[1].isdecimal() and parts[2].isdecimal():
        name, parameter_set, replicate = parts[0], int(parts[1]), int(parts[2])
        same = runs["scenario"].eq(name) & runs["parameter_set"].eq(parameter_set) & runs["replicate"].eq(replicate)
        if same.any():
            return name, parameter_set, replicate, int(runs.loc[same, "seed"].iloc[0])
    allowed = f"SCENARIO{SEPARATOR}SET{SEPARATOR}REPLICATE of the study"
    raise BadInput.single(str(study.folder), "there is no such run", found=text, allowed=allowed)
