"""A tiny country and made-up histories of it: known numbers for everything that shows results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from microcred.base.months import month_text, parse_month
from microcred.catalogue.levers import LEVERS
from microcred.catalogue.outcomes import OUTCOMES
from microcred.outcomes.history import History, HistoryPlace
from microcred.outcomes.incomes import Incomes
from microcred.result import Result, RunRecord
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Clause, LeverSchedule, Scenario, Target
from microcred.scenario.pack import DataPack, Place, Region
from microcred.world.states import Fifth, Funnel, Segment

START = parse_month("2025-01")
END = parse_month("2030-12")
PLACES = (
    HistoryPlace("100000", "urban"),
    HistoryPlace("100000", "rural"),
    HistoryPlace("200000", "urban"),
)
POPULATION = 20_000
Numbers = npt.NDArray[np.float64]

PACK = DataPack(
    system="invented",
    title="An invented country",
    currency="yuan",
    population_note="working-age population = 20,000 people, invented",
    reference_month=START,
    macro_regions=FrozenMap({"east": "East", "west": "West"}),
    regions=(
        Region("100000", "Northland", "Northland", "east", 3, 10, 1.0),
        Region("200000", "Southland", "Southland", "west", 1, 5, 1.0),
    ),
    places=(
        Place("100000", "urban", 2000, 7000, 1000, 3000.0, 0.8, 0.01),
        Place("100000", "rural", 1000, 3000, 1000, 1500.0, 0.5, 0.01),
        Place("200000", "urban", 1000, 3000, 1000, 2000.0, 0.7, 0.01),
    ),
    institutions=(),
    sectors=(),
    occupations=(),
    parameters=FrozenMap({}),
    certificate_ages=(),
)

TARGETS = (
    Target("coverage", "coverage", 0.8, END),
    Target("satisfaction", "satisfaction", 0.8, END),
    Target("demonstration", "demonstration_projects", 100.0, END),
    Target("match", "match_gain", 0.3, END),
    Target("certified", "certified_share", 0.8, parse_month("2026-12")),
)


def scenario(
    name: str = "plan",
    *,
    title: str = "The plan",
    changes: Mapping[str, Sequence[str]] | None = None,
    targets: Sequence[Target] = TARGETS,
    **others: Any,
) -> Scenario:
    """A scenario whose levers are neutral but for one entry per month in `changes`."""
    levers = {}
    for lever, declared in LEVERS.items():
        clauses = [Clause(lever, declared.upper, parse_month(month)) for month in (changes or {}).get(lever, ())]
        levers[lever] = LeverSchedule(declared.neutral, tuple(clauses))
    content: dict[str, Any] = {
        "name": name,
        "title": title,
        "reference": "",
        "author": "",
        "system": "invented",
        "start": START,
        "end": END,
        "spin_up": 36,
        "regions": None,
        "levers": FrozenMap(levers),
        "parameters": FrozenMap({}),
        "shocks": (),
        "targets": tuple(targets),
        "warnings": (),
        "pack": PACK,
        "base_name": None,
    }
    return Scenario(**(content | others))


def history(
    given: Mapping[str, Sequence[float] | Numbers | float] | None = None,
    *,
    start: int = START,
    end: int = END,
    **others: Any,
) -> History:
    """A history in which outcomes are as given, national counts the sum of the places', the rest 0."""
    months = tuple(month_text(month) for month in range(start, end + 1))
    national: dict[str, Numbers] = {}
    regional: dict[str, Numbers] = {}
    for name, outcome in OUTCOMES.items():
        values = np.zeros(len(months)) + np.asarray((given or {}).get(name, 0.0), dtype=np.float64)
        national[name] = values
        if outcome.regional:
            split = outcome.scales_with_population and outcome.kind != "yuan"
            parts = np.repeat(values[:, None], len(PLACES), axis=1)
            if split:
                parts = np.floor(parts / 2.0)
                parts[:, 0] = values - parts[:, 1:].sum(axis=1)
            regional[name] = parts
    content: dict[str, Any] = {
        "months": months,
        "places": PLACES,
        "national": national,
        "regional": regional,
        "idle_levers": (),
        "stopped": (),
        "ledger": np.zeros((len(months), 2, 2, 1), dtype=np.int64),
        "ledger_axes": (("government", "institution"), ("price",)),
        "population": POPULATION,
        "population_share": 1.0,
        "funnel": funnel(national, len(months)),
    }
    return History(**(content | others))


def funnel(national: Mapping[str, Numbers], months: int) -> npt.NDArray[np.int64]:
    """A funnel in which all applicants are students of the first place, and nobody is willing to more."""
    cells = np.zeros((months, len(PLACES), len(Segment), len(Funnel)), dtype=np.int64)
    steps = {"applicants": Funnel.APPLIED, "completions": Funnel.SAT, "passes": Funnel.PASSED}
    for name, step in steps.items():
        cells[:, 0, Segment.STUDENT, step] = national[name]
    return cells


