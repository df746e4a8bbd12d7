"""The tables of the report, in markdown: each from the kept results of one section."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from experiments.benchmarks.plan import PEERS
from experiments.benchmarks.small_model import LEVELS

Rows = list[dict[str, Any]]
NONE = "–"
C_BYTES = 4  # that the C scan moves per learner and month: a 16-bit word read and written

# Stage of the schedule by function, else by module, of the compiled engine.
STAGE_OF_FUNCTION = {
    "places.systems": "policy",
    "places.infrastructure": "infrastructure",
    "places.markets": "demand",
    "places.ageing": "demand",
    "places.standards": "development",
    "newcomers.add_credentials": "development",
    "newcomers.add_programmes": "provision",
    "judgement.award": "award",
    "provision.settle_costs": "provision",
    "learning": "learning: the rest",
    "choose": "learning: the rest",
    "admit": "learning: the rest",
    "examine": "learning: the rest",
    "register": "learning: the rest",
    "fair.decide": "learning: decisions",
    "make_room": "learning: the rest",
    "spread_word": "learning: awareness",
    "observe_careers": "observe",
    "observe": "observe",
}
STAGE_OF_MODULE = {
    "policy": "policy",
    "shocks": "policy",
    "development": "development",
    "partnerships": "development",
    "launches": "provision",
    "provision": "provision",
    "quality": "renewal",
    "certification": "certification",
    "applied": "learning: the rest",
    "cohorts": "learning: the rest",
    "directory": "learning: the rest",
    "learners": "learning: the rest",
    "tuition": "learning: the rest",
    "studies": "learning: the rest",
    "exams": "learning: the rest",
    "offers": "learning: offers",
    "shelves": "learning: offers",
    "terms": "learning: offers",
    "fair": "learning: offers",
    "groups": "learning: the rest",
    "queues": "learning: the rest",
    "decisions": "learning: decisions",
    "awareness": "learning: awareness",
    "paths": "learning: awareness",
    "evaluation": "certification",
    "jobs": "hiring",
    "judgement": "survey",
    "observation": "observe",
    "holders": "observe",
    "build": "building the world",
    "finite": "looking at every number",
}
STAGE_ORDER = (
    "building the world",
    "policy",
    "infrastructure",
    "demand",
    "development",
    "provision",
    "renewal",
    "certification",
    "learning: offers",
    "learning: decisions",
    "learning: awareness",
    "learning: the rest",
    "hiring",
    "survey",
    "award",
    "observe",
    "looking at every number",
    "elsewhere",
)


def stage_of(name: str) -> str:
    """Stage that a timed function belongs to."""
    if name in STAGE_ORDER:
        return name
    return STAGE_OF_FUNCTION.get(name) or STAGE_OF_MODULE.get(name.split(".")[0], "elsewhere")


def by_stage(seconds: dict[str, float]) -> dict[str, float]:
    """Seconds by stage, in the order of the month."""
    found = dict.fromkeys(STAGE_ORDER, 0.0)
    for name, spent in seconds.items():
        found[stage_of(name)] += spent
    return {name: spent for name, spent in found.items() if spent > 0.0}


def number(value: float | None, digits: int = 3) -> str:
    """A number with a few digits that count."""
    if value is None:
        return NONE
    if value == 0:
        return "0"
    if abs(value) >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    return f"{value:.{digits}g}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table; the first column is text, the others are numbers."""
    lines = [f"| {' | '.join(heads)} |", f"|---|{'---:|' * (len(heads) - 1)}"]
    return lines + [f"| {' | '.join(text.replace('|', '/') for text in row)} |" for row in rows]


def versions_text(row: dict[str, Any]) -> str:
    """Versions of what took part."""
    versions = row["runs"][-1].get("versions", {})
    return ", ".join(f"{name} {text}" for name, text in versions.items())


def bandwidth_table(rows: Rows) -> list[str]:
    """Copy and triad."""
    found = []
    for row in rows:
        good = [one for one in row["runs"] if "copy" in one]
        best = [number(max(one[kind] for one in good) / 1e9) if good else NONE for kind in ("copy", "triad")]
        found.append([row["label"], *best])
    return table(["threads", "copy, GB/s", "triad, GB/s"], found)


