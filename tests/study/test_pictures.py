"""Pictures and effects of a study: known effects come out, with errors that hold what they say."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from microcred.base.errors import BadInput, RunFailed
from microcred.present import study_files
from microcred.present.measures import Measure
from microcred.present.study_files import export_study
from microcred.present.sweep import draw_study, effects_table, measures_of, moved
from microcred.present.sweep_effects import effects_page, half_width
from microcred.present.sweep_levels import grouped, levels_page
from microcred.present.sweep_map import map_page
from microcred.present.sweep_view import View, level_text, read_view
from microcred.study.effects import effects_of
from microcred.study.experiment_file import parse_experiment
from microcred.study.parts import DamagedPart
from microcred.study.perform import Done, Finished, Setup, Task
from microcred.study.read import open_study
from tests.study.conftest import in_process

MONTHS = tuple(f"{year}-{month:02d}" for year in range(2025, 2031) for month in range(1, 13))
GRID = """
title = "Two levers"
scenarios = ["invented_baseline"]
replicates = 6
[levers.subsidy]
values = [0.0, 0.2, 0.4, 0.6]
[levers.outreach]
values = [1.0, 2.0, 3.0]
[levers.platform]
values = [false, true]
[keep]
national = ["coverage", "holders", "cost_public"]
regions = []
"""


def believable(setup: Setup, task: Task) -> Done:
    """Coverage grows with subsidy and outreach, holders with the platform; luck is shared by all points."""
    subsidy, outreach, platform = task.values[:3]
    subsidy, outreach = (0.2 * subsidy, 1 + outreach) if len(task.values) == 3 else (subsidy, outreach)
    luck = np.random.default_rng(task.seed).normal(0.0, 1.0, 2)
    own = np.random.default_rng([task.seed, *(round(1000 * value) for value in task.values)]).normal()
    time = np.arange(len(MONTHS)) / len(MONTHS)
    coverage = 0.3 + time * (0.5 * subsidy + 0.15 * (outreach - 1)) + 0.03 * luck[0] + 0.002 * own
    holders = np.floor(1000 + 500 * time * (1 + platform) + 20 * luck[1])
    cost = np.floor(1e6 * time * subsidy)
    national = np.stack([coverage, holders, cost])
    return Finished(task, 0.001, MONTHS, (("a", "urban"),), national, np.empty((0, 72, 1)), {})


def test_known_effects_come_out(tmp_path: Path) -> None:
    """Paired differences remove the luck that points share: errors are of what differs, not of what is common."""
    in_process(parse_experiment(GRID, "grid"), tmp_path / "study", believable)
    table = effects_table(open_study(tmp_path / "study"))
    own = table[(table["outcome"] == "coverage") & (table["factor"] == "subsidy")]
    assert own["from"].tolist() == ["0"] * 3
    assert own["to"].tolist() == ["0.2", "0.4", "0.6"]
    expected = 71 / 72 * 0.5 * np.array([0.2, 0.4, 0.6])
    errors = own["standard_error"].to_numpy()
    assert (np.abs(own["effect"] - expected) < 5 * errors).all()
    assert (errors < 0.0015).all()
    platform = table[(table["outcome"] == "holders") & (table["factor"] == "platform")].iloc[0]
    assert (platform["from"], platform["to"]) == ("off", "on")
    assert platform["effect"] == pytest.approx(500 * 71 / 72, abs=1.0)
    assert table["paired"].all()


def test_errors_hold_what_they_say() -> None:
    """Of 400 made-up studies, the true effect lies within two standard errors as often as a t of 7 has it: 91 %."""
    points = pd.DataFrame({"a": [0.0, 0.0, 1.0, 1.0], "b": [0.0, 1.0, 0.0, 1.0]})
    generator = np.random.default_rng(1)
    inside = 0
    for _ in range(400):
        values = (
            2.0 * points["a"].to_numpy()[:, None] + generator.normal(size=(1, 8)) * 9 + generator.normal(size=(4, 8))
        )
        effect = effects_of(points, values, ["a", "b"], True)[0]
        inside += abs(effect.effect - 2.0) < 2.0 * effect.error
    assert 0.86 < inside / 400 < 0.96


@pytest.mark.parametrize(("replicates", "student"), [(2, 6.3138), (3, 2.9200), (6, 2.0150)])
def test_intervals_are_students(replicates: int, student: float) -> None:
    """By hand, with the table's t: two replicates leave one degree of freedom."""
    points = pd.DataFrame({"a": [0.0, 1.0]})
    values = np.array([np.zeros(replicates), np.arange(replicates)])
    (effect,) = effects_of(points, values, ["a"], True)
    error = np.arange(replicates).std(ddof=1) / np.sqrt(replicates)
    assert half_width(effect) == pytest.approx(student * error, rel=1e-4)


