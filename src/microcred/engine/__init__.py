"""The month, in two engines that give the same history."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from microcred.base.errors import MicrocredError
from microcred.base.months import month_text
from microcred.catalogue.outcomes import OUTCOMES

if TYPE_CHECKING:
    from microcred.outcomes.history import History
    from microcred.outcomes.record import Finished
    from microcred.scenario.model import Scenario

ENGINES = ("columns", "objects")


def simulate(
    scenario: Scenario,
    seed: int,
    *,
    engine: str = "columns",
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
    funnel: bool = True,
) -> History:
    """Run one scenario once: a pure function of scenario, parameters and seed.

    Parameters
    ----------
    scenario
        A resolved scenario.
    seed
        0 <= seed < 2**32.
    engine
        ``"columns"`` (compiled) or ``"objects"`` (Mesa agents, for small countries); they give the same history.
    threads
        Threads of the compiled engine; changes no number.
    progress
        Called with months done and months in all, spin-up included.
    funnel
        Whether the history has the funnel and its incomes. Whoever keeps neither saves the time to observe what keeps
        people from applying; no other number changes.

    Returns
    -------
    History

    Raises
    ------
    MicrocredError
        For an unknown engine, or a seed out of range.
    NonFiniteError
        If a number of the result is not finite where it must be.
    """
    if not 0 <= seed < 2**32:
        raise MicrocredError(f"seed {seed} is outside 0 .. 2**32 - 1")
    if engine == "columns":
        from microcred.engine.columns.run import simulate as in_columns
        from microcred.rules.obstacles import SITUATIONS

        with compiling_shared(threads):
            finished = in_columns(scenario, seed, progress, threads, SITUATIONS if funnel else 0)
        return history_of(scenario, finished, funnel)
    if engine == "objects":
        from microcred.engine.objects.run import simulate as with_objects

        return history_of(scenario, with_objects(scenario, seed, progress), funnel)
    raise MicrocredError(f"engine {engine!r} is unknown; there are {', '.join(ENGINES)}")


@contextmanager
def compiling_shared(threads: int) -> Iterator[None]:
    """Where nothing is compiled yet and a second processor may be used: another process compiles from the other end."""
    from microcred.base.compile import must_compile

    if threads == 1 or not must_compile():
        yield
        return
    command = [sys.executable, "-m", "microcred.engine.columns.ahead"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as helper:
        try:
            yield
        finally:
            helper.terminate()


def history_of(scenario: Scenario, finished: Finished, funnel: bool = True) -> History:
    """The outcomes of a finished run, its spin-up cut off; with the funnel and its incomes, or without."""
    from microcred.engine.idle import idle_levers
    from microcred.outcomes.history import History, HistoryPlace
    from microcred.outcomes.incomes import incomes_of
    from microcred.outcomes.reduce import by_place, check_finite, of_nation
    from microcred.world.accounts import PURPOSE_NAMES, Account
    from microcred.world.build import core_macro_region, kept_regions
    from microcred.world.incomes import income_shares
    from microcred.world.policy import entries, place_labels

    codes = kept_regions(scenario)
    labels = place_labels(scenario.pack, codes)
    core = core_macro_region(scenario.pack)
    rural = np.array([setting == "rural" for _, _, setting in labels])
    east = np.array([macro == core for macro, _, _ in labels])
    west = np.array([macro == "west" for macro, _, _ in labels])
    first = scenario.spin_up
    record = finished.record
    national = {name: values[first:] for name, values in of_nation(record, first, rural, east, west).items()}
    regional = {
        name: values[first:]
        for name, values in by_place(record, lambda values: values).items()
        if OUTCOMES[name].regional
    }
    check_finite(national, scenario.start)
    clauses = entries(scenario)
    people = int(record.people[first].sum())
    areas = [(macro, setting) for macro, _, setting in labels]
    return History(
        months=tuple(month_text(month) for month in range(scenario.start, scenario.end + 1)),
        places=tuple(HistoryPlace(region, setting) for _, region, setting in labels),
        national=national,
        regional=regional,
        idle_levers=idle_levers(scenario, finished),
        stopped=tuple((clauses[row].lever, month_text(month)) for row, month in finished.stopped),
        ledger=record.ledger[first:],
        ledger_axes=(tuple(account.name.lower() for account in Account), PURPOSE_NAMES),
        population=people,
        population_share=people / scenario.pack.population(),
        funnel=record.funnel[first:] if funnel else record.funnel[:0],
        incomes=incomes_of(record, first, areas, income_shares(scenario, codes)) if funnel else None,
    )
