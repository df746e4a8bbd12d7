"""The options of runs: what makes no sense is refused before anything runs; and the versions that numbers depend on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from platform import python_version

from microcred import __version__
from microcred.base.errors import BadInput, Fault
from microcred.engine import ENGINES
from microcred.jobs import CENTRAL, SEED_LIMIT, ParameterChoice, parameter_faults, whole_number_faults
from microcred.scenario import load_scenario
from microcred.scenario.build import REGIONS
from microcred.scenario.load import region_codes
from microcred.scenario.model import Scenario

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
    draws: int | None = None,
    workers: int | None = None,
) -> None:
    """Refuse options that make no sense, all at once.

    Raises
    ------
    BadInput
        Names each option, what was found and what is allowed.
    """
    numbers = (
        ("replicates", replicates, 1, None, "at least one run is needed"),
        ("seed", seed, 0, SEED_LIMIT - 1, "must fit in 32 bits"),
        ("threads", threads, 1, None, "at least one is needed"),
        ("workers", 1 if workers is None else workers, 1, None, "at least one is needed"),
    )
    faults = [fault for number in numbers for fault in whole_number_faults(where, *number)]
    if engine not in ENGINES:
        faults.append(Fault(where, None, "engine", "there is no such engine", str(engine), " or ".join(ENGINES)))
    faults += parameter_faults(parameters, draws, where)
    if faults:
        raise BadInput(faults)


def _restricted(scenario: Scenario, regions: Sequence[str]) -> Scenario:
    known = scenario.pack.region_codes
    faults = [
        Fault("run", None, "regions", f"{scenario.system} has no such region", code, ", ".join(known))
        for code in regions
        if code not in known
    ]
    if not regions:
        faults = [Fault("run", None, "regions", "at least one region is needed", allowed=", ".join(known))]
    if faults:
        raise BadInput(faults)
    return replace(scenario, regions=tuple(code for code in known if code in regions))


def resolved(scenario: str | Path | Scenario, regions: str | Sequence[str] | None) -> Scenario:
    """Load a scenario that is not loaded yet, and keep only some regions of it; None keeps what it says."""
    codes = region_codes(regions)
    if isinstance(scenario, Scenario):
        return scenario if codes is None else _restricted(scenario, codes)
    try:
        return load_scenario(scenario, regions=codes)
    except BadInput as error:
        # Here they are an argument, not an option.
        faults = [
            replace(fault, file="run", key=f"regions{fault.key}") if fault.file == REGIONS else fault
            for fault in error.faults
        ]
        raise BadInput(faults, error.left_out) from None


def refuse_namesakes(scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios that tables could not tell apart.

    Raises
    ------
    BadInput
        Names each; or says that there is none.
    """
    names = [scenario.name for scenario in scenarios]
    problem = "two scenarios have the same name, and tables and figures tell them apart by it"
    faults = [
        Fault("run", None, "scenario", problem, name, "each name once")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if not names:
        faults = [Fault("run", None, "scenario", "at least one scenario is needed")]
    if faults:
        raise BadInput(faults)