def by_income(months: int, each_month: Mapping[Funnel, Sequence[float]]) -> Incomes:
    """Workers of Northland's cities by fifth of incomes, the same in every month; nobody else."""
    columns = {step.name.lower(): np.zeros((months, 1, len(Segment), len(Fifth))) for step in Funnel}
    for step, values in each_month.items():
        columns[step.name.lower()][:, 0, Segment.WORKER] = values
    return Incomes((("east", "urban"),), columns)


def record(name: str, replicate: int, history: History, seed: int | None = None) -> RunRecord:
    """The record of a run that took 1.5 seconds."""
    return RunRecord(
        scenario=name,
        parameter_set=0,
        replicate=replicate,
        seed=replicate if seed is None else seed,
        seconds=1.5,
        idle_levers=history.idle_levers,
        stopped=history.stopped,
        population=history.population,
        population_share=history.population_share,
    )


def result(
    histories: Mapping[str, Sequence[History]], scenarios: Sequence[Scenario] | None = None, **facts: Any
) -> Result:
    """A result of these histories; scenarios are made by name where none are given."""
    shown = scenarios or [scenario(name) for name in histories]
    finished = [(record(one.name, number, own), own) for one in shown for number, own in enumerate(histories[one.name])]
    provenance: dict[str, Any] = {
        "created": "2031-01-01T00:00:00+00:00",
        "seconds": 12.0,
        "seed": 0,
        "replicates": len(next(iter(histories.values()))),
        "engine": "columns",
        "threads": 1,
        "versions": {"python": "3.11", "microcred": "0.1.0"},
    }
    return Result.of(shown, finished, provenance | facts)


def logistic(low: float, high: float, middle: str, months_wide: float) -> Numbers:
    """An S-shaped curve over the six years."""
    time = np.arange(START, END + 1, dtype=np.float64)
    return low + (high - low) / (1.0 + np.exp(-(time - parse_month(middle)) / months_wide))


def believable(strength: float, replicate: int, funnel: bool = True) -> History:
    """A history that looks like the model's, with its funnel or without: 0 is business as usual, 1 the plan."""
    noise = np.random.default_rng(replicate).normal
    months = END - START + 1
    wobble: Callable[[float], Numbers] = lambda size: np.cumsum(noise(0.0, size, months)) + noise(0, 4 * size)  # noqa: E731
    completions = np.round(logistic(10_000, 13_000 + 90_000 * strength, "2028-01", 8) * (1 + noise(0, 0.05, months)))
    match = np.where(
        np.arange(months) < 11, np.nan, logistic(0.0, -0.2 + 0.75 * strength, "2028-06", 8) + wobble(0.003)
    )
    given = {
        "coverage": np.clip(logistic(0.29, 0.31 + 0.5 * strength, "2028-01", 9) + wobble(0.003), 0, 1),
        "certified_share": np.clip(logistic(0.1, 0.2 + 0.7 * strength, "2026-08", 3) + wobble(0.002), 0, 1),
        "match_gain": match,
        "satisfaction": logistic(0.68, 0.62 + 0.25 * strength, "2027-10", 8) + wobble(0.001),
        "satisfaction_surveyed": np.where(
            np.arange(months) < (20 if strength else 999), np.nan, logistic(0.68, 0.84, "2027-10", 8)
        ),
        "recognition": np.clip(logistic(0.2, 0.22 + 0.6 * strength, "2027-09", 5), 0, 1),
        "completions": completions,
        "holders": 780_000 + np.cumsum(np.round(0.9 * completions)),
        "demonstration_projects": np.floor(np.floor(np.maximum(np.arange(months) - 24, 0) / 12) * 30 * strength),
        "demonstration_eligible": np.round(logistic(0, 900 * strength, "2028-01", 6)),
        "programmes_open": np.round(logistic(10_500, 10_000 + 14_000 * strength, "2027-06", 9) + 30 * wobble(1.0)),
        "adoption_gap_rural": logistic(0.35, 0.35 + 0.25 * strength, "2028-01", 9),
        "adoption_gap_east_west": logistic(0.5, 0.5 + 0.2 * strength, "2028-01", 9),
        "completion_rate_rural": logistic(0.41, 0.45 + 0.2 * strength, "2027-06", 9) + wobble(0.003),
        "cost_public": logistic(3e7, 4e7 + 6e8 * strength, "2026-10", 6) * (1 + noise(0, 0.03, months)),
        "cost_per_completer": logistic(2_000, 2_000 + 4_000 * strength, "2026-10", 6),
    }
    made = history(given)
    return made if funnel else replace(made, funnel=made.funnel[:0], incomes=None)
