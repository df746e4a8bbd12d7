"""The funnel as table and figure: worked by hand, everything labelled, and nothing hidden by one long bar."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from microcred.analysis.funnels import REASONS, STEPS, last_year, reasons_by, steps_by
from microcred.base.errors import BadInput
from microcred.catalogue.dimensions import SEGMENTS
from microcred.funnel import LABELS, MEANINGS, empty_funnel, funnel_table, joined
from microcred.present.funnel import funnel_figure
from microcred.result import Result
from microcred.world.states import FIXED, Funnel, Segment
from tests.result import synthetic

MONTHS = 72
# Students, then workers; others do nothing.
EACH_MONTH = {
    Funnel.PEOPLE: (1_000, 4_000),
    Funnel.AWARE: (500, 1_000),
    Funnel.APPLIED: (10, 4),
    Funnel.ADMITTED: (8, 1),
    Funnel.REFUSED_SEAT: (2, 2),
    Funnel.REFUSED_CLOSED: (0, 1),
    Funnel.SAT: (7, 1),
    Funnel.PASSED: (6, 1),
    Funnel.HIRED: (0, 3),
    Funnel.SITUATIONS: (10, 16),
    Funnel.NO_PROGRAMME: (2, 8),
}
# Sums over situations: the mean is a tenth or sixteenth of it.
WILLING = {
    Funnel.WILLING: (0.20, 0.08),
    Funnel.WILLING_NO_PRICE: (0.25, 0.08),
    Funnel.WILLING_NO_TIME: (0.24, 0.12),
    Funnel.WILLING_FULL_ACCESS: (0.22, 0.16),
}


def cells() -> np.ndarray:
    """The same in every month, all in the first place: Northland's cities, in the east."""
    funnel = np.zeros((MONTHS, len(synthetic.PLACES), len(Segment), len(Funnel)), dtype=np.int64)
    for step, values in EACH_MONTH.items():
        funnel[:, 0, :2, step] = values
    for step, sums in WILLING.items():
        funnel[:, 0, :2, step] = [round(value * FIXED) for value in sums]
    return funnel


@pytest.fixture(scope="module")
def made() -> Result:
    return synthetic.result({name: [synthetic.history(funnel=cells())] * 2 for name in ("plan", "base")})


@pytest.fixture(scope="module")
def figure(made: Result) -> Figure:
    return funnel_figure(made)


def test_the_table_has_a_row_for_every_run_month_and_cell(made: Result) -> None:
    """I7: labels beside the numbers that the engine wrote down."""
    table = made.funnel
    assert list(table.columns) == list(empty_funnel().columns)
    assert set(MEANINGS) == {step.name.lower() for step in Funnel}
    assert len(table) == 2 * 2 * MONTHS * len(synthetic.PLACES) * len(SEGMENTS)
    assert not table.duplicated([*LABELS, "replicate"]).any()
    row = table.query("month == '2027-03' and region == '100000' and setting == 'urban' and segment == 'worker'").iloc[
        0
    ]
    assert (row["macro_region"], row["people"], row["applied"], row["hired"]) == ("east", 4_000, 4, 3)
    assert row["willing"] == pytest.approx(0.08 / 16)
    assert set(table.query("region == '200000'")["macro_region"]) == {"west"}
    assert table.query("segment == 'other'")["willing"].isna().all()
    assert all(table[name].dtype == "category" for name in LABELS)


def test_drawn_parameters_leave_no_funnel() -> None:
    """Cells of hundreds of draws would fill the memory: only the scenario's own parameters have rows."""
    one = synthetic.scenario("plan")
    own = synthetic.history()
    finished = [(replace(synthetic.record("plan", 0, own), parameter_set=number), own) for number in (0, 1)]
    result = Result.of([one], finished, {"replicates": 1})
    assert set(result.funnel["parameter_set"]) == {0}
    nothing = funnel_table([one], finished[1:])
    assert nothing.empty
    assert list(nothing.columns) == list(result.funnel.columns)


