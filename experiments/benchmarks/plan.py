"""What is measured: sections of entries, each a task for `measure.py` with a label and a number of repetitions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from experiments.benchmarks.small_model import HIGH, NATIONAL, constant_for

SEED = 20250101
THREADS = 2
SMALL_PROVINCE = ["630000"]
PROVINCE = ["430000"]


@dataclass(frozen=True)
class Peer:
    """One program that simulates the small model.

    Attributes
    ----------
    name, idiom
        What it is called, and how it is written.
    threads
        How many it can use of two.
    learners
        How many it simulates in a full and in a quick run.
    high
        The same at the high level of adoption, where it differs: thinning saves little there.
    """

    name: str
    idiom: str
    threads: int
    learners: tuple[int, int]
    high: tuple[int, int] | None = None


# In the order of the table. Sizes are chosen so that a run takes a few seconds.
PEERS = {
    "mesa_tutorial": Peer(
        "Mesa, as its tutorials",
        "one Agent each, AgentSet.shuffle_do, DataCollector",
        threads=1,
        learners=(40_000, 5_000),
    ),
    "mesa_lean": Peer(
        "Mesa, leanest",
        "one Agent each with slots, AgentSet.do, counts kept while stepping",
        threads=1,
        learners=(100_000, 10_000),
    ),
    "agentpy_list": Peer(
        "AgentPy",
        "AgentList.step(), attributes summed over the list, Model.record",
        threads=1,
        learners=(100_000, 10_000),
    ),
    "mesa_frames_polars": Peer(
        "mesa-frames",
        "AgentSetPolars, native expressions in step",
        threads=2,
        learners=(1_000_000, 100_000),
    ),
    "ambr_vectorized": Peer(
        "AMBER",
        "step_vectorized on the processor, agents.numpy and agents.set, record_model",
        threads=2,
        learners=(1_000_000, 100_000),
    ),
    "polars_frame": Peer(
        "polars",
        "one frame, with_columns, draws from numpy",
        threads=2,
        learners=(1_000_000, 200_000),
    ),
    "numpy_arrays": Peer(
        "numpy",
        "one array per property, masks, Generator.random",
        threads=1,
        learners=(1_000_000, 200_000),
    ),
    "jax_scan": Peer(
        "JAX",
        "jit, lax.scan over the months, jax.random.split",
        threads=2,
        learners=(1_000_000, 200_000),
    ),
    "numba_loop": Peer(
        "numba, everyone every month",
        "njit(parallel), prange over fixed blocks, SplitMix64 of (learner, month)",
        threads=2,
        learners=(10_000_000, 1_000_000),
    ),
    "c_scan": Peer(
        "C, full scan",
        "cc -O3 -march=native -fopenmp, one 16-bit word per learner, no branches, hash of (learner, month)",
        threads=2,
        learners=(100_000_000, 10_000_000),
        high=(10_000_000, 1_000_000),
    ),
    "microcred_rules": Peer(
        "microcred",
        "aware people are counts per block, decision moments are thinned, only who acts has a row",
        threads=2,
        learners=(100_000_000, 10_000_000),
        high=(10_000_000, 1_000_000),
    ),
}
# The largest powers of ten of people for the small model.
LARGEST_POWER = {"microcred_rules": 9, "c_scan": 8, "numba_loop": 7}
# Which regions of China are kept: 2, 4, 14, 40, 86 and 300 million people; and then all.
KEPT = [
    ["540000"],
    SMALL_PROVINCE,
    ["110000"],
    PROVINCE,
    ["440000"],
    ["320000", "370000", "410000", "430000", "440000"],
]


@dataclass(frozen=True)
class Entry:
    """One thing to measure.

    Attributes
    ----------
    label
        Its name in tables and figures.
    task
        What `measure.py` is asked.
    repetitions
        How often, unless one run takes long.
    facts
        Further columns of its row.
    """

    label: str
    task: dict[str, Any]
    repetitions: int = 3
    facts: dict[str, Any] = field(default_factory=dict)


def peer_entry(
    module: str, learners: int, constant: float, threads: int = THREADS, repetitions: int = 3, **facts: Any
) -> Entry:
    """The small model by one peer."""
    task = {
        "task": "peer",
        "module": module,
        "learners": learners,
        "constant": constant,
        "threads": threads,
        "seed": SEED,
    }
    return Entry(module, task, repetitions, facts)


def engine_entry(
    label: str, scenario: str, *, engine: str = "columns", threads: int = 1, repetitions: int = 3, **options: Any
) -> Entry:
    """The whole model once; `options` are those of `countries.py` and the regions."""
    task = {
        "task": "engine",
        "scenario": scenario,
        "engine": engine,
        "threads": threads,
        "seed": SEED,
        **options,
    }
    return Entry(label, task, repetitions)


def bandwidth(quick: bool) -> list[Entry]:
    """Memory bandwidth on one and two threads."""
    elements, rounds = (20_000_000, 3) if quick else (100_000_000, 10)
    return [
        Entry(
            f"{threads} thread{'s' * (threads > 1)}",
            {"task": "bandwidth", "elements": elements, "threads": threads, "rounds": rounds},
            1 if quick else 3,
        )
        for threads in (1, 2)
    ]


def peers(quick: bool) -> list[Entry]:
    """Every peer at two levels of adoption."""
    entries = []
    for level in (NATIONAL, HIGH):
        for module, peer in PEERS.items():
            chosen = peer.high if level is HIGH and peer.high else peer.learners
            entries.append(peer_entry(module, chosen[quick], level.constant, repetitions=2 if quick else 3,
                                      level=level.name))  # fmt: skip
    return entries


def population(quick: bool) -> list[Entry]:
    """Time and memory against people: the small model, and the whole model in two ways."""
    turns = 1 if quick else 2
    most = {"microcred_rules": 7, "c_scan": 7, "numba_loop": 6} if quick else LARGEST_POWER
    entries = [
        peer_entry(module, 10**power, NATIONAL.constant, repetitions=turns, series="small model")
        for module, highest in most.items()
        for power in range(4, highest + 1)
    ]
    entries += [
        engine_entry("people multiplied", "cn_baseline", people=10**power, repetitions=turns)
        for power in ((5,) if quick else (4, 5, 6, 7, 8, 9))
    ]
    kept = [{"regions": regions} for regions in (KEPT[:2] if quick else KEPT)]
    entries += [
        engine_entry(f"regions kept, {scenario}", scenario, repetitions=turns, **options)
        for scenario in ("cn_baseline", "cn_plan")
        for options in (kept if quick else [*kept, {}])
    ]
    return entries


def adoption(quick: bool) -> list[Entry]:
    """Time and memory against how many adopt."""
    turns = 1 if quick else 2
    learners = 1_000_000 if quick else 10_000_000
    entries = [
        peer_entry(module, learners, constant_for(share), repetitions=turns, series="small model")
        for share in ((0.001, 0.005, 0.1) if quick else (0.0001, 0.0005, 0.002, 0.005, 0.02, 0.08, 0.3))
        for module in ("microcred_rules", "c_scan", "numba_loop")
    ]
    regions = SMALL_PROVINCE if quick else PROVINCE
    entries += [
        engine_entry("constants shifted", "cn_baseline", regions=regions, shift=shift, repetitions=turns)
        for shift in ((0.0, 2.0) if quick else (-2.0, -1.0, 0.0, 1.0, 2.0, 3.0))
    ]
    return entries


def stages(quick: bool) -> list[Entry]:
    """Where the time goes."""
    options: dict[str, Any] = {"regions": SMALL_PROVINCE} if quick else {}
    return [
        Entry(
            scenario,
            {"task": "stages", "scenario": scenario, "threads": 1, "seed": SEED, **options},
            1 if quick else 2,
        )
        for scenario in ("cn_baseline", "cn_plan")
    ]


def threads(quick: bool) -> list[Entry]:
    """One thread and two."""
    entries = []
    modules = ("polars_frame", "jax_scan", "numba_loop", "c_scan", "microcred_rules")
    for module in modules:
        for count in (1, 2):
            learners = PEERS[module].learners[1] if quick else min(PEERS[module].learners[0], 10_000_000)
            entries.append(peer_entry(module, learners, NATIONAL.constant, count, 2, series="small model"))
    regions = SMALL_PROVINCE if quick else PROVINCE
    entries += [
        engine_entry("whole model, cn_baseline", "cn_baseline", regions=regions, threads=count, repetitions=2)
        for count in (1, 2)
    ]
    return entries


def engines(quick: bool) -> list[Entry]:
    """The compiled engine against the readable one."""
    entries = []
    cases: list[tuple[str, str, list[str] | None]] = [("invented country, plan", "invented_plan", None)]
    cases.append(("Qinghai, baseline", "cn_baseline", SMALL_PROVINCE))
    if not quick:
        cases.append(("Qinghai, plan", "cn_plan", SMALL_PROVINCE))
    for label, scenario, regions in cases:
        for engine in ("columns", "objects"):
            options = {} if regions is None else {"regions": regions}
            entries.append(engine_entry(label, scenario, engine=engine, repetitions=1 if quick else 2, **options))
    return entries


def goals(quick: bool) -> list[Entry]:
    """What goals were set for: national runs on two threads, and how long it takes to begin."""
    regions: dict[str, Any] = {"regions": SMALL_PROVINCE} if quick else {}
    entries = [
        engine_entry(scenario, scenario, threads=THREADS, repetitions=3, **regions)
        for scenario in ("cn_plan", "cn_baseline")
    ]
    entries.append(Entry("start-up", {"task": "start_up", "threads": 1, "regions": SMALL_PROVINCE}, 3))
    province = ["run", "cn_baseline", "--regions", *SMALL_PROVINCE, "--replicates", "1"]
    entries.append(Entry("help", {"task": "command", "arguments": ["--help"]}, 5))
    entries.append(Entry("run", {"task": "command", "arguments": province}, 5))
    entries.append(Entry("cold run", {"task": "command", "arguments": province, "cold": True}, 1 if quick else 2))
    return entries


SECTIONS: dict[str, Callable[[bool], list[Entry]]] = {
    "bandwidth": bandwidth,
    "peers": peers,
    "population": population,
    "adoption": adoption,
    "stages": stages,
    "threads": threads,
    "engines": engines,
    "goals": goals,
}
