"""What was written comes back exactly; what was damaged is refused (R27, R28)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from microcred.base.errors import BadInput
from microcred.execution.identity import rules_digest
from microcred.present import folder as module
from microcred.present.folder import pending_folder, write_table
from microcred.present.stored import merged, open_result
from microcred.result import Result
from microcred.world.states import Fifth, Funnel, Segment
from tests.result import synthetic


@pytest.fixture
def without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(module.WRITERS, "curves.png", lambda _, path: path.write_bytes(b"picture"))


@pytest.fixture
def stored(ran: Result, tmp_path: Path, without_pictures: None) -> Path:
    with pending_folder(tmp_path / "made", "made") as pending:
        return pending.publish(ran)


def test_a_result_comes_back_exactly(ran: Result, stored: Path) -> None:
    """I7: tables, runs and scenarios are those that were written."""
    back = open_result(stored)
    for name in ("national", "regions", "ledger", "parameters", "targets"):
        pd.testing.assert_frame_equal(getattr(back, name), getattr(ran, name))
    assert [one.digest for one in back.scenarios] == [one.digest for one in ran.scenarios]
    assert [one.name for one in back.scenarios] == [one.name for one in ran.scenarios]
    for one, other in zip(back.runs, ran.runs, strict=True):
        assert (one.scenario, one.parameter_set, one.replicate, one.seed) == (
            other.scenario, other.parameter_set, other.replicate, other.seed,
        )  # fmt: skip
        assert dict(one.parameters) == dict(other.parameters)
    assert back.provenance["seed"] == 5


@pytest.mark.usefixtures("without_pictures")
def test_incomes_come_back_and_older_results_have_none(tmp_path: Path) -> None:
    """The table by income is written where it was recorded; a folder of before it opens, and merges, without."""
    each = {Funnel.PEOPLE: (1_000.5,) * 5, Funnel.SAT: (1, 2, 3, 4, 5)}
    histories = [synthetic.history(incomes=synthetic.by_income(72, each)), synthetic.history()]
    folders = []
    for name, history in zip(("new", "old"), histories, strict=True):
        made = synthetic.result({name: [history]})
        with pending_folder(tmp_path / name, name) as pending:
            folders.append(pending.publish(made))
        pd.testing.assert_frame_equal(open_result(folders[-1]).incomes, made.incomes)
    new, old = (open_result(folder) for folder in folders)
    assert len(new.incomes) == 72 * len(Segment) * len(Fifth)
    assert new.incomes.query("income == 'highest' and segment == 'worker' and month == '2030-12'")["sat"].tolist() == [
        5
    ]
    assert not (folders[1] / "income.parquet").exists()
    assert old.incomes.empty
    assert list(old.incomes.columns) == list(new.incomes.columns)
    assert set(merged([old, new]).incomes["scenario"]) == {"new"}


def test_a_funnel_without_holders_opens(stored: Path) -> None:
    """Older results counted no holders by segment."""
    table = pd.read_parquet(stored / "funnel.parquet").drop(columns="holders")
    write_table(table, stored / "funnel.parquet")
    record = json.loads((stored / "run.json").read_text(encoding="utf-8"))
    record["files"]["funnel.parquet"] = hashlib.sha256((stored / "funnel.parquet").read_bytes()).hexdigest()
    (stored / "run.json").write_text(json.dumps(record), encoding="utf-8")
    assert "holders" not in open_result(stored).funnel


@pytest.mark.parametrize("name", ["national.parquet", "regions.parquet", "ledger.parquet", "parameters.parquet"])
def test_a_flipped_bit_is_found(stored: Path, name: str) -> None:
    """R28: whatever byte is changed, the table is not read."""
    path = stored / name
    content = bytearray(path.read_bytes())
    for place in np.random.default_rng(0).integers(0, len(content), 25):
        damaged = bytearray(content)
        damaged[place] ^= 1
        path.write_bytes(damaged)
        with pytest.raises(BadInput, match="damaged"):
            open_result(stored)


@pytest.mark.parametrize("kept", [0, 1, 0.5, -8, -1])
def test_a_cut_file_is_found(stored: Path, kept: float) -> None:
    """R27: cut to nothing, one byte, half, or by a few bytes."""
    path = stored / "national.parquet"
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content)) if kept == 0.5 else int(kept)])
    with pytest.raises(BadInput, match="damaged"):
        open_result(stored)


def test_what_is_no_result_is_refused(stored: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no result folder"):
        open_result(tmp_path)
    record = stored / "run.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps({**content, "format": 99}), encoding="utf-8")
    with pytest.raises(BadInput, match="another format"):
        open_result(stored)
    record.write_text("{", encoding="utf-8")
    with pytest.raises(BadInput, match="cannot be read"):
        open_result(stored)
    (stored / "national.parquet").unlink()
    record.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(BadInput, match=r"national\.parquet cannot be read"):
        open_result(stored)


def test_results_are_put_side_by_side(compared: Result) -> None:
    one = synthetic.result({"a": [synthetic.history({"coverage": 0.3})]})
    other = synthetic.result({"a": [synthetic.history({"coverage": 0.3})], "b": [synthetic.history({"coverage": 0.5})]})
    both = merged([one, other])
    assert [scenario.name for scenario in both.scenarios] == ["a", "b"]
    assert both.national.groupby("scenario")["coverage"].first().to_dict() == {"a": 0.3, "b": 0.5}
    assert len(both.runs) == 2
    changed = synthetic.result(
        {"a": [synthetic.history()]}, [synthetic.scenario("a", changes={"subsidy": ["2026-01"]})]
    )
    with pytest.raises(BadInput, match="of the same name"):
        merged([one, changed])


def test_results_of_other_versions_are_not_put_side_by_side() -> None:
    """A figure names one version."""
    one = synthetic.result({"a": [synthetic.history()]})
    other = synthetic.result({"b": [synthetic.history()]}, versions={"microcred": "9.9"})
    with pytest.raises(BadInput, match=r"other versions of microcred.*found 0\.1\.0, 9\.9"):
        merged([one, other])


def test_the_sources_of_the_model_are_recorded(ran: Result) -> None:
    assert ran.provenance["rules"] == rules_digest()
