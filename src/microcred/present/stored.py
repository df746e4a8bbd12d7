"""Reading result folders back: what was damaged is said, never shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from microcred.base.errors import BadInput, Fault
from microcred.funnel import INCOME_LABELS, LABELS, empty_funnel, empty_incomes, joined
from microcred.present.folder import INCOME_FILE, PARAMETERS, RECORD
from microcred.present.record import FORMAT
from microcred.result import Result, RunRecord
from microcred.scenario.load import written_scenario
from microcred.scenario.model import Scenario
from microcred.verdicts import judge_all

TABLES = ("national.parquet", "regions.parquet", "ledger.parquet")
FUNNEL = "funnel.parquet"


def _refused(folder: Path, problem: str, found: str = "") -> BadInput:
    return BadInput.single(str(folder), problem, found=found)


def read_record(folder: Path) -> dict[str, Any]:
    """Read what a result folder says of itself.

    Raises
    ------
    BadInput
        If it is no result folder, of another format, or its record cannot be read.
    """
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _refused(folder, f"is no result folder: it has no {RECORD}") from None
    except (OSError, ValueError) as error:
        raise _refused(folder, f"{RECORD} cannot be read", str(error)) from None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise _refused(
            folder, f"{RECORD} has another format", str(record.get("format") if isinstance(record, dict) else "")
        )
    return record


def _table(folder: Path, record: dict[str, Any], name: str) -> pd.DataFrame:
    path = folder / name
    expected = record.get("files", {}).get(name)
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _refused(folder, f"{name} cannot be read", error.strerror or str(error)) from None
    if digest != expected:
        raise _refused(folder, f"{name} is not what was written: its checksum differs; the result is damaged")
    try:
        table: pd.DataFrame = pq.read_table(path, page_checksum_verification=True).to_pandas()
    except (pa.ArrowException, OSError) as error:
        raise _refused(folder, f"{name} cannot be read", str(error)) from None
    return table


def _scenario(folder: Path, entry: dict[str, Any]) -> Scenario:
    if "file" not in entry:
        raise _refused(folder, "was written by an older version, without the scenarios' files; run it again")
    scenario = written_scenario(str(entry["file"]).encode())
    return replace(
        scenario,
        name=entry["name"],
        base_name=entry["compared_with"],
        warnings=tuple(entry["warnings"]),
    )


def _run(name: str, entry: dict[str, Any], scenario: dict[str, Any], sets: pd.DataFrame) -> RunRecord:
    number = int(entry["parameter_set"])
    own: dict[str, float] = {}
    if number and not sets.empty:
        row = sets[(sets["scenario"] == name) & (sets["parameter_set"] == number)].iloc[0]
        own = {str(key): float(value) for key, value in row.items() if key not in ("scenario", "parameter_set")}
    return RunRecord(
        scenario=name,
        parameter_set=number,
        replicate=int(entry["replicate"]),
        seed=int(entry["seed"]),
        seconds=float(entry["seconds"]),
        idle_levers=tuple(entry["idle_levers"]),
        stopped=tuple((stop["lever"], stop["month"]) for stop in entry["budgets_spent"]),
        population=int(scenario["people"]),
        population_share=float(scenario["share_of_country"]),
        parameters=own,
    )


def open_result(folder: str | Path) -> Result:
    """Read a result folder.

    Parameters
    ----------
    folder
        As ``microcred run`` or ``microcred compare`` made it.

    Returns
    -------
    Result
        With the numbers that were written, exactly.

    Raises
    ------
    BadInput
        If it is none, was damaged, or was written by another format of this program.
    """
    folder = Path(folder)
    record = read_record(folder)
    national, regions, ledger = (_table(folder, record, name) for name in TABLES)
    funnel = _table(folder, record, FUNNEL) if FUNNEL in record["files"] else empty_funnel()
    incomes = _table(folder, record, INCOME_FILE) if INCOME_FILE in record["files"] else empty_incomes()
    sets = pd.DataFrame(columns=["scenario", "parameter_set"])
    if PARAMETERS in record["files"]:
        sets = _table(folder, record, PARAMETERS)
    scenarios = tuple(_scenario(folder, entry) for entry in record["scenarios"])
    runs = tuple(_run(entry["name"], one, entry, sets) for entry in record["scenarios"] for one in entry["runs"])
    left = ("format", "files", "scenarios")
    provenance = {name: value for name, value in record.items() if name not in left}
    targets = judge_all(national, scenarios)
    return Result(scenarios, runs, national, regions, ledger, sets, targets, provenance, funnel, incomes)


def _made_with(record: Mapping[str, Any]) -> dict[str, str]:
    """What the numbers of a folder hang on besides its scenarios; what an older version did not record is left out."""
    resolved = [entry["resolved"] for entry in record["scenarios"] if "resolved" in entry]
    packs = {one["system"]: one["pack"] for one in resolved}
    known = {
        "version of microcred": record.get("versions", {}).get("microcred"),
        "model's sources": record.get("rules"),
        **{f"data pack {system}": digest for system, digest in packs.items()},
    }
    return {name: str(value)[:12] for name, value in known.items() if value}


def check_same_model(folders: Sequence[Path]) -> None:
    """Refuse to compare results of another version of the model, or of data that changed in between.

    Parameters
    ----------
    folders
        Result folders; the first is what the others are compared with.

    Raises
    ------
    BadInput
        Names each folder that differs, and in what; or one that cannot be read.
    """
    first, *others = [(folder, _made_with(read_record(folder))) for folder in folders] or [(Path(), {})]
    problem = "differences would be the program's, not the policy's: run it again"
    faults = [
        Fault(str(folder), None, name, problem, value, f"{first[1][name]}, as in {first[0]}")
        for folder, made in others
        for name, value in made.items()
        if first[1].get(name, value) != value
    ]
    if faults:
        raise BadInput(faults)


def merged(results: Sequence[Result]) -> Result:
    """Put results side by side; of a scenario that several have, the first counts.

    Raises
    ------
    BadInput
        If two scenarios of one name differ, or the runs are of other months or of another version of the program.
    """
    first, *others = results
    scenarios = list(first.scenarios)
    parts = [(first, [scenario.name for scenario in first.scenarios])]
    faults = []
    for other in others:
        known = {scenario.name: scenario for scenario in scenarios}
        new = [scenario for scenario in other.scenarios if scenario.name not in known]
        faults += [
            Fault("command line", None, scenario.name, "is another scenario of the same name in two folders")
            for scenario in other.scenarios
            if scenario.name in known and known[scenario.name].digest != scenario.digest
        ]
        scenarios += new
        parts.append((other, [scenario.name for scenario in new]))
    if len({tuple(sorted(set(one.national["month"]))) for one in results}) > 1:
        faults.append(Fault("command line", None, "scenario", "the folders' runs are of other months"))
    versions = sorted({str(one.provenance.get("versions", {}).get("microcred", "unknown")) for one in results})
    if len(versions) > 1:
        problem = "the folders were made by other versions of microcred, which a figure cannot tell apart"
        faults.append(Fault("command line", None, "version", problem, ", ".join(versions), "all of one version"))
    if faults:
        raise BadInput(faults)

    def tables_of(name: str) -> list[pd.DataFrame]:
        tables = []
        for result, names in parts:
            table: pd.DataFrame = getattr(result, name)
            tables.append(table[table["scenario"].isin(names)])
        return tables

    def together(name: str) -> pd.DataFrame:
        tables = tables_of(name)
        return pd.concat([table for table in tables if len(table)] or tables[:1], ignore_index=True)

    national = together("national")
    records = tuple(record for result, names in parts for record in result.runs if record.scenario in names)
    return Result(
        scenarios=tuple(scenarios),
        runs=records,
        national=national,
        regions=together("regions"),
        ledger=together("ledger"),
        parameters=together("parameters"),
        targets=judge_all(national, scenarios),
        provenance=first.provenance,
        funnel=joined(tables_of("funnel"), LABELS),
        incomes=joined(tables_of("incomes"), INCOME_LABELS),
    )
