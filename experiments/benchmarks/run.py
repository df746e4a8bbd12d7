"""Measure, keep, print and draw: ``python experiments/benchmarks/run.py [--only SECTION,…] [--quick] [--report]``.

Every measurement is a process of its own; the repetitions of a section are interleaved, so that a machine that slows
down slows everybody. Each section is kept in ``results/`` as soon as it is done; the report is written from what is
kept.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from experiments.benchmarks.compiler import compiler_version
from experiments.benchmarks.plan import SECTIONS, Entry, peer_entry
from experiments.benchmarks.small_model import HIGH

ROOT = Path(__file__).resolve().parents[2]
RESULTS = Path(__file__).resolve().parent / "results"
LONG_SECONDS = 10.0  # an entry whose run takes longer is not repeated
MOST_SECONDS = 900.0
COMMAND = "import sys; from microcred.cli.main import main; sys.exit(main(sys.argv[1:]))"


def child_environment() -> dict[str, str]:
    """The environment of a measurement: this checkout first."""
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    return os.environ | {"PYTHONPATH": path, "PYTHONHASHSEED": "0", "AMBER_SUPPRESS_DEPRECATIONS": "1"}


def measured(task: dict[str, Any]) -> dict[str, Any]:
    """Run one task in a process of its own; a failure is a finding."""
    if task["task"] == "command":
        return measured_command(task["arguments"], task.get("cold", False))
    command = [sys.executable, "-m", "experiments.benchmarks.measure", json.dumps(task)]
    started = time.perf_counter()
    try:
        done = subprocess.run(
            command, env=child_environment(), cwd=ROOT, capture_output=True, text=True, timeout=MOST_SECONDS
        )
    except subprocess.TimeoutExpired:
        return {"unavailable": f"took more than {MOST_SECONDS:.0f} seconds"}
    seconds = time.perf_counter() - started
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        return {"unavailable": f"failed: {lines[-1]}"}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found | {"process_seconds": seconds}


def measured_command(arguments: list[str], cold: bool) -> dict[str, Any]:
    """Run the command line as a user would, with its results thrown away; cold: with nothing compiled yet."""
    with tempfile.TemporaryDirectory() as folder:
        environment = child_environment() | ({"MICROCRED_CACHE": folder} if cold else {})
        further = ["--out", str(Path(folder) / "out")] if arguments[0] == "run" else []
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, *arguments, *further],
            env=environment,
            cwd=folder,
            capture_output=True,
            text=True,
        )
        seconds = time.perf_counter() - started
    if done.returncode != 0:
        return {"unavailable": f"failed with exit code {done.returncode}"}
    return {"process_seconds": seconds}


def machine() -> dict[str, Any]:
    """What machine this is, and how busy."""
    model = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.is_file():
        names = [line for line in information.read_text().splitlines() if line.startswith("model name")]
        model = names[0].split(":", 1)[1].strip() if names else model
    return {
        "date": datetime.now(UTC).isoformat(timespec="minutes"),
        "processor": model,
        "processors": len(os.sched_getaffinity(0)),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": platform.system(),
        "python": platform.python_version(),
        "compiler": compiler_version(),
        "load_average": round(os.getloadavg()[0], 2),
    }


def say(text: str) -> None:
    """Tell how far it is."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def measure_section(name: str, entries: list[Entry], quick: bool) -> dict[str, Any]:
    """Measure all entries of a section in rounds."""
    before = machine()
    started = time.perf_counter()
    runs: list[list[dict[str, Any]]] = [[] for _ in entries]
    for turn in range(max(entry.repetitions for entry in entries)):
        for entry, own in zip(entries, runs, strict=True):
            over = turn >= entry.repetitions
            if over or (own and ("unavailable" in own[-1] or own[-1]["process_seconds"] > LONG_SECONDS)):
                continue
            own.append(measured(entry.task))
            found = own[-1]
            say(f"{name}: {entry.label} {sizes_of(entry)}: {found.get('unavailable') or seconds_text(found)}")
    return {
        "section": name,
        "quick": quick,
        "machine": before,
        "load_average_after": round(os.getloadavg()[0], 2),
        "seconds": round(time.perf_counter() - started, 1),
        "rows": [row_of(entry, own) for entry, own in zip(entries, runs, strict=True)],
    }


