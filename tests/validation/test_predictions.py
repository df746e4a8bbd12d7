"""Predictions against observations: complete, never fitted, judged by hand; and the pack behind the hindcast."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from microcred.analysis import validation
from microcred.analysis.validation import compared, coverage_faults, facts_of, predictions_of, scenario_file
from microcred.base.errors import BadInput
from microcred.base.months import parse_month
from microcred.cli.main import main
from microcred.present.tables import Console
from microcred.present.validation import amount, report
from microcred.result import Result
from microcred.run import run
from microcred.scenario import load_pack, load_scenario
from microcred.scenario.model import Scenario
from microcred.scenario.shipped import shipped_root
from tests.result import synthetic

PACK = shipped_root() / "systems" / "cn_2019"


def test_every_fact_to_validate_is_predicted_and_none_that_is_calibrated_counts() -> None:
    facts = facts_of("cn")
    predictions = predictions_of("cn")
    wanted = {key for key, fact in facts.items() if fact["role"] == "validate"}
    counted = {one.name for one in predictions if one.counts}
    assert wanted
    assert wanted == counted
    assert all(facts[name]["role"] != "calibrate" for name in counted)
    hunan = next(one for one in predictions if one.region)
    assert (hunan.observed, hunan.whole, hunan.region) == (122_000, 783_000, "430000")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('fact = "cn.pass_rate"', "parameters are fitted to it"),
        ('fact = "cn.hunan"', "is no fact of facts.toml"),
        ('fact = "cn.hunan.examinees"\nseason = 1', "unknown key 'season'"),
        ('fact = "cn.hunan.examinees"\nshare_of = "cn.everybody"', "share_of"),
    ],
)
def test_predictions_that_cheat_or_err_are_refused(
    line: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = f'[[prediction]]\n{line}\nscenario = "cn_baseline"\noutcome = "passes"\nuntil = "2025-12"\n'
    (tmp_path / "predictions.toml").write_text(body)
    (tmp_path / "facts.toml").write_text((validation.pack_folder("cn") / "facts.toml").read_text(encoding="utf-8"))
    monkeypatch.setattr(validation, "pack_folder", lambda _: tmp_path)
    with pytest.raises(BadInput, match=said):
        predictions_of("cn")


def test_a_fact_left_out_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "predictions.toml").write_text("prediction = []\n")
    (tmp_path / "facts.toml").write_text((validation.pack_folder("cn") / "facts.toml").read_text(encoding="utf-8"))
    monkeypatch.setattr(validation, "pack_folder", lambda _: tmp_path)
    with pytest.raises(BadInput, match=r"cn\.hunan\.examinees: is marked validate"):
        predictions_of("cn")


def prediction(**others: object) -> validation.Prediction:
    content = {"name": "x", "scenario": "plan", "outcome": "completions", "observed": 100.0, "unit": "", "source": "s"}
    return validation.Prediction(**(content | others))  # type: ignore[arg-type]


def test_sums_months_and_shares_by_hand() -> None:
    """Ten a month: 120 in 2025. Two places have five each: Southland's half of 1,000 is 500."""
    made = synthetic.result({"plan": [synthetic.history({"completions": 10.0})] * 5})
    summed, single, share, absent = compared(
        made,
        [
            prediction(until="2025-12", observed=240.0),
            prediction(month="2025-03", observed=10.0),
            prediction(until="2025-12", region="200000", whole=1_000.0, observed=100.0),
            prediction(until="2025-12", scenario="other"),
        ],
    ).itertuples(index=False)
    assert (summed.median, summed.verdict, summed.factor) == (120.0, "too low", 2.0)
    assert (single.median, single.verdict) == (10.0, "within the band")
    assert (share.median, share.verdict, share.over) == (500.0, "too high", "chance")
    assert (absent.runs, absent.verdict) == (0, "not predicted")


