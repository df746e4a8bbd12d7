"""Figures on demand: what each panel shows, that everything is labelled, and that nothing is overwritten."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from microcred.base.errors import BadInput
from microcred.present import folder as module
from microcred.present.curves import people_text
from microcred.present.figures import measures_of, outcome_figure, region_figure
from microcred.present.folder import pending_folder
from microcred.present.gaps import gap_figure
from microcred.present.money import dwarfing, lever_figure, net_by_payer, payer_figure, spent_by_purpose
from microcred.present.page import write_figure
from microcred.present.panel import COLOURS
from microcred.present.policy_dates import months_of_change
from microcred.result import Result
from tests.cli import ending
from tests.result import synthetic


def flows() -> np.ndarray:
    """Each month the government pays institutions 100 yuan, and they pay it 40 back; the purpose is the price."""
    ledger = np.zeros((72, 2, 2, 1), dtype=np.int64)
    ledger[:, 0, 1, 0] = 100_00
    ledger[:, 1, 0, 0] = 40_00
    return ledger


@pytest.fixture(scope="module")
def paying() -> Result:
    runs = {name: [synthetic.history({"holders": 900.0 + 90 * k}, ledger=flows()) for k in range(6)] for name in "ab"}
    return synthetic.result(runs)


def labels(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.legends[0].get_texts()]


def test_outcomes_one_panel_each_with_bands_and_targets(compared: Result) -> None:
    figure = outcome_figure(compared, ["coverage", "completions", "programmes_revoked"])
    assert [axis.get_title(loc="left") for axis in figure.axes] == [
        "Coverage of shortage occupations",
        "Examinees, last 12 months",
        "Revoked programmes",
    ]
    assert all(axis.get_ylabel() for axis in figure.axes)
    assert labels(figure) == ["plan", "base", "90 % of runs: chance", "target and deadline", "levers change"]
    assert any(text.get_text() == "target 80 % by 2030-12" for text in figure.axes[0].texts)


def test_an_unknown_outcome_is_refused_with_the_nearest() -> None:
    with pytest.raises(BadInput, match="did you mean 'coverage'"):
        measures_of(["covrage"])


def test_regions_share_one_scale_and_count_per_thousand_people(paying: Result) -> None:
    figure = region_figure(paying, "holders")
    shown = [axis for axis in figure.axes if axis.get_visible()]
    assert [axis.get_title(loc="left") for axis in shown] == ["Northland", "Southland"]
    assert len({axis.get_ylim() for axis in shown}) == 1
    # Half of 900 to 1,350 holders, on average 1,125, live among Southland's 5,000 people; floors take halves away.
    line = shown[1].lines[0].get_ydata()
    assert line[-1] == pytest.approx(1_000 * 562 / 5_000, rel=0.002)  # type: ignore[index]


def test_shares_by_region_are_shown_for_cities_and_countryside(paying: Result) -> None:
    figure = region_figure(paying, "match_rate")
    assert {"urban", "rural"} <= set(labels(figure))
    northland = figure.axes[0]
    assert {line.get_linestyle() for line in northland.lines} >= {"-", "--"}


def test_what_is_national_only_has_no_regions(paying: Result) -> None:
    with pytest.raises(BadInput, match="for the nation only"):
        region_figure(paying, "coverage")


def test_gaps_show_both_sides_and_their_ratio(compared: Result) -> None:
    figure = gap_figure(compared)
    assert [axis.get_title(loc="left") for axis in figure.axes][:2] == [
        "Cities (solid) and countryside (dashed)",
        "Rural against urban adoption",
    ]
    months = list(months_of_change(compared.scenarios))
    assert len(figure.axes[0].lines) == 4 + len(months)


def test_marks_of_the_gaps_are_explained_and_stand_in_every_panel(compared: Result) -> None:
    """A dotted line in four of six panels that neither legend nor footer explains is a riddle."""
    figure = gap_figure(compared)
    assert labels(figure)[-1] == "levers change"
    assert any(text.get_text().startswith("Levers change in 2026-01") for text in figure.texts)
    dotted = {sum(line.get_linestyle() == ":" for line in axis.lines) for axis in figure.axes}
    assert dotted == {len(months_of_change(compared.scenarios))}


def test_money_by_payer_is_net_and_by_hand(paying: Result) -> None:
    """A year: 12 x (100 - 40) net from the government, as much less for institutions."""
    net = net_by_payer(paying.ledger)
    assert net.loc[("a", 2025), "government"] == pytest.approx(720.0)
    assert net.loc[("a", 2025), "institution"] == pytest.approx(-720.0)
    assert net.loc[("b", 2030)].sum() == pytest.approx(0.0)
    spent = spent_by_purpose(paying.ledger)
    assert spent.loc[("a", "price"), "government"] == pytest.approx(7_200.0)
    assert spent.loc[("a", "price"), "institution"] == pytest.approx(2_880.0)


def test_money_is_drawn_by_payer_and_lever(paying: Result) -> None:
    for figure in (payer_figure(paying), lever_figure(paying)):
        assert [axis.get_title(loc="left") for axis in figure.axes] == ["a", "b"]
        # No entry for who neither pays nor receives: no bar has that colour.
        assert labels(figure) == ["government", "institutions"]
        figure.canvas.draw()
    bars = payer_figure(paying).axes[0].patches
    assert {round(bar.get_height(), 6) for bar in bars} == {720.0, 0.0, -720.0}  # type: ignore[attr-defined]


def test_a_lever_that_would_hide_all_else_is_set_apart_and_said() -> None:
    """A subsidy a hundred times as large as the price: left out of the years, cut and marked among the levers."""
    ledger = np.zeros((72, 2, 2, 2), dtype=np.int64)
    ledger[:, 0, 1, 0], ledger[:, 0, 1, 1] = 10_000_00, 100_00
    axes = (("government", "institution"), ("subsidy", "price"))
    made = synthetic.result({"a": [synthetic.history(ledger=ledger, ledger_axes=axes)]})
    assert dwarfing(made.ledger) == {"subsidy": 720_000.0}
    figure = payer_figure(made)
    assert max(bar.get_height() for bar in figure.axes[0].patches) == pytest.approx(1_200.0)  # type: ignore[attr-defined]
    assert any("without subsidy" in text.get_text() for text in figure.texts)
    assert "720 →" in [text.get_text() for text in lever_figure(made).axes[0].texts]


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_files_are_of_the_kind_their_name_says_and_the_same_each_time(
    compared: Result, tmp_path: Path, ending: str
) -> None:
    begins = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[ending]
    one, other = tmp_path / f"one.{ending}", tmp_path / f"other.{ending}"
    for path in (one, other):
        write_figure(outcome_figure(compared, ["coverage"]), path)
    assert one.read_bytes().startswith(begins)
    assert one.read_bytes() == other.read_bytes()


def test_scenarios_of_other_people_are_told_apart_below_the_figure() -> None:
    """One of a region and one of the country: neither's people stand for both."""
    parts = {"south": ("200000",), "all": None, "also_south": ("200000",)}
    scenarios = [synthetic.scenario(name, regions=regions) for name, regions in parts.items()]
    made = synthetic.result({name: [synthetic.history()] for name in parts}, scenarios)
    assert people_text(made) == (
        "Not the same people, so counts and money do not compare: south, also_south: Southland, 5,000 people of working"
        " age, 25.0 % of the country; all: working-age population = 20,000 people, invented."
    )
    one = synthetic.result({"south": [synthetic.history()]}, scenarios[:1])
    assert people_text(one) == "5,000 people of working age, 25.0 % of the country."


