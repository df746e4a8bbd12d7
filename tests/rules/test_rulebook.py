"""The rulebook as a whole."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import microcred.rules

RULES = Path(microcred.rules.__file__).parent
TESTS = Path(__file__).parent
# A section of the design, or an author with the year.
SOURCE = re.compile(r"model\.md \d|\b[A-Z]\w+ (?:and [A-Z]\w+ )?\(\d{4}\)")
UNDERLINE = re.compile(r"^(\w+)\n-+$", re.MULTILINE)


def names_in(path: Path) -> set[str]:
    """Every name that a file calls."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


def rules_of(path: Path) -> list[ast.FunctionDef]:
    """The functions of a rule file."""
    return [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)]


def sections(docstring: str) -> dict[str, str]:
    """The numpydoc sections of a docstring by heading."""
    parts = UNDERLINE.split(docstring)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def lacks(rule: ast.FunctionDef) -> list[str]:
    """What the docstring of a rule does not say."""
    docstring = ast.get_docstring(rule) or ""
    found = sections(docstring)
    lines = found.get("Parameters", "").splitlines()
    names = [name for line in lines if line and not line[0].isspace() for name in line.split(", ")]
    arguments = [argument.arg for argument in rule.args.args]
    missing = [f"argument {name}" for name in arguments if names.count(name) != 1]
    missing += [f"an argument {name}" for name in names if name not in arguments]
    # The type stands first; what is meant, its unit or the source, must follow.
    returned, _, meaning = found.get("Returns", "").strip().partition("\n")
    if returned != ast.unparse(rule.returns or ast.Constant(None)) or not meaning.strip():
        missing.append("what it returns")
    if not SOURCE.search(docstring):
        missing.append("a source")
    return missing


def test_every_rule_is_worked_by_hand() -> None:
    """Each function of rules/x.py is called in tests/rules/test_x.py."""
    missing = [
        f"{path.name}: {rule.name}"
        for path in sorted(RULES.glob("*.py"))
        if rules_of(path)
        for rule in rules_of(path)
        if rule.name not in names_in(TESTS / f"test_{path.stem}.py")
    ]
    assert not missing


def test_every_rule_is_compiled_and_documented() -> None:
    """A rule is compiled without fast-math by one decorator of base, annotated, and says what it is."""
    for path in sorted(RULES.glob("*.py")):
        for rule in rules_of(path):
            decorators = [node.id for node in rule.decorator_list if isinstance(node, ast.Name)]
            assert decorators in (["compiled"], ["borrowing"], ["spelled_out"]), f"{path.name}: {rule.name}"
            assert ast.get_docstring(rule), f"{path.name}: {rule.name}"
            assert rule.returns is not None, f"{path.name}: {rule.name}"


def test_every_rule_says_what_goes_in_what_comes_out_and_where_it_is_from() -> None:
    """The rulebook is read as the paper: each argument once, what is returned, and a source."""
    poor = {
        f"{path.name}: {rule.name}": missing
        for path in sorted(RULES.glob("*.py"))
        for rule in rules_of(path)
        if (missing := lacks(rule))
    }
    assert poor == {}


@pytest.mark.parametrize(
    ("before", "after", "missing"),
    [
        ("rate, years\n", "rate\n", ["argument years"]),
        ("rate, years\n", "rate, years, months\n", ["an argument months"]),
        ("\n        Factor. Source: model.md 4.10.", "", ["what it returns", "a source"]),
        ("    float\n", "    int\n", ["what it returns"]),
        ("model.md 4.10", "a book", ["a source"]),
        ("model.md 4.10", "Lange and Papageorgiou (2020)", []),
        ("Parameters\n    ----------\n", "", ["argument rate", "argument years"]),
    ],
)
def test_a_poor_docstring_is_noticed(before: str, after: str, missing: list[str]) -> None:
    """Each thing that a docstring must say is missed when it is not said."""
    good = (
        "def grow(rate: float, years: float) -> float:\n"
        '    """Growth.\n\n    Parameters\n    ----------\n    rate, years\n        Per year, and years.\n\n'
        '    Returns\n    -------\n    float\n        Factor. Source: model.md 4.10.\n    """\n'
    )
    rule, edited = (ast.parse(text).body[0] for text in (good, good.replace(before, after)))
    assert isinstance(rule, ast.FunctionDef)
    assert isinstance(edited, ast.FunctionDef)
    assert lacks(rule) == []
    assert good.count(before) == 1
    assert lacks(edited) == missing


def test_rules_know_only_base_and_each_other() -> None:
    """house.md: rules/ imports nothing but base/; no world, no engine, no country."""
    for path in sorted(RULES.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("microcred"):
                assert node.module.split(".")[1] in {"base", "rules"}, f"{path.name}: {node.module}"
