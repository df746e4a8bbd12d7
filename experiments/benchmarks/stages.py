"""Where the time of a run of the compiled engine goes, without changing the engine.

Every function that a run and the stages of its months call (`engine/columns/run.py`, `stages.py`) is wrapped for the
length of a measurement. Time is counted where it is spent: a wrapped function's seconds are less those of wrapped
functions within.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from microcred.engine.columns import fair, run, stages
from microcred.rules.draws import hazard_of_mean

ENGINE = "microcred.engine.columns."


class Clock:
    """Seconds by name; of nested names, the inner one counts."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.within: list[float] = []

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with its time kept."""

        def call(*arguments: Any, **options: Any) -> Any:
            self.within.append(0.0)
            started = time.perf_counter()
            try:
                return function(*arguments, **options)
            finally:
                spent = time.perf_counter() - started
                inner = self.within.pop()
                self.seconds[name] = self.seconds.get(name, 0.0) + spent - inner
                if self.within:
                    self.within[-1] += spent

        return call


class TimedModule:
    """Stands for a module: its functions are timed, everything else is as it is."""

    def __init__(self, module: ModuleType, clock: Clock) -> None:
        self._module = module
        self._clock = clock
        self._timed: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        """What the module holds under this name."""
        value = getattr(self._module, name)
        if not callable(value) or isinstance(value, type):
            return value
        if name not in self._timed:
            short = self._module.__name__.removeprefix(ENGINE)
            self._timed[name] = self._clock.timed(f"{short}.{name}", value)
        return self._timed[name]


@contextmanager
def timed_stages() -> Iterator[dict[str, float]]:
    """Seconds by ``module.function`` of what runs inside; complete when the block ends."""
    clock = Clock()
    before = [(contents, dict(vars(contents))) for contents in (run, stages)]
    try:
        for contents, held in before:
            for name, value in held.items():
                if isinstance(value, ModuleType) and value.__name__.startswith(ENGINE):
                    setattr(contents, name, TimedModule(value, clock))
                elif callable(value) and not isinstance(value, type) and not name.startswith("__"):
                    home = getattr(value, "__module__", None) or ""
                    if home.startswith("microcred."):
                        own = home == contents.__name__
                        label = f"{name}" if own else f"{home.rsplit('.', 1)[-1]}.{name}"
                        setattr(contents, name, clock.timed(label, value))
        happenings = {name: clock.timed(name, happening) for name, happening in stages.HAPPENINGS.items()}
        setattr(run, "HAPPENINGS", happenings)  # noqa: B010 (mypy: a module's constant)
        yield clock.seconds
    finally:
        for contents, held in before:
            for name, value in held.items():
                setattr(contents, name, value)


@contextmanager
def counted_moments() -> Iterator[list[float]]:
    """Decision moments to expect under the bounds of each month that runs inside."""
    found: list[float] = []
    find_deciders = fair.find_deciders

    def counting(world: Any, offered: Any, deciders: Any) -> int:
        count = find_deciders(world, offered, deciders)
        rate = hazard_of_mean(float(world.parameters[0]["decision_interval"]))
        found.append(float((deciders.blocks.bounds[:count] * deciders.blocks.aware[:count]).sum() * rate))
        return count

    setattr(fair, "find_deciders", counting)  # noqa: B010 (mypy: a module's function)
    try:
        yield found
    finally:
        setattr(fair, "find_deciders", find_deciders)  # noqa: B010
