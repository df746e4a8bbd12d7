"""Levers limited by what an organisation is no single one of reach part of what it starts, in both engines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from microcred.base.months import parse_month
from microcred.catalogue.dimensions import KINDS, SETTINGS, SIZES, TYPES
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns import developers
from microcred.engine.columns.run import Columns, simulate, start
from microcred.engine.objects import reach
from microcred.engine.objects.country import Country
from microcred.rules.survey import standing_freshness
from microcred.scenario import load_scenario
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Clause, LeverSchedule, Scenario, Shock
from microcred.world.policy import set_month
from microcred.world.states import Gauge
from tests.engines.test_docking import assert_docked
from tests.invariants.walk import with_entry, with_levers

START = parse_month("2025-01")
ORGANISATIONS = sum(region.organisations for region in load_scenario("invented_baseline").pack.regions)
Where = Mapping[str, tuple[str, ...]]


def limited(lever: str, value: float, where: Where) -> Scenario:
    """The invented country with one entry of a lever that rests otherwise."""
    base = with_levers(load_scenario("invented_baseline"), **{lever: LeverSchedule(0.0)})
    return with_entry(base, lever, value, START, where=FrozenMap(dict(where)))


def for_organisations(scenario: Scenario, lever: str) -> list[float]:
    """What the lever means to each organisation, which both engines agree about to the last bit."""
    code = LeverCode[lever.upper()]
    run, country = start(scenario, 0), Country(scenario, 0)
    set_month(run.policy, scenario, START, False)
    country.levers.begin_month(START, False)
    life = float(country.p.survey_half_life) if code is LeverCode.SURVEY_INTERVAL else developers.AS_IT_IS
    found = [in_columns(run, code, row, life) for row in range(run.world.organisations.shape[0])]
    assert found == [reach.for_organisation(organisation, code) for organisation in country.organisations]
    return found


def in_columns(run: Columns, lever: LeverCode, row: int, life: float) -> float:
    """The compiled engine's answer."""
    organisation = run.world.organisations[row]
    place = 2 * organisation["region"] if organisation["region"] >= 0 else -1
    teachers = developers.teachers_of(run.world)
    return developers.for_organisation(run.world, run.policy, teachers, int(lever), organisation, place, life)


def institutions(scenario: Scenario, dimension: str, labels: tuple[str, ...]) -> float:
    """Share of institutions that carry one of the labels."""
    world = start(scenario, 0).world
    known = {"kind": KINDS, "size": SIZES, "setting": SETTINGS}[dimension]
    codes = world.places["setting"][world.institutions["place"]] if dimension == "setting" else None
    codes = world.institutions[dimension] if codes is None else codes
    return float(np.isin(codes, [known.index(label) for label in labels]).mean())


@pytest.mark.parametrize(
    ("dimension", "labels"),
    [("kind", ("university", "higher_vocational")), ("size", ("small",)), ("setting", ("rural",))],
)
def test_support_for_some_institutions_counts_by_their_share(dimension: str, labels: tuple[str, ...]) -> None:
    """4.7: of what is started, as much is for them as there are such institutions."""
    scenario = limited("certification_support", 0.8, {dimension: labels})
    expected = 0.8 * institutions(scenario, dimension, labels)
    assert 0.0 < expected < 0.8
    assert for_organisations(scenario, "certification_support") == pytest.approx([expected] * ORGANISATIONS)


def test_support_for_a_type_counts_by_its_share() -> None:
    """4.7: new standards are of a type with a known probability."""
    scenario = limited("certification_support", 0.5, {"type": (TYPES[0], TYPES[2])})
    p = scenario.parameters
    share = p["type_degree_linked_share"] + p["type_interest_share"]
    assert for_organisations(scenario, "certification_support") == pytest.approx([0.5 * share] * ORGANISATIONS)


