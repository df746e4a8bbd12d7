"""R03, R04, R06, R08, R09: numbers that are not finite, too large or too long for their place never reach a result."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from microcred.base.errors import BadInput, MicrocredError, NonFiniteError
from microcred.base.months import month_text, parse_month
from microcred.catalogue.parameters import PARAMETERS
from microcred.engine.columns import run as engine
from microcred.engine.columns.run import Columns, simulate
from microcred.outcomes.record import Record
from microcred.scenario import load_scenario
from microcred.scenario.faults import Faults
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Scenario, Shock
from microcred.scenario.pack_check import check_together
from microcred.world.country_rows import MARKET, NATION, OCCUPATION, PLACE, REGION, SECTOR
from microcred.world.people_rows import BLOCK, CAREER, HELD, PERSON
from microcred.world.states import Job, Stage
from microcred.world.supply_rows import CREDENTIAL, ENTERPRISE, INSTITUTION, PROGRAMME
from tests.invariants.same import first_row_that_differs
from tests.invariants.walk import months_of, shipped

# Every table of the world whose rows have fields.
TABLES = {
    "nation": NATION,
    "regions": REGION,
    "places": PLACE,
    "blocks": BLOCK,
    "sectors": SECTOR,
    "occupations": OCCUPATION,
    "markets": MARKET,
    "credentials": CREDENTIAL,
    "institutions": INSTITUTION,
    "enterprises": ENTERPRISE,
    "programmes": PROGRAMME,
    "people": PERSON,
    "careers": CAREER,
}
# No January: the largest tables are looked at then.
POISONED = parse_month("2027-05")


@cache
def brief() -> Scenario:
    """A year of the plan in which every lever holds."""
    plan = shipped("invented_plan")
    return replace(plan, spin_up=6, start=parse_month("2026-12"), end=parse_month("2027-11"))


def poisoning(table: str, field: str, bad: float) -> Callable[[Columns], None]:
    """What `advance` does, and in one month the change of one number of the world."""
    honest = engine.advance

    def advance(run: Columns) -> None:
        honest(run)
        if run.month == POISONED:
            rows = getattr(run.world, table)
            growing = ("careers", "programmes", "credentials")
            used = int(run.world.nation[0][table]) if table in growing else rows.size
            index = used // 2
            if table == "careers":
                index = np.flatnonzero(rows["job"] == Job.IN_OCCUPATION)[0]
            rows.reshape(-1)[field][int(index)] = bad

    return advance


FLOATS = [(table, field) for table, dtype in TABLES.items() for field in dtype.names or () if dtype[field].kind == "f"]


@cache
def undisturbed() -> Record:
    """The year with nothing changed."""
    return simulate(brief(), 0).record


@pytest.mark.parametrize("bad", [np.nan, pytest.param(np.inf, marks=pytest.mark.nightly)], ids=["nan", "inf"])
@pytest.mark.parametrize(("table", "field"), FLOATS, ids=[".".join(pair) for pair in FLOATS])
def test_what_is_not_finite_is_never_a_result(
    table: str, field: str, bad: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R06: one bad number in any table stops the run, naming table and month, unless it was replaced before any use."""
    expected = undisturbed()
    monkeypatch.setattr(engine, "advance", poisoning(table, field, bad))
    found: NonFiniteError | None
    try:
        record = simulate(brief(), 0).record
    except NonFiniteError as error:
        found = error
    else:
        found = None
    if found is not None:
        assert found.month >= month_text(POISONED)
        assert "." in found.array
        return
    assert first_row_that_differs(expected, record) is None, "a bad number became a result"


SAMPLED = sorted(PARAMETERS)[::12]


RARELY = [pytest.param(name, marks=pytest.mark.nightly) for name in sorted(PARAMETERS) if name not in SAMPLED]


# numpy warns of a cast on the way; the run must stop by itself.
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", [*SAMPLED, *RARELY])
def test_a_parameter_that_is_not_a_number_stops_the_run(name: str) -> None:
    """R06: a parameter that is not a number gives no result, whatever it is for."""
    scenario = replace(shipped("invented_plan"), spin_up=3, end=parse_month("2025-12"))
    scenario = replace(scenario, parameters=FrozenMap({**scenario.parameters, name: np.nan}))
    with pytest.raises((MicrocredError, ArithmeticError, ValueError)):
        simulate(scenario, 0)


COSTS = [name for name, parameter in PARAMETERS.items() if parameter.unit.startswith("yuan")]


