"""Random scenarios of the invented country: levers limited, dated, ramped and budgeted; parameters; shocks; regions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from microcred.base.months import parse_month
from microcred.catalogue.dimensions import KINDS, SEGMENTS, SETTINGS, SIZES, TYPES
from microcred.catalogue.levers import LEVERS, Lever
from microcred.catalogue.shocks import SHOCKS
from microcred.scenario import load_scenario
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Clause, LeverSchedule, Scenario, Shock

BASE = load_scenario("invented_baseline")
START = parse_month("2025-01")
END = parse_month("2026-08")
SPIN_UP = 4
# Where a lever's own bounds are far wider than anybody would go.
USUAL = {
    "public_grant": (0.0, 2_000.0),
    "certification_cost": (0.0, 3.0),
    "certification_capacity": (0.0, 5.0),
    "infrastructure_spend": (0.0, 200.0),
    "outreach": (0.0, 4.0),
    "hours_per_credit": (10.0, 100.0),
    "stack_size": (1.0, 10.0),
    "renewal_interval": (1.0, 24.0),
    "survey_interval": (0.0, 12.0),
    "development_time": (2.0, 24.0),
    "course_commitment": (0.0, 36.0),
    "pay_step": (0.0, 2_000.0),
    "demonstration_quota": (0.0, 10.0),
}


@dataclass(frozen=True)
class Trial:
    """A scenario and a seed, which print as something to run again."""

    scenario: Scenario
    seed: int

    def __repr__(self) -> str:
        return f"seed {self.seed} of\n{self.scenario.to_toml()}"


def labels() -> dict[str, tuple[str, ...]]:
    """Labels of the invented country by dimension."""
    pack = BASE.pack
    return {
        "macro_region": tuple(pack.macro_regions),
        "region": pack.region_codes,
        "setting": SETTINGS,
        "segment": SEGMENTS,
        "sector": pack.sector_codes,
        "occupation": pack.occupation_codes,
        "kind": KINDS,
        "size": SIZES,
        "type": TYPES,
    }


@st.composite
def wheres(draw: st.DrawFn, dimensions: frozenset[str]) -> FrozenMap[tuple[str, ...]]:
    """Whom something is limited to, by at most two of the dimensions that make sense."""
    known = labels()
    chosen = draw(st.lists(st.sampled_from(sorted(dimensions)), unique=True, max_size=2)) if dimensions else []
    return FrozenMap(
        {
            dimension: tuple(draw(st.lists(st.sampled_from(known[dimension]), unique=True, min_size=1, max_size=3)))
            for dimension in chosen
        }
    )


def values(lever: Lever) -> st.SearchStrategy[float]:
    """Values of a lever."""
    low, high = USUAL.get(lever.name, (lever.lower, lever.upper))
    if lever.kind in ("switch", "choice", "fields") or lever.whole:
        return st.integers(int(low), int(high)).map(float)
    return st.floats(low, high)


@st.composite
def clauses(draw: st.DrawFn, lever: Lever) -> Clause:
    """One dated entry of a lever."""
    start = draw(st.integers(START - 3, END))
    ends = draw(st.booleans())
    budgeted = draw(st.booleans())
    where = draw(wheres(lever.dimensions))
    entry: dict[str, Any] = {
        "lever": lever.name,
        "start": start,
        "end": draw(st.integers(start, END)) if ends else None,
        "where": where,
        "value": draw(values(lever)),
        "budget": draw(st.integers(0, 5_000_000)) if budgeted else None,
    }
    if lever.may_ramp and draw(st.booleans()):
        entry["ramp_from"] = draw(values(lever))
        entry["ramp_to"] = entry["value"]
        entry["ramp_end"] = start + draw(st.integers(1, 18))
    if "deadline" in lever.extra and draw(st.booleans()):
        entry["deadline"] = draw(st.integers(START, END))
    return Clause(**entry)


@st.composite
def shocks(draw: st.DrawFn) -> Shock:
    """One shock, not always a strong one."""
    kind = SHOCKS[draw(st.sampled_from(sorted(SHOCKS)))]
    start = draw(st.integers(START, END))
    value = draw(st.floats(max(-0.9, kind.lower), min(3.0, kind.upper)))
    return Shock(kind.name, start, draw(st.integers(start, END)), value, draw(wheres(kind.dimensions)))


@st.composite
def trials(draw: st.DrawFn) -> Trial:
    """A scenario of twenty months after four of spin-up, and a seed."""
    levers = dict(BASE.levers)
    for name in draw(st.lists(st.sampled_from(list(LEVERS)), unique=True, min_size=14, max_size=40)):
        lever = LEVERS[name]
        base = draw(values(lever)) if lever.kind != "fields" and draw(st.booleans()) else levers[name].base
        entries = draw(st.lists(clauses(lever), min_size=1, max_size=3))
        levers[name] = LeverSchedule(base, tuple(entries))
    priors = BASE.pack.parameters
    drawn = draw(st.lists(st.sampled_from(sorted(priors)), unique=True, max_size=25))
    numbers = {name: draw(st.floats(priors[name].low, priors[name].high)) for name in drawn}
    kept = draw(st.lists(st.sampled_from(BASE.pack.region_codes), unique=True, min_size=1, max_size=3))
    everywhere = draw(st.booleans())
    scenario = replace(
        BASE.with_parameters(numbers),
        start=START,
        end=END,
        spin_up=SPIN_UP,
        levers=FrozenMap(levers),
        shocks=tuple(draw(st.lists(shocks(), max_size=2))),
        regions=None if everywhere else tuple(code for code in BASE.pack.region_codes if code in kept),
    )
    return Trial(scenario, draw(st.integers(0, 2**32 - 1)))