def test_intervals_of_a_regression_know_how_many_points_there_are() -> None:
    """Six points less three coefficients: t of three degrees of freedom."""
    generator = np.random.default_rng(5)
    points = pd.DataFrame({"a": generator.random(6), "b": generator.random(6)})
    effect = effects_of(points, generator.random((6, 1)), ["a", "b"], False)[0]
    assert half_width(effect) == pytest.approx(2.3534 * effect.error, rel=1e-4)


def test_a_regression_finds_slopes() -> None:
    """In a sampled design: from the lowest to the highest value, the other factors held."""
    generator = np.random.default_rng(2)
    points = pd.DataFrame(
        {"a": generator.random(300), "b": generator.random(300) < 0.5, "c": generator.choice(["x", "y"], 300)}
    )
    values = (3.0 * points["a"] - 2.0 * points["b"]).to_numpy()[:, None] + generator.normal(0, 0.3, (300, 2))
    found = {one.factor: one for one in effects_of(points, values, ["a", "b", "c"], False)}
    for name, expected in (("a", 3.0 * np.ptp(points["a"])), ("b", -2.0), ("c", 0.0)):
        assert abs(found[name].effect - expected) < 4 * found[name].error
        assert 0.01 < found[name].error < 0.1
    assert (found["b"].start, found["b"].end) == (False, True)


def test_too_few_points_give_no_error_bars() -> None:
    """Not known is said, not made up."""
    points = pd.DataFrame({"a": [0.0, 1.0], "b": [0.0, 1.0]})
    assert all(np.isnan(one.effect) for one in effects_of(points, np.ones((2, 1)), ["a", "b"], False))
    (single, *_) = effects_of(points[["a"]], np.array([[1.0], [2.0]]), ["a"], True)
    assert single.effect == 1.0
    assert np.isnan(single.error)
    assert np.isnan(half_width(single))


def test_a_missing_run_leaves_its_replicate_out() -> None:
    """Else replicates would be means over different points."""
    points = pd.DataFrame({"a": [0.0, 1.0, 0.0, 1.0], "b": [0.0, 0.0, 1.0, 1.0]})
    values = np.array([[0.0, 0.0, 5.0], [1.0, 1.0, np.nan], [0.0, 0.0, 0.0], [3.0, 3.0, 3.0]])
    effect = effects_of(points, values, ["a", "b"], True)[0]
    assert (effect.effect, effect.error) == (2.0, 0.0)


def test_all_pages_are_drawn(tmp_path: Path) -> None:
    """Levels, effects and a map with the line of the target between its cells; drawn again over the old ones."""
    in_process(parse_experiment(GRID, "grid"), tmp_path / "study", believable)
    study = open_study(tmp_path / "study")
    for _ in range(2):
        files = draw_study(study, tmp_path / "plots")
    assert sorted(path.name for path in files) == sorted(path.name for path in (tmp_path / "plots").iterdir())
    assert {path.name for path in files} == {
        "effects.csv",
        "effects-invented_baseline.png",
        "levels-invented_baseline.png",
        "map-invented_baseline.png",
    }
    for path in files[1:]:
        assert path.read_bytes().startswith(b"\x89PNG")
        assert path.stat().st_size > 20_000
    view = read_view(study, study.scenarios[0], measures_of(study))
    page = map_page(view, moved(view, measures_of(study)))
    assert page is not None
    coverage = next(axis for axis in page.axes if axis.get_title(loc="left").startswith("Coverage"))
    assert coverage.get_title(loc="left").endswith("target 80 %: white line")
    # 0.3 + 0.5 s + 0.15 (o - 1) = 0.8 is met between the cells of 0.4 and 0.6 at three times the outreach.
    (line,) = [one for one in coverage.collections if one.get_paths()]
    corners = np.concatenate([path.vertices for path in line.get_paths() if len(path.vertices)])
    assert 1.5 < corners[:, 0].min() < 3.0
    if folder := os.environ.get("MICROCRED_KEEP_PICTURES"):
        draw_study(study, Path(folder))


