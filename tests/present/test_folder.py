"""The result folder: whole or not at all, and never over another."""

from __future__ import annotations

import errno
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from microcred.base.errors import BadInput, RunFailed
from microcred.present import folder as module
from microcred.present.folder import next_free, pending_folder, without_formula
from microcred.result import Result
from microcred.scenario.model import Target
from tests.result import synthetic

FILES = {
    "run.json",
    "national.parquet",
    "regions.parquet",
    "funnel.parquet",
    "ledger.parquet",
    "targets.csv",
    "curves.png",
}


def everything(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*"))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the figure out: it has its own tests."""
    monkeypatch.setitem(module.WRITERS, "curves.png", lambda _, path: path.write_bytes(b"picture"))


def published(result: Result, out: Path | None, stem: str = "plan") -> Path:
    with pending_folder(out, stem) as pending:
        return pending.publish(result)


def test_a_folder_holds_all_files_and_nothing_else(compared: Result, tmp_path: Path) -> None:
    out = published(compared, tmp_path / "made")
    assert {path.name for path in out.iterdir()} == FILES
    assert everything(tmp_path) == sorted(["made", *(f"made/{name}" for name in FILES)])


@pytest.mark.usefixtures("quick")
def test_tables_come_back_exactly(compared: Result, tmp_path: Path) -> None:
    """I7: the files hold the numbers that Python and the console show."""
    out = published(compared, tmp_path / "made")
    pd.testing.assert_frame_equal(pd.read_parquet(out / "national.parquet"), compared.national)
    pd.testing.assert_frame_equal(pd.read_parquet(out / "regions.parquet"), compared.regions)
    pd.testing.assert_frame_equal(pd.read_parquet(out / "funnel.parquet"), compared.funnel)
    targets = pd.read_csv(out / "targets.csv", keep_default_na=False, na_values={"median": [""]})
    assert targets["median"].tolist() == pytest.approx(compared.targets["median"].tolist(), rel=0, abs=0)
    assert targets["month_first_met"].tolist() == compared.targets["month_first_met"].tolist()
    assert list(targets.columns) == list(compared.targets.columns)


@pytest.mark.usefixtures("quick")
def test_the_record_says_what_was_run_and_signs_the_files(compared: Result, tmp_path: Path) -> None:
    out = published(compared, tmp_path / "made")
    text = (out / "run.json").read_text(encoding="utf-8")
    record = json.loads(text)
    for name, digest in record["files"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    assert set(record["files"]) == FILES - {"run.json"}
    plan = record["scenarios"][0]
    assert plan["name"] == "plan"
    assert plan["compared_with"] == "base"
    assert plan["digest"] == compared.scenarios[0].digest
    assert plan["resolved"]["levers"]["subsidy"]["clauses"][0]["from"] == "2026-01"
    assert [run["seed"] for run in plan["runs"]] == list(range(10))
    assert plan["runs"][0]["budgets_spent"][0] == {"lever": "subsidy", "month": "2028-10"}
    assert record["engine"] == "columns"
    assert record["versions"]["microcred"]


@pytest.mark.usefixtures("quick")
def test_the_record_holds_no_path_of_this_machine(compared: Result, tmp_path: Path) -> None:
    """S22."""
    text = (published(compared, tmp_path / "made") / "run.json").read_text(encoding="utf-8")
    for private in (str(Path.home()), str(tmp_path), str(Path(module.__file__).parents[3])):
        assert private not in text


@pytest.mark.usefixtures("quick")
def test_equal_results_make_equal_tables(compared: Result, tmp_path: Path) -> None:
    one, two = published(compared, tmp_path / "one"), published(compared, tmp_path / "two")
    for name in FILES:
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_parquet_pages_carry_checksums(compared: Result, tmp_path: Path) -> None:
    """R28: a flipped bit in a page is found when the reader checks."""
    path = tmp_path / "table.parquet"
    module.WRITERS["national.parquet"](compared, path)
    content = bytearray(path.read_bytes())
    column = pq.ParquetFile(path).metadata.row_group(0).column(5)
    start = column.dictionary_page_offset or column.data_page_offset
    content[start + column.total_compressed_size - 1] ^= 1
    path.write_bytes(content)
    with pytest.raises(OSError, match=r"CRC|corrupt"):
        pq.read_table(path, page_checksum_verification=True)


@pytest.mark.parametrize("kind", ["folder", "empty", "file", "link"])
def test_what_exists_is_left_as_it_is(kind: str, tmp_path: Path) -> None:
    out = tmp_path / "made"
    if kind == "link":
        out.symlink_to(tmp_path / "nowhere")
    elif kind == "file":
        out.write_text("mine")
    else:
        out.mkdir()
        if kind == "folder":
            (out / "mine").touch()
    before = everything(tmp_path)
    with pytest.raises(BadInput, match="--out: the folder exists"), pending_folder(out, "plan"):
        pytest.fail("nothing may run")
    assert everything(tmp_path) == before


@pytest.mark.usefixtures("quick")
def test_a_folder_made_meanwhile_is_left_as_it_is(compared: Result, tmp_path: Path) -> None:
    out = tmp_path / "made"
    with pending_folder(out, "plan") as pending:
        out.mkdir()
        (out / "theirs").touch()
        with pytest.raises(BadInput, match="the folder exists"):
            pending.publish(compared)
    assert everything(tmp_path) == ["made", "made/theirs"]


def test_a_place_that_cannot_be_written_is_refused_before_anything_runs(tmp_path: Path) -> None:
    """R35."""
    (tmp_path / "file").touch()
    with (
        pytest.raises(BadInput, match="no folder can be made there"),
        pending_folder(tmp_path / "file" / "made", "plan"),
    ):
        pytest.fail("nothing may run")


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("broken", sorted(FILES))
def test_a_write_that_fails_leaves_nothing(
    broken: str, compared: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R26: a full disk at any file."""

    def full(path: Path) -> None:
        path.write_bytes(b"half a f")
        raise OSError(errno.ENOSPC, "No space left on device")

    if broken == "run.json":

        def record_text(*_: Any) -> str:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(module, "record_text", record_text)
    else:
        monkeypatch.setitem(module.WRITERS, broken, lambda _, path: full(path))
    with pytest.raises(RunFailed, match="could not be written: No space left on device"):
        published(compared, tmp_path / "made")
    assert everything(tmp_path) == []


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("step", ["_synced_digest", "sync_folder"])
def test_a_crash_at_a_later_step_leaves_nothing(
    step: str, compared: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R25: also for what nobody foresaw."""

    def crash(_: Path) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, step, crash)
    with pytest.raises(KeyboardInterrupt):
        published(compared, tmp_path / "made")
    assert everything(tmp_path) == []


def test_while_it_is_written_only_a_hidden_name_can_be_seen(
    compared: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R29: a dot-file is no result to any reader; while runs are made, nothing is there that a kill could leave."""
    seen: list[str] = []

    def look(_: Result, path: Path) -> None:
        path.write_bytes(b"picture")
        seen.extend(one.name for one in tmp_path.iterdir())

    monkeypatch.setitem(module.WRITERS, "curves.png", look)
    with pending_folder(tmp_path / "made", "plan") as pending:
        assert everything(tmp_path) == []
        pending.publish(compared)
    (only,) = seen
    assert only.startswith(".made.")
    assert only.endswith(".partial")
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


@pytest.mark.usefixtures("quick")
def test_the_default_takes_the_next_free_number(
    compared: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert published(compared, None) == Path("results/plan-1")
    (tmp_path / "results" / "plan-7").mkdir()
    (tmp_path / "results" / "plan-x").mkdir()
    (tmp_path / "results" / "planet-9").mkdir()
    assert next_free(Path("results"), "plan") == Path("results/plan-8")
    assert published(compared, None) == Path("results/plan-8")


@pytest.mark.usefixtures("quick")
def test_two_runs_that_end_together_take_two_numbers(
    compared: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    free = module.next_free
    asked: list[Path] = []

    def late(root: Path, stem: str) -> Path:
        asked.append(free(root, stem))
        if len(asked) == 1:
            asked[0].mkdir()
            (asked[0] / "theirs").touch()
        return asked[-1]

    monkeypatch.setattr(module, "next_free", late)
    assert published(compared, None) == Path("results/plan-2")


@pytest.mark.usefixtures("quick")
def test_a_name_cannot_be_a_formula(tmp_path: Path) -> None:
    """S17: texts are quoted, numbers are not."""
    one = synthetic.scenario("-cmd", targets=[Target("=1+1", "match_gain", -0.5, synthetic.END)])
    made = synthetic.result({"-cmd": [synthetic.history({"match_gain": -0.25})]}, [one])
    line = (published(made, tmp_path / "made") / "targets.csv").read_text(encoding="utf-8").splitlines()[1]
    assert line.startswith("'-cmd,'=1+1,match_gain,-0.5,2030-12,chance,1,-0.25,")
    assert without_formula("plan-1") == "plan-1"


@pytest.mark.usefixtures("quick")
def test_large_counts_are_written_exactly(tmp_path: Path) -> None:
    people = 892_000_000.0 + np.arange(72)
    made = synthetic.result({"plan": [synthetic.history({"aware": people})]})
    back = pd.read_parquet(published(made, tmp_path / "made") / "national.parquet")
    assert back["aware"].astype(int).tolist() == list(range(892_000_000, 892_000_072))
