"""What a scenario changes for people of each segment and income, and in the funnel: worked by hand on made-up runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from microcred.analysis.funnels import EVERYBODY, REASONS, STEPS, funnel_changes
from microcred.analysis.groups import groups
from microcred.funnel import empty_funnel, empty_incomes
from microcred.present.compared import compared
from microcred.present.comparison import comparison, extra_writers
from microcred.present.effects import group_figure
from microcred.present.funnel_change import MOST_SCENARIOS, funnel_change_figure, has_funnel
from microcred.present.panel import COLOURS, MARKERS
from microcred.present.tables import Console
from microcred.result import Result
from microcred.world.states import FIXED, Funnel, Segment
from tests.result import synthetic

MONTHS = 72
PEOPLE = {Segment.STUDENT: 1_000, Segment.WORKER: 4_000}


def history(times: float, poor: float) -> synthetic.History:
    """Each month 8 students and 4 workers apply, get a seat and sit, times a factor; those who hold, and the poor."""
    cells = np.zeros((MONTHS, len(synthetic.PLACES), len(Segment), len(Funnel)), dtype=np.int64)
    for segment, people in PEOPLE.items():
        own = cells[:, 0, segment]
        count = round(times * (8 if segment is Segment.STUDENT else 4))
        own[:, Funnel.PEOPLE], own[:, Funnel.AWARE] = people, people // 2
        for step in (Funnel.APPLIED, Funnel.ADMITTED, Funnel.SAT, Funnel.PASSED):
            own[:, step] = count
        own[:, Funnel.REFUSED_SEAT] = 2
        own[:, Funnel.HOLDERS] = 10 * count
        own[:, Funnel.SITUATIONS], own[:, Funnel.WILLING] = 16, round(0.16 * FIXED)
        own[:, Funnel.WILLING_NO_PRICE] = round(0.16 * (1.0 + 0.5 / times) * FIXED)
    each = {
        Funnel.PEOPLE: (1_000.0, 900.0, 800.0, 700.0, 600.0),
        Funnel.AWARE: (500.0, 450.0, 400.0, 350.0, 300.0),
        Funnel.SAT: (poor, 1, 1, 1, 1),
        Funnel.HOLDERS: (10 * poor, 10, 10, 10, 10),
        Funnel.APPLIED: (poor, 1, 1, 1, 1),
        Funnel.ADMITTED: (poor, 1, 1, 1, 1),
    }
    return synthetic.history(funnel=cells, incomes=synthetic.by_income(MONTHS, each))


def made(others: int = 1) -> Result:
    """Two runs each of a reference, and of policies from 2026 on that double everything, and treble it for the poor."""
    names = ["base", *(f"plan{number or ''}" for number in range(others))]
    scenarios = [
        synthetic.scenario(name, title=name, changes=None if name == "base" else {"subsidy": ["2026-01"]})
        for name in names
    ]
    runs = {name: [history(1.0, 1) if name == "base" else history(2.0, 3)] * 2 for name in names}
    return synthetic.result(runs, scenarios)


def test_groups_of_people_by_hand() -> None:
    """Students: 80 holders of 1,000, then 160. Workers: 4 x 60 months of 4,000. The poorest: 10, then 30 of 1,000."""
    table = groups(made()).set_index(["dimension", "group", "outcome"])
    students = table.loc[("segment", "student", "holders")]
    assert (students["label"], students["people"], students["runs"]) == ("students", 1_000, 2)
    assert students["reference"] == pytest.approx(80.0)
    assert students["difference"] == pytest.approx(80.0)
    workers = table.loc[("segment", "worker", "completions")]
    assert workers["reference"] == pytest.approx(4 * 60 / 4)
    assert workers["relative"] == pytest.approx(1.0)
    poor = table.loc[("income", "lowest", "holders")]
    assert (poor["label"], poor["people"]) == ("lowest fifth of incomes", 1_000)
    assert (poor["reference"], poor["relative"]) == pytest.approx((10.0, 2.0))
    assert table.loc[("income", "highest", "completions"), "difference"] == 0.0
    assert table.loc[("income, setting", "lowest, urban", "holders"), "label"] == "lowest fifth of incomes, urban"
    # Nobody is in the third segment, and what learners pay is not known by segment.
    assert ("segment", "other", "holders") not in table.index
    assert "cost_learner" not in table.loc["segment"].index.get_level_values("outcome")


def test_changes_of_the_funnel_by_hand() -> None:
    """12 of 5,000 a month, then 24: 2,880 a year of 100,000, and twice that; the price keeps half as many away."""
    table = funnel_changes(made()).set_index(["dimension", "group", "name"])
    applied = table.loc[(EVERYBODY, EVERYBODY, "applied")]
    assert applied["reference"] == pytest.approx(12 * 12 / 5_000 * 100_000)
    assert applied["difference"] == pytest.approx(applied["reference"])
    assert (applied["error"], applied["runs"]) == (0.0, 2)
    price = table.loc[(EVERYBODY, EVERYBODY, "price")]
    assert (price["reference"], price["policy"]) == pytest.approx((50.0, 25.0), rel=1e-6)
    seat = table.loc[("segment", "worker", "no_seat")]
    assert (seat["reference"], seat["policy"]) == pytest.approx((50.0, 25.0))
    assert table.loc[("income", "lowest", "sat"), "policy"] == pytest.approx(3 * 12 / 1_000 * 100_000)
    assert set(table.index.get_level_values("dimension")) == {EVERYBODY, "segment", "setting", "macro_region", "income"}
    assert set(table.index.get_level_values("name")) == {*STEPS, *REASONS}


def test_without_a_record_of_it_groups_are_left_out() -> None:
    """Results of older versions: no incomes, no holders by segment, or no funnel at all."""
    whole = made()
    old = replace(whole, incomes=empty_incomes(), funnel=whole.funnel.drop(columns="holders"))
    table = groups(old)
    assert "income" not in set(table["dimension"])
    assert set(table[table["dimension"] == "segment"]["outcome"]) == {"completions"}
    assert "income" not in set(funnel_changes(old)["dimension"])
    older = replace(old, funnel=empty_funnel())
    assert not {"segment", "income"} & set(groups(older)["dimension"])
    assert funnel_changes(older).empty
    assert has_funnel(old)
    assert not has_funnel(older)
    assert "funnel_changes.csv" in extra_writers(compared(old))
    assert "funnel_changes.csv" not in extra_writers(compared(older))


def console_text(result: Result) -> str:
    """What `microcred compare` prints."""
    plain = Console(width=100, color_system=None)
    with plain.capture() as capture:
        plain.print(comparison(compared(result)))
    return capture.get()


def test_the_console_says_who_gains_and_what_keeps_others_away() -> None:
    text = console_text(made())
    for words in ("lowest fifth of incomes", "students", "sat the exam", "kept away: no seat, %", "50 → 25"):
        assert words in text, words
    assert all(len(line) <= 100 for line in text.splitlines())
    assert "nan" not in text
    assert "an older version made" not in text
    whole = made()
    assert "an older version made" in console_text(replace(whole, incomes=empty_incomes(), funnel=empty_funnel()))


def test_long_names_stay_above_their_panels() -> None:
    """Of the shipped scenarios' names some are longer than a panel is wide."""
    whole = made()
    name = "cn_plan_two_years_late"
    scenarios = [replace(one, name=name) if one.name == "plan" else one for one in whole.scenarios]
    changes = funnel_changes(whole).replace({"scenario": {"plan": name}})
    figure = funnel_change_figure(replace(whole, scenarios=tuple(scenarios)), changes)
    titles = [axis.get_title(loc="left") for axis in figure.axes]
    assert "cn_plan_two_years_late by\nfifth of incomes" in titles
    for axis in figure.axes:
        title = axis._left_title.get_window_extent()  # type: ignore[attr-defined]
        assert title.x1 <= axis.get_window_extent().x1 + 1
        assert not figure.legends[0].get_window_extent().overlaps(title)


