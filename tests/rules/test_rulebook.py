"""The rulebook as a whole."""

from __future__ import annotations

import ast
from pathlib import Path

import microcred.rules

RULES = Path(microcred.rules.__file__).parent
TESTS = Path(__file__).parent


def names_in(path: Path) -> set[str]:
    """Every name that a file calls."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


def rules_of(path: Path) -> list[ast.FunctionDef]:
    """The functions of a rule file."""
    return [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)]


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
    """A rule is compiled without fast-math by one decorator, annotated, and says what it is."""
    for path in sorted(RULES.glob("*.py")):
        for rule in rules_of(path):
            decorators = [node.id for node in rule.decorator_list if isinstance(node, ast.Name)]
            assert decorators == ["compiled"], f"{path.name}: {rule.name}"
            assert ast.get_docstring(rule), f"{path.name}: {rule.name}"
            assert rule.returns is not None, f"{path.name}: {rule.name}"


def test_rules_know_only_base_and_each_other() -> None:
    """house.md: rules/ imports nothing but base/; no world, no engine, no country."""
    for path in sorted(RULES.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("microcred"):
                assert node.module.split(".")[1] in {"base", "rules"}, f"{path.name}: {node.module}"
