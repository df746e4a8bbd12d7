"""Writing docs/performance.md from the kept results."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from experiments.benchmarks import tables
from experiments.benchmarks.figures import draw_all
from experiments.benchmarks.plan import SECTIONS
from experiments.benchmarks.small_model import LEVELS

GENERATED = (
    "<!-- Written by experiments/benchmarks/run.py from experiments/benchmarks/results: run it, do not edit. -->"
)
Results = dict[str, dict[str, Any]]

INTRODUCTION = """\
What a run costs, against how many people there are, how many act, and other ways to write such a model.
`python experiments/benchmarks/run.py` measures everything and writes this page (about 12 minutes; `--quick` 5;
`--only peers,stages` a part; `--report` only writes). What the peers simulate, and how it is checked, stands in
[the benchmarks' README](../experiments/benchmarks/README.md).

*Run* is the time inside a process that has loaded, compiled and warmed up everything, spin-up included; *whole process*
is seen from outside, with the interpreter's start, imports, warm-up and the building of the population. The best of the
repetitions is quoted unless it says median. Bytes per learner or person are the peak resident memory less that before
the population was built, divided by the people: where few act, what is left is the same for any number of people.
"""

POPULATION = """\
*Small model*: learners are given. *People multiplied*: `cn_baseline` with the people of every cell multiplied, while
its 4,300 institutions, enterprises, organisations and vacancies stay: what is left at 10,000 people is the supply side.
*Regions kept*: Tibet; Qinghai; Beijing; Hunan; Guangdong; five large provinces; all of China, each with its own
institutions and enterprises, so that supply grows with the people. The small model has two threads, the whole one one.
Seconds of the small model, here and in the next section, are of its months, as in the tables: building its learners is
a column of *Against other ways to write it*.
"""

ADOPTION = """\
*Small model*: 10 million learners (1 million in a quick run), with the constant of the logit that leads to each share.
*Whole model*: `cn_baseline` in one province (Hunan; Qinghai in a quick run), the constants of utility of all segments
shifted. What costs is what happens: decision moments under the month's bound, and people who study.
"""

STAGES = """\
Functions of the compiled engine are timed from outside, each without what it calls of the others; "learning" is shown
in parts. What is not within a stage (reducing the record to outcomes) is in the last row only.
"""

THREADS = """\
A run is pinned to so many processors before anything is loaded. Threads share decisions, awareness, hiring and the
observation of holders, in ranges; results never depend on them.
"""

ENGINES = """\
Both engines give the same history, bit for bit (`tests/engines/`); `objects` is the one to read and step through.
"""

GOALS = """\
Goals were set before the engine was written, on a machine with two processors. Runs are warm, spin-up included.
"""

BOUNDS = """\
A run costs what happens in it: nobody is looked at who does nothing. These four take most of a plan's time; what is
left is spread over many things (*By stage*). Decisions, awareness, the draw of hires and the look at holders' match are
shared by the threads; admission, payments, exams and starts of jobs are done in one order, because budgets are, and so
bound what a second thread brings.
"""

START_UP = """\
What comes on top of the runs. Compiled functions are loaded one by one from the folder where they are kept; nothing of
it can be left out by whoever runs a scenario and wants its tables and its figure. Cold, compiling fills both
processors: some 560 functions, numba's own included, three quarters of the time in lowering and LLVM.
"""


def load_results(folder: Path) -> Results:
    """Kept results by section, in the order of the sections."""
    found = {}
    for name in SECTIONS:
        path = folder / f"{name}.json"
        if path.is_file():
            found[name] = json.loads(path.read_text(encoding="utf-8"))
    return found


def machine_text(results: Results) -> list[str]:
    """Where and when it was measured."""
    lines = ["| section | date | kind | load average before and after | seconds |", "|---|---|---|---|---:|"]
    for name, result in results.items():
        one = result["machine"]
        kind = "quick" if result["quick"] else "full"
        load = f"{one['load_average']} / {result['load_average_after']}"
        lines.append(f"| {name} | {one['date']} | {kind} | {load} | {result['seconds']:,.0f} |")
    one = next(iter(results.values()))["machine"]
    memory = one["memory_bytes"] / 2**30
    text = (
        f"{one['processor']}, {one['processors']} processors, {memory:.0f} GiB, {one['system']},"
        f" Python {one['python']}, {one['compiler']}. A load average well above the section's own threads means that"
        " others were at work on the machine: compare ratios, not times."
    )
    return [text, "", *lines]


def bandwidth_text(results: Results) -> list[str]:
    """Bandwidth, and what it means for a scan."""
    rows = results["bandwidth"]["rows"]
    lines = tables.bandwidth_table(rows)
    best = tables.best_bandwidth(rows)
    if best:
        bound = tables.C_BYTES / best * 1e9
        text = (
            "A scan that reads and writes two bytes per learner and month, as the C program here does, cannot be faster"
            f" than {bound:.2g} ns per learner-month once its learners do not fit into a cache."
        )
        lines += ["", text]
    return lines


def peers_text(results: Results) -> list[str]:
    """One table a level."""
    rows = results["peers"]["rows"]
    lines = []
    shares = {"national": "about 0.5 % adopt in 72 months", "high": "about 30 % adopt"}
    for level in LEVELS:
        lines += [f"**Level {level}**: {shares[level]}.", "", *tables.peers_table(rows, level), ""]
        lines += [tables.ahead_text(rows, level), ""]
    versions = dict.fromkeys(
        part for row in rows for part in tables.versions_text(row).split(", ") if part and "unavailable" not in row
    )
    lines += [
        "Times are of the months alone; building the population (traits) is a column of its own. Object-based peers get"
        " slower per learner as their objects leave the caches, so they are flattered by smaller populations. The last"
        " column is the largest difference of the aware and adopted curves from the mean field, in standard errors of"
        " the population used; beyond 5 a program does not simulate this model.",
        "",
        f"Versions: {', '.join(versions)}.",
    ]
    return lines


def population_text(results: Results) -> list[str]:
    """The small model, then the whole one."""
    rows = results["population"]["rows"]
    whole = tables.engine_table(tables.whole_rows(rows))
    return [POPULATION, *tables.small_table(tables.small_rows(rows)), "", *whole]


def adoption_text(results: Results) -> list[str]:
    """The small model, then the whole one."""
    rows = results["adoption"]["rows"]
    whole = tables.engine_table(tables.whole_rows(rows), ["shift"])
    return [ADOPTION, *tables.small_table(tables.small_rows(rows)), "", *whole]


def stages_text(results: Results) -> list[str]:
    """One table a scenario."""
    lines = [STAGES]
    for row in results["stages"]["rows"]:
        if "unavailable" in row:
            lines += [f"{row['label']}: not measured: {row['unavailable']}", ""]
            continue
        people = row["runs"][-1]["learners"]
        lines += [f"**{row['label']}**, {people:,} people:", "", *tables.stages_table(row), ""]
    return lines[:-1]


def threads_text(results: Results) -> list[str]:
    """The small model, then the whole one."""
    rows = results["threads"]["rows"]
    whole = tables.engine_table(tables.whole_rows(rows), ["threads"])
    return [THREADS, *tables.small_table(tables.small_rows(rows)), "", *whole]


def engines_text(results: Results) -> list[str]:
    """Both engines."""
    rows = results["engines"]["rows"]
    return [ENGINES, *tables.engine_table(tables.whole_rows(rows), ["engine"])]


def goals_text(results: Results) -> list[str]:
    """What was aimed at, what came out, and what bounds it."""
    lines = [GOALS, *tables.table(["what", "at most", "measured", "met"], tables.goal_rows(results)), "", BOUNDS]
    for row in results["stages"]["rows"]:
        if "unavailable" not in row:
            lines += [f"**{row['label']}**, one thread:", "", *tables.dearest_table(row), ""]
    lines += [START_UP]
    start = next(row for row in results["goals"]["rows"] if row["label"] == "start-up")
    return lines + (tables.start_up_table(start) if "unavailable" not in start else [start["unavailable"]])


TEXTS = {
    "bandwidth": ("Memory bandwidth", bandwidth_text),
    "peers": ("Against other ways to write it", peers_text),
    "population": ("Against population", population_text),
    "adoption": ("Against adoption", adoption_text),
    "stages": ("By stage", stages_text),
    "threads": ("Threads", threads_text),
    "engines": ("`columns` against `objects`", engines_text),
    "goals": ("Goals, and what bounds them", goals_text),
}


def report_text(results: Results, drawn: dict[str, str]) -> str:
    """The page."""
    lines = [GENERATED, "", "# Performance", "", INTRODUCTION]
    if results:
        lines += ["## Machine", "", *machine_text(results), ""]
    for name, result in results.items():
        title, text = TEXTS[name]
        lines += [f"## {title}", ""]
        if result["quick"]:
            lines += ["*From a quick run: small sizes, few repetitions.*", ""]
        if name in drawn:
            lines += [f"![{title}](images/{drawn[name]})", ""]
        lines += [*text(results), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def write_report(folder: Path, documentation: Path) -> None:
    """Write the page and its figures from what is kept."""
    results = load_results(folder)
    drawn = draw_all(results, documentation / "images")
    (documentation / "performance.md").write_text(report_text(results, drawn), encoding="utf-8")


def print_summary(folder: Path) -> None:
    """Print the peers' tables and the bandwidth."""
    results = load_results(folder)
    for name in ("bandwidth", "peers"):
        if name in results:
            sys.stdout.write("\n".join(TEXTS[name][1](results)) + "\n\n")
