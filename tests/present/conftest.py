"""A result with everything in it that needs saying."""

from __future__ import annotations

import dataclasses

import pytest

from microcred.result import Result
from microcred.run import run
from microcred.scenario import parse_scenario
from tests.result import synthetic

CHANGES = {
    "subsidy": ["2026-01"],
    "framework": ["2026-01"],
    "registry": ["2026-01"],
    "practice_minimum": ["2026-01"],
    "alliance": ["2026-01"],
    "credit_transfer": ["2026-07"],
    "platform": ["2027-01"],
    "evaluation_spread": ["2028-01"],
}


@pytest.fixture(scope="session")
def compared() -> Result:
    """The plan against business as usual, ten runs each."""
    plan = synthetic.scenario(
        "plan",
        title="The plan for 2030",
        changes=CHANGES,
        warnings=("pay_step is set twice",),
        base_name="base",
    )
    base = synthetic.scenario("base", title="Business as usual")
    planned = [
        dataclasses.replace(
            synthetic.believable(1.0, number),
            idle_levers=("order_training",) if number < 4 else (),
            stopped=(("subsidy", "2028-10"), ("subsidy", "2028-11"), ("subsidy", f"2029-{number + 1:02d}")),
        )
        for number in range(10)
    ]
    usual = [synthetic.believable(0.0, number) for number in range(10)]
    return synthetic.result({"plan": planned, "base": usual}, [plan, base])


@pytest.fixture(scope="session")
def ran() -> Result:
    """Half a year of the invented country: two replicates and two sets of parameters."""
    time = '[time]\nstart = "2025-01"\nend = "2025-06"\nspin_up = 6\n'
    short = []
    for name in ("invented_plan", "invented_baseline"):
        file = f'title = "Half a year of {name}"\nextends = "{name}"\n{time}'
        short.append(dataclasses.replace(parse_scenario(file.encode()), name=name))
    return run(short, replicates=2, seed=5, parameters="prior", draws=2, workers=1)