def drawn_view(folder: Path, replicates: int, changes: Mapping[str, str] | None = None) -> tuple[View, list[Measure]]:
    """The grid with some other number of replicates, or of levels."""
    text = GRID
    for old, new in {"replicates = 6": f"replicates = {replicates}", **(changes or {})}.items():
        text = text.replace(old, new)
    in_process(parse_experiment(text, "grid"), folder / "study", believable)
    study = open_study(folder / "study")
    view = read_view(study, study.scenarios[0], measures_of(study))
    return view, moved(view, measures_of(study))


def words_of(figure: Figure) -> str:
    """Title and note, in one line."""
    return " ".join(" ".join(text.get_text() for text in figure.texts).split())


def test_bars_have_a_key_and_lines_are_students_intervals(tmp_path: Path) -> None:
    """Two replicates: a line reaches 6.31 standard errors to each side."""
    view, measures = drawn_view(tmp_path, 2)
    figure = effects_page(view, measures)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        "for the better",
        "for the worse",
        "90 % interval",
    ]
    assert "lines: 90 % interval by the spread between replicates, Student's t, wide because" in words_of(figure)
    effect = view.effects(measures[0])[0]
    line = figure.axes[0].lines[0].get_xdata()
    assert np.ptp(np.asarray(line)) == pytest.approx(2 * 6.3138 * effect.error, rel=1e-4)


def test_one_replicate_has_no_interval_and_the_page_says_so(tmp_path: Path) -> None:
    """And no entry of the legend for what is not drawn."""
    view, measures = drawn_view(tmp_path, 1)
    figure = effects_page(view, measures)
    assert "Too few runs for an interval." in words_of(figure)
    assert "90 % interval" not in [text.get_text() for text in figure.legends[0].get_texts()]


def test_a_band_of_a_level_needs_five_runs(tmp_path: Path) -> None:
    """As everywhere: four outreach-by-platform points at a level of subsidy, once each, are too few."""
    fewer = {"[1.0, 2.0, 3.0]": "[1.0, 2.0]"}
    view, measures = drawn_view(tmp_path, 1, fewer)
    figure = levels_page(view, measures)
    subsidy, outreach = figure.axes[0], figure.axes[1]
    assert (len(subsidy.collections), len(outreach.collections)) == (0, 2)
    assert "bands hold 90 % of them where there are 5 or more." in words_of(figure)


def test_a_study_of_few_runs_has_no_bands(tmp_path: Path) -> None:
    """Two points at each level."""
    fewer = {"[1.0, 2.0, 3.0]": "[1.0]", "[0.0, 0.2, 0.4, 0.6]": "[0.0, 0.2]"}
    view, measures = drawn_view(tmp_path, 1, fewer)
    figure = levels_page(view, measures)
    assert not any(axis.collections for axis in figure.axes)
    assert "too few runs at a level for a band." in words_of(figure)


def slightly(setup: Setup, task: Task) -> Done:
    """Holders differ by what chance can explain, coverage by little, but surely."""
    subsidy = round(20 * task.values[0])
    own = np.random.default_rng([task.seed, *(round(1000 * value) for value in task.values)]).normal()
    ones = np.ones(len(MONTHS))
    national = np.stack([(0.186 + 0.00001 * subsidy) * ones, (1000 + own) * ones, 0.0 * ones])
    return Finished(task, 0.001, MONTHS, (("a", "urban"),), national, np.empty((0, 72, 1)), {})


@pytest.mark.parametrize("replicates", [2, 6])
def test_what_chance_explains_looks_alike_and_what_looks_different_reads_so(tmp_path: Path, replicates: int) -> None:
    """Colours span six times the 90 % interval of a difference; a thirtieth of them changes the text."""
    text = GRID.replace("replicates = 6", f"replicates = {replicates}")
    in_process(parse_experiment(text, "grid"), tmp_path / "study", slightly)
    study = open_study(tmp_path / "study")
    view = read_view(study, study.scenarios[0], measures_of(study))
    page = map_page(view, measures_of(study))
    assert page is not None
    by_title = {axis.get_title(loc="left").split("\n")[0]: axis for axis in page.axes}
    chance = by_title["People with a credential"].images[0]
    low, high = chance.get_clim()
    assert np.ptp(np.asarray(chance.get_array())) < 0.7 * (high - low)
    small = by_title["Coverage of shortage occupations"]
    texts = [text.get_text() for text in small.texts]
    assert len(set(texts)) == 4
    assert "18.600 %" in texts
    assert "at most 1/6 of the range of colours" in words_of(page)