def best_bandwidth(rows: Rows) -> float | None:
    """Most bytes per second that were seen."""
    return max((one[kind] for row in rows for one in row["runs"] for kind in ("copy", "triad") if kind in one),
               default=None)  # fmt: skip


def peers_table(rows: Rows, level: str) -> list[str]:
    """All peers at one level."""
    own = [row for row in rows if row["level"] == level]
    ours = next((row.get("best_ns") for row in own if row["label"] == "microcred_rules"), None)
    heads = ["program", "learners", "threads", "ns per learner-month, best", "median", "times microcred's",
             "build, ns per learner", "bytes per learner", "whole process, s", "largest difference, s.e."]  # fmt: skip
    found = []
    for row in own:
        peer = PEERS[row["label"]]
        if "unavailable" in row:
            found.append([f"{peer.name}: **not measured**: {row['unavailable']}", *[NONE] * (len(heads) - 1)])
            continue
        largest = row["runs"][-1]["largest_score"]
        found.append([
            f"**{peer.name}** ({peer.idiom})",
            f"{row['learners']:,}",
            str(min(peer.threads, row["task"]["threads"])),
            number(row["best_ns"]),
            number(row["median_ns"]),
            number(row["best_ns"] / ours) if ours else NONE,
            number(row["best_build_seconds"] * 1e9 / row["learners"]),
            number(max(0.0, row["bytes_per_learner"])),
            number(row["best_process_seconds"]),
            number(largest, 2),
        ])  # fmt: skip
    return table(heads, found)


def ahead_text(rows: Rows, level: str) -> str:
    """Of whom microcred is ahead, and of whom not."""
    own = {row["label"]: row["best_ns"] for row in rows if row["level"] == level and "best_ns" in row}
    ours = own.pop("microcred_rules", None)
    if ours is None or not own:
        return ""
    ahead = {name: value / ours for name, value in own.items() if value > ours}
    behind = {name: ours / value for name, value in own.items() if value <= ours}
    title = LEVELS[level].name
    text = f"At the {title} level microcred is ahead of {len(ahead)} of {len(own)} programs"
    if ahead:
        nearest = min(ahead, key=lambda name: ahead[name])
        text += f"; the nearest is {PEERS[nearest].name}, {number(ahead[nearest], 2)} times slower"
    if behind:
        listed = ", ".join(f"{PEERS[name].name} (by a factor of {number(by, 2)})" for name, by in behind.items())
        text += f". **It is not ahead of** {listed}"
    return text + "."


def whole_rows(rows: Rows) -> Rows:
    """Rows of the whole model."""
    return [row for row in rows if row["task"]["task"] == "engine"]


def small_rows(rows: Rows) -> Rows:
    """Rows of the small model."""
    return [row for row in rows if row["task"]["task"] == "peer"]


def engine_cells(row: dict[str, Any]) -> list[str]:
    """What is said of every run of the whole model."""
    if "unavailable" in row:
        return [NONE] * 7
    applicants = row["runs"][-1]["applicants"]
    return [
        f"{row['learners']:,}",
        f"{100.0 * applicants / row['learners']:.2g}",
        number(row["best_run_seconds"]),
        number(row["best_process_seconds"]),
        number(row["best_ns"]),
        number(row["peak_bytes"] / 2**20),
        number(max(0.0, row["bytes_per_learner"])),
    ]


ENGINE_HEADS = ["people", "apply, %", "run, s", "whole process, s", "ns per person-month", "peak, MiB",
                "bytes per person"]  # fmt: skip


def engine_table(rows: Rows, more: Sequence[str] = ()) -> list[str]:
    """Runs of the whole model; `more` names keys of the task to show."""
    found = [[row["label"], *(str(row["task"].get(key, NONE)) for key in more), *engine_cells(row)] for row in rows]
    return table(["case", *more, *ENGINE_HEADS], found)


