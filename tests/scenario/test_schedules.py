"""Constants, steps, ramps, limits and inheritance, each worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from microcred.base.months import parse_month
from microcred.catalogue.levers import LEVERS
from microcred.scenario import LeverSchedule, Scenario, load_scenario

HEAD = 'title = "T"\nextends = "invented_baseline"\n\n[levers]\n'
WORKER = {"segment": "worker", "setting": "urban", "region": "100000", "macro_region": "east"}
RURAL_WORKER = {**WORKER, "setting": "rural"}
STUDENT = {**WORKER, "segment": "student"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def scenario(folder: Path, levers: str, name: str = "mine.toml", head: str = HEAD) -> Scenario:
    (folder / name).write_text(head + levers, encoding="utf-8")
    return load_scenario(folder / name)


def value(schedule: LeverSchedule, month: str, **asker: str) -> float:
    return schedule.value_in(parse_month(month), asker)


def test_a_constant_holds_from_the_start(folder: Path) -> None:
    subsidy = scenario(folder, "subsidy = 0.7\n").levers["subsidy"]
    assert subsidy == LeverSchedule(0.7)


def test_a_step_without_end_lasts(folder: Path) -> None:
    subsidy = scenario(folder, 'subsidy = { from = "2026-01", value = 0.3 }\n').levers["subsidy"]
    assert value(subsidy, "2025-12") == 0.1
    assert value(subsidy, "2026-01") == 0.3
    assert value(subsidy, "2030-12") == 0.3


def test_a_step_with_an_end_includes_its_last_month(folder: Path) -> None:
    subsidy = scenario(folder, 'subsidy = { from = "2026-01", to = "2026-06", value = 0.3 }\n').levers["subsidy"]
    assert [value(subsidy, f"2026-{month:02d}") for month in (1, 6, 7)] == [0.3, 0.3, 0.1]


def test_of_two_entries_the_later_one_counts(folder: Path) -> None:
    subsidy = scenario(
        folder,
        """subsidy = [
  { from = "2026-01", value = 0.3, where = { segment = "worker" } },
  { from = "2028-01", value = 0.5, where = { setting = "rural" }, budget = 2.0e9 },
]
""",
    ).levers["subsidy"]
    assert value(subsidy, "2027-12", **RURAL_WORKER) == 0.3
    assert value(subsidy, "2028-01", **RURAL_WORKER) == 0.5
    assert value(subsidy, "2028-01", **WORKER) == 0.3
    assert value(subsidy, "2028-01", **STUDENT) == 0.1
    assert subsidy.clauses[1].budget == 200_000_000_000


def test_a_where_needs_every_dimension_and_any_of_its_labels(folder: Path) -> None:
    subsidy = scenario(
        folder,
        'subsidy = { from = "2026-01", value = 0.3, where = { segment = ["worker", "other"], region = "100000" } }\n',
    ).levers["subsidy"]
    assert value(subsidy, "2026-01", **WORKER) == 0.3
    assert value(subsidy, "2026-01", **{**WORKER, "segment": "other"}) == 0.3
    assert value(subsidy, "2026-01", **{**WORKER, "region": "200000"}) == 0.1
    assert value(subsidy, "2026-01", **STUDENT) == 0.1


def test_a_ramp_is_linear_and_stays(folder: Path) -> None:
    spend = scenario(folder, 'infrastructure_spend = { from = "2026-01", to = "2026-05", ramp = [0, 40] }\n').levers[
        "infrastructure_spend"
    ]
    found = [value(spend, f"2026-{month:02d}") for month in range(1, 8)]
    assert found == [0.0, 10.0, 20.0, 30.0, 40.0, 40.0, 40.0]
    assert value(spend, "2025-12") == 0.0


def test_a_ramp_ends_exactly_at_its_value(folder: Path) -> None:
    spread = load_scenario("cn_plan").levers["evaluation_spread"]
    assert value(spread, "2028-01") == 0.35
    assert value(spread, "2026-01") == 0.113
    assert value(spread, "2027-01") == pytest.approx(0.2315)


def test_a_value_alone_is_a_constant_and_replaces_what_was_before(folder: Path) -> None:
    subsidy = scenario(folder, 'subsidy = [{ value = 0.2 }, { from = "2026-01", value = 0.3 }]\n').levers["subsidy"]
    assert (subsidy.base, len(subsidy.clauses)) == (0.2, 1)


def test_an_entry_without_from_holds_from_the_first_month(folder: Path) -> None:
    mine = scenario(folder, 'subsidy = { value = 0.3, where = { segment = "worker" } }\n')
    assert value(mine.levers["subsidy"], "2024-12", **WORKER) == 0.1
    assert value(mine.levers["subsidy"], "2025-01", **WORKER) == 0.3
    assert value(mine.levers["subsidy"], "2025-01", **STUDENT) == 0.1


def test_dated_entries_come_after_those_inherited(folder: Path) -> None:
    scenario(folder, 'subsidy = { from = "2026-01", value = 0.3 }\n', "parent.toml")
    child = scenario(
        folder,
        'subsidy = { from = "2025-06", to = "2026-02", value = 0.6 }\n',
        head='title = "C"\nextends = "parent"\n[levers]\n',
    )
    subsidy = child.levers["subsidy"]
    found = [value(subsidy, month) for month in ("2025-05", "2025-06", "2026-02", "2026-03")]
    assert found == [0.1, 0.6, 0.6, 0.3]
    assert child.base_name == "parent"


def test_a_constant_replaces_all_that_is_inherited(folder: Path) -> None:
    scenario(folder, 'subsidy = { from = "2026-01", value = 0.3 }\n', "parent.toml")
    child = scenario(folder, "subsidy = 0.2\n", head='title = "C"\nextends = "parent.toml"\n[levers]\n')
    assert child.levers["subsidy"] == LeverSchedule(0.2)


def test_set_replaces_a_whole_lever() -> None:
    plan = load_scenario("cn_plan", sets=["subsidy=0.7", "platform = false", 'academic_review="dual"'])
    assert plan.levers["subsidy"] == LeverSchedule(0.7)
    assert plan.levers["platform"] == LeverSchedule(0.0)
    assert plan.levers["academic_review"] == LeverSchedule(2.0)
    dated = load_scenario("cn_plan", sets=['subsidy={ from = "2027-01", value = 0.5 }']).levers["subsidy"]
    assert [value(dated, month) for month in ("2026-12", "2027-01")] == [0.1, 0.5]


def test_a_lever_is_taken_over_from_another_scenario(folder: Path) -> None:
    plan = load_scenario("invented_plan")
    mine = scenario(folder, 'subsidy = { system = "invented_plan" }\n')
    assert mine.levers["subsidy"] == plan.levers["subsidy"]
    assert mine.levers["platform"] == LeverSchedule(0.0)
    then = scenario(folder, 'subsidy = [{ system = "invented_plan" }, { from = "2029-01", value = 0.0 }]\n')
    assert then.levers["subsidy"].clauses[:2] == plan.levers["subsidy"].clauses
    assert value(then.levers["subsidy"], "2029-01", **RURAL_WORKER) == 0.0


def test_a_list_of_fields_replaces_the_list_before_it(folder: Path) -> None:
    fields = scenario(
        folder,
        """key_fields = [
  { from = "2026-01", value = ["electronics_information", "welder"] },
  { from = "2027-01", to = "2027-12", value = ["medicine_health"] },
]
""",
    ).levers["key_fields"]
    electronics = {"sector": "electronics_information", "occupation": "software-engineer"}
    welder = {"sector": "equipment_manufacturing", "occupation": "welder"}
    health = {"sector": "medicine_health", "occupation": "nursing-assistant"}
    months = ("2025-12", "2026-01", "2027-01", "2028-01")
    assert [value(fields, month, **electronics) for month in months] == [0.0, 1.0, 0.0, 1.0]
    assert [value(fields, month, **welder) for month in months] == [0.0, 1.0, 0.0, 1.0]
    assert [value(fields, month, **health) for month in months] == [0.0, 0.0, 1.0, 0.0]


def test_a_mandate_keeps_its_deadline() -> None:
    mandate = load_scenario("cn_plan").levers["certification_mandate"].clauses[0]
    assert (mandate.start, mandate.deadline) == (parse_month("2026-01"), parse_month("2026-12"))


def test_every_lever_is_there_and_at_rest_unless_set(folder: Path) -> None:
    bare = scenario(folder, "", head='title = "T"\nsystem = "invented"\n')
    assert dict(bare.levers) == {name: LeverSchedule(lever.neutral) for name, lever in LEVERS.items()}
    assert (bare.months, bare.spin_up, bare.start) == (72, 36, parse_month("2025-01"))


def test_a_shorter_time_drops_what_never_happens_and_says_so(folder: Path) -> None:
    """M3: a shorter horizon keeps exactly the entries of its months."""
    short = scenario(folder, "", head='title = "T"\nextends = "invented_plan"\n[time]\nend = "2026-12"\n')
    long = load_scenario("invented_plan")
    for name in LEVERS:
        kept = tuple(clause for clause in long.levers[name].clauses if clause.start <= short.end)
        assert short.levers[name].clauses == kept
    assert any("levers.platform" in warning for warning in short.warnings)
    assert any("targets.coverage" in warning for warning in short.warnings)
    assert short.targets == ()


def test_shocks_and_targets(folder: Path) -> None:
    mine = scenario(
        folder,
        """