def test_a_map_of_one_replicate_claims_nothing_of_chance(tmp_path: Path) -> None:
    """There is no spread to know it by."""
    view, measures = drawn_view(tmp_path, 1)
    page = map_page(view, measures)
    assert page is not None
    assert "One replicate: what chance explains of a difference is not known." in words_of(page)


@pytest.mark.parametrize(("regions", "said"), [("", False), ('[population]\nregions = ["110000"]\n', True)])
def test_a_target_on_a_count_is_not_scaled_to_regions_and_the_page_says_so(
    tmp_path: Path, regions: str, said: bool
) -> None:
    """As the console and curves.png say it."""
    text = GRID.replace(
        '["coverage", "holders", "cost_public"]', '["demonstration_projects", "holders", "cost_public"]'
    )
    text = text.replace("invented_baseline", "cn_plan").replace("[keep]", f"{regions}[keep]")
    in_process(parse_experiment(text, "grid"), tmp_path / "study", believable)
    study = open_study(tmp_path / "study")
    view = read_view(study, study.scenarios[0], measures_of(study))
    for page in (levels_page(view, measures_of(study)), map_page(view, measures_of(study))):
        assert page is not None
        note = "Targets that count (Demonstration projects) are not scaled to the regions."
        assert (note in words_of(page)) == said


def test_a_damaged_store_is_never_drawn(tmp_path: Path) -> None:
    """R27, promise 3: no picture is made of half a study."""
    in_process(parse_experiment(GRID, "grid"), tmp_path / "study", believable)
    (path,) = (tmp_path / "study" / "national").iterdir()
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(DamagedPart):
        draw_study(open_study(tmp_path / "study"), tmp_path / "plots")
    assert not (tmp_path / "plots").exists()


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_an_export_is_there_whole_or_not_at_all(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place that cannot be written to is found out before anything is read, a full disk leaves nothing behind."""
    (tmp_path / "file").touch()
    in_process(parse_experiment(GRID, "grid"), tmp_path / "study", believable)
    study = open_study(tmp_path / "study")
    for name, said in (("file/e", "no folder can be made there: File exists"), ("study", "the folder exists")):
        with pytest.raises(BadInput, match=said):
            export_study(study, tmp_path / name, kind)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(study_files, "_write", full)
        with pytest.raises(RunFailed, match="the tables could not be written: No space left on device"):
            export_study(study, tmp_path / "export", kind)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "study"]
    files = export_study(study, tmp_path / "export", kind)
    assert sorted(files) == sorted((tmp_path / "export").iterdir())


def test_nothing_to_draw_is_said(tmp_path: Path) -> None:
    """A study without anything varied has no levels."""
    bare = parse_experiment('title = "Bare"\nscenarios = ["invented_baseline"]\n[keep]\nregions = []\n', "bare")

    def made(setup: Setup, task: Task) -> Done:
        national = np.zeros((len(setup.national), len(MONTHS)))
        return Finished(task, 0.0, MONTHS, (("a", "urban"),), national, np.empty((0, 72, 1)), {})

    in_process(bare, tmp_path / "study", made)
    with pytest.raises(BadInput, match="nothing is varied"):
        draw_study(open_study(tmp_path / "study"), tmp_path / "plots")


def test_groups_of_a_sampled_factor(tmp_path: Path) -> None:
    """Thirds of the points, named by their ends; switches stay as they are."""
    text = """
title = "L"
scenarios = ["invented_baseline"]
replicates = 1
[design]
kind = "latin_hypercube"
sets = 30
[levers]
subsidy = { range = [0, 0.9] }
outreach = { range = [1, 3] }
platform = { values = [false, true] }
badges = { range = [0, 1] }
[keep]
national = ["coverage", "holders", "cost_public"]
regions = []
"""
    in_process(parse_experiment(text, "lhs"), tmp_path / "study", believable)
    study = open_study(tmp_path / "study")
    view = read_view(study, study.scenarios[0], measures_of(study))
    groups = grouped(view, "subsidy")
    assert [int(chosen.sum()) for _, chosen in groups] == [10, 10, 10]
    assert groups[0][0].startswith("0.0")
    assert [name for name, _ in grouped(view, "platform")] == ["off", "on"]
    assert len(draw_study(study, tmp_path / "plots")) == 3


@pytest.mark.parametrize(
    ("value", "text"), [(True, "on"), (np.False_, "off"), (0.25, "0.25"), (1200.0, "1200"), ("dual", "dual")]
)
def test_levels_are_written_as_people_say_them(value: object, text: str) -> None:
    """Switches as on and off, numbers without digits that say nothing."""
    assert level_text(value) == text