exit_code = partial(ending.exit_code, "plot")


@pytest.fixture
def stored(ran: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(module.WRITERS, "curves.png", lambda _, path: path.write_bytes(b"picture"))
    with pending_folder(tmp_path / "made", "made") as folder:
        return folder.publish(ran)


def test_a_stored_result_is_drawn(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(str(stored), "--outcome", "coverage", "--out", "coverage.svg") == 0
    assert capsys.readouterr().out == "Figure: coverage.svg\n"
    text = Path("coverage.svg").read_text(encoding="utf-8")
    assert "<svg" in text
    assert COLOURS[0].lower() in text.lower()
    assert exit_code(str(stored), "--show", "gaps") == 0
    assert Path("plot-1.png").exists()
    assert exit_code(str(stored), "--show", "levers") == 0
    assert Path("plot-2.png").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--out", "figure.gif"], ".png, .svg, .pdf"),
        (["--show", "money"], "payers"),
        (["--show", "regions", "--outcome", "holders,coverage"], "one name"),
        (["--outcome", "covrage"], "did you mean 'coverage'"),
        (["--out", "nowhere/figure.png"], "there is no such folder"),
        (["--out", "made"], "is left as it is"),
    ],
)
def test_bad_wishes_are_refused(stored: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(str(stored), *words) == 2
    text = capsys.readouterr()
    assert said in text.err
    assert "Traceback" not in text.err


@pytest.mark.parametrize("show", ["regions", "gaps", "funnel", "payers", "levers"])
def test_places_and_money_of_two_countries_are_not_drawn_together(
    stored: Path, show: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("invented_baseline", "cn_baseline", "--show", show, "--out", "x.png")
    assert exit_code(*words) == 2
    assert f"--show {show} draws" in capsys.readouterr().err


def test_folders_and_names_are_not_mixed(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(str(stored), "cn_baseline", "--out", "x.png") == 2
    assert "cannot be mixed" in capsys.readouterr().err
