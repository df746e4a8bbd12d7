"""Rules over whole columns, while a world is built.

numpy's exponentials may differ from the compiled rules' in the last bit: so the rules themselves are applied, element
by element.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from microcred.base.compile import compiled
from microcred.rules.draws import lognormal
from microcred.rules.hiring import finding_rate, steady_inflow
from microcred.rules.incomes import share_below
from microcred.rules.quality import outdated_share

Numbers = npt.NDArray[np.float64]


@compiled
def exponentials(values: Numbers) -> Numbers:
    """The exponential of each value."""
    powers = np.empty(values.size)
    for row in range(values.size):
        powers[row] = math.exp(values[row])
    return powers


@compiled
def lognormals(means: Numbers, spread: float, z: Numbers) -> Numbers:
    """A lognormal quantity of each mean and normal draw (`lognormal`)."""
    quantities = np.empty(z.size)
    for row in range(z.size):
        quantities[row] = lognormal(means[row], spread, z[row])
    return quantities


@compiled
def outdated_shares(lags: Numbers, half_lives: Numbers) -> Numbers:
    """The outdated share of content of each lag and half-life (`outdated_share`)."""
    shares = np.empty(lags.size)
    for row in range(lags.size):
        shares[row] = outdated_share(lags[row], half_lives[row])
    return shares


@compiled
def shares_below(incomes: Numbers, spread: float, limit: float) -> Numbers:
    """Share of the people around each mean income who have less than a limit (`share_below`)."""
    shares = np.empty(incomes.size)
    for row in range(incomes.size):
        shares[row] = share_below(incomes[row], spread, limit)
    return shares


@compiled
def steady_inflows(
    vacancies: Numbers, seekers: Numbers, efficiency: float, elasticity: float, expiry: float
) -> Numbers:
    """New vacancies a month that keep each market, of region and occupation, as it is (`steady_inflow`)."""
    inflows = np.empty(vacancies.shape)
    for region in range(vacancies.shape[0]):
        for occupation in range(vacancies.shape[1]):
            v, s = vacancies[region, occupation], seekers[region, occupation]
            rate = finding_rate(efficiency, v, s, elasticity)
            inflows[region, occupation] = steady_inflow(rate, s, expiry, v)
    return inflows
