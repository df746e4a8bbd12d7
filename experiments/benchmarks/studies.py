"""What a study costs beside its runs: time per run, memory of the driver, and how busy the processors are.

``python experiments/benchmarks/studies.py [--runs N …] [--workers 2] [--model]`` writes ``studies.json`` beside it, or
the file that ``--out`` names.
Without ``--model`` a run is six years of made-up outcomes of the invented country, so that only the machinery is
measured; with it, the model itself runs.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from pathlib import Path

import numpy as np

from microcred.execution.attempts import Limits
from microcred.execution.workers import Workers
from microcred.study.drive import carry_out, setup_of
from microcred.study.experiment import Experiment
from microcred.study.experiment_file import parse_experiment
from microcred.study.perform import Done, Finished, Setup, Task, perform
from microcred.study.read import open_study

RESULTS = Path(__file__).resolve().with_name("studies.json")
MONTHS = tuple(f"{year}-{month:02d}" for year in range(2025, 2031) for month in range(1, 13))
PLACES = tuple((str(region), setting) for region in range(3) for setting in ("urban", "rural"))
POINTS = 10


def experiment_of(runs: int) -> Experiment:
    """Ten points of the invented country with as many replicates as make so many runs."""
    levels = ", ".join(str(level / 20) for level in range(POINTS))
    return parse_experiment(
        f'title = "Overhead"\nscenarios = ["invented_plan"]\nreplicates = {runs // POINTS}\n'
        f"[levers.subsidy]\nvalues = [{levels}]\n",
        "overhead",
    )


def made_up(setup: Setup, task: Task) -> Done:
    """Outcomes of six years in no time, as large and as hard to compress as the model's."""
    generator = np.random.default_rng(task.seed)
    national = np.cumsum(np.floor(generator.random((len(setup.national), len(MONTHS))) * 100), axis=1)
    regional = np.floor(generator.random((len(setup.regional), len(MONTHS), len(PLACES))) * 100)
    return Finished(task, 0.0, MONTHS, PLACES, national, regional, {"idle_levers": []})


def cpu_seconds() -> tuple[float, float]:
    """Processor time of this process, and of its children that have ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime, children.ru_utime + children.ru_stime


def resident() -> float:
    """Resident memory of this process now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(runs: int, workers: int, model: bool) -> dict[str, float | int]:
    """Carry out a study of so many runs and say what it took."""
    experiment = experiment_of(runs)
    memory: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "study"
        how = perform if model else made_up
        before, began = cpu_seconds(), time.perf_counter()
        first = 0.0

        def note(_: object) -> None:
            nonlocal first
            first = first or time.perf_counter()
            memory.append(resident())

        carry_out(
            experiment,
            out,
            lambda _: Workers(setup_of(experiment), workers, Limits(), how, prepares=model),
            progress=note,
        )
        seconds, after = time.perf_counter() - began, cpu_seconds()
        status = open_study(out).status
        found: dict[str, float | int] = {
            "runs": runs,
            "workers": workers,
            "seconds": round(seconds, 2),
            "seconds_to_first": round(first - began, 2),
            "milliseconds_of_driver_per_run": round(1000 * (after[0] - before[0]) / runs, 3),
            "driver_megabytes_early": round(float(np.median(memory[runs // 20 : runs // 10])), 1),
            "driver_megabytes_late": round(float(np.median(memory[-runs // 20 :])), 1),
            "store_megabytes": round(sum(one.stat().st_size for one in out.rglob("*") if one.is_file()) / 1e6, 2),
            "files": status.files,
        }
        if model:
            # Share of the time between the first end and the last in which workers were within a run.
            found["busy"] = round(status.seconds / (workers * (seconds - (first - began))), 3)
        else:
            everything = after[0] - before[0] + after[1] - before[1]
            found["milliseconds_of_all_processes_per_run"] = round(1000 * everything / runs, 3)
        return found


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--model", action="store_true")
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    known = json.loads(options.out.read_text()) if options.out.exists() else {}
    for runs in options.runs:
        found = measure(runs, options.workers, options.model)
        known[f"{'model' if options.model else 'machinery'} {runs}"] = found
        print(json.dumps(found))  # noqa: T201
        options.out.write_text(json.dumps(known, indent=1) + "\n")


if __name__ == "__main__":
    # Workers are no main program: they look for what makes a run in the module of this file.
    import studies

    studies.main()