def test_the_band_of_few_runs_is_wider_than_their_range() -> None:
    """Five runs of 99 to 103: mean 101, s.d. 1.5811; 101 +- 1.645 x 1.5811 x sqrt(1.2) is 98.15 to 103.85."""
    runs = [synthetic.history({"certificates": value}) for value in (99.0, 100.0, 101.0, 102.0, 103.0)]
    made = synthetic.result({"plan": runs})
    row = compared(made, [prediction(outcome="certificates", month="2025-01", observed=98.0)]).iloc[0]
    assert row["low"] == pytest.approx(98.151, abs=1e-3)
    assert row["high"] == pytest.approx(103.849, abs=1e-3)
    assert row["verdict"] == "too high"


def test_four_runs_have_no_band_and_no_verdict() -> None:
    """As in every other table: whether one run is near the fact says nothing of a further one."""
    runs = [synthetic.history({"certificates": 98.0})] * 4
    made = synthetic.result({"plan": runs})
    row = compared(made, [prediction(outcome="certificates", month="2025-01", observed=98.0)]).iloc[0]
    assert (row["median"], row["runs"], row["verdict"]) == (98.0, 4, "too few runs for a band")
    assert not np.isfinite([row["low"], row["high"]]).any()


def test_what_no_run_knows_is_not_predicted() -> None:
    """Nobody completes anywhere: the part of a region in nothing is no number, and no verdict."""
    made = synthetic.result({"plan": [synthetic.history({"completions": 0.0})] * 5})
    row = compared(made, [prediction(until="2025-12", region="200000", whole=1_000.0)]).iloc[0]
    assert (row["runs"], row["verdict"]) == (0, "not predicted")
    assert np.isnan(row["factor"])


def hindcast(**others: object) -> Scenario:
    """The scenario that looks back, changed."""
    return replace(load_scenario(scenario_file("cn_2019/hindcast")), **others)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"regions": ("110000",)}, "x: regions: 'hindcast' is not what is predicted with (found 1 of 31: 110000)"),
        (
            {"system": "invented"},
            "x: system: 'hindcast' is not what is predicted with (found invented); allowed: cn_2019",
        ),
        ({"end": parse_month("2024-06")}, "(found 2019-04 to 2024-06); allowed: 2019-04 to 2024-12 or later"),
        ({"start": parse_month("2020-01")}, "(found 2020-01 to 2024-12)"),
    ],
)
def test_runs_of_less_than_the_facts_are_about_are_named(changed: dict[str, object], said: str) -> None:
    """A nation's fact against a province, or a sum over other months, would be a verdict on nothing."""
    asked = [prediction(until="2024-12"), prediction(month="2019-12")]
    (fault,) = coverage_faults(hindcast(**changed), hindcast(), asked, "x")
    assert said in fault.render()