@pytest.mark.parametrize("name", COSTS)
def test_amounts_that_do_not_fit_are_refused_at_load(name: str, tmp_path: Path) -> None:
    """R08: the largest value that a price or cost may have fits into 64 bits for everybody, or is refused at load."""
    parameter = PARAMETERS[name]
    path = tmp_path / "dear.toml"
    lines = ('title = "Dear"', 'reference = "a test"', 'extends = "cn_plan"', "[levers]", "outreach = 20")
    path.write_text("\n".join((*lines, "[parameters]", f"{name} = {parameter.upper!r}", "")), encoding="utf-8")
    try:
        scenario = load_scenario(path)
    except BadInput:
        return
    # Paid for everybody in every month, in cents: what check_size promises.
    per_head = {"outreach_cost": 19.0 / 12.0}.get(name, 0.0)
    assert per_head * parameter.upper * 100.0 * scenario.population * scenario.months < 2.0**62


def test_too_dear_is_refused_during_the_run(plan: Scenario) -> None:
    """R08: money that would wrap stops the run: compiled integers say nothing themselves."""
    dear = replace(plan, spin_up=3, end=parse_month("2026-12"))
    dear = replace(dear, parameters=FrozenMap({**dear.parameters, "framework_cost": 1e19}))
    with pytest.raises((MicrocredError, ArithmeticError)):
        simulate(dear, 0)


def test_states_fit_their_columns() -> None:
    """R09: every state, and every index that a shipped pack can need, fits the column that holds it."""
    for dtype, column, states in (
        (PERSON, "stage", Stage),
        (CAREER, "job", Job),
    ):
        assert max(states) <= np.iinfo(dtype[column]).max
    for name in ("cn_plan", "invented_plan"):
        scenario = load_scenario(name)
        largest = max(max(place.students + place.workers, place.other) for place in scenario.pack.places)
        assert largest < np.iinfo(PERSON["rank"]).max
        assert len(scenario.pack.sectors) < np.iinfo(HELD["series"]).max
        assert len(scenario.pack.occupations) < np.iinfo(CAREER["occupation"]).max


def test_a_block_too_large_for_its_ranks_is_refused(plan: Scenario) -> None:
    """R09: ranks are 32-bit numbers: a place with a block of more people is refused with the pack, not wrapped."""
    place = replace(plan.pack.places[0], other=3_000_000_000)
    faults = Faults()
    check_together(replace(plan.pack, places=(place, *plan.pack.places[1:])), "systems/invented", faults)
    with pytest.raises(BadInput):
        faults.raise_if_any()


def digest(record: Record) -> str:
    """Hash of a whole record."""
    found = hashlib.sha256()
    for field in fields(Record):
        found.update(getattr(record, field.name).tobytes())
    return found.hexdigest()


AGAIN = """
from tests.invariants.test_numbers import digest, {0}
from microcred.engine.columns.run import simulate
print(digest(simulate({0}(), 77).record))
"""


def short() -> Scenario:
    """A year and a half of the plan."""
    return replace(shipped("invented_plan"), spin_up=6, end=parse_month("2026-06"))


def shaken() -> Scenario:
    """Two months of China's plan under shocks that look at every programme."""
    start, end = parse_month("2025-01"), parse_month("2025-02")
    values = {"demand_shift": 1.0, "technology_jump": 24.0, "fraud_cleanup": 0.9}
    shocks = tuple(Shock(name, start, end, value) for name, value in values.items())
    return replace(shipped("cn_plan"), spin_up=1, end=end, shocks=shocks)


def in_another_process(scenario: str, **settings: str) -> str:
    """The digest of a scenario of this module, run by a process of its own with some settings of the environment."""
    done = subprocess.run(
        [sys.executable, "-c", AGAIN.format(scenario)],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return done.stdout.strip()


def test_repeats_are_the_same() -> None:
    """R04: repeats of a run in one process have the same bits; twenty on eight threads: `tests/engines`."""
    assert len({digest(simulate(short(), 77).record) for _ in range(5)}) == 1


def test_another_process_is_the_same() -> None:
    """R03, R04: a process of its own, with another hash seed and number of threads, gives the same bits."""
    again = in_another_process("short", PYTHONHASHSEED="12345", NUMBA_NUM_THREADS="2")
    assert again == digest(simulate(short(), 77).record)


def test_memory_that_was_used_before_is_the_same() -> None:
    """R03: room that is only reserved holds whatever was there before (here a byte of glibc's); no number sees it."""
    again = in_another_process("shaken", MALLOC_PERTURB_="85")
    assert again == digest(simulate(shaken(), 77).record)


def test_months_are_as_many_as_they_should_be() -> None:
    """R04: the run has a row for every month of spin-up and record, no more and no fewer."""
    assert simulate(short(), 1).record.counts.shape[0] == months_of(short()) == 24
