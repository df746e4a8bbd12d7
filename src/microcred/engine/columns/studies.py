"""Who studies, by the month in which the study ends, so that nobody is looked at before."""

from __future__ import annotations

import numpy as np

from microcred.engine.columns.queues import grouped
from microcred.world.people_rows import LEARNER
from microcred.world.tables import Table, empty_rows, joined

#: Rows of `LEARNER` by the month of their `finish`; whoever leaves meanwhile stays in the list.
Studies = dict[int, list[Table]]


def begin(studies: Studies, learners: Table) -> None:
    """Add those who begin to study."""
    if not learners.size:
        return
    months = learners["finish"].astype(np.int64)
    earliest, latest = int(months.min()), int(months.max())
    first, rows = grouped(months - earliest, latest - earliest + 1)
    for month in range(earliest, latest + 1):
        ending = rows[first[month - earliest] : first[month - earliest + 1]]
        if ending.size:
            studies.setdefault(month, []).append(learners.take(ending))


def end(studies: Studies, month: int) -> Table:
    """Take out whose study ends in a month, in the order in which they began."""
    return joined(empty_rows(LEARNER, 0), *studies.pop(month, []))