def sizes_of(entry: Entry) -> str:
    """What tells an entry from others of the same label."""
    named = ("learners", "people", "regions", "scenario", "engine", "shift", "threads")
    return ", ".join(f"{key} {entry.task[key]}" for key in named if key in entry.task)


def seconds_text(found: dict[str, Any]) -> str:
    """The seconds of a run, or of its process."""
    return f"{found.get('run_seconds', found['process_seconds']):.3f} s"


def row_of(entry: Entry, runs: list[dict[str, Any]]) -> dict[str, Any]:
    """One row of the results: what was asked, every run, and best and median."""
    row: dict[str, Any] = {"label": entry.label, **entry.facts, "task": entry.task, "runs": runs}
    good = [one for one in runs if "unavailable" not in one]
    if not good:
        return row | {"unavailable": runs[-1]["unavailable"]}
    for key in ("run_seconds", "build_seconds", "process_seconds"):
        values = [one[key] for one in good if key in one]
        if values:
            row[f"best_{key}"], row[f"median_{key}"] = min(values), statistics.median(values)
    last = good[-1]
    learners = entry.task.get("learners") or last.get("learners")
    if learners and "run_seconds" in last:
        row["learners"] = learners
        row["best_ns"] = row["best_run_seconds"] * 1e9 / learners / last["months"]
        row["median_ns"] = row["median_run_seconds"] * 1e9 / learners / last["months"]
        if "peak_bytes" in last:
            row["peak_bytes"] = max(one["peak_bytes"] for one in good)
            row["bytes_per_learner"] = max(one["peak_bytes"] - one["baseline_bytes"] for one in good) / learners
    return row


def keep(result: dict[str, Any], folder: Path) -> None:
    """Write a section as JSON, whole, and as CSV, without the single runs."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{result['section']}.json"
    unfinished = target.with_suffix(".tmp")
    unfinished.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(target)
    rows = []
    for row in result["rows"]:
        task = {key: value for key, value in row["task"].items() if key != "task"}
        flat = {key: value for key, value in row.items() if key not in ("task", "runs")}
        versions = row["runs"][-1].get("versions", {})
        rows.append(task | flat | {"versions": " ".join(f"{name}=={text}" for name, text in versions.items())})
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with target.with_suffix(".csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def warm_caches() -> None:
    """Compile what microcred compiles once and keeps, so that no measurement pays for it."""
    whole = {"task": "engine", "scenario": "invented_plan", "threads": 1, "seed": 1}
    small = peer_entry("microcred_rules", 10_000, HIGH.constant)
    for task in (whole | {"engine": "columns"}, whole | {"engine": "objects"}, small.task):
        what = task.get("engine") or small.label
        say(f"warming up {what}: {measured(task).get('unavailable', 'done')}")


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", help="sections, separated by commas: " + ", ".join(SECTIONS))
    parser.add_argument("--quick", action="store_true", help="small sizes: about five minutes")
    parser.add_argument("--report", action="store_true", help="measure nothing, write the report from what is kept")
    parser.add_argument(
        "--results",
        type=Path,
        default=RESULTS,
        help="folder of the results; another than the usual one keeps its report too",
    )
    options = parser.parse_args()
    names = options.only.split(",") if options.only else list(SECTIONS)
    unknown = [name for name in names if name not in SECTIONS]
    if unknown:
        parser.error(f"unknown section {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    if not options.report:
        warm_caches()
        for name in names:
            keep(measure_section(name, SECTIONS[name](options.quick), options.quick), options.results)
    # Deferred: measuring needs no matplotlib.
    from experiments.benchmarks.report import print_summary, write_report

    # The page of the documentation is about the results that are kept with it.
    write_report(options.results, ROOT / "docs" if options.results == RESULTS else options.results)
    print_summary(options.results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
