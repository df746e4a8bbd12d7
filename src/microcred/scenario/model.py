"""What a scenario is once every name, date and number has been resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from microcred.base.months import month_text, months_between
from microcred.catalogue.parameters import PARAMETERS
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.pack import DataPack

#: Who is limited to: for each dimension the labels or codes that count.
Where = FrozenMap[tuple[str, ...]]

EVERYWHERE: Where = FrozenMap()


@dataclass(frozen=True, slots=True)
class Clause:
    """One dated entry of a lever.

    Attributes
    ----------
    lever
        Name of the lever.
    value
        Its value as one number; of a ramp, the value at the end.
    start, end
        First and last month in force; no end means for ever. Before the scenario's first month, in the
        spin-up, no entry counts.
    ramp_from, ramp_to
        Values of a ramp at `start` and at `ramp_end`; it is linear between and stays at the second.
    ramp_end
        Month at which a ramp is complete.
    where
        Whom it reaches: every dimension named must fit.
    budget
        Most that may be spent on it in a calendar year, in cents.
    deadline
        Month of a mandate's deadline.
    """

    lever: str
    value: float
    start: int
    end: int | None = None
    ramp_from: float | None = None
    ramp_to: float | None = None
    ramp_end: int | None = None
    where: Where = EVERYWHERE
    budget: int | None = None
    deadline: int | None = None

    def in_force(self, month: int) -> bool:
        """Say whether the entry counts in a month."""
        return self.start <= month and (self.end is None or month <= self.end)

    def reaches(self, asker: Mapping[str, str]) -> bool:
        """Say whether the entry counts for somebody with these labels, one for each dimension."""
        return all(asker.get(dimension) in labels for dimension, labels in self.where.items())

    def value_in(self, month: int) -> float:
        """Return the value in a month in which the entry is in force."""
        if self.ramp_from is None or self.ramp_to is None or self.ramp_end is None:
            return self.value
        if month >= self.ramp_end:
            return self.ramp_to
        passed = (month - self.start) / (self.ramp_end - self.start)
        return self.ramp_from + (self.ramp_to - self.ramp_from) * passed

    def delayed(self, months: int) -> Clause:
        """Return the same entry with every month of it later by so many."""

        def later(month: int | None) -> int | None:
            return None if month is None else month + months

        return replace(
            self,
            start=self.start + months,
            end=later(self.end),
            ramp_end=later(self.ramp_end),
            deadline=later(self.deadline),
        )


@dataclass(frozen=True, slots=True)
class LeverSchedule:
    """Everything that one lever is set to.

    Attributes
    ----------
    base
        Value wherever no entry is in force.
    clauses
        Dated entries; where they overlap, the later one counts.
    """

    base: float
    clauses: tuple[Clause, ...] = ()

    def value_in(self, month: int, asker: Mapping[str, str]) -> float:
        """Return the value in a month for somebody with these labels, one for each dimension."""
        for clause in reversed(self.clauses):
            if clause.in_force(month) and clause.reaches(asker):
                return clause.value_in(month)
        return self.base

    def delayed(self, months: int) -> LeverSchedule:
        """Return the same schedule with every date later by so many months; the base value stays."""
        return LeverSchedule(self.base, tuple(clause.delayed(months) for clause in self.clauses))

    @property
    def largest(self) -> float:
        """Largest value that it ever takes."""
        values = [self.base]
        for clause in self.clauses:
            values.append(clause.value)
            if clause.ramp_from is not None:
                values.append(clause.ramp_from)
        return max(values)

    def is_always(self, value: float) -> bool:
        """Say whether it never takes any other value."""
        return self.base == value and all(
            clause.value == value and clause.ramp_from in (None, value) for clause in self.clauses
        )


@dataclass(frozen=True, slots=True)
class Shock:
    """Something that happens from one month to another.

    Attributes
    ----------
    name
        Kind of shock.
    start, end
        First and last month.
    value
        Its strength.
    where
        Whom it reaches.
    """

    name: str
    start: int
    end: int
    value: float
    where: Where = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Target:
    """A value that an outcome is to reach by a month.

    Attributes
    ----------
    name
        Name of the target.
    outcome
        Name of the outcome.
    at_least
        Value to reach.
    by
        Month in which it is judged.
    """

    name: str
    outcome: str
    at_least: float
    by: int


@dataclass(frozen=True)
class Scenario:
    """A validated, fully resolved scenario.

    Attributes
    ----------
    name
        Short name: the shipped name, or that of the file.
    title, reference, author
        What the file says of itself.
    system
        Name of the data pack.
    start, end
        First and last month.
    spin_up
        Months before `start` in which learners, jobs, seats and queues settle.
    regions
        Codes of the regions kept, in the order of the pack; None for all.
    levers
        Schedule of every lever.
    parameters
        Value of every parameter.
    shocks, targets
        What happens, and what is judged.
    warnings
        What is allowed but hardly meant.
    pack
        The data pack.
    base_name
        What it extends; None if nothing.
    """

    name: str
    title: str
    reference: str
    author: str
    system: str
    start: int
    end: int
    spin_up: int
    regions: tuple[str, ...] | None
    levers: FrozenMap[LeverSchedule]
    parameters: FrozenMap[float]
    shocks: tuple[Shock, ...]
    targets: tuple[Target, ...]
    warnings: tuple[str, ...]
    pack: DataPack
    base_name: str | None = None

    def __repr__(self) -> str:
        """One line: a scenario holds a whole country; `to_toml` says all of it."""
        return f"Scenario({self.name!r}: {self.title}, {month_text(self.start)} to {month_text(self.end)})"

    @property
    def months(self) -> int:
        """Number of months, without the spin-up."""
        return months_between(self.start, self.end)

    @property
    def population(self) -> int:
        """People of working age in the regions kept."""
        return self.pack.population(self.regions)

    @property
    def population_share(self) -> float:
        """Share of the system's people that is kept."""
        return self.population / self.pack.population()

    @cached_property
    def digest(self) -> str:
        """Hash of all content that can change a result: not of names, titles, order of keys or spelling."""
        # Deferred: the writing of scenarios needs this module.
        from microcred.scenario.canonical import scenario_digest

        return scenario_digest(self)

    def with_parameters(self, values: Mapping[str, float]) -> Scenario:
        """Return the same scenario with other values of some parameters.

        Raises
        ------
        ValueError
            If a parameter is unknown or a value lies outside its hard bounds.
        """
        for name, value in values.items():
            if name not in PARAMETERS:
                raise ValueError(f"unknown parameter {name!r}")
            parameter = PARAMETERS[name]
            if not parameter.lower <= value <= parameter.upper:
                raise ValueError(f"{name} must lie between {parameter.lower} and {parameter.upper}, not {value}")
        changed = {name: float(values.get(name, value)) for name, value in self.parameters.items()}
        return replace(self, parameters=FrozenMap(changed))

    def to_dict(self) -> dict[str, object]:
        """Return the resolved content as plain values, for a result's provenance."""
        from microcred.scenario.canonical import scenario_dict

        return scenario_dict(self)

    def to_toml(self) -> str:
        """Return a scenario file that stands alone and says the same."""
        from microcred.scenario.canonical import scenario_toml

        return scenario_toml(self)
