"""``microcred plot`` from words to exit code, with made-up results: what it cannot do it says before anything runs."""

from __future__ import annotations

import errno
import os
from functools import partial
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from microcred.result import Result
from microcred.study.manifest import NAME
from tests.cli import ending
from tests.result import synthetic


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one that stands for a result and one that stands for a study; scenarios may not be run."""
    monkeypatch.chdir(tmp_path)
    Path("result").mkdir()
    Path("study").mkdir()
    (Path("study") / NAME).touch()
    Path("file").touch()

    def opened(_: Path) -> Result:
        return synthetic.result({"plan": [synthetic.believable(1.0, seed) for seed in range(5)]})

    def never(*_: object, **__: object) -> Result:
        raise AssertionError("nothing may run")

    monkeypatch.setattr("microcred.present.stored.open_result", opened)
    monkeypatch.setattr("microcred.cli.gather.make_runs", never)
    return tmp_path


exit_code = partial(ending.exit_code, "plot")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["cn_plan", "--out", "file"], "--out: the file exists and is left as it is"),
        (["cn_plan", "--out", "nowhere/p.png"], "--out: there is no such folder (found nowhere)"),
        (["cn_plan", "--out", "file/p.png"], "--out: there is no such folder (found file)"),
        (["cn_plan", "--out", "n" * 300 + ".png"], "--out: no file can be made there: File name too long"),
        (["cn_plan", "--show", "region"], "show: there is no such figure (found region)"),
        (["cn_plan", "--show", "regions", "--outcome", "holders,coverage"], "takes one outcome"),
        (["result", "--show", "funnel", "--outcome", "holders"], "outcome: means nothing for --show funnel"),
        (["result", "--regions", "630000"], "regions: means nothing for result folders (found 630000)"),
        (["result", "--replicates", "3"], "replicates: means nothing for result folders"),
        (["study", "--show", "funnel"], "show: means nothing for a study (found funnel)"),
        (["study", "--outcome", "holders"], "outcome: means nothing for a study"),
        (["study", "--seed", "3"], "seed: means nothing for a study"),
        (["study", "--out", "file"], "--out: the file exists and is left as it is (found file)"),
        (["study", "--out", "result"], "--out: the folder exists and is left as it is (found result)"),
        (["study", "--out", "file/pictures"], "--out: no folder can be made there: File exists"),
    ],
)
def test_what_cannot_be_drawn_is_refused_before_anything_runs(
    words: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path.name for path in folder.iterdir())
    assert exit_code(*words) == 2
    text = capsys.readouterr()
    assert said in text.err
    assert "Traceback" not in text.err
    assert text.out == ""
    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_folder_that_bears_no_file_is_found_out_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where no name is given, and the figure goes where the command is."""

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "touch", refused)
    for words in (["cn_plan"], ["cn_plan", "--out", "p.svg"]):
        assert exit_code(*words) == 2
        assert "--out: no file can be made there: Read-only file system" in capsys.readouterr().err


def test_a_disk_that_is_full_is_said_in_a_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The tidying up may fail for the same reason: the first one is said."""

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Figure, "savefig", full)
    monkeypatch.setattr("microcred.present.places.check_new_file", lambda _: None)
    monkeypatch.setattr(Path, "unlink", full)
    assert exit_code("result") == 1
    assert capsys.readouterr().err == "the figure could not be written: No space left on device\n"


def test_regions_are_drawn_of_holders_where_nothing_else_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = []

    def region_figure(_: Result, outcome: str) -> Figure:
        drawn.append(outcome)
        return Figure()

    monkeypatch.setattr("microcred.present.figures.region_figure", region_figure)
    assert exit_code("result", "--show", "regions") == 0
    assert exit_code("result", "--show", "regions", "--outcome", "coverage") == 0
    assert drawn == ["holders", "coverage"]
    assert capsys.readouterr().out == "Figure: plot-1.png\nFigure: plot-2.png\n"


def test_a_study_is_drawn_into_a_new_folder_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As every other command has it: what is there is left as it is."""

    def draw(_: object, out: Path) -> list[Path]:
        out.mkdir()
        return [out / "map.png"]

    monkeypatch.setattr("microcred.present.sweep.draw_study", draw)
    monkeypatch.setattr("microcred.study.read.open_study", lambda _: None)
    assert exit_code("study") == 0
    assert capsys.readouterr().out == "study-plots/map.png\n"
    assert exit_code("study") == 2
    assert "the folder exists and is left as it is (found study-plots)" in capsys.readouterr().err
    assert exit_code("study", "--out", "others") == 0
