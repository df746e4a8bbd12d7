"""The verdict on targets, worked out by hand, and the shape of the tables."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest

from microcred.base.months import parse_month
from microcred.catalogue.outcomes import OUTCOMES
from microcred.result import (
    NORMAL_90,
    Result,
    first_month_met,
    probability_error,
    quantiles,
)
from microcred.scenario.model import Target
from tests.result import synthetic

MONTHS = 72


def ending(value: float, since: str = "2030-12") -> np.ndarray:
    """An outcome that is 0 until a month and `value` from then on."""
    series = np.zeros(MONTHS)
    series[parse_month(since) - synthetic.START :] = value
    return series


def judged(outcome: str, runs: list[np.ndarray | float], **others: object) -> pd.Series:
    target = Target("goal", outcome, 0.8, synthetic.END)
    one = synthetic.scenario("plan", targets=[target])
    histories = [synthetic.history({outcome: run, **others}) for run in runs]  # type: ignore[dict-item]
    return synthetic.result({"plan": histories}, [one]).targets.iloc[0]


def test_quantiles_and_chance_of_four_runs_by_hand() -> None:
    row = judged("coverage", [ending(0.7), ending(0.8), ending(0.9), ending(0.85)])
    assert row["runs"] == 4
    # sorted .7 .8 .85 .9: the middle, and 0.15 and 2.85 steps along
    assert row["median"] == pytest.approx(0.825)
    assert row["p05"] == pytest.approx(0.715)
    assert row["p95"] == pytest.approx(0.8925)
    assert row["probability"] == 0.75


def test_a_result_a_scenario_and_its_pack_are_shown_in_a_line() -> None:
    """In a notebook: the tables they hold would fill a hundred screens."""
    made = synthetic.result({name: [synthetic.history()] * 2 for name in "abcdefg"})
    assert repr(made) == "Result(a, b, c, d, e and 2 more: 14 runs, 2025-01 to 2030-12)"
    assert repr(synthetic.result({"a": [synthetic.history()]})) == "Result(a: 1 run, 2025-01 to 2030-12)"
    assert repr(synthetic.scenario()) == "Scenario('plan': The plan, 2025-01 to 2030-12)"
    assert repr(synthetic.PACK) == "DataPack('invented': An invented country)"


def test_a_target_reached_exactly_is_met() -> None:
    assert judged("coverage", [ending(0.8)])["probability"] == 1.0


@pytest.mark.parametrize(("met", "runs"), [(0, 1), (1, 1), (10, 10), (7, 10), (150, 300)])
def test_probability_error_is_half_the_wilson_interval(met: int, runs: int) -> None:
    # its ends solve (share - p)**2 = z**2 * p * (1 - p) / runs
    share, squared = met / runs, NORMAL_90**2 / runs
    low, high = sorted(np.roots([1 + squared, -2 * share - squared, share**2]).real)
    assert probability_error(met, runs) == pytest.approx((high - low) / 2)


def test_agreement_of_few_runs_is_not_certainty() -> None:
    assert probability_error(10, 10) == pytest.approx(0.1065, abs=1e-4)
    assert math.isnan(probability_error(0, 0))


def test_first_month_is_the_one_by_which_half_of_the_runs_that_meet_it_have() -> None:
    row = judged("coverage", [ending(0.9, "2028-03"), ending(0.9, "2027-01"), ending(0.9, "2029-05"), 0.0])
    assert row["month_first_met"] == "2028-03"
    row = judged("coverage", [ending(0.9, "2028-03"), ending(0.9, "2027-01")])
    assert row["month_first_met"] == "2027-01"


def test_a_level_left_again_was_still_met_first() -> None:
    series = ending(0.9, "2026-02")
    series[-1] = 0.1
    row = judged("coverage", [series])
    assert (row["month_first_met"], row["probability"]) == ("2026-02", 0.0)


def test_a_target_never_met_has_no_month() -> None:
    assert judged("coverage", [0.2, 0.3])["month_first_met"] == ""
    assert first_month_met(np.full((2, 3), np.nan), ["a", "b", "c"], 0.0) == ""


def test_a_run_that_does_not_know_does_not_meet() -> None:
    unknown = ending(0.9)
    unknown[-1] = np.nan
    row = judged("coverage", [ending(0.9), unknown])
    assert (row["probability"], row["median"], row["not_measurable"]) == (0.5, 0.9, False)


def test_without_a_survey_satisfaction_is_not_measurable_and_the_true_value_stands() -> None:
    row = judged("satisfaction", [0.85], satisfaction_surveyed=math.nan)
    assert row["not_measurable"]
    assert (row["median"], row["counterpart"]) == (0.85, "satisfaction_surveyed")
    assert math.isnan(row["counterpart_median"])


def test_a_target_on_what_surveys_say_stands_beside_the_truth() -> None:
    row = judged("satisfaction_surveyed", [math.nan, math.nan], satisfaction=0.7)
    assert row["not_measurable"]
    assert math.isnan(row["probability"])
    assert math.isnan(row["probability_error"])
    assert (row["counterpart"], row["counterpart_median"]) == ("satisfaction", 0.7)


def test_with_a_survey_it_is_measurable() -> None:
    assert not judged("satisfaction", [0.85], satisfaction_surveyed=0.8)["not_measurable"]


def test_a_deadline_after_the_end_is_no_verdict() -> None:
    target = Target("goal", "coverage", 0.8, synthetic.END + 1)
    one = synthetic.scenario("plan", targets=[target])
    row = synthetic.result({"plan": [synthetic.history({"coverage": 0.9})]}, [one]).targets.iloc[0]
    assert row["runs"] == 0
    assert math.isnan(row["probability"])
    assert not row["not_measurable"]
    assert row["month_first_met"] == "2025-01"


def test_every_scenario_is_judged_by_the_targets_of_all() -> None:
    shared = Target("coverage", "coverage", 0.8, synthetic.END)
    stricter = Target("coverage", "coverage", 0.9, synthetic.END)
    scenarios = [
        synthetic.scenario("plan", targets=[stricter]),
        synthetic.scenario("base", targets=[shared]),
    ]
    runs = {name: [synthetic.history({"coverage": 0.85})] for name in ("plan", "base")}
    table = synthetic.result(runs, scenarios).targets
    found = [tuple(row) for row in table[["scenario", "at_least", "probability"]].to_numpy().tolist()]
    assert found == [("plan", 0.9, 0.0), ("base", 0.9, 0.0), ("plan", 0.8, 1.0), ("base", 0.8, 1.0)]


def test_quantiles_of_nothing_are_unknown() -> None:
    assert all(math.isnan(value) for value in quantiles(np.array([np.nan])))


def test_tables_have_one_row_per_run_month_and_place_in_order() -> None:
    runs = {"plan": [synthetic.believable(1.0, number) for number in range(2)]}
    made = synthetic.result(runs)
    assert len(made.national) == 2 * MONTHS
    assert len(made.regions) == 2 * MONTHS * len(synthetic.PLACES)
    assert list(made.national.columns[:4]) == ["scenario", "parameter_set", "replicate", "month"]
    assert list(made.national.columns[4:]) == list(OUTCOMES)
    regional = [name for name, outcome in OUTCOMES.items() if outcome.regional]
    assert list(made.regions.columns[4:]) == ["region", "setting", *regional]
    assert made.national["month"].tolist()[:2] == ["2025-01", "2025-02"]
    assert made.national["month"].iloc[-1] == "2030-12"
    assert made.regions["setting"].tolist()[:3] == ["urban", "rural", "urban"]


def test_places_sum_to_the_nation_exactly() -> None:
    """I7: counts are whole numbers, and the places' add up to the nation's."""
    made = synthetic.result({"plan": [synthetic.believable(1.0, 3)]})
    sums = made.regions.groupby("month")[["holders", "completions", "programmes_open"]].sum()
    nation = made.national.set_index("month")[["holders", "completions", "programmes_open"]]
    assert (sums == nation).all(axis=None)


def test_what_is_counted_comes_in_whole_numbers() -> None:
    made = synthetic.result({"plan": [synthetic.believable(1.0, 3)]})
    assert {str(made.national[name].dtype) for name in ("holders", "hires", "certificates")} == {"int64"}
    assert {str(made.regions[name].dtype) for name in ("aware", "completions")} == {"int64"}
    assert {str(made.national[name].dtype) for name in ("coverage", "vacancies", "cost_public")} == {"float64"}


@pytest.mark.parametrize("value", [0.5, math.nan])
def test_a_count_that_is_no_whole_number_is_never_cut(value: float) -> None:
    """R09."""
    with pytest.raises(ValueError, match="holders is counted"):
        synthetic.result({"plan": [synthetic.history({"holders": value})]})


def test_building_tables_leaves_the_histories_alone() -> None:
    """I8: what goes in has the same content afterwards."""
    one = synthetic.believable(1.0, 0)
    before = {name: values.copy() for name, values in one.national.items()}
    made = synthetic.result({"plan": [one]})
    made.national.loc[:, "coverage"] = 0.0
    made.national.loc[:, "vacancies"] = -1.0
    for name, values in before.items():
        np.testing.assert_array_equal(one.national[name], values)


def test_a_result_is_frozen() -> None:
    made = synthetic.result({"plan": [synthetic.history()]})
    assert isinstance(made, Result)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.targets = pd.DataFrame()  # type: ignore[misc]
