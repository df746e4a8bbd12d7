"""Which files a scenario may name: those beside it, and nothing else."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from microcred.base.errors import BadInput
from microcred.scenario import load_pack, load_scenario, parse_scenario
from microcred.scenario.document import LARGEST_FILE

GOOD = 'title = "T"\nextends = "invented_baseline"\n'


def extending(folder: Path, name: str, key: str = "extends = {name}") -> Path:
    path = folder / "mine.toml"
    text = 'title = "T"\n' + key.format(name=json.dumps(name))
    path.write_text(text + "\n", encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a neighbour whose name starts like its own, and a file above."""
    for name in ("up", "up_evil", "up/sub"):
        (tmp_path / name).mkdir(parents=True)
    for place in (".", "up_evil", "up/sub", "up"):
        (tmp_path / place / "good.toml").write_text(GOOD, encoding="utf-8")
    return tmp_path / "up"


@pytest.mark.parametrize("name", ["good", "good.toml", "sub/good.toml", "./good.toml", "invented_plan"])
def test_files_beside_and_shipped_names_may_be_named(folder: Path, name: str) -> None:
    """S07: what lies in the folder, or is shipped, is allowed."""
    assert load_scenario(extending(folder, name)).system == "invented"


@pytest.mark.parametrize(
    "name",
    [
        "../good.toml",
        "../up_evil/good.toml",
        "sub/../../good.toml",
        "sub/../good.toml",
        "..",
        ".",
        "",
        "/etc/passwd",
        "/etc/passwd.toml",
        "/dev/zero",
        "~/good.toml",
        "C:\\good.toml",
        "C:good.toml",
        "..\\good.toml",
        "sub\\good.toml",
        "\\\\host\\share\\good.toml",
        "//host/good.toml",
        "good.toml\0",
        "good\0.toml",
        "good.toml\n",
        "good.TOML",
        "good.py",
        "nothing.toml",
        "a" * 300,
        "a" * 300 + ".toml",
        "sub",
        "sub/good",
        "file:good.toml",
        "https://example.org/good.toml",
        "\u202egood.toml",
        "CON",
        "systems/cn/facts.toml",
    ],
)
@pytest.mark.parametrize("key", ["extends = {name}", "system = 'invented'\nlevers.loan = {{ system = {name} }}"])
def test_nothing_else_may_be_named(folder: Path, name: str, key: str) -> None:
    """S07: absolute, .., NUL, other systems' separators, other suffixes and absent files are refused."""
    with pytest.raises(BadInput) as caught:
        load_scenario(extending(folder, name, key))
    assert caught.value.faults[0].key in ("extends", "levers.loan.system")


def test_links_that_leave_the_folder_are_refused(folder: Path) -> None:
    """S07: a link is followed before it is judged."""
    (folder / "out.toml").symlink_to(folder.parent / "good.toml")
    (folder / "loop.toml").symlink_to(folder / "loop.toml")
    (folder / "within.toml").symlink_to(folder / "sub" / "good.toml")
    (folder / "linked").symlink_to(folder.parent / "up_evil")
    for name in ("out", "out.toml", "loop.toml", "linked/good.toml"):
        with pytest.raises(BadInput):
            load_scenario(extending(folder, name))
    assert load_scenario(extending(folder, "within.toml")).system == "invented"


def test_devices_pipes_and_folders_are_refused(folder: Path) -> None:
    """S07: nothing that is not a regular file is opened: a pipe would wait for ever."""
    os.mkfifo(folder / "pipe.toml")
    (folder / "folder.toml").mkdir()
    for name in ("pipe.toml", "folder.toml"):
        with pytest.raises(BadInput, match="is not a regular file"):
            load_scenario(extending(folder, name))
    for path in ("/dev/zero", folder / "pipe.toml", folder, ""):
        with pytest.raises(BadInput, match="is not a regular file"):
            load_scenario(path)


def test_what_cannot_be_read_is_said_plainly(folder: Path) -> None:
    """S07: a name that no file can have is bad input too."""
    for path in ("nowhere.toml", "a\0b.toml", "x" * 5000 + ".toml", "good.toml/under.toml"):
        with pytest.raises(BadInput, match="cannot be read"):
            load_scenario(path)
    with pytest.raises(BadInput, match="unknown scenario"):
        load_scenario("x" * 300)


def test_a_circle_is_found(folder: Path) -> None:
    """S07: circular `extends` and circular take-overs end."""
    for first, second in (("a", "b"), ("b", "c"), ("c", "a")):
        (folder / f"{first}.toml").write_text(f'title = "T"\nextends = "{second}"\n', encoding="utf-8")
    with pytest.raises(BadInput, match=r"c\.toml:2: extends: is circular"):
        load_scenario(folder / "a.toml")
    taking = 'title = "T"\nextends = "invented_baseline"\n[levers]\nloan = {{ system = "{}" }}\n'
    (folder / "d.toml").write_text(taking.format("e"), encoding="utf-8")
    (folder / "e.toml").write_text(taking.format("d"), encoding="utf-8")
    with pytest.raises(BadInput, match=r"levers\.loan\.system: is circular"):
        load_scenario(folder / "d.toml")
    (folder / "f.toml").write_text(taking.format("f"), encoding="utf-8")
    with pytest.raises(BadInput, match=r"levers\.loan\.system: is circular"):
        load_scenario(folder / "f.toml")


def test_a_long_chain_ends(folder: Path) -> None:
    for number in range(40):
        (folder / f"s{number}.toml").write_text(f'title = "T"\nextends = "s{number + 1}"\n', encoding="utf-8")
    with pytest.raises(BadInput, match="the chain of scenarios is too long"):
        load_scenario(folder / "s0.toml")


def test_uploaded_bytes_may_name_shipped_scenarios_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S07, S13: bytes that came from elsewhere reach no file."""
    assert parse_scenario(GOOD.encode()).name == "uploaded"
    monkeypatch.chdir(folder)
    for name in ("good", "good.toml", "./good.toml"):
        with pytest.raises(BadInput, match="unknown scenario"):
            parse_scenario(f'title = "T"\nextends = "{name}"\n'.encode())


def test_a_large_file_is_not_read(folder: Path) -> None:
    """S04: more than the limit is refused before it is parsed."""
    (folder / "large.toml").write_bytes(b"#" * (LARGEST_FILE + 1))
    with pytest.raises(BadInput, match="the file is too large"):
        load_scenario(folder / "large.toml")
    (folder / "largest.toml").write_bytes(GOOD.encode() + b"#" * (LARGEST_FILE - len(GOOD)))
    assert load_scenario(folder / "largest.toml").title == "T"


@pytest.mark.parametrize("system", ["../systems/cn", "/etc", "cn/", "", "CN", ".", "cn\0"])
def test_a_system_is_a_name_and_no_path(system: str) -> None:
    """S07: the folder of data packs cannot be left."""
    with pytest.raises(BadInput, match="unknown system"):
        load_pack(system)