def test_runs_of_all_that_the_facts_are_about_pass() -> None:
    """Also where every region is named, or the runs go on for longer."""
    asked = [prediction(until="2024-12")]
    own = hindcast()
    assert coverage_faults(own, own, asked, "x") == []
    assert coverage_faults(hindcast(regions=own.pack.region_codes, end=own.end + 1), own, asked, "x") == []


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Result folders by the name of what they hold: the tables are made up, the scenarios are not."""
    held = {
        "province": {"hindcast": hindcast(regions=("110000",))},
        "country": {"hindcast": hindcast()},
        "again": {"hindcast": hindcast()},
        "other": {"plan": synthetic.scenario()},
    }

    def opened(folder: Path) -> Result:
        scenarios = held[folder.name]
        made = synthetic.result({name: [synthetic.history()] for name in scenarios})
        return replace(made, scenarios=tuple(scenarios.values()))

    def never(*_: object, **__: object) -> Result:
        raise AssertionError("nothing may run")

    monkeypatch.setattr("microcred.present.stored.open_result", opened)
    monkeypatch.setattr("microcred.cli.gather.make_runs", never)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--results", "province"], "province: regions: 'hindcast' is not what is predicted with"),
        (["--results", "other"], "other: --results: nothing of it is read: it holds no scenario"),
        (["--results", "country", "--results", "again"], "again: --results: nothing of it is read: 'hindcast' is read"),
        (["--results", "country", "--draws", "3"], "draws: needs --parameters prior"),
        (["--out", "nowhere/v.csv"], "--out: there is no such folder (found nowhere)"),
        (["--out", "file/v.csv"], "--out: there is no such folder (found file)"),
        (["--out", "n" * 300 + ".csv"], "--out: no file can be made there: File name too long"),
    ],
)
def test_what_cannot_be_judged_is_refused_before_anything_runs(
    words: list[str],
    said: str,
    folders: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    with pytest.raises(SystemExit) as end:
        main(["validate", "cn", *words])
    assert end.value.code == 2
    text = capsys.readouterr()
    assert said in text.err
    assert text.out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_report_counts_hits_and_names_source_and_misses() -> None:
    made = synthetic.result({"plan": [synthetic.history({"completions": 10.0})] * 5})
    rows = compared(made, [prediction(month="2025-01"), prediction(month="2025-01", name="fitted", counts=False)])
    plain = Console(width=100, color_system=None)
    with plain.capture() as capture:
        plain.print(report(rows))
    text = capture.get()
    assert "0 of 1 within the band" in text
    assert "too low: observed is 10 times" in text
    assert "Looked back at, not counted" in text
    assert [amount(value) for value in (0.1234, 12.0, 36_123.0, float("nan"))] == ["0.123", "12", "36,100", "unknown"]


def test_each_row_of_the_report_says_what_its_band_is_over() -> None:
    """A region's band is over the central runs alone, beside national ones over parameters and chance."""
    made = synthetic.result({"plan": [synthetic.history({"completions": 10.0})] * 2})
    rows = compared(made, [prediction(until="2025-12"), prediction(until="2025-12", region="200000")])
    rows.loc[0, ["over", "runs"]] = ["parameters and chance", 300]
    plain = Console(width=100, color_system=None)
    with plain.capture() as capture:
        plain.print(report(rows))
    text = capture.get()
    lines = text.splitlines()
    assert max(map(len, lines)) <= 100
    # Two runs have a median, and neither a band nor a verdict.
    assert "unknown" not in text
    assert "observed is" not in text
    assert lines[0] == "Predicted, never fitted: 0 of 2 within the band"
    assert any("parameters and" in line for line in lines)
    assert any("chance, 300 runs" in line for line in lines)
    assert any("chance, 2 runs" in line for line in lines)


def test_an_unknown_system_has_no_predictions(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["validate", "invented"])
    assert end.value.code == 2
    assert "nothing is predicted for this system" in capsys.readouterr().err


def test_the_pack_of_2019_is_what_its_builder_makes() -> None:
    done = subprocess.run(
        [sys.executable, str(PACK / "build.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_pack_of_2019_differs_as_it_says_and_no_more() -> None:
    then, now = load_pack("cn_2019"), load_pack("cn")
    assert sum(sector.certificates for sector in then.sectors) == 6
    assert then.population() == now.population()
    assert then.institutions == now.institutions
    assert then.regions == now.regions
    changed = {name for name in now.parameters if then.parameters[name].value != now.parameters[name].value}
    assert changed == {
        "aware_start_student",
        "aware_start_worker",
        "aware_start_other",
        "programmes_start",
        "certified_start",
    }
    for before, after in zip(then.occupations, now.occupations, strict=True):
        assert before.vacancies <= after.vacancies
    rural = [
        (one.access, other.access) for one, other in zip(then.places, now.places, strict=True) if one.setting == "rural"
    ]
    assert all(one == pytest.approx(0.756 * other, abs=1e-5) for one, other in rural)


def test_the_hindcast_runs_from_its_own_file() -> None:
    """From April 2019: 6 certificates, nobody certified yet, and takes up speed; shown for one small province."""
    scenario = load_scenario(scenario_file("cn_2019/hindcast"), regions=["630000"])
    done = run(scenario, replicates=1).national
    assert (done["month"].iloc[0], done["month"].iloc[-1]) == ("2019-04", "2024-12")
    assert done["certificates"].iloc[0] in (6, 7)
    assert done["certificates"].max() > 300
    assert done["completions"].iloc[:2].sum() == 0
    yearly = done.groupby(done["month"].str[:4])["completions"].sum()
    assert yearly["2024"] > yearly["2021"] > yearly["2019"]
