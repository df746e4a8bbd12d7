"""A full scan in C, everyone every month: as fast as a program that visits everybody gets with a vectorising compiler.

Compiled on the spot with ``cc -O3 -march=native -fopenmp``.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from experiments.benchmarks.compiler import compile_library
from experiments.benchmarks.small_model import BOUND, DECIDES, MONTHS, SPREAD, Curves, awareness_chance

PACKAGES = ()
SOURCE = Path(__file__).with_name("c_scan.c")


@cache
def library() -> ctypes.CDLL:
    """The compiled scan."""
    loaded = compile_library(SOURCE)
    words, counts = ctypes.c_void_p, ctypes.c_void_p
    real, whole, key = ctypes.c_double, ctypes.c_int64, ctypes.c_uint64
    loaded.build.argtypes = [words, whole, real, real, real, real, key, ctypes.c_int]
    loaded.build.restype = None
    loaded.month.argtypes = [words, whole, real, key, ctypes.c_int, ctypes.c_int, counts]
    loaded.month.restype = None
    return loaded


@dataclass
class Country:
    """The learners, a word each, and the key of chance."""

    words: npt.NDArray[np.uint16]
    seed: int
    threads: int


def build(learners: int, constant: float, seed: int, threads: int) -> Country:
    """The country with nobody aware."""
    words = np.empty(learners, dtype=np.uint16)
    library().build(words.ctypes.data, learners, constant, SPREAD, DECIDES, BOUND, seed, threads)
    return Country(words, seed, threads)


def run(country: Country) -> Curves:
    """All months."""
    totals = np.zeros((MONTHS, 2), dtype=np.int64)
    counts = np.zeros(2, dtype=np.int64)
    words, scan = country.words, library().month
    for month in range(MONTHS):
        chance = awareness_chance(int(counts[0]) / words.size)
        scan(words.ctypes.data, words.size, chance, country.seed, month, country.threads, counts.ctypes.data)
        totals[month] = counts
    return Curves(totals[:, 0], totals[:, 1])
