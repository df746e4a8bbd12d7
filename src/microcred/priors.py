"""Sets of parameters drawn from the priors of a data pack: what is not known about them, as an ensemble."""

from __future__ import annotations

import math
from collections.abc import Mapping

from microcred.catalogue.parameters import PARAMETERS
from microcred.scenario.model import Scenario
from microcred.scenario.pack import ParameterNumber

FIXED = "fixed"


def quantile(prior: ParameterNumber, share: float) -> float:
    """Value below which a share of a prior lies.

    Parameters
    ----------
    prior
        Range, central value and distribution: uniform, loguniform (uniform in the logarithm) or triangular
        (the central value is the likeliest); a fixed parameter always has its central value.
    share
        In [0, 1].

    Returns
    -------
    float
        Within the range.
    """
    low, high = prior.low, prior.high
    if prior.distribution == FIXED or low == high:
        return prior.value
    if prior.distribution == "loguniform":
        value = low * math.exp(share * math.log(high / low))
    elif prior.distribution == "triangular":
        rise = (prior.value - low) / (high - low)
        if share <= rise:
            value = low + math.sqrt(share * (high - low) * (prior.value - low))
        else:
            value = high - math.sqrt((1.0 - share) * (high - low) * (high - prior.value))
    else:
        value = low + share * (high - low)
    # Rounding may step over an end, and a hard bound may stand there.
    return min(max(value, low), high)


def prior_draws(numbers: Mapping[str, ParameterNumber], draws: int, seed: int) -> list[dict[str, float]]:
    """Draw sets of parameters by Latin hypercube: each of `draws` slices of each prior is met exactly once.

    The hypercube has a side for every parameter of the catalogue, so that two data packs get the same quantiles and
    scenarios on them can be compared draw by draw.

    Parameters
    ----------
    numbers
        Priors by name, those of a data pack.
    draws
        How many sets.
    seed
        Of the hypercube; 0 <= seed < 2**32.

    Returns
    -------
    list of dict
        Values of the parameters whose prior has a width.
    """
    # Deferred: scipy takes half a second, and most runs draw nothing.
    from scipy.stats import qmc

    shares = qmc.LatinHypercube(d=len(PARAMETERS), rng=seed).random(draws)
    open_ones = [
        (column, prior)
        for column, name in enumerate(PARAMETERS)
        if (prior := numbers[name]).distribution != FIXED and prior.low < prior.high
    ]
    return [{prior.name: quantile(prior, float(row[column])) for column, prior in open_ones} for row in shares]


def own_parameters(scenario: Scenario) -> frozenset[str]:
    """Parameters that a scenario sets itself, to another value than its data pack's: no draw replaces these."""
    central = scenario.pack.parameters
    return frozenset(name for name, value in scenario.parameters.items() if value != central[name].value)


def drawn(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """Return a scenario with a set of drawn parameters; what it sets itself stays."""
    kept = own_parameters(scenario)
    return scenario.with_parameters({name: value for name, value in values.items() if name not in kept})
