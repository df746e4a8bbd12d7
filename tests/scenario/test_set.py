"""What ``--set`` and ``--regions`` refuse, in the words of a file."""

from __future__ import annotations

import pytest

from microcred.base.errors import BadInput
from microcred.scenario import load_scenario


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("subsidy", '--set: must say LEVER=VALUE (found "subsidy")'),
        ("", '--set: must say LEVER=VALUE (found "")'),
        ("subsidi=0.5", "--set: subsidi: unknown lever; did you mean 'subsidy'?"),
        (
            "subsidy=1.5",
            "--set: subsidy: must be at most 1 (found 1.5); allowed: a number from 0 to 1 (share of the price)",
        ),
        (
            "subsidy=half",
            '--set: subsidy: is not valid TOML: invalid value (column 9) (found "half"); allowed: a TOML'
            " value; did you mean '\"half\"'?",
        ),
        (
            "subsidy=",
            '--set: subsidy: is not valid TOML: invalid value (column 9) (found ""); allowed: a TOML value',
        ),
        ("subsidy=0.1\nloan = 1", '--set: subsidy: must be one TOML value (found "0.1\\nloan = 1")'),
        (
            "subsidy=true",
            "--set: subsidy: must be a number (found true); allowed: a number from 0 to 1 (share of the price)",
        ),
        (
            'subsidy={ from = "2031-01", value = 0.1 }',
            '--set: subsidy.from: lies outside the scenario\'s time (found "2031-01"); allowed: 2025-01 to 2030-12',
        ),
        ("subsidy=" + "[" * 50, "--set: subsidy: keys and lists are nested too deeply"),
    ],
)
def test_a_wrong_set_has_its_message(given: str, message: str) -> None:
    """S01, S03: the command line is read as strictly as a file."""
    with pytest.raises(BadInput) as caught:
        load_scenario("cn_baseline", sets=[given])
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_a_lever_is_set_once() -> None:
    with pytest.raises(BadInput, match="--set: loan: is set twice"):
        load_scenario("cn_baseline", sets=["loan=0.1", "loan=0.2"])


@pytest.mark.parametrize(
    ("regions", "message"),
    [
        (["430001"], "--regions: [1]: unknown region (found \"430001\"); did you mean '430000'?"),
        (["Hunan"], "--regions: [1]: unknown region (found \"Hunan\"); did you mean '430000'?"),
        ([], "--regions: names nothing (found an empty list); allowed: at least one region"),
        (["430000", "430000"], '--regions: [2]: is listed twice (found "430000")'),
    ],
)
def test_a_wrong_region_has_its_message(regions: list[str], message: str) -> None:
    """S01: codes are looked up, names help."""
    with pytest.raises(BadInput) as caught:
        load_scenario("cn_baseline", regions=regions)
    assert str(caught.value) == message


def test_nothing_is_left_out_when_file_and_command_line_are_wrong() -> None:
    """S01: all faults at once, wherever they stand."""
    with pytest.raises(BadInput) as caught:
        load_scenario("cn_baseline", sets=["subsidy=2", "lone=1"], regions=["1"])
    assert len(caught.value.faults) == 3