@pytest.mark.parametrize("dimension", ["occupation", "sector"])
def test_an_alliance_for_some_subjects_counts_by_what_an_organisation_works_in(dimension: str) -> None:
    """4.7: by the number of its sectors' occupations; whoever works in none of them gains nothing."""
    pack = load_scenario("invented_baseline").pack
    named = (pack.occupations[0].code, pack.occupations[-1].code)
    if dimension == "sector":
        named = (pack.occupations[0].sector,)
    found = for_organisations(limited("alliance", 1.0, {dimension: named}), "alliance")
    world = start(load_scenario("invented_baseline"), 0).world
    codes = [sector.code for sector in pack.sectors]
    for row, value in zip(world.organisations, found, strict=True):
        sectors = {codes[int(row[name])] for name in ("sector_0", "sector_1", "sector_2")}
        mine = [one for one in pack.occupations if one.sector in sectors]
        reached = [
            one.count for one in mine if getattr(one, "code" if dimension == "occupation" else "sector") in named
        ]
        assert value == pytest.approx(sum(reached) / sum(one.count for one in mine))
    assert len(set(found)) > 1


def test_surveys_of_some_tell_as_much_as_their_share() -> None:
    """4.7: not the interval is a mean (half the interval would be fresher), but what the surveys tell."""
    scenario = limited("survey_interval", 6.0, {"size": ("large",)})
    fresh = standing_freshness(6.0, scenario.parameters["survey_half_life"])
    expected = fresh * institutions(scenario, "size", ("large",))
    assert for_organisations(scenario, "survey_interval") == pytest.approx([expected] * ORGANISATIONS)


@pytest.mark.parametrize("value", [0.1, 0.8, 1.0])
def test_without_such_a_limit_it_is_what_it_is(value: float) -> None:
    """Equal for all means exactly that, also where an entry beneath names some of them."""
    scenario = limited("certification_support", 0.3, {"kind": ("university",), "type": (TYPES[1],)})
    whole = with_entry(scenario, "certification_support", value, START)
    assert for_organisations(whole, "certification_support") == [value] * ORGANISATIONS


def test_an_alliance_for_some_occupations_starts_part_of_what_one_for_all_does() -> None:
    """4.7: more standards than without, fewer than with an alliance for all: China's organisations, in one province."""
    plan = replace(load_scenario("cn_baseline", regions=["630000"]), spin_up=12, end=parse_month("2028-12"))
    half = tuple(one.code for one in plan.pack.occupations if one.shortage)
    made = []
    for where in (None, {"occupation": half}, {}):
        scenario = plan if where is None else with_entry(plan, "alliance", 1.0, START, where=FrozenMap(where))
        done = simulate(replace(scenario, targets=()), 0).record.gauges[-1]
        made.append(done[Gauge.CERTIFICATES] + done[Gauge.DEVELOPING])
    assert made[0] < made[1] < made[2]


def limited_everywhere() -> Scenario:
    """Levers limited by all that an organisation is no single one of; loans, pay steps, a gate and a cut within a year.

    With budgets for some of them.
    """
    plan = replace(load_scenario("invented_plan"), spin_up=6, end=parse_month("2027-03"))
    occupations = tuple(one.code for one in plan.pack.occupations[::3])
    month = START + 3
    entries = (
        Clause("alliance", 0.3, month, where=FrozenMap({"occupation": occupations})),
        Clause("certification_support", 0.7, month, where=FrozenMap({"kind": ("university",), "setting": ("urban",)})),
        Clause("certification_support", 0.2, month + 2, where=FrozenMap({"type": ("vocational",)}), budget=900_000),
        Clause("survey_interval", 2.0, month, where=FrozenMap({"size": ("small", "large")})),
        Clause("survey_interval", 5.0, month, where=FrozenMap({"occupation": occupations, "kind": ("university",)})),
        Clause("loan", 0.8, month, budget=2_000_000),
        Clause("pay_step", 900.0, month, where=FrozenMap({"segment": ("worker",)}), budget=300_000),
        Clause("course_commitment", 40.0, month, where=FrozenMap({"size": ("small",)})),
        Clause("registry_gate", 1.0, month, end=month + 15, where=FrozenMap({"macro_region": ("east",)})),
    )
    for entry in entries:
        schedule = plan.levers[entry.lever]
        plan = with_levers(plan, **{entry.lever: replace(schedule, clauses=(*schedule.clauses, entry))})
    return replace(plan, shocks=(Shock("fiscal_cut", START + 7, START + 14, 0.6),))


def test_they_dock() -> None:
    """R05: both engines give the same history, person by person."""
    assert_docked(limited_everywhere(), 5)
