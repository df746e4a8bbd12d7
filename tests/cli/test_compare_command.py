"""``microcred compare`` from words to exit code, on stored results and on bad wishes."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from microcred.cli import gather
from microcred.present import folder as module
from microcred.present.folder import pending_folder
from microcred.run import run
from microcred.scenario import load_scenario, parse_scenario
from tests.cli import ending
from tests.result import synthetic

TIME = '[time]\nstart = "2025-01"\nend = "2026-03"\nspin_up = 6\n'


exit_code = partial(ending.exit_code, "compare")


@pytest.fixture
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, and results without their figure."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(module.WRITERS, "curves.png", lambda _, path: path.write_bytes(b"picture"))
    return tmp_path


def stored(name: str, seed: int, lever: str = "") -> Path:
    """A result folder with two runs of a short scenario."""
    file = f'title = "{name}"\nextends = "invented_baseline"\n{TIME}[levers]\n{lever}\n'
    Path(f"{name}.toml").write_text(file)
    scenario = replace(parse_scenario(file.encode()), name=name)
    with pending_folder(Path(f"{name}-{seed}"), name) as pending:
        return pending.publish(run(scenario, replicates=2, seed=seed))


@pytest.mark.nightly
def test_stored_results_are_paired_and_everything_is_written(quick: Path, capsys: pytest.CaptureFixture[str]) -> None:
    usual, helped = stored("usual", 3), stored("helped", 3, 'subsidy = { from = "2025-06", value = 0.9 }')
    assert exit_code(str(usual), str(helped), "--out", "made") == 0
    text = capsys.readouterr().out
    assert "Everything against usual: usual" in text
    assert "What an addition costs, yuan" in text
    assert "Not recorded, so not said" in text
    assert text.splitlines()[-1] == "Results: made"
    names = {path.name for path in Path("made").iterdir()}
    assert {"differences.csv", "difference_curves.parquet", "costs.csv", "deadweight.csv", "groups.csv"} <= names
    assert {"differences.png", "groups.png", "run.json"} <= names
    assert {"income.parquet", "funnel_changes.csv", "funnel_changes.png"} <= names
    assert "parts.csv" not in names
    # made of results, it is one: it can be compared again
    assert exit_code("made", "--out", "again") == 0
    assert (Path("made") / "differences.csv").read_bytes() == (Path("again") / "differences.csv").read_bytes()


@pytest.mark.slow
def test_results_of_other_seeds_are_refused(quick: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = stored("usual", 3), stored("helped", 4)
    assert exit_code(str(one), str(other), "--out", "made") == 2
    assert "other runs or seeds" in capsys.readouterr().err
    assert not Path("made").exists()


def nothing_runs(*_: object, **__: object) -> None:
    raise AssertionError("something was run")


def test_scenarios_that_cannot_be_paired_are_refused_before_they_run(
    quick: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gather, "make_runs", nothing_runs)
    Path("short.toml").write_text('title = "short"\nextends = "cn_plan"\n[time]\nend = "2028-12"\n')
    assert exit_code("cn_baseline", "short.toml") == 2
    assert "short: time.end: " in capsys.readouterr().err
    assert exit_code("invented_baseline", "cn_baseline") == 2
    assert "found cn); allowed: invented, as in invented_baseline" in capsys.readouterr().err
    assert not list(quick.glob("results/*"))


def kept_of(name: str, regions: tuple[str, ...] | None, **facts: object) -> str:
    """A result folder of a made-up run of some regions of the invented country."""
    scenario = replace(load_scenario("invented_baseline"), name=name, regions=regions)
    with pending_folder(Path(name), name) as pending:
        pending.publish(synthetic.result({name: [synthetic.history()]}, [scenario], **facts))
    return name


def test_folders_of_other_regions_are_refused(quick: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Same set, replicate and seed, but other people: that was shown as an effect."""
    one, both = kept_of("one", ("200000",)), kept_of("both", ("100000", "200000"))
    for words in ([one, both], [both, one]):
        assert exit_code(*words, "--out", "made") == 2
        assert f"{words[1]}: regions: " in capsys.readouterr().err
    assert not Path("made").exists()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"versions": {"microcred": "9.9"}}, "version of microcred: .*found 9.9\\); allowed: 0.1.0, as in now"),
        ({"rules": "other"}, "model's sources: .*found other\\); allowed: these, as in now"),
    ],
)
def test_folders_of_another_model_are_refused(
    facts: dict[str, object], said: str, quick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now, then = kept_of("now", None, rules="these"), kept_of("then", None, **{"rules": "these", **facts})
    assert exit_code(now, then, "--out", "made") == 2
    assert re.search(f"then: {said}", capsys.readouterr().err)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["cn_baseline"], "at least two scenarios"),
        (["cn_baseline", "cn_baseline"], "at least two scenarios"),
        (["cn_baseline", "cn_plam"], "cn_plan"),
        (["cn_baseline", "cn_plan", "--precision", "0"], "must be above 0"),
        (["cn_baseline", "cn_plan", "--parameters", "some"], "central or prior"),
        (["cn_baseline", "cn_plan", "--replicates", "0"], "at least one run"),
        (["cn_baseline", "cn_plan", "--draws", "3"], "needs --parameters prior"),
        ([".", "cn_plan", "--draws", "3"], "needs --parameters prior"),
        ([".", ".", "--seed", "3"], "seed: means nothing for result folders"),
    ],
)
def test_bad_wishes_are_refused(words: list[str], said: str, quick: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(*words) == 2
    text = capsys.readouterr()
    assert said in text.err
    assert "Traceback" not in text.err
    assert not list(quick.glob("results/*"))
