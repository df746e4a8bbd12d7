"""A run of the compiled engine, month by month, with the tables as each month left them."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cache

import numpy as np
import numpy.typing as npt

from microcred.engine.columns import run as engine
from microcred.engine.columns.run import Columns
from microcred.outcomes.record import Finished, Record, empty_record
from microcred.scenario import load_scenario
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Clause, LeverSchedule, Scenario
from microcred.world.accounts import Flows, empty_flows
from microcred.world.build import kept_regions
from microcred.world.policy import build_policy
from microcred.world.states import Count
from microcred.world.tables import Table, joined


def learners_of(run: Columns) -> Table:
    """Who studies, or waits for an exam."""
    learners = joined(run.candidates, *(listed for month in run.studies.values() for listed in month))
    return learners[~run.world.blocks["left"][learners["block"]]]


@dataclass(frozen=True)
class Tables:
    """Copies of the world's tables, rows in use only, at the end of a month."""

    nation: Table
    people: Table
    applicants: Table
    learners: Table
    careers: Table
    programmes: Table
    credentials: Table
    held: Table
    held_by_class: Table
    blocks: Table
    places: Table
    markets: Table
    occupations: Table
    sectors: Table
    regions: Table
    enterprises: Table
    organisations: Table
    aware_cell: Table
    people_cell: Table
    holders_cell: Table
    remaining: npt.NDArray[np.int64]
    stopped: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, run: Columns) -> Tables:
        """Copy what the invariants compare."""
        world, nation = run.world, run.world.nation[0]
        used = {
            "people": nation["people"],
            "careers": nation["careers"],
            "programmes": nation["programmes"],
            "credentials": nation["credentials"],
            "held": nation["held"],
            "held_by_class": nation["programmes"],
        }
        names = [field.name for field in fields(cls) if field.name in world._fields]
        tables = {name: getattr(world, name)[: used.get(name)].copy() for name in names}
        tables["applicants"] = run.applicants[: run.waiting].copy()
        tables["learners"] = learners_of(run)
        return cls(**tables, remaining=run.policy.remaining.copy(), stopped=run.policy.stopped.copy())


@dataclass(frozen=True)
class Month:
    """One month of a run: its own numbers, and the tables before and after it."""

    index: int
    month: int
    scenario: Scenario
    record: Record
    before: Tables
    after: Tables

    @property
    def recorded(self) -> bool:
        """Is the spin-up over?"""
        return self.index >= self.scenario.spin_up

    @property
    def counts(self) -> npt.NDArray[np.int64]:
        """What was counted this month, by place and `Count`."""
        return np.asarray(self.record.counts[self.index])

    @property
    def counts_before(self) -> npt.NDArray[np.int64]:
        """What was counted last month."""
        if self.index == 0:
            return np.zeros_like(self.counts)
        return np.asarray(self.record.counts[self.index - 1])

    def place_of(self, people: Table) -> npt.NDArray[np.int64]:
        """Place of each person."""
        return np.asarray(self.after.blocks["place"][people["block"]])

    def by_place(self, people: Table) -> npt.NDArray[np.int64]:
        """Number of people by place."""
        return np.bincount(self.place_of(people), minlength=self.counts.shape[0])


def months_of(scenario: Scenario) -> int:
    """Months of a run, its spin-up included."""
    return scenario.spin_up + scenario.end - scenario.start + 1


def one_month(run: Columns, record: Record, index: int) -> None:
    """Take one step and write it down, as `engine.simulate` does; the calendar stays."""
    counts = np.zeros((run.world.places.shape[0], len(Count)), dtype=np.int64)
    flows: Flows = empty_flows(run.world.places.shape[0])
    engine.step(run, counts, flows)
    engine.observe(run, record, index, counts, flows)
    if index == run.scenario.spin_up - 1:
        engine.settled(run)


def walk(scenario: Scenario, seed: int) -> Iterator[Month]:
    """All months of a run, one by one."""
    run = engine.start(scenario, seed)
    record = empty_record(months_of(scenario), run.world.places.shape[0])
    before = Tables.of(run)
    for index in range(months_of(scenario)):
        one_month(run, record, index)
        after = Tables.of(run)
        yield Month(index, run.month, scenario, record, before, after)
        before = after
        engine.advance(run)


def until(scenario: Scenario, seed: int, month: int) -> Columns:
    """A run as it stands before a month."""
    run = engine.start(scenario, seed)
    record = empty_record(months_of(scenario), run.world.places.shape[0])
    for index in range(month - (scenario.start - scenario.spin_up)):
        one_month(run, record, index)
        engine.advance(run)
    return run


def branch(run: Columns, scenario: Scenario) -> Columns:
    """The same state under another scenario; the first run is left as it is."""
    other = copy.deepcopy(replace(run, scenario=scenario))
    return replace(other, scenario=scenario, policy=build_policy(scenario, kept_regions(scenario)))


@cache
def shipped(name: str) -> Scenario:
    """A shipped scenario."""
    return load_scenario(name)


@cache
def walked(name: str, seed: int) -> tuple[Month, ...]:
    """All months of a shipped scenario, walked once for all tests of a process."""
    return tuple(walk(shipped(name), seed))


@cache
def finished(name: str, seed: int) -> Finished:
    """A shipped scenario, run once for all tests of a process."""
    return engine.simulate(shipped(name), seed)


def with_levers(scenario: Scenario, **schedules: LeverSchedule) -> Scenario:
    """The scenario with other schedules of some levers."""
    return replace(scenario, levers=FrozenMap({**scenario.levers, **schedules}))


def with_entry(scenario: Scenario, lever: str, value: float, start: int, **further: object) -> Scenario:
    """The scenario with one more entry of a lever, which counts where it reaches."""
    schedule = scenario.levers[lever]
    clause = replace(Clause(lever, value, start), **further)  # type: ignore[arg-type]
    return with_levers(scenario, **{lever: replace(schedule, clauses=(*schedule.clauses, clause))})


def with_numbers(scenario: Scenario, **numbers: float) -> Scenario:
    """The scenario with other values of some parameters."""
    return scenario.with_parameters(numbers)


def applicants_of(run: Columns) -> set[tuple[int, int]]:
    """Names (block, rank) of the people who applied this month."""
    rows = run.applicants[: run.waiting]
    return set(zip(rows["block"].tolist(), rows["rank"].tolist(), strict=True))
