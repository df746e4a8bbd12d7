"""One measurement in a process of its own: a task in, a line of JSON out.

``python -m experiments.benchmarks.measure '{"task": "peer", ...}'``; `run.py` starts it and says what tasks there are.
"""

from __future__ import annotations

import json
import os
import sys
import time
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

WARM_UP_LEARNERS = 2_000
Task = dict[str, Any]
Found = dict[str, Any]


def limit_processors(threads: int) -> None:
    """Let this process use so many processors: set before anything is imported, as libraries look when they load."""
    available = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, available[:threads])
    for name in ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(threads)
    # A thread that spins at a barrier takes the processor from the one it waits for.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")


def peak_bytes() -> int:
    """Most memory that this process itself ever had in use: `ru_maxrss` may start with its parent's peak."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise OSError("this Linux does not tell a process its peak")


def version_of(package: str) -> str:
    """Version of an installed package."""
    if package == "microcred":
        return str(import_module("microcred").__version__)
    return metadata.version(package)


def measure_peer(task: Task) -> Found:
    """The small model by one peer: warm-up on a few learners, then population and months timed apart."""
    try:
        peer = import_module(f"experiments.benchmarks.peers.{task['module']}")
    except ImportError as error:
        return {"unavailable": str(error)}
    from experiments.benchmarks.small_model import MONTHS, scores

    learners, constant, threads = task["learners"], task["constant"], task["threads"]
    peer.run(peer.build(WARM_UP_LEARNERS, constant, 1, threads))
    before = peak_bytes()
    started = time.perf_counter()
    country = peer.build(learners, constant, task["seed"], threads)
    built = time.perf_counter()
    curves = peer.run(country)
    done = time.perf_counter()
    peak = peak_bytes()
    found = scores(curves, learners, constant)
    return {
        "build_seconds": built - started,
        "run_seconds": done - built,
        "months": MONTHS,
        "peak_bytes": peak,
        "baseline_bytes": before,
        "adopted_share": float(curves.adopted[-1]) / learners,
        "aware_share": float(curves.aware[-1]) / learners,
        "largest_score": float(max(-found.min(), found.max())) if found.size else None,
        "versions": {package: version_of(package) for package in peer.PACKAGES},
    }


def scenario_of(task: Task) -> Any:
    """The scenario of a task, with its people multiplied and its parameters shifted."""
    from experiments.benchmarks.countries import with_people, with_shift

    from microcred import load_scenario

    scenario = load_scenario(task["scenario"], regions=task.get("regions"))
    if task.get("people"):
        scenario = with_people(scenario, task["people"])
    if task.get("shift"):
        scenario = with_shift(scenario, task["shift"])
    return scenario


def measure_engine(task: Task) -> Found:
    """The whole model: warm-up on the invented country, then one run."""
    from microcred.engine import simulate

    started = time.perf_counter()
    scenario = scenario_of(task)
    loaded = time.perf_counter()
    engine, threads = task["engine"], task["threads"]
    from microcred import load_scenario

    simulate(load_scenario("invented_baseline"), 1, engine=engine, threads=threads)
    before = peak_bytes()
    started_run = time.perf_counter()
    history = simulate(scenario, task["seed"], engine=engine, threads=threads)
    done = time.perf_counter()
    return {
        "load_seconds": loaded - started,
        "run_seconds": done - started_run,
        "months": scenario.spin_up + scenario.months,
        "learners": history.population,
        "peak_bytes": peak_bytes(),
        "baseline_bytes": before,
        "applicants": float(history.national["applicants"].sum()),
        "versions": {package: version_of(package) for package in ("microcred", "numba", "mesa", "numpy")},
    }


def measure_stages(task: Task) -> Found:
    """Where the time of one run goes, and how often the dearest things are done."""
    from experiments.benchmarks.stages import counted_moments, timed_stages

    from microcred import load_scenario
    from microcred.engine import simulate
    from microcred.engine.columns.run import simulate as simulate_columns
    from microcred.world.states import Count

    scenario = scenario_of(task)
    simulate(load_scenario("invented_baseline"), 1)
    with timed_stages() as seconds, counted_moments() as moments:
        started = time.perf_counter()
        counts = simulate_columns(scenario, task["seed"], threads=task["threads"]).record.counts
        done = time.perf_counter()
    exams = (Count.COMPLETIONS_ONLINE, Count.COMPLETIONS_CAMPUS)
    return {
        "run_seconds": done - started,
        "months": scenario.spin_up + scenario.months,
        "learners": scenario.population,
        "stages": seconds,
        "done": {
            "moments": sum(moments),
            "applications": int(counts[:, :, Count.APPLICATIONS].sum()),
            "exams": int(counts[:, :, list(exams)].sum()),
            "employed": int(counts[:, :, Count.EMPLOYED].sum()),
        },
    }


def measure_start_up(task: Task) -> Found:
    """What `microcred run` does besides its runs, part by part."""
    import tempfile

    parts: dict[str, float] = {}
    before = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal before
        now = time.perf_counter()
        parts[name] = now - before
        before = now

    import_module("microcred.cli.run")
    import_module("microcred.run")
    lap("importing the command line and the engine")
    from microcred import load_scenario, run

    scenario = load_scenario("cn_baseline", regions=task["regions"])
    lap("reading the scenario")
    run(scenario, 1, threads=1)
    lap("first run")
    result = run(scenario, 1, threads=1)
    lap("a run")
    parts["loading what is compiled"] = parts.pop("first run") - parts["a run"]
    from microcred.present.folder import pending_folder

    lap("importing pandas and matplotlib")
    with tempfile.TemporaryDirectory() as folder, pending_folder(Path(folder) / "out", "out") as pending:
        pending.publish(result)
        lap("writing tables and drawing the figure")
    return {"run_seconds": parts.pop("a run"), "parts": parts}


def measure_bandwidth(task: Task) -> Found:
    """The machine's memory bandwidth in bytes per second."""
    import ctypes

    from experiments.benchmarks.compiler import compile_library

    try:
        library = compile_library(Path(__file__).with_name("bandwidth.c"))
    except ImportError as error:
        return {"unavailable": str(error)}
    best = (ctypes.c_double * 2)()
    library.bandwidth.argtypes = [ctypes.c_int64, ctypes.c_int, ctypes.c_int, ctypes.c_void_p]
    if library.bandwidth(task["elements"], task["threads"], task["rounds"], best):
        return {"unavailable": "not enough memory"}
    return {"copy": best[0], "triad": best[1]}


TASKS = {
    "peer": measure_peer,
    "engine": measure_engine,
    "stages": measure_stages,
    "start_up": measure_start_up,
    "bandwidth": measure_bandwidth,
}


def main() -> None:
    """Do the task that the command line gives."""
    task = json.loads(sys.argv[1])
    limit_processors(task["threads"])
    sys.stdout.write(json.dumps(TASKS[task["task"]](task)) + "\n")


if __name__ == "__main__":
    main()
