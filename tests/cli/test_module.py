"""``python -m microcred`` where the script is not on the path."""

import subprocess
import sys

import microcred


def test_it_is_the_command_line() -> None:
    """The same words, the same answer, the same exit code."""
    done = subprocess.run([sys.executable, "-m", "microcred", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"microcred {microcred.__version__}\n"
    wrong = subprocess.run([sys.executable, "-m", "microcred", "check", "nothing"], capture_output=True, check=False)
    assert wrong.returncode == 2
