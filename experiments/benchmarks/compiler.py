"""Compiling a C file on the spot."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path

COMPILER = "cc"
OPTIONS = ("-O3", "-march=native", "-fopenmp", "-shared", "-fPIC")


def compile_library(source: Path) -> ctypes.CDLL:
    """Compile a C file and load it; what was compiled is deleted as soon as it is loaded.

    Raises
    ------
    ImportError
        If there is no C compiler.
    """
    if shutil.which(COMPILER) is None:
        raise ImportError(f"there is no C compiler ({COMPILER})")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "library.so"
        subprocess.run([COMPILER, *OPTIONS, "-o", str(target), str(source), "-lm"], check=True)
        return ctypes.CDLL(str(target))


def compiler_version() -> str:
    """What the compiler calls itself."""
    if shutil.which(COMPILER) is None:
        return "none"
    asked = subprocess.run([COMPILER, "--version"], check=True, capture_output=True, text=True)
    return asked.stdout.splitlines()[0]
