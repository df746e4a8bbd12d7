"""The command line: messages and exit codes of a user's mistakes, and what is imported when."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from microcred.base.errors import RunFailed
from microcred.catalogue.levers import LEVERS
from microcred.catalogue.parameters import PARAMETERS
from microcred.cli import check as check_module
from microcred.cli.main import COMMANDS, main
from microcred.engine.schedule import STAGES
from microcred.scenario import shipped_scenarios

HEAVY = ("numpy", "numba", "pandas", "pyarrow", "matplotlib", "mesa", "networkx", "scipy")


def outcome(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    code = caught.value.code
    assert code is None or isinstance(code, int)
    return code or 0, captured.out, captured.err


def test_check_says_what_a_scenario_means(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = outcome(capsys, "check", "cn_subsidy")
    assert (code, err) == (0, "")
    assert out.startswith("cn_subsidy: China today with half the price subsidised\n")
    for text in (
        "  extends     cn_baseline\n",
        "  period      2025-01 to 2030-12 (72 months, after 36 of spin-up)\n",
        "people of working age\n",
        "  lever       subsidy 0.1; from 2026-01 0.5\n",
        "  target      certified_share at least 0.8 by 2026-12\n",
    ):
        assert text in out


def test_check_shows_each_way_to_set_a_lever(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(capsys, "check", "invented_plan", "--regions", "100000")
    for text in (
        "from 2028-01 0.5 (setting rural) up to 4,000.00 yuan a year",
        "from 2026-01 to 2028-12 from 0 to 40 (setting rural)",
        "certification_mandate off; from 2026-07 on, deadline 2027-06",
        "academic_review single; from 2026-01 dual",
        "(occupation software-engineer or e-commerce-specialist or chip-maker or 4 more)",
        "key_fields from 2026-01 (sector electronics_information); from 2026-01 (occupation elderly",
        "in 1 regions, ",
    ):
        assert text in out


def test_check_takes_set_and_shows_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = outcome(capsys, "check", "cn_baseline", "--set", "credit_transfer=0.5")
    assert code == 0
    assert "  warning     levers.credit_transfer: does little without framework\n" in out


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_shipped_scenario_passes(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """R12: the scenarios of this release load."""
    assert outcome(capsys, "check", name)[0] == 0


def test_check_lists_the_faults_of_all_files_and_shows_the_good_ones(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S01: one block on stderr, exit code 2."""
    monkeypatch.chdir(tmp_path)
    Path("a.toml").write_text('title = "A"\nextends = "cn_baseline"\n[levers]\nsubsidy = 1.5\n', encoding="utf-8")
    Path("b.toml").write_text('title = "B"\nextends = "cn_baseline"\nautor = "C"\n', encoding="utf-8")
    code, out, err = outcome(capsys, "check", "a.toml", "cn_plan", "b.toml")
    assert code == 2
    assert out.startswith("cn_plan: China plan\n")
    first, second = err.splitlines()
    assert first.startswith("a.toml:4: levers.subsidy: must be at most 1 (found 1.5); allowed: ")
    assert second.startswith("b.toml:3: autor: unknown key; allowed: ")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("check", "nowhere.toml"), "nowhere.toml: cannot be read: no such file or directory"),
        (("check", "cn_plam"), "cn_plam: unknown scenario"),
        (("check", "cn_plan", "--set", "subsidi=1"), "--set: subsidi: unknown lever; did you mean 'subsidy'"),
        (("check", "cn_plan", "--regions", "1"), "--regions: [1]: unknown region"),
        (("check",), "SCENARIO"),
        (("check", "cn_plan", "--nothing"), "No such option"),
        (("parameters", "xx"), 'system: unknown system (found "xx")'),
        (("chek",), "No such command 'chek'"),
    ],
)
def test_a_mistake_is_bad_input(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], text: str) -> None:
    """S01: exit code 2, a message on stderr, nothing on stdout."""
    code, out, err = outcome(capsys, *arguments)
    assert (code, out) == (2, "")
    assert text in err


def test_nothing_in_a_title_moves_the_cursor(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """S19: names are shown escaped."""
    path = tmp_path / "a.toml"
    path.write_text('title = "a\\u001b[2Jb\\nc"\nextends = "cn_baseline"\n', encoding="utf-8")
    _, out, _ = outcome(capsys, "check", str(path))
    assert out.startswith("a: a\\x1b[2Jb\\nc\n")


def test_a_failed_run_has_its_own_exit_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RunFailed("replicate 3 of cn_plan failed")

    monkeypatch.setattr(check_module, "load_scenario", fails)
    assert outcome(capsys, "check", "cn_plan") == (1, "", "replicate 3 of cn_plan failed\n")


def test_a_user_who_stops_it_gets_the_usual_exit_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """R22: 130, without a trace."""

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(check_module, "load_scenario", stopped)
    assert outcome(capsys, "check", "cn_plan") == (130, "", "stopped\n")


def test_levers_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(capsys, "levers")
    assert [line.split()[0] for line in out.splitlines()[::2]] == list(LEVERS)
    _, out, _ = outcome(capsys, "levers", "--json")
    assert [lever["name"] for lever in json.loads(out)] == list(LEVERS)


def test_parameters_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(capsys, "parameters")
    assert [line.split()[0] for line in out.splitlines()] == list(PARAMETERS)
    _, out, _ = outcome(capsys, "parameters", "cn")
    assert len(out.splitlines()) == len(PARAMETERS)
    assert "measured) " in out


def test_the_schedule_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(capsys, "schedule")
    assert [line.split()[1] for line in out.splitlines()] == [stage.name for stage in STAGES]


def test_matplotlib_has_a_place_where_the_users_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else every command that draws begins with matplotlib's own warning; what the user says is left."""
    (tmp_path / "file").touch()
    for name in ("MPLCONFIGDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "spare"))
    # Known to the patch, so that it is taken back.
    monkeypatch.setenv("MPLCONFIGDIR", "mine")
    for home, given, chosen in (
        (tmp_path, None, None),
        (tmp_path / "new", None, None),
        (tmp_path / "file" / "home", "mine", "mine"),
        (tmp_path / "file" / "home", None, str(tmp_path / "spare" / f"microcred-{os.getuid()}" / "matplotlib")),
    ):
        monkeypatch.setenv("HOME", str(home))
        os.environ.pop("MPLCONFIGDIR", None)
        os.environ.update({} if given is None else {"MPLCONFIGDIR": given})
        with pytest.raises(SystemExit):
            main(["--version"])
        assert os.environ.get("MPLCONFIGDIR") == chosen
    assert not (tmp_path / "new").exists()


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = outcome(capsys, "--help")
    assert code == 0
    assert all(name in out for name in COMMANDS)


@pytest.mark.parametrize("arguments", [["--help"], ["check", "cn_plan"], ["levers"], ["parameters", "cn"]])
def test_nothing_heavy_is_imported_for_help_and_checks(arguments: list[str]) -> None:
    """The promise of the contract: help and checks do not wait for numba, pandas and their like."""
    program = (
        "import sys\n"
        "from microcred.cli.main import main\n"
        "try:\n    main(sys.argv[1:])\n"
        f"finally:\n    sys.stderr.write(','.join(name for name in {HEAVY!r} if name in sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr == ""
