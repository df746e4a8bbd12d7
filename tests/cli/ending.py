"""How a command ends."""

from __future__ import annotations

from microcred.cli.main import main


def exit_code(*words: str) -> int:
    """Run a command line and give the code that its process would end with."""
    try:
        main(words)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1 if end.code else 0
    return 0