def test_tables_are_put_together_with_their_labels(made: Result) -> None:
    """Two tables with different categories keep all of them, and an empty one adds nothing."""
    other = synthetic.result({"other": [synthetic.history(funnel=cells())]}).funnel
    both = joined([made.funnel, empty_funnel(), other])
    assert len(both) == len(made.funnel) + len(other)
    assert set(both["scenario"].cat.categories) == {"plan", "base", "other"}
    assert joined([]).empty


def own_year(made: Result) -> pd.DataFrame:
    year = last_year(made.funnel)
    assert set(year["month"]) == {f"2030-{month:02d}" for month in range(1, 13)}
    return year[year["scenario"] == "plan"]


def test_steps_by_hand(made: Result) -> None:
    """500 of 1,000 students know: 50,000 of 100,000; 10 a month apply: 12,000 a year. Workers: 4 of 4,000: 1,200."""
    steps = steps_by(own_year(made), "segment")
    assert steps.loc["student"].tolist() == pytest.approx([50_000, 12_000, 9_600, 8_400, 7_200, 0])
    assert steps.loc["worker"].tolist() == pytest.approx([25_000, 1_200, 300, 300, 300, 900])
    assert steps_by(own_year(made), "macro_region").loc["east", "applied"] == pytest.approx(14 * 12 * 100_000 / 5_000)


def test_reasons_by_hand(made: Result) -> None:
    """Students: .25/.20 - 1 = 25 % by price; 2 of 10 find nothing: 2/8; 2 refused for 8 admitted: 25 %.

    All: 500 x .020 = 10 students and 1,000 x .005 = 5 workers are willing; at no price 12.5 + 5 of 15: 1/6; with
    programmes for all 10 x 2/8 + 5 x 8/8 = 7.5 more of 15: a half, whoever else is in the group.
    """
    by_segment = reasons_by(own_year(made), "segment")
    assert by_segment.loc["student"].tolist() == pytest.approx([0.25, 0.2, 0.1, 0.25, 0.25, 0.0])
    assert by_segment.loc["worker"].tolist() == pytest.approx([0.0, 0.5, 1.0, 1.0, 2.0, 1.0])
    whole = reasons_by(own_year(made), "setting").loc["urban"]
    assert whole["price"] == pytest.approx(1 / 6)
    assert whole["no_programme"] == pytest.approx(0.5)
    assert whole["no_seat"] == pytest.approx(4 / 9)
    assert np.isnan(by_segment.loc["other", "no_seat"] if "other" in by_segment.index else np.nan)


def test_every_panel_is_labelled_and_has_every_group(figure: Figure) -> None:
    """Two rows of three panels a scenario; the marks are the numbers of the table."""
    shown = [axis for axis in figure.axes if axis.get_visible()]
    assert len(shown) == 12
    for axis in shown:
        assert axis.get_title(loc="left")
        assert axis.get_xlabel()
    names = [label.get_text() for label in shown[0].get_yticklabels()]
    assert names == list(STEPS.values())
    legend = shown[0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == list(SEGMENTS)
    macro_regions = shown[2].get_legend()
    assert macro_regions is not None
    assert [text.get_text() for text in macro_regions.get_texts()] == ["East", "West"]
    line = shown[0].lines[0]
    np.testing.assert_allclose(np.asarray(line.get_xdata(), dtype=float)[:5], [50_000, 12_000, 9_600, 8_400, 7_200])
    assert [label.get_text() for label in shown[3].get_yticklabels()] == list(REASONS.values())


def test_no_bar_hides_the_others(made: Result) -> None:
    """A reason many times the others leaves the panel, carries its number and an arrow."""
    crowded = cells()
    crowded[:, 0, :2, Funnel.REFUSED_SEAT] = 1_000
    figure = funnel_figure(synthetic.result({"plan": [synthetic.history(funnel=crowded)]}))
    axis = figure.axes[3]
    texts = [text.get_text() for text in axis.texts]
    assert "12,500 →" in texts
    assert "25" in texts
    assert axis.get_xlim()[1] < 1_000
    assert not any("→" in text.get_text() for axis in funnel_figure(made).axes for text in axis.texts)


def test_without_a_funnel_there_is_a_reason(made: Result) -> None:
    """A result of drawn parameters alone cannot be drawn."""
    with pytest.raises(BadInput, match="own parameters"):
        funnel_figure(replace(made, funnel=empty_funnel()))
