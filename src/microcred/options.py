"""The options of runs: what makes no sense is refused before anything runs; and the versions that numbers depend on."""

from __future__ import annotations

from importlib import metadata
from platform import python_version

from microcred import __version__
from microcred.base.errors import BadInput, Fault
from microcred.engine import ENGINES
from microcred.jobs import CENTRAL, SEED_LIMIT, ParameterChoice, parameter_faults

DEPENDENCIES = ("mesa", "numpy", "numba", "pandas", "pyarrow", "pydantic", "matplotlib", "scipy")


def versions() -> dict[str, str]:
    """Versions of Python, this package and what its numbers depend on."""
    known = {"python": python_version(), "microcred": __version__}
    return known | {name: metadata.version(name) for name in DEPENDENCIES}


def check_options(
    replicates: int,
    seed: int,
    engine: str,
    threads: int,
    where: str = "run",
    *,
    parameters: ParameterChoice = CENTRAL,
    draws: int = 1,
    workers: int | None = None,
) -> None:
    """Refuse options that make no sense, all at once.

    Raises
    ------
    BadInput
        Names each option, what was found and what is allowed.
    """
    highest = SEED_LIMIT - 1
    rules = (
        (replicates >= 1, "replicates", "at least one run is needed", replicates, "1 or more"),
        (0 <= seed < SEED_LIMIT, "seed", "must fit in 32 bits", seed, f"0 to {highest}"),
        (threads >= 1, "threads", "at least one is needed", threads, "1 or more"),
        (workers is None or workers >= 1, "workers", "at least one is needed", workers, "1 or more"),
        (engine in ENGINES, "engine", "there is no such engine", engine, " or ".join(ENGINES)),
    )
    faults = [
        Fault(where, None, key, problem, str(found), allowed)
        for holds, key, problem, found, allowed in rules
        if not holds
    ]
    faults += parameter_faults(parameters, draws, where)
    if faults:
        raise BadInput(faults)
