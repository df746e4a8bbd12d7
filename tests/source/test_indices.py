"""Indices are taken as they stand in this package's machine code, and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import FunctionType

import numpy as np
import numpy.typing as npt
import pytest
from numba import njit

import microcred.base.compile

FROM_THE_END, BEFORE_THE_FIRST = 3, 1

# What this package would do with an index of -1, in a process that checks.
OUT_OF_BOUNDS = """
import numpy as np
from numba import njit
import microcred.base.compile
def element(values, index):
    return values[index]
element.__module__ = "microcred.base.compile"
try:
    njit(element)(np.arange(4)[2:], -1)
except IndexError:
    print("found")
"""
INVENTED_PLAN = """
from microcred import load_scenario
from microcred.engine.columns.run import simulate
print(simulate(load_scenario("invented_plan"), 1).acted.size)
"""


def element(values: npt.NDArray[np.int64], index: int) -> int:
    """One element."""
    return int(values[index])


def element_in(values: npt.NDArray[np.int64], index: int) -> int:
    """One element of a part, and one of an array handed on."""
    return int(values[:2][index]) + int(values.reshape(2, 1)[index, 0])


def of_this_package(function: FunctionType) -> FunctionType:
    """The function as if it stood in a file of this package."""
    twin = FunctionType(function.__code__, function.__globals__, function.__name__)
    twin.__module__ = microcred.base.compile.__name__
    return twin


def last_two() -> npt.NDArray[np.int64]:
    """The elements 2 and 3, with 1 lying before them in memory."""
    return np.arange(4)[2:]


def checked(program: str, cache: Path, timeout: int) -> str:
    """What a program prints in a process in which every index is checked, with machine code of its own."""
    environment = {**os.environ, "NUMBA_BOUNDSCHECK": "1", "MICROCRED_CACHE": str(cache)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=timeout, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_elsewhere_a_negative_index_counts_from_the_end() -> None:
    """Functions that others compile mean what Python means, in a process that has loaded this package or not."""
    assert njit(element)(last_two(), -1) == FROM_THE_END
    assert njit(element_in)(last_two(), -1) == 2 * FROM_THE_END


def test_in_this_package_no_index_is_asked_whether_it_counts_from_the_end() -> None:
    """The same functions: -1 is what lies before the first."""
    assert njit(of_this_package(element))(last_two(), -1) == BEFORE_THE_FIRST
    assert njit(of_this_package(element_in))(last_two(), -1) == 2 * BEFORE_THE_FIRST
    assert [njit(of_this_package(element))(last_two(), index) for index in (0, 1, np.uint8(1))] == [2, 3, 3]


def test_numpys_own_functions_are_not_of_this_package() -> None:
    """What a compiled function calls of numba's library counts from the end as ever, also where we call it."""

    def rolled(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        return np.roll(values, 1)

    assert njit(of_this_package(rolled))(np.arange(4)).tolist() == [3, 0, 1, 2]  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_negative_index_is_found_where_indices_are_checked(tmp_path: Path) -> None:
    """NUMBA_BOUNDSCHECK=1 tells; and were an index changed before it is checked, it would not."""
    assert checked(OUT_OF_BOUNDS, tmp_path, 120) == "found"


@pytest.mark.nightly
def test_no_index_of_a_run_is_out_of_bounds(tmp_path: Path) -> None:
    """The invented plan from beginning to end. It compiles for some minutes."""
    assert int(checked(INVENTED_PLAN, tmp_path, 1_800)) > 0
