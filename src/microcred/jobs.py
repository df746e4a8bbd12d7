"""Which runs there are: scenarios × sets of parameters × replicates, each with its seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import index
from typing import SupportsFloat, SupportsIndex

from microcred.base.errors import Fault
from microcred.catalogue.parameters import PARAMETERS
from microcred.priors import drawn, prior_draws
from microcred.scenario.faults import describe, nearest_name
from microcred.scenario.model import Scenario

SEED_LIMIT = 2**32
CENTRAL = "central"
PRIOR = "prior"
#: Sets drawn from the priors where nobody says how many.
USUAL_DRAWS = 300
#: Sets of parameters: the central one alone, drawn from the priors, or given one by one.
ParameterChoice = str | Sequence[Mapping[str, float]]

_MASK = 2**64 - 1
# The increment and multipliers of SplitMix64: Steele, Lea and Flood (2014), Fast splittable pseudorandom
# number generators, OOPSLA; constants of Vigna's reference implementation.
_GOLDEN = 0x9E3779B97F4A7C15
_FIRST = 0xBF58476D1CE4E5B9
_SECOND = 0x94D049BB133111EB


@dataclass(frozen=True)
class Job:
    """One run that is to be made.

    Attributes
    ----------
    scenario
        Which of the scenarios, from 0.
    parameter_set
        Which set of parameters; 0 is the scenario's own values.
    replicate
        Counted from 0.
    seed
        Seed of the run.
    values
        Parameters that differ from the scenario's own.
    """

    scenario: int
    parameter_set: int
    replicate: int
    seed: int
    values: Mapping[str, float] = field(default_factory=dict)

    def of(self, scenarios: Sequence[Scenario]) -> Scenario:
        """Return the scenario that is run, with the parameters of this run."""
        return drawn(scenarios[self.scenario], self.values)


def replicate_seed(seed: int, replicate: int) -> int:
    """Seed of a replicate: the study's own for the first, SplitMix64's k-th output for the k-th further one.

    The upper half of the 64-bit output is taken, so that every seed can be given on the command line again.

    Parameters
    ----------
    seed
        Seed of the study, in [0, 2**32).
    replicate
        Counted from 0.

    Returns
    -------
    int
        In [0, 2**32).
    """
    if replicate == 0:
        return seed
    mixed = (seed + replicate * _GOLDEN) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * _FIRST) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * _SECOND) & _MASK
    return (mixed ^ (mixed >> 31)) >> 32


def draws_made(draws: int | None) -> int:
    """How many sets are drawn from the priors."""
    return USUAL_DRAWS if draws is None else draws


def whole_number_faults(
    where: str, name: str, value: object, lowest: int, highest: int | None, problem: str
) -> list[Fault]:
    """Say what is wrong with a number that must be whole, and not lie outside its bounds.

    Parameters
    ----------
    where, name, value
        What was given, and as what.
    lowest, highest
        Its bounds; no highest means that none is too large.
    problem
        What is said of one that lies outside.
    """
    allowed = f"{lowest} or more" if highest is None else f"{lowest} to {highest}"
    # Also numpy's whole numbers.
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        return [Fault(where, None, name, "must be a whole number", describe(value), allowed)]
    inside = lowest <= index(value) and (highest is None or index(value) <= highest)
    return [] if inside else [Fault(where, None, name, problem, str(value), allowed)]


def parameter_faults(parameters: ParameterChoice, draws: int | None, where: str) -> list[Fault]:
    """Say what is wrong with a choice of parameters."""
    faults = []
    if draws is not None and (parameters == CENTRAL or not isinstance(parameters, str)):
        problem = 'needs --parameters prior (in Python parameters="prior"): else nothing is drawn'
        faults.append(Fault(where, None, "draws", problem, str(draws)))
    if isinstance(parameters, str):
        if parameters not in (CENTRAL, PRIOR):
            problem = "there is no such choice"
            faults.append(Fault(where, None, "parameters", problem, parameters, f"{CENTRAL} or {PRIOR}"))
        else:
            faults += whole_number_faults(where, "draws", draws_made(draws), 1, None, "at least one is needed")
        return faults
    if isinstance(parameters, Mapping):
        return [*faults, Fault(where, None, "parameters", "must be a list of sets", "one set", "[{…}, …]")]
    for number, values in enumerate(parameters, 1):
        faults += _set_faults(f"parameters, set {number}", values, where)
    return faults


def _set_faults(key: str, values: Mapping[str, object], where: str) -> list[Fault]:
    faults = []
    for name, value in values.items():
        declared = PARAMETERS.get(name)
        if declared is None:
            faults.append(Fault(where, None, key, "unknown parameter", name, "", nearest_name(str(name), PARAMETERS)))
        elif not (isinstance(value, SupportsFloat) and declared.lower <= float(value) <= declared.upper):
            allowed = f"{declared.lower:g} to {declared.upper:g}"
            faults.append(Fault(where, None, f"{key}: {name}", "out of bounds", str(value), allowed))
    return faults


def planned_jobs(
    scenarios: Sequence[Scenario], replicates: int, seed: int, parameters: ParameterChoice, draws: int | None
) -> list[Job]:
    """List all runs, scenario by scenario: the central set's replicates, then one run for each further set.

    The k-th replicate and the k-th set have the same seed in every scenario; the k-th set is the same quantiles of
    every data pack's priors.
    """
    jobs = []
    for place, scenario in enumerate(scenarios):
        jobs += [Job(place, 0, number, replicate_seed(seed, number)) for number in range(replicates)]
        sets: Sequence[Mapping[str, float]] = ()
        if not isinstance(parameters, str):
            sets = parameters
        elif parameters == PRIOR:
            sets = prior_draws(scenario.pack.parameters, draws_made(draws), seed)
        for number, values in enumerate(sets, 1):
            jobs.append(Job(place, number, 0, replicate_seed(seed, number - 1), dict(values)))
    return jobs
