"""Every message a scenario file can cause, one malformed file each.

After a wanted change of a text, rewrite all of them with

    PYTHONPATH=src python tests/scenario/test_messages.py

and read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from microcred.base.errors import BadInput
from microcred.scenario import load_scenario

GOLDEN = Path(__file__).resolve().parent / "golden"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.toml"))


def message(name: str) -> str:
    """Return what a file's faults are, as if it were checked from its own folder."""
    before = Path.cwd()
    os.chdir(GOLDEN)
    try:
        load_scenario(f"{name}.toml")
    except BadInput as error:
        return f"{error}\n"
    finally:
        os.chdir(before)
    return "no fault\n"


@pytest.mark.parametrize("name", NAMES)
def test_message_is_exactly_this(name: str) -> None:
    """S01, S02, S03, S07: each malformed file has its message, with line, key and nearest name."""
    expected = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert message(name) == expected, "refresh: PYTHONPATH=src python tests/scenario/test_messages.py"


def test_there_are_enough_messages() -> None:
    """S01: at least forty messages are held, and every text belongs to a file."""
    assert len(NAMES) >= 40
    assert sorted(path.stem for path in GOLDEN.glob("*.txt")) == NAMES


if __name__ == "__main__":
    for stem in NAMES:
        (GOLDEN / f"{stem}.txt").write_text(message(stem), encoding="utf-8")