def test_dots_of_more_scenarios_than_colours_are_told_apart() -> None:
    """The eighth scenario has the first one's colour, and a marker of its own, in the legend as in the panel."""
    names = [f"plan{number}" for number in range(len(COLOURS) + 2)]
    scenarios = [synthetic.scenario(name) for name in names]
    result = synthetic.result({name: [synthetic.history()] for name in names}, scenarios)
    row = {"dimension": "segment", "label": "students", "outcome": "holders", "relative": 0.1, "error": 0.0}
    table = pd.DataFrame([{"scenario": name, "reference": 1.0, "runs": 2, **row} for name in names[1:]])
    figure = group_figure(result, table)
    looks = [(line.get_color(), line.get_marker()) for line in figure.legends[0].get_lines()]
    assert len(set(looks)) == len(names) - 1
    drawn = [(line.get_color(), line.get_marker()) for line in figure.axes[0].lines if line.get_marker() in MARKERS]
    assert drawn == looks


@pytest.mark.nightly  # `.ci/run` draws them
def test_figures_have_a_panel_for_every_dimension() -> None:
    """Four columns of steps and of reasons a scenario; more than a few scenarios are said to be left out."""
    result = made(others=MOST_SCENARIOS + 1)
    figure = funnel_change_figure(result, funnel_changes(result))
    shown = [axis for axis in figure.axes if axis.get_visible()]
    assert len(shown) == MOST_SCENARIOS * 2 * 4
    assert all(axis.get_title(loc="left") and axis.get_xlabel() for axis in shown)
    legend = shown[3].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["lowest", "second", "third", "fourth", "highest"]
    assert f"the first {MOST_SCENARIOS} of {MOST_SCENARIOS + 1}" in figure.texts[1].get_text().replace("\n", " ")
    whole = made()
    by_group = group_figure(whole, groups(whole))
    for drawn in (figure, by_group):
        assert isinstance(drawn, Figure)
        drawn.canvas.draw()
    assert len([axis for axis in by_group.axes if axis.get_visible()]) == 5
    old = replace(whole, incomes=empty_incomes(), funnel=empty_funnel())
    assert len([axis for axis in group_figure(old, groups(old)).axes if axis.get_visible()]) == 3