def small_table(rows: Rows) -> list[str]:
    """Runs of the small model."""
    found = []
    for row in rows:
        name = PEERS[row["label"]].name
        if "unavailable" in row:
            found.append([f"{name}: {row['unavailable']}", *[NONE] * 6])
            continue
        found.append([
            name,
            f"{row['learners']:,}",
            str(row["task"]["threads"]),
            f"{100.0 * row['runs'][-1]['adopted_share']:.3g}",
            number(row["best_run_seconds"]),
            number(row["best_ns"]),
            number(row["peak_bytes"] / 2**20),
        ])  # fmt: skip
    return table(["program", "learners", "threads allowed", "adopt, %", "run, s", "ns per learner-month",
                  "peak, MiB"], found)  # fmt: skip


def stages_table(row: dict[str, Any]) -> list[str]:
    """Seconds by stage of the best run."""
    best = min(row["runs"], key=lambda one: one["run_seconds"])
    whole = best["run_seconds"]
    found = [[name, number(seconds), f"{100.0 * seconds / whole:.1f}"]
             for name, seconds in by_stage(best["stages"]).items()]  # fmt: skip
    return table(["stage", "seconds", "%"], [*found, ["**all, outcomes included**", number(whole), "100"]])


# What costs most, with the functions that do it.
DEAREST = {
    "moments": ("decision moments under the bounds of thinning", ("fair.decide",)),
    "applications": (
        "applications, admitted or refused, and their payments",
        ("learners.register", "learners.admit", "applied.room_for", "admit"),
    ),
    "exams": ("exams sat (and the end of every study)", ("exams.finish_study", "exams.sit_exams")),
    "employed": (
        "months of employed holders whose match is looked at",
        ("observe_careers", "holders.observe_careers"),
    ),
}


def dearest_table(row: dict[str, Any]) -> list[str]:
    """How often the dearest things are done, and what each takes."""
    best = min(row["runs"], key=lambda one: one["run_seconds"])
    found = []
    for key, (title, functions) in DEAREST.items():
        spent = sum(best["stages"].get(name, 0.0) for name in functions)
        often = best["done"][key]
        found.append([title, f"{often / 1e6:,.2f}", number(spent), number(spent / often * 1e9)])
    return table(["what", "millions", "seconds", "ns each"], found)


SUPPLY = ("development", "provision", "renewal", "certification")


def goal_rows(results: dict[str, dict[str, Any]]) -> list[list[str]]:
    """Each goal with what was measured, from the sections that say it."""
    own = {row["label"]: row for row in results["goals"]["rows"] if "unavailable" not in row}
    staged = {row["label"]: row for row in results["stages"]["rows"] if "unavailable" not in row}
    rows = []

    def add(what: str, most: float, unit: str, value: float | None) -> None:
        if value is not None:
            rows.append([what, f"{most:g} {unit}", f"{number(value)} {unit}", "yes" if value <= most else "**no**"])

    for scenario, most in (("cn_plan", 5.0), ("cn_baseline", 2.0)):
        row = own.get(scenario, {})
        add(f"`{scenario}`, {row.get('learners', 0):,} people, two threads", most, "s", row.get("best_run_seconds"))
    plan = own.get("cn_plan", {})
    add("`cn_plan`, peak memory", 1.5, "GiB", plan["peak_bytes"] / 2**30 if plan else None)
    for scenario, row in staged.items():
        seconds = by_stage(min(row["runs"], key=lambda one: one["run_seconds"])["stages"])
        add(f"supply side of `{scenario}`, one thread", 0.3, "s", sum(seconds.get(name, 0.0) for name in SUPPLY))
    add("`microcred --help`", 0.3, "s", own.get("help", {}).get("best_process_seconds"))
    if "run" in own and "start-up" in own:
        over = own["run"]["best_process_seconds"] - own["start-up"]["best_run_seconds"]
        add("`microcred run` of one province, warm, over the run itself", 2.0, "s", over)
    add("the same with nothing compiled", 40.0, "s", own.get("cold run", {}).get("best_process_seconds"))
    return rows


def start_up_table(row: dict[str, Any]) -> list[str]:
    """Parts of the start."""
    best = min(row["runs"], key=lambda one: sum(one["parts"].values()))
    return table(
        ["part of `microcred run`", "seconds"], [[name, number(spent)] for name, spent in best["parts"].items()]
    )
