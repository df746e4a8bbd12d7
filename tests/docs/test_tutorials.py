"""The tutorials do what they say: their files are written, their commands and their Python are run, in order."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from microcred.cli.main import main

TUTORIALS = sorted((Path(__file__).resolve().parents[2] / "docs" / "tutorials").glob("*.md"))
BLOCK = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def command(line: str) -> int:
    """Run a line of a terminal; gives the exit code."""
    words = shlex.split(line, comments=True)
    assert words[0] == "microcred", line
    try:
        main(words[1:])
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
@pytest.mark.nightly  # `.ci/run` executes them
def test_a_tutorial_does_what_it_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "tutorial"}
    kinds = []
    for language, note, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        kinds.append(language)
        if language == "toml":
            Path(note).write_text(text, encoding="utf-8")
        elif language == "sh":
            for line in text.splitlines():
                assert (command(line) == 2) == (note == "fails"), line
        elif language == "python":
            exec(compile(text, f"{page.name}: {text[:30]}", "exec"), names)
        else:
            raise AssertionError(f"{page.name} has a block of {language}, which nobody runs")
    assert {"toml", "python"} <= set(kinds)


def test_there_are_three_tutorials() -> None:
    assert [page.stem for page in TUTORIALS] == ["first_scenario", "own_learners", "writing_a_policy"]