[shocks.fiscal_cut]
from = "2029-01"
to = "2029-12"
value = 0.25

[[shocks.demand_shift]]
from = "2028-01"
value = -0.2
where = { sector = "finance_commerce" }

[targets.coverage]
at_least = 0.9
by = "2028-12"

[targets.early]
outcome = "coverage"
at_least = 0.5
by = "2026-12"
""",
    )
    assert [(shock.name, shock.start, shock.end, shock.value) for shock in mine.shocks] == [
        ("demand_shift", parse_month("2028-01"), mine.end, -0.2),
        ("fiscal_cut", parse_month("2029-01"), parse_month("2029-12"), 0.25),
    ]
    targets = {target.name: target for target in mine.targets}
    assert targets["coverage"].at_least == 0.9
    assert targets["early"].outcome == "coverage"
    assert len(targets) == 5


def test_parameters_come_from_the_pack_and_may_be_replaced(folder: Path) -> None:
    mine = scenario(folder, "\n[parameters]\nprice = 250\n")
    base = load_scenario("invented_baseline")
    assert mine.parameters["price"] == 250.0
    assert {**mine.parameters, "price": 0.0} == {**base.parameters, "price": 0.0}
    assert base.with_parameters({"price": 250}).digest == mine.digest
    with pytest.raises(ValueError, match="unknown parameter"):
        base.with_parameters({"prise": 1.0})
    with pytest.raises(ValueError, match="must lie between"):
        base.with_parameters({"pass_rate": float("nan")})


def test_regions_keep_their_people() -> None:
    kept = load_scenario("invented_baseline", regions=["300000", "100000"])
    assert kept.regions == ("100000", "300000")
    people = sum(place.people for place in kept.pack.places if place.region != "200000")
    assert kept.population == people
    assert kept.population_share == people / 20_000


@pytest.mark.parametrize(
    ("levers", "warning"),
    [
        ("credit_transfer = 0.5\n", "levers.credit_transfer: does little without framework"),
        ("registry_gate = true\n", "levers.registry_gate: does little without registry"),
        ("registry = true\n", "levers.registry: does little without certification_mandate or"),
        (
            "hours_per_credit = { from = '2026-01', value = 30, budget = 5 }\n",
            "levers.hours_per_credit: its budget never runs out, for nobody pays for this lever",
        ),
        (
            "key_fields = { from = '2026-01', value = ['elderly-care-worker'], budget = 0 }\n",
            "levers.key_fields: its budget never runs out, for nobody pays for this lever",
        ),
        ("course_commitment = 12\n", "levers.course_commitment: up to 12 months change nothing"),
        ("\n[time]\nspin_up = 12\n", "time.spin_up: 12 months; under 36 the start is not settled"),
        (
            "\n[time]\nstart = '2025-02'\n",
            "time.start: 2025-02; the stocks of the data pack hold for 2025-01",
        ),
    ],
)
def test_what_is_hardly_meant_gets_a_warning(folder: Path, levers: str, warning: str) -> None:
    warnings = scenario(folder, levers).warnings
    assert [found for found in warnings if found.startswith(warning)]


def test_an_entry_for_regions_that_are_left_out_gets_a_warning(folder: Path) -> None:
    scenario(folder, 'subsidy = { from = "2026-01", value = 0.3, where = { region = "200000" } }\n')
    assert load_scenario(folder / "mine.toml").warnings == ()
    kept = load_scenario(folder / "mine.toml", regions=["100000"])
    assert [warning for warning in kept.warnings if "reaches none" in warning]


def test_a_later_start_keeps_what_is_in_force_then(folder: Path) -> None:
    head = 'title = "T"\nextends = "invented_plan"\n[time]\nstart = "2027-06"\n'
    late = scenario(folder, "", head=head)
    outreach = late.levers["outreach"]
    assert outreach.clauses[0].start == parse_month("2027-06")
    assert value(outreach, "2027-06") == 1.5
