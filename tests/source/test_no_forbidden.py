"""The source holds nothing that trust.md forbids."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

import microcred
from tests.source import faults

PACKAGE = Path(microcred.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
RULES = [path for path in SOURCES if path.is_relative_to(PACKAGE / "rules")]


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


Finder = Callable[[ast.Module], Iterator[faults.Fault]]
# The finder, where it looks, and a source that it must find something in.
CHECKS: list[tuple[str, Finder, list[Path], str]] = [
    ("fast math", faults.fast_math, SOURCES, "@njit(fastmath=True)\ndef f(): pass"),
    ("fast math flags", faults.fast_math, SOURCES, "g = njit(fastmath={'nnan'})(f)"),
    (
        "numpy's global generator",
        faults.global_randomness,
        SOURCES,
        "import numpy as np\nx = np.random.rand()",
    ),
    ("numpy's generators", faults.global_randomness, SOURCES, "from numpy.random import default_rng"),
    ("numpy's module", faults.global_randomness, SOURCES, "from numpy import random"),
    ("standard random", faults.global_randomness, SOURCES, "from random import random"),
    ("scatter-add", faults.shared_sums, SOURCES, "for i in prange(n):\n    c[idx[i]] += 1"),
    ("reduction", faults.shared_sums, SOURCES, "for i in numba.prange(n):\n    total += x[i]"),
    ("pickle", faults.unsafe_reading, SOURCES, "import pickle"),
    ("pickle's relatives", faults.unsafe_reading, SOURCES, "from joblib import load"),
    ("pandas' pickle", faults.unsafe_reading, SOURCES, "pd.read_pickle('x')"),
    ("numpy's pickle", faults.unsafe_reading, SOURCES, "np.load('x', allow_pickle=True)"),
    ("eval", faults.unsafe_reading, SOURCES, "eval('1')"),
    ("exec", faults.unsafe_reading, SOURCES, "exec('1')"),
    ("yaml", faults.unsafe_reading, SOURCES, "yaml.load('x')"),
    ("shell", faults.unsafe_reading, SOURCES, "subprocess.run('x', shell=True)"),
    ("if seed", faults.lost_zero_seed, SOURCES, "if seed:\n    pass"),
    ("seed or", faults.lost_zero_seed, SOURCES, "x = run.seed or 1"),
    ("not seed", faults.lost_zero_seed, SOURCES, "x = not seed"),
    ("powers in rules", faults.inexact_in_rules, RULES, "y = x ** 0.5"),
    ("powers of two in rules", faults.inexact_in_rules, RULES, "y = 2.0 ** -x"),
    ("numpy in rules", faults.inexact_in_rules, RULES, "import numpy as np"),
    ("docstrings", faults.unsaid, SOURCES, '"""A module."""\n\ndef public():\n    return 1'),
    (
        "docstrings of methods",
        faults.unsaid,
        SOURCES,
        '"""M."""\nclass A:\n    """A."""\n    def b(self): pass',
    ),
]
HARMLESS = '''"""A module."""

import math

from numba import njit, prange


@njit(fastmath=False)
def harmless(x, out, seed, power):
    """Everything that is allowed."""
    for i in prange(x.size):
        local = 0.0
        for value in x:
            local += value ** 2
        out[i] += local
        out[i, power] += math.pow(local, 0.5)
    if seed is None or seed == 0:
        return math.exp(2 ** 3)
    return out
'''


@pytest.mark.parametrize(("what", "finder", "files", "bad"), CHECKS, ids=[check[0] for check in CHECKS])
def test_the_source_is_free_of(what: str, finder: Finder, files: list[Path], bad: str) -> None:
    """R07, S18: zero hits in the source.

    The finder finds what it looks for, and nothing in what is allowed.
    """
    assert files
    hits = [
        f"{path.relative_to(PACKAGE).as_posix()}:{line}: {fault}"
        for path in files
        for line, fault in finder(tree_of(path))
    ]
    assert not hits, what
    assert list(finder(ast.parse(bad)))
    assert not list(finder(ast.parse(HARMLESS)))
