"""Machine code kept on disk never outlives the source it was made from."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import microcred
from microcred.base.compile import COMPILED_ROOMS, cache_folder, sources_digest

PACKAGE = Path(microcred.__file__).parent
# The satisfaction rule calls the logistic of another file: the case that numba's own cache does not see.
PROGRAM = "from microcred.rules.match import satisfied_probability as rule; print(repr(rule(0.0, 5.0, 0.6, 0.4)))"
RULE = Path("rules", "study.py")
ORIGINAL = "return 1.0 / (1.0 + math.exp(-x))"
EDITED = "return 0.5 / (1.0 + math.exp(-x))"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package that a test may edit."""
    folder = tmp_path / "source" / "microcred"
    shutil.copytree(PACKAGE, folder, ignore=shutil.ignore_patterns("__pycache__", "_shipped"))
    return folder


def edit(path: Path, before: str, after: str) -> None:
    """Replace one line of a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")


def compiled_files() -> list[str]:
    """Files that import the compiling decorator, relative to the package."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return [p.relative_to(PACKAGE).as_posix() for p in paths if "import compiled" in p.read_text(encoding="utf-8")]


def in_the_key(path: str) -> bool:
    """Whether a file or module, relative to the package, lies in a room of the key."""
    return any(path == room or path.startswith(f"{room}/") for room in COMPILED_ROOMS)


def run(copy: Path, cache: Path) -> float:
    """The rule's value in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(copy.parent), "MICROCRED_CACHE": str(cache)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return float(done.stdout)


def test_an_edited_rule_changes_the_result_of_its_callers(copy: Path, tmp_path: Path) -> None:
    """house.md, traps: 1 / (1 + exp -1) = .7310586 becomes half of it, although the caller was not edited."""
    cache = tmp_path / "cache"
    assert run(copy, cache) == pytest.approx(0.7310585786, abs=1e-9)
    assert len(list((cache / "microcred").iterdir())) == 1
    edit(copy / RULE, ORIGINAL, EDITED)
    assert run(copy, cache) == pytest.approx(0.3655292893, abs=1e-9)
    kept = {folder: sorted(path.name for path in folder.rglob("*.nbi")) for folder in (cache / "microcred").iterdir()}
    assert len(kept) == 2
    assert all(kept.values())


@pytest.mark.parametrize("room", COMPILED_ROOMS)
def test_the_key_sees_every_compiled_room(copy: Path, room: str) -> None:
    """A change in any file that compiled code may come from changes the key; taking it back restores it."""
    before = sources_digest(copy)
    path = next(path for path in sorted((copy / room).rglob("*.py")) if path.name != "__init__.py")
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\n# edited\n", encoding="utf-8")
    assert sources_digest(copy) != before
    path.write_text(text, encoding="utf-8")
    assert sources_digest(copy) == before


def test_the_key_sees_new_and_renamed_files_but_not_rooms_without_compiled_code(copy: Path) -> None:
    """Names count; rooms without compiled code do not, so that a changed report recompiles nothing."""
    before = sources_digest(copy)
    (copy / "cli" / "extra.py").write_text("x = 1\n", encoding="utf-8")
    (copy / "engine" / "objects" / "extra.py").write_text("x = 1\n", encoding="utf-8")
    assert sources_digest(copy) == before
    added = copy / "rules" / "extra.py"
    added.write_text("", encoding="utf-8")
    with_extra = sources_digest(copy)
    added.rename(copy / "rules" / "other.py")
    assert len({before, with_extra, sources_digest(copy)}) == 3


def test_every_compiled_file_lies_in_a_room_of_the_key() -> None:
    """Whatever imports the compiling decorator is covered by the key."""
    assert compiled_files()
    assert not [path for path in compiled_files() if not in_the_key(path)]


def test_compiled_files_take_constants_from_rooms_of_the_key_only() -> None:
    """A constant is frozen into machine code: what a compiled file imports must change the key as well."""
    outside = [
        f"{path}: {node.module}"
        for path in compiled_files()
        for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and node.module is not None
        and node.module.startswith("microcred.")
        and not in_the_key(node.module.removeprefix("microcred.").replace(".", "/"))
    ]
    assert outside == []


def test_a_cache_that_cannot_be_written_is_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R35: where the cache folder cannot be made, a temporary one serves."""
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv("MICROCRED_CACHE", str(blocked))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = cache_folder()
    assert folder.is_dir()
    assert folder.is_relative_to(tmp_path)
    assert folder.name == sources_digest()
