"""The funnel by cell as plain columns: from people to hires, and how willing the aware are."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from microcred.outcomes.reduce import ratio
from microcred.world.states import FIXED, Funnel

#: Means over situations; NaN in a month without any.
WILLINGNESS = (Funnel.WILLING, Funnel.WILLING_NO_PRICE, Funnel.WILLING_NO_TIME, Funnel.WILLING_FULL_ACCESS)


def funnel_columns(funnel: npt.NDArray[np.int64]) -> Mapping[str, npt.NDArray[np.int64] | npt.NDArray[np.float64]]:
    """Columns by name, each with an entry for every month, place and segment, in this order.

    Parameters
    ----------
    funnel
        By month, place, segment and `Funnel`, as in `History`.

    Returns
    -------
    dict of str to array
        Counts, and the mean probability to apply over the situations observed.
    """
    flat = funnel.reshape(-1, len(Funnel))
    columns: dict[str, npt.NDArray[np.int64] | npt.NDArray[np.float64]] = {}
    for step in Funnel:
        values = flat[:, step]
        columns[step.name.lower()] = (
            ratio(values / FIXED, flat[:, Funnel.SITUATIONS]) if step in WILLINGNESS else values.copy()
        )
    return columns
