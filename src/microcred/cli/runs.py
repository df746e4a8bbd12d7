"""What commands that make runs have in common: their options, what is checked before, and the runs themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from microcred.execution.kept import KeptRuns
    from microcred.result import Result
    from microcred.scenario.model import Scenario

Replicates = Annotated[int, typer.Option(help="Runs of each scenario that differ by chance alone.")]
Seed = Annotated[int, typer.Option(help="Seed of the first replicate; the others follow from it.")]
Regions = Annotated[str | None, typer.Option(metavar="CODE,…", help="Keep only these regions, with all their people.")]
Parameters = Annotated[
    str, typer.Option(metavar="central|prior", help="The scenario's own, or also sets drawn from the priors.")
]
Draws = Annotated[int | None, typer.Option(help="Sets drawn from the priors, one run each; else 300.")]
Threads = Annotated[int | None, typer.Option(help="Threads of a run, else all processors; no number depends on them.")]
Workers = Annotated[int | None, typer.Option(help="Processes, else as many as serve here; no number depends on them.")]

MOST_HOURS = 24.0
#: Work of more seconds than this is announced: nobody should wonder for minutes whether anything happens.
LONG_SECONDS = 60.0
WHERE = "command line"
#: Options that say how scenarios are run.
HOW_RUN = ("replicates", "seed", "regions", "parameters", "draws", "threads", "workers")


def refuse_typed(context: typer.Context, names: Iterable[str], what: str) -> None:
    """Refuse options that somebody typed and that mean nothing for what is asked: none is passed over in silence.

    Raises
    ------
    BadInput
        Names each of them.
    """
    from microcred.base.errors import BadInput, Fault

    # By name: typer brings a click of its own from some version on.
    typed = [name for name in names if getattr(context.get_parameter_source(name), "name", "") == "COMMANDLINE"]
    faults = [Fault(WHERE, None, name, f"means nothing for {what}", str(context.params[name])) for name in typed]
    if faults:
        raise BadInput(faults)


@dataclass(frozen=True)
class RunOptions:
    """How scenarios are run.

    Attributes
    ----------
    replicates, seed, regions, parameters, draws, threads, workers, engine
        As given; None leaves a choice to the machine, or to what is usual.
    max_hours, max_memory
        What is estimated to take longer, or to need more GB (None: than there is), is refused.
    """

    replicates: int
    seed: int
    regions: str | None
    parameters: str
    draws: int | None
    threads: int | None
    workers: int | None
    engine: str = "columns"
    max_hours: float = MOST_HOURS
    max_memory: float | None = None

    @property
    def kept(self) -> list[str] | None:
        """Codes of the regions to keep; None keeps all."""
        from microcred.scenario.load import region_codes

        codes = region_codes(self.regions)
        return None if codes is None else list(codes)

    @property
    def runs(self) -> int:
        """Runs of each scenario: replicates of its own parameters, and one of each set that is drawn."""
        from microcred.jobs import PRIOR, draws_made

        return self.replicates + (draws_made(self.draws) if self.parameters == PRIOR else 0)

    def threads_used(self) -> int:
        """Threads of a run."""
        from microcred.effort import available_threads

        return available_threads() if self.threads is None else self.threads

    def check(self) -> None:
        """Refuse options that make no sense, before anything is read."""
        from microcred.options import check_options

        check_options(
            self.replicates,
            self.seed,
            self.engine,
            self.threads_used(),
            where=WHERE,
            parameters=self.parameters,
            draws=self.draws,
            workers=self.workers,
        )

    def check_effort(self, scenarios: Sequence[Scenario]) -> None:
        """Refuse what this machine cannot bear."""
        from microcred.effort import check_effort, memory_here

        most = memory_here() if self.max_memory is None else self.max_memory
        check_effort(scenarios, self.runs, self.engine, self.max_hours, most, where=WHERE)


def _estimate(scenarios: Sequence[Scenario], options: RunOptions, workers: int | None) -> str:
    """Say about how long the runs take where that is long; else nothing."""
    from microcred.effort import estimated_effort, processes_for
    from microcred.present.numbers import duration_text

    runs = options.runs
    if workers is None:
        ensemble = runs > options.replicates
        workers = processes_for(scenarios, runs * len(scenarios), options.engine) if ensemble else 1

    def seconds(engine: str) -> float:
        return 3600.0 * estimated_effort(scenarios, runs, engine).hours / min(workers, runs * len(scenarios))

    if seconds(options.engine) <= LONG_SECONDS:
        return ""
    text = f"By estimate, all runs take about {duration_text(seconds(options.engine))}."
    if options.engine != "columns":
        text += f" --engine columns gives the same numbers in about {duration_text(seconds('columns'))}."
    return text


def make_runs(
    scenarios: Sequence[Scenario], options: RunOptions, messages: Console, kept: KeptRuns | None = None
) -> Result:
    """Run the scenarios, showing progress; long work is spread over processes unless the options say how.

    Parameters
    ----------
    scenarios
        Resolved.
    options
        Checked already.
    messages
        Where progress is shown.
    kept
        Where runs that end are kept, for the same command to go on from if this one is stopped.

    Returns
    -------
    Result
    """
    from microcred.effort import usual_processes
    from microcred.execution.stopping import terminable
    from microcred.jobs import PRIOR
    from microcred.present.progress import progress_shown
    from microcred.run import run

    workers = options.workers
    if workers is None and options.threads is None and options.parameters != PRIOR:
        workers = usual_processes(scenarios, options.replicates, options.engine)
    estimate = _estimate(scenarios, options, workers)
    if estimate:
        messages.print(estimate, soft_wrap=True)
    try:
        with progress_shown(messages) as show, terminable():
            result = run(
                scenarios,
                options.replicates,
                options.seed,
                None,
                options.engine,
                options.threads_used(),
                show,
                parameters=options.parameters,
                draws=options.draws,
                workers=workers,
                kept=kept,
            )
    except BaseException:
        if kept:
            messages.print(f"{len(kept)} finished runs are kept: the same command goes on from there.")
        raise
    if kept is not None and kept.found:
        messages.print(f"{kept.found} of {len(result.runs)} runs were made before, by a command that was stopped.")
    return result
