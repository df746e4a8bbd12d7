"""The figure: what is drawn, and that it can be read."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread

from microcred.base.months import parse_month
from microcred.present.compared import compared as make_tables
from microcred.present.comparison import extra_writers
from microcred.present.curves import curves, drawable, panels, title_text, write_curves
from microcred.present.measures import PANELS, Measure
from microcred.present.panel import COLOURS
from microcred.present.policy_dates import dates_text, months_of_change
from microcred.result import Result
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Clause, LeverSchedule, Target
from tests.result import synthetic


@pytest.fixture(scope="module")
def figure(compared: Result) -> Figure:
    return curves(compared)


def test_every_panel_is_titled_labelled_and_shows_every_scenario(figure: Figure) -> None:
    shown = [axis for axis in figure.axes if axis.get_visible()]
    assert len(shown) == len(PANELS) == 12
    for axis in shown:
        assert axis.get_title(loc="left")
        assert axis.get_ylabel()
        colours = {line.get_color() for line in axis.lines}
        assert set(COLOURS[:2]) <= colours
        assert [label.get_text() for label in axis.get_xticklabels(minor=True)] == [
            "2025",
            "2026",
            "2027",
            "2028",
            "2029",
            "2030",
        ]


def test_a_line_is_the_median_at_the_end_of_each_month(figure: Figure, compared: Result) -> None:
    line = next(line for line in figure.axes[0].lines if line.get_color() == COLOURS[0])
    plan = compared.national.query("scenario == 'plan'").groupby("month")["coverage"].median()
    np.testing.assert_allclose(line.get_ydata(), plan.to_numpy())
    assert line.get_xdata()[-1] == 2031.0  # type: ignore[index]


def test_a_year_of_examinees_is_the_sum_of_twelve_months() -> None:
    made = synthetic.result({"plan": [synthetic.history({"completions": np.arange(72.0)})]})
    series, months = Measure("completions", yearly=True).by_run(made.national, "plan")
    assert np.isnan(series[0, :11]).all()
    assert series[0, 11] == sum(range(12))
    assert series[0, 71] == sum(range(60, 72))
    assert months[11] == "2025-12"


def test_a_run_of_less_than_a_year_has_no_yearly_sum() -> None:
    short = synthetic.history({"completions": 5.0}, end=synthetic.START + 5)
    made = synthetic.result({"plan": [short]})
    series, _ = Measure("completions", yearly=True).by_run(made.national, "plan")
    assert np.isnan(series).all()
    curves(made)


def test_a_band_needs_five_runs(compared: Result, figure: Figure) -> None:
    assert len(figure.axes[0].collections) == 2
    few = synthetic.result({"plan": [synthetic.believable(1.0, k) for k in range(4)]})
    drawn = curves(few)
    assert not drawn.axes[0].collections
    assert not any("90 % of runs" in text.get_text() for text in drawn.legends[0].get_texts())


def test_the_legend_names_scenarios_target_and_dates(figure: Figure) -> None:
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        "plan",
        "base",
        "90 % of runs: chance",
        "target and deadline",
        "levers change",
    ]


def test_targets_carry_their_value_and_date(figure: Figure) -> None:
    texts = [text.get_text() for axis in figure.axes for text in axis.texts]
    assert "target 80 % by 2030-12" in texts
    assert "target +30 % by 2030-12" in texts
    assert "target 80 % by 2026-12" in texts
    assert "target 100 by 2030-12" in texts


def test_a_target_far_above_the_curves_has_room_for_its_text() -> None:
    falling = synthetic.history({"match_gain": np.linspace(0.0, -0.5, 72)})
    drawn = curves(synthetic.result({"plan": [falling]}))
    axis = next(axis for axis in drawn.axes if axis.get_title(loc="left").startswith("Match"))
    drawn.canvas.draw()
    assert axis.get_window_extent().y1 >= axis.texts[0].get_window_extent().y1


def test_a_target_on_another_outcome_gets_a_panel_of_its_own() -> None:
    one = synthetic.scenario("plan", targets=[Target("jobs", "hires", 10.0, synthetic.END)])
    made = synthetic.result({"plan": [synthetic.history()]}, [one])
    assert [measure.outcome for measure in panels(made)][12:] == ["hires"]
    assert len([axis for axis in curves(made).axes if axis.get_visible()]) == 13


def test_nothing_is_cut_off_and_panels_do_not_touch(figure: Figure) -> None:
    figure.canvas.draw()
    width, height = figure.canvas.get_width_height()
    panels_drawn = [axis.get_tightbbox() for axis in figure.axes]
    others = [text.get_window_extent() for text in [*figure.texts, *figure.legends]]
    boxes = [box for box in [*panels_drawn, *others] if box is not None]
    assert len(boxes) == 12 + 2 + 1
    for box in boxes:
        assert 0 <= box.x0 < box.x1 <= width
        assert 0 <= box.y0 < box.y1 <= height
    for place, one in enumerate(boxes):
        assert not any(one.overlaps(other) for other in boxes[place + 1 :])


def test_long_names_stay_on_the_page() -> None:
    names = ["a_scenario_with_quite_a_long_name_" + letter * 20 for letter in "abcdefghi"]
    drawn = curves(synthetic.result({name: [synthetic.history({"coverage": 0.5})] for name in names}))
    drawn.canvas.draw()
    width, _ = drawn.canvas.get_width_height()
    legend = drawn.legends[0].get_window_extent()
    assert 0 <= legend.x0 < legend.x1 <= width
    assert not any(legend.overlaps(box) for axis in drawn.axes if (box := axis.get_tightbbox()) is not None)


def test_dates_of_policy_include_steps_ramps_ends_and_deadlines() -> None:
    def month(text: str) -> int:
        return parse_month(text)

    clauses = (
        Clause("subsidy", 0.3, month("2025-01")),
        Clause("subsidy", 0.4, month("2026-01"), end=month("2026-12")),
        Clause("subsidy", 0.5, month("2027-06"), ramp_from=0.0, ramp_to=0.5, ramp_end=month("2028-06")),
        Clause("subsidy", 1.0, month("2029-01"), deadline=month("2029-06")),
    )
    one = synthetic.scenario("plan", levers=FrozenMap({"subsidy": LeverSchedule(0.0, clauses)}))
    texts = ["2026-01", "2027-01", "2027-06", "2028-06", "2029-01", "2029-06"]
    assert list(months_of_change([one])) == [month(text) for text in texts]


def test_the_line_of_dates_stays_short() -> None:
    levers = ["subsidy", "loan", "outreach", "platform", "registry", "badges"]
    one = synthetic.scenario("plan", changes={lever: ["2026-01"] for lever in levers})
    assert dates_text([one]) == "Levers change in 2026-01 (badges, loan, outreach, platform and 2 more)."
    assert dates_text([synthetic.scenario("plan")]) == ""


def test_a_title_is_text_even_with_dollars_and_without_glyphs(compared: Result, tmp_path: Path) -> None:
    priced = dataclasses.replace(compared.scenarios[0], title="From $1 to $2: 50 % & more_x^2")
    chinese = dataclasses.replace(compared.scenarios[1], title="微证书")
    assert not drawable(chinese.title)
    made = dataclasses.replace(compared, scenarios=(priced, chinese))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = curves(made)
        drawn.savefig(tmp_path / "figure.png")
    assert drawn.texts[0].get_text() == "From $1 to $2: 50 % & more_x^2, compared with “base”"


@pytest.mark.parametrize(
    ("named", "first_is_reference", "title"),
    [
        (["plan", "base"], False, "Plan, compared with “Base”"),
        # The first is what is looked at, unless the second extends it.
        (["base", "plan"], False, "Plan, compared with “Base”"),
        (["other", "plan"], False, "Other, compared with “Plan”"),
        (["other", "plan"], True, "Plan, compared with “Other”"),
        (["base", "plan", "other"], True, "2 scenarios, compared with “Base”"),
        (["plan", "base", "other"], False, "Plan and 2 other scenarios"),
        (["plan"], True, "Plan"),
    ],
)
def test_the_title_says_what_is_compared_with_what(named: list[str], first_is_reference: bool, title: str) -> None:
    extends = {"plan": "base", "base": None, "other": "base"}
    scenarios = [synthetic.scenario(name, title=name.capitalize(), base_name=extends[name]) for name in named]
    made = synthetic.result({name: [synthetic.history()] for name in named}, scenarios)
    assert title_text(made, first_is_reference=first_is_reference) == title


def test_curves_of_a_comparison_name_the_reference_as_such(compared: Result, tmp_path: Path) -> None:
    """The reference stands first there, and after "compared with" in the title."""
    turned = dataclasses.replace(compared, scenarios=tuple(reversed(compared.scenarios)))
    unrelated = dataclasses.replace(
        turned, scenarios=tuple(dataclasses.replace(one, base_name=None) for one in turned.scenarios)
    )
    assert extra_writers(make_tables(unrelated))["curves.png"].keywords == {"first_is_reference": True}  # type: ignore[attr-defined]
    drawn = curves(unrelated, first_is_reference=True)
    assert drawn.texts[0].get_text() == "The plan for 2030, compared with “Business as usual”"


def test_the_same_result_gives_the_same_picture(compared: Result, tmp_path: Path) -> None:
    """M6: drawing changes neither the result nor the next drawing."""
    before = compared.national.copy()
    for name in ("one.png", "two.png"):
        write_curves(compared, tmp_path / name)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()
    assert compared.national.equals(before)
    picture = imread(tmp_path / "one.png")
    assert picture.shape[1] == 2250
    assert picture.min() < 0.5 < picture.max()


def test_drawing_needs_no_pyplot() -> None:
    code = "import sys, microcred.present.curves; assert 'matplotlib.pyplot' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
