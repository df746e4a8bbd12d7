"""Compiling everything a run needs ahead of it, from either end of the month, so that two processes share the work.

What a process has compiled, others find on disk (`base.compile`). One that goes through the stages of a month from the
first to the last and one that goes from the last to the first meet about halfway.
"""

from __future__ import annotations

import numpy as np

from microcred.engine.columns.run import advance, observe, start
from microcred.engine.columns.stages import HAPPENINGS, STUDY, Month, choose
from microcred.engine.shocks import shocks_of
from microcred.outcomes.record import empty_record
from microcred.scenario import load_scenario
from microcred.world.accounts import empty_flows
from microcred.world.policy import set_month
from microcred.world.states import Count

# The smallest country; compiled code knows no country.
EXAMPLE = "invented_plan"


def compile_stages(backwards: bool = False) -> None:
    """Compile what the stages of a month call, by letting them happen once in a small country.

    Parameters
    ----------
    backwards
        Begin with the last stage.
    """
    run = start(load_scenario(EXAMPLE), 0)
    run.world.nation[0]["month"] = run.scenario.start
    places = run.world.places.shape[0]
    counts = np.zeros((places, len(Count)), dtype=np.int64)
    month = Month(counts, empty_flows(places), shocks_of(run.scenario, run.month, run.world))
    set_month(run.policy, run.scenario, run.month, False)
    for name in reversed(list(HAPPENINGS)) if backwards else HAPPENINGS:
        if backwards and name == "learning":
            # The longest stage, where both meet: one from its beginning, the other from the end of each half.
            applications = choose(run, month)
            for step in reversed(STUDY):
                step(run, month, applications)
        else:
            HAPPENINGS[name](run, month)
    observe(run, empty_record(1, places), 0, counts, month.flows)
    advance(run)


if __name__ == "__main__":
    compile_stages(backwards=True)
