"""Comparisons worked out by hand on made-up runs: pairs, costs, groups and parts."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from microcred.analysis.comparable import check_comparable
from microcred.analysis.costs import costs, deadweight, first_change, ratio_with_error
from microcred.analysis.groups import groups
from microcred.analysis.paired import check_pairs, paired, runs_needed, student_90
from microcred.analysis.parts import EXTRA, SUM, TOGETHER, complementarity, find_parts
from microcred.base.errors import BadInput
from microcred.base.months import parse_month
from microcred.present.compared import compared, curve_table, difference_table
from microcred.present.comparison import comparison
from microcred.present.differences import difference_by_run, differences
from microcred.present.effects import group_figure, parts_figure
from microcred.present.measures import Measure
from microcred.present.tables import Console
from microcred.result import Result
from microcred.scenario import load_scenario
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Shock
from tests.result import synthetic

CHANGES = {"subsidy": ["2026-01"]}


def two(before: list[dict[str, float]], after: list[dict[str, float]]) -> Result:
    """A reference and a policy from 2026 on, with constant outcomes of each run."""
    base = synthetic.scenario("base", title="As it is")
    plan = synthetic.scenario("plan", title="As it could be", changes=CHANGES)
    runs = {"base": [synthetic.history(one) for one in before], "plan": [synthetic.history(one) for one in after]}
    return synthetic.result(runs, [base, plan])


def test_paired_statistics_by_hand() -> None:
    """Differences 1, 2, 3: mean 2, s.d. 1, half the 90 % interval 2.920 / sqrt(3)."""
    found = paired(np.array([10.0, 20.0, 30.0, np.nan]), np.array([11.0, 22.0, 33.0, 40.0]))
    assert (found.runs, found.mean, found.median, found.higher) == (3, 2.0, 2.0, 1.0)
    assert found.spread == pytest.approx(1.0)
    assert found.error == pytest.approx(2.919986 / math.sqrt(3.0), rel=1e-6)
    assert found.sure
    # unrelated runs: variances 100 and 121
    assert found.spread_unpaired == pytest.approx(math.sqrt(221.0))
    assert student_90(2) == pytest.approx(6.313752, rel=1e-6)


def test_one_pair_or_none_claims_nothing() -> None:
    one = paired(np.array([1.0]), np.array([3.0]))
    assert (one.runs, one.mean, one.sure) == (1, 2.0, False)
    assert math.isnan(one.error)
    assert paired(np.array([np.nan]), np.array([1.0])).runs == 0


def test_runs_needed_by_hand() -> None:
    """(1.645 x 2 / .5)^2 = 43.3: 44 runs."""
    assert runs_needed(2.0, 0.5) == 44
    assert runs_needed(0.0, 0.5) == 2
    assert math.isnan(runs_needed(math.nan, 0.5))
    assert math.isnan(runs_needed(1.0, 0.0))


def test_cost_of_an_addition_by_hand() -> None:
    """Over 60 months 10 more completers and 3,000 yuan more a month: 300 yuan each, exactly, in every run."""
    before = [{"completions": 100.0 + k, "cost_public": 1_000.0, "coverage": 0.3} for k in range(3)]
    after = [{"completions": 110.0 + k, "cost_public": 4_000.0, "coverage": 0.5} for k in range(3)]
    table = costs(two(before, after)).set_index(["added", "payer"])
    row = table.loc[("completers", "public")]
    assert row["added_mean"] == 600.0
    assert row["cost_mean"] == 180_000.0
    assert row["cost_per_added"] == pytest.approx(300.0)
    assert row["cost_per_added_error"] == pytest.approx(0.0, abs=1e-6)
    # the tiny country has no occupations: nothing can be divided
    assert math.isnan(table.loc[("covered occupations", "all"), "cost_per_added"])


def test_what_is_not_surely_added_has_no_price() -> None:
    assert math.isnan(ratio_with_error(np.array([5.0, 5.0]), np.array([-1.0, 1.0]))[0])
    assert math.isnan(ratio_with_error(np.array([5.0, 5.0]), np.array([-1.0, -1.0]))[0])
    assert math.isnan(ratio_with_error(np.array([5.0]), np.array([1.0]))[0])


def test_deadweight_by_hand() -> None:
    """90 of 120 applications would have come anyway, .75; and 80 of 100 examinees, .8."""
    before, after = {"applicants": 90.0, "completions": 80.0}, {"applicants": 120.0, "completions": 100.0}
    table = deadweight(two([before] * 2, [after] * 2)).set_index("of")
    assert table["from"].unique().tolist() == ["2026-01"]
    assert table["deadweight"].to_dict() == pytest.approx({"examinees": 0.8, "applications": 0.75})
    assert table.loc["applications", "policy"] == 120 * 60


def test_the_first_change_is_a_lever_a_base_value_or_a_shock() -> None:
    base, plan = load_scenario("cn_baseline"), load_scenario("cn_plan")
    assert first_change(base, plan) == parse_month("2026-01")
    assert first_change(plan, load_scenario("cn_plan_fiscal_cut")) == parse_month("2029-01")
    assert first_change(base, load_scenario("cn_plan_two_years_late")) == parse_month("2028-01")
    shocked = replace(base, shocks=(Shock("fiscal_cut", parse_month("2027-05"), base.end, 0.5),))
    assert first_change(base, shocked) == parse_month("2027-05")
    assert first_change(base, load_scenario("cn_baseline", sets=["subsidy=0.5"])) == base.start


def test_what_holds_throughout_differs_from_the_start() -> None:
    """A parameter or a pack of its own has no date; and of two that are the same, all months are compared."""
    base, plan = load_scenario("cn_baseline"), load_scenario("cn_plan")
    assert first_change(base, base.with_parameters({"price": 100.0})) == base.start
    assert first_change(base, plan.with_parameters({"price": 100.0})) == base.start
    other_pack = replace(plan.pack, occupations=plan.pack.occupations[:-1])
    assert first_change(base, replace(plan, pack=other_pack)) == base.start
    assert first_change(base, base) == base.start


def test_what_other_parameters_add_is_counted_from_the_start() -> None:
    """10 examinees more a month over 72 months: 720, not the ten of the last month."""
    base, cheap = synthetic.scenario("base"), synthetic.scenario("cheap", parameters=FrozenMap({"price": 100.0}))
    runs = {
        "base": [synthetic.history({"completions": 100.0})] * 2,
        "cheap": [synthetic.history({"completions": 110.0})] * 2,
    }
    made = synthetic.result(runs, [base, cheap])
    assert costs(made).set_index(["added", "payer"]).loc[("completers", "all"), "added_mean"] == 720.0
    examinees = deadweight(made).set_index("of").loc["examinees"]
    assert (examinees["from"], examinees["policy"]) == ("2025-01", 110 * 72)


def test_groups_by_hand() -> None:
    """Of 400 holders half live in Northland's villages (5,000 people) and half in Southland's city (5,000)."""
    made = two([{"holders": 400.0}] * 2, [{"holders": 800.0}] * 2)
    table = groups(made)
    table = table[table["outcome"] == "holders"].set_index(["dimension", "group"])
    urban = table.loc[("setting", "urban")]
    assert urban["people"] == 15_000
    assert urban["reference"] == pytest.approx(1_000 * 200 / 15_000)
    assert urban["relative"] == pytest.approx(1.0)
    east = table.loc[("macro_region", "east")]
    assert (east["label"], east["people"]) == ("East", 15_000)
    assert east["difference"] == pytest.approx(1_000 * 200 / 15_000)
    assert table.loc[("macro_region, setting", "west, urban"), "label"] == "West, urban"
    assert table.loc[("region", "200000"), "label"] == "Southland"


def test_differences_are_by_run_and_zero_before_the_policy() -> None:
    made = two([{"coverage": 0.3}, {"coverage": 0.4}], [{"coverage": 0.35}, {"coverage": 0.5}])
    series, months = difference_by_run(made, Measure("coverage"), "plan")
    np.testing.assert_allclose(series[:, -1], [0.05, 0.1])
    assert months[0] == "2025-01"
    curve = curve_table(made).set_index(["outcome", "month"])
    assert curve.loc[("coverage", "2030-12"), "median"] == pytest.approx(0.075)
    row = difference_table(made, 0.01).set_index("outcome").loc["coverage"]
    assert row["difference"] == pytest.approx(0.075)
    # the s.d. of .05 and .1 is .0354: (1.645 x .0354 / .01)^2 = 33.8
    assert row["runs_needed"] == 34


def test_runs_of_other_seeds_are_no_pairs() -> None:
    made = two([{}, {}], [{}, {}])
    check_pairs(made)
    other = replace(made, runs=(*made.runs[:-1], replace(made.runs[-1], seed=99)))
    with pytest.raises(BadInput, match="other runs or seeds"):
        check_pairs(other)
    with pytest.raises(BadInput, match="at least two"):
        check_pairs(synthetic.result({"plan": [synthetic.history()]}))


OTHER_PACK = replace(synthetic.PACK, population_note="counted anew")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"system": "elsewhere"}, r"plan: system: .*found elsewhere\); allowed: invented, as in base"),
        ({"pack": OTHER_PACK}, "plan: data pack: "),
        ({"regions": ("200000",)}, r"plan: regions: .*found 200000\); allowed: all, as in base"),
        ({"start": synthetic.START + 12}, r"plan: time\.start: .*found 2026-01\); allowed: 2025-01"),
        ({"end": synthetic.END - 24}, r"plan: time\.end: .*found 2028-12\); allowed: 2030-12"),
        ({"spin_up": 12}, r"plan: time\.spin_up: .*found 12 months\); allowed: 36 months"),
    ],
)
def test_other_people_and_months_are_no_pairs(changes: dict[str, Any], said: str) -> None:
    """Seeds that agree pair nothing where the people or the months are others."""
    base, plan = synthetic.scenario("base"), synthetic.scenario("plan", **changes)
    made = synthetic.result({"base": [synthetic.history()], "plan": [synthetic.history()]}, [base, plan])
    with pytest.raises(BadInput, match=said) as refused:
        check_pairs(made)
    assert len(refused.value.faults) == 1


def test_all_regions_named_one_by_one_are_the_whole_country() -> None:
    named = synthetic.scenario("plan", regions=("100000", "200000"))
    check_comparable([synthetic.scenario("base"), named])


def test_the_dimensions_of_the_plan_are_found_as_its_parts() -> None:
    dimensions = ("framework", "quality", "cooperation", "platform")
    names = ["cn_baseline", "cn_plan", *(f"cn_plan_{one}" for one in dimensions), "cn_subsidy", "cn_plan_fiscal_cut"]
    without = [f"cn_plan_without_{one}" for one in dimensions]
    parts = find_parts([load_scenario(name) for name in [*names, *without]])
    assert parts is not None
    assert parts.whole == "cn_plan"
    assert parts.alone == tuple(f"cn_plan_{one}" for one in dimensions)
    assert parts.without == {f"cn_plan_{one}": f"cn_plan_without_{one}" for one in dimensions}
    assert find_parts([load_scenario(name) for name in names[:3]]) is None


def test_complementarity_by_hand() -> None:
    """Alone 1 and 2, together 5: their togetherness adds 2; the first as the last one added does 5 - 2."""
    parts = find_parts(_quarters())
    assert parts is not None
    values = {"base": 0.0, "a": 1.0, "b": 2.0, "ab": 5.0}
    runs = np.array([0.0, 10.0])
    table = complementarity(parts, "base", ["coverage"], lambda name, _: runs + values[name])
    effects = table.set_index("part")["effect"]
    assert effects[SUM] == 3.0
    assert effects[TOGETHER] == 5.0
    assert effects[EXTRA] == 2.0
    assert effects["a, alone"] == 1.0
    # each is also what is left of the whole without the other
    assert effects["a, last"] == 3.0


def _quarters() -> list:  # type: ignore[type-arg]
    return [
        synthetic.scenario("base"),
        synthetic.scenario("a", changes={"subsidy": ["2026-01"]}),
        synthetic.scenario("b", changes={"outreach": ["2026-01"]}),
        synthetic.scenario("ab", changes={"subsidy": ["2026-01"], "outreach": ["2026-01"]}),
    ]


@pytest.mark.nightly
def test_every_figure_and_table_of_a_comparison_is_drawn() -> None:
    scenarios = _quarters()
    runs = {one.name: [synthetic.believable(place / 3, k) for k in range(5)] for place, one in enumerate(scenarios)}
    made = synthetic.result(runs, scenarios)
    parts = find_parts(made.scenarios)
    assert parts is not None
    for figure in (differences(made), group_figure(made, groups(made)), parts_figure(made, parts)):
        assert isinstance(figure, Figure)
        assert all(axis.get_title(loc="left") for axis in figure.axes if axis.get_visible())
        figure.canvas.draw()
    assert "90 % of pairs of runs: chance" in [text.get_text() for text in differences(made).legends[0].get_texts()]
    plain = Console(width=100, color_system=None)
    with plain.capture() as capture:
        plain.print(comparison(compared(made)))
    text = capture.get()
    assert "together less the sum" in text
    assert "Not recorded, so not said" in text
    assert all(len(line) <= 100 for line in text.splitlines())
