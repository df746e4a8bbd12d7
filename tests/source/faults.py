"""What no source file may contain, found in its syntax tree (trust.md R07, S18; house.md, traps)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

# Names of modules that execute what they read, and calls that do.
UNSAFE_MODULES = {"pickle", "cPickle", "cloudpickle", "dill", "joblib", "shelve", "marshal"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__"}
UNSAFE_METHODS = {"read_pickle", "to_pickle", "unsafe_load", "full_load"}
YAML_LOADERS = {"load", "load_all"}

Fault = tuple[int, str]


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a name or attribute, else an empty text."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def is_true(node: ast.AST) -> bool:
    """The literal True."""
    return isinstance(node, ast.Constant) and node.value is True


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every module, and every name out of a module, that is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or ""
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def fast_math(tree: ast.AST) -> Iterator[Fault]:
    """`fastmath=` anything but False."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "fastmath":
            off = isinstance(node.value, ast.Constant) and node.value.value is False
            if not off:
                yield node.value.lineno, "fastmath"


def global_randomness(tree: ast.AST) -> Iterator[Fault]:
    """`np.random`, the standard library's `random`, in any way of importing them."""
    for node in ast.walk(tree):
        name = dotted(node)
        if name.startswith(("np.random", "numpy.random")):
            yield getattr(node, "lineno", 0), name
    for line, name in imported(tree):
        if name.split(".")[0] == "random" or name.startswith("numpy.random"):
            yield line, name


def parallel_loops(tree: ast.AST) -> Iterator[ast.For]:
    """Loops over `prange`."""
    for node in ast.walk(tree):
        called = node.iter if isinstance(node, ast.For) else None
        if isinstance(node, ast.For) and isinstance(called, ast.Call) and dotted(called.func).endswith("prange"):
            yield node


def shared_sums(tree: ast.AST) -> Iterator[Fault]:
    """Sums that threads would share.

    In a parallel loop: `x[i] +=` with an index other than the loop's, or a sum into a name from outside.
    """
    for loop in parallel_loops(tree):
        index = dotted(loop.target)
        own = {
            dotted(target)
            for node in ast.walk(loop)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(loop):
            if not isinstance(node, ast.AugAssign):
                continue
            if isinstance(node.target, ast.Subscript):
                where = node.target.slice
                first = where.elts[0] if isinstance(where, ast.Tuple) and where.elts else where
                if dotted(first) != index:
                    yield node.lineno, "scatter-add in prange"
            elif dotted(node.target) not in own:
                yield node.lineno, "reduction in prange"


def unsafe_reading(tree: ast.AST) -> Iterator[Fault]:
    """Anything that executes what it reads."""
    for line, name in imported(tree):
        if name.split(".")[0] in UNSAFE_MODULES:
            yield line, name
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = dotted(node.func)
        last = name.rsplit(".", maxsplit=1)[-1]
        if name in UNSAFE_CALLS or last in UNSAFE_METHODS:
            yield node.lineno, name
        if name.startswith("yaml.") and last in YAML_LOADERS:
            yield node.lineno, name
        for keyword in node.keywords:
            if keyword.arg == "allow_pickle" and is_true(keyword.value):
                yield node.lineno, "allow_pickle=True"
            if keyword.arg == "shell" and is_true(keyword.value):
                yield node.lineno, "shell=True"


def lost_zero_seed(tree: ast.AST) -> Iterator[Fault]:
    """`if seed:`, `seed or 1`, `not seed`: seed 0 is a seed; test `is None`."""
    for node in ast.walk(tree):
        tested: list[ast.AST] = []
        if isinstance(node, ast.If | ast.IfExp | ast.While | ast.Assert):
            tested = [node.test]
        elif isinstance(node, ast.BoolOp):
            tested = list(node.values)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            tested = [node.operand]
        for test in tested:
            if dotted(test).rsplit(".", maxsplit=1)[-1] in {"seed", "first_seed"}:
                yield getattr(test, "lineno", 0), f"truth of {dotted(test)}"


def inexact_in_rules(tree: ast.AST) -> Iterator[Fault]:
    """In rules: `**` with anything but a whole number, and numpy at all.

    Their results differ in the last bit by engine.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Pow):
            power = node.right if isinstance(node, ast.BinOp) else node.value
            if not (isinstance(power, ast.Constant) and isinstance(power.value, int)):
                yield node.lineno, "** with a float"
        if isinstance(node, ast.Call) and dotted(node.func) == "pow":
            yield node.lineno, "pow()"
    for line, name in imported(tree):
        if name.split(".")[0] in {"numpy", "scipy"}:
            yield line, name


def unsaid(tree: ast.Module) -> Iterator[Fault]:
    """A module, or a public class or function in it, without a docstring."""
    if not ast.get_docstring(tree):
        yield 1, "module without a docstring"
    holders: list[ast.Module | ast.ClassDef] = [tree]
    holders += [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    for holder in holders:
        for node in holder.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if not node.name.startswith("_") and not ast.get_docstring(node):
                yield node.lineno, f"{node.name} without a docstring"
