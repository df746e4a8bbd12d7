"""Draws of parameters as the points of a study: one row each, numbered as `parameter_set` is in a result."""

from __future__ import annotations

import pandas as pd

from microcred.priors import drawn, prior_draws, quantile
from microcred.scenario.model import Scenario

__all__ = ["draws_table", "drawn", "prior_draws", "quantile"]


def draws_table(scenario: Scenario, draws: int, seed: int) -> pd.DataFrame:
    """Latin hypercube over the priors of a scenario's data pack as a table.

    Parameters
    ----------
    scenario
        Its pack holds the priors; what it sets itself is not drawn.
    draws
        How many sets.
    seed
        Of the hypercube.

    Returns
    -------
    pandas.DataFrame
        Index `parameter_set` from 1 (0 is the central set), a column for every parameter of the catalogue.
    """
    sets = [dict(drawn(scenario, values).parameters) for values in prior_draws(scenario.pack.parameters, draws, seed)]
    return pd.DataFrame(sets, index=pd.RangeIndex(1, draws + 1, name="parameter_set"))
