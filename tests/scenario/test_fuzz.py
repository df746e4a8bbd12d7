"""Whatever the bytes are: a scenario or one clear error, and every key with its line."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.base.errors import BadInput
from microcred.scenario import Scenario, parse_scenario, shipped_root
from microcred.scenario.toml_lines import KeyPath, LineScanner, TooLarge

PLAN = (shipped_root() / "invented_plan.toml").read_text(encoding="utf-8")

KEYS = st.sampled_from(
    [
        "title",
        "extends",
        "system",
        "time",
        "levers",
        "levers.subsidy",
        "subsidy",
        "from",
        "to",
        "value",
        "ramp",
        "where",
        "segment",
        "budget",
        "targets",
        "shocks",
        "x",
        '"a.b"',
        "'q'",
        '"\\u0061"',
        '""',
        "a.b",
        "a . b",
        "1",
    ]
)
SCALARS = st.one_of(
    st.sampled_from(
        [
            "true",
            "false",
            "nan",
            "-inf",
            "0",
            "-0.0",
            "1e400",
            "0xff",
            "1_000",
            "2026-01-01",
            "2026-01-01 07:32:00",
            "2026-01-01T07:32:00Z",
            "07:32:00",
            '"2026-01"',
            '"worker"',
            '"invented_plan"',
            "''",
            '""',
            "'''a\n'b'''",
            '"""a\n""b\\"""" ',
            '"""\n"""""',
            "'''''''",
            '"#[{="',
            "'\\'",
            '"\\""',
            "[]",
            "{}",
            "[ # c\n]",
        ]
    ),
    st.integers().map(str),
    st.floats().map(str),
    st.text(max_size=5).map(repr),
)


def lists(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(inner, max_size=3).map(lambda values: "[" + ",\n # c ]\n".join(values) + "]")


def tables(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(KEYS, inner).map(lambda pair: f"{pair[0]} = {pair[1]}")
    return st.lists(pairs, max_size=3).map(lambda found: "{ " + ", ".join(found) + " }")


VALUES = st.recursive(SCALARS, lambda inner: lists(inner) | tables(inner), max_leaves=6)
LINES = st.one_of(
    st.tuples(KEYS, VALUES).map(lambda pair: f"{pair[0]} = {pair[1]}"),
    KEYS.map(lambda key: f"[{key}]"),
    KEYS.map(lambda key: f"[[ {key} ]] # ]"),
    st.sampled_from(["", "# comment = 1", "\t", "[", "=", "a", "a =", '"""', "]"]),
)
TEXTS = st.lists(LINES, max_size=8).map("\n".join)
EDITS = st.lists(
    st.tuples(st.integers(0, len(PLAN)), st.integers(0, 4), st.text("\"'\\[]{}=,.#\n \r0a-", max_size=3)),
    max_size=3,
)


def edited(edits: list[tuple[int, int, str]]) -> str:
    text = PLAN
    for place, cut, put in edits:
        text = text[:place] + put + text[place + cut :]
    return text


def refused_or_read(content: bytes) -> None:
    """Read some bytes: any exception but `BadInput` fails the test."""
    try:
        found: Scenario | BadInput = parse_scenario(content)
    except BadInput as error:
        found = error
    if isinstance(found, BadInput):
        assert found.faults
        assert all(line.isprintable() for line in str(found).split("\n"))


@settings(derandomize=True, max_examples=150, deadline=1000)
@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    """S06: never another exception."""
    refused_or_read(content)
    refused_or_read(b'title = "T"\nextends = "invented_baseline"\n' + content)


@settings(derandomize=True, max_examples=250, deadline=1000)
@given(TEXTS)
def test_any_text_that_looks_like_toml(text: str) -> None:
    """S06: never another exception, also deep inside the levers."""
    refused_or_read(text.encode(errors="replace"))
    refused_or_read(f'title = "T"\nextends = "invented_baseline"\n[levers]\n{text}'.encode(errors="replace"))


@settings(derandomize=True, max_examples=150, deadline=1000)
@given(EDITS)
def test_a_good_file_with_some_characters_changed(edits: list[tuple[int, int, str]]) -> None:
    """S06: files that are almost right."""
    refused_or_read(edited(edits).encode())


def paths(value: Any, path: KeyPath = ()) -> set[KeyPath]:
    """Return the path of every key and entry of a parsed text."""
    found: set[KeyPath] = set()
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found |= {(*path, key)} | paths(inner, (*path, key))
    return found


def scanned_as_parsed(text: str) -> bool:
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return False
    scanner = LineScanner(text)
    try:
        scanner.scan()
    except TooLarge:
        return False
    assert set(scanner.lines) == paths(data)
    return True


@settings(derandomize=True, max_examples=300, deadline=1000)
@given(TEXTS)
def test_the_scanner_finds_the_keys_that_the_parser_finds(text: str) -> None:
    """S01: the scanner understands exactly what tomllib understands."""
    scanned_as_parsed(text)


@settings(derandomize=True, max_examples=150, deadline=1000)
@given(EDITS)
def test_the_scanner_follows_an_edited_file(edits: list[tuple[int, int, str]]) -> None:
    """S01: also in files that people write."""
    scanned_as_parsed(edited(edits))


def test_the_scanner_reads_every_toml_file_of_the_project() -> None:
    found = [*sorted(shipped_root().rglob("*.toml")), shipped_root().parent / "pyproject.toml"]
    for path in found:
        assert scanned_as_parsed(path.read_text(encoding="utf-8")), path.name


@settings(derandomize=True, max_examples=100, deadline=1000)
@given(st.lists(st.tuples(VALUES, st.integers(0, 2)), min_size=1, max_size=6), st.data())
def test_each_key_has_the_line_it_stands_on(values: list[tuple[str, int]], data: st.DataObject) -> None:
    """S01: worked out independently, by counting line ends while the text is written."""
    text, expected = "", {}
    for number, (value, blank) in enumerate(values):
        text += "\n# note\n"[: blank * 7] if blank else ""
        if text and not text.endswith("\n"):
            text += "\n"
        expected[(f"key{number}",)] = text.count("\n") + 1
        text += f"key{number} = {value}\n"
    if scanned_as_parsed(text):
        scanner = LineScanner(text)
        scanner.scan()
        assert {path: line for path, line in scanner.lines.items() if path in expected} == expected


def test_lines_of_lists_tables_and_dotted_keys() -> None:
    """S01: a file worked by hand."""
    text = Path(__file__).with_name("lines.toml").read_text(encoding="utf-8")
    scanner = LineScanner(text)
    scanner.scan()
    expected: dict[KeyPath, int] = {
        ("title",): 1,
        ("levers",): 4,
        ("levers", "subsidy"): 5,
        ("levers", "subsidy", 0): 6,
        ("levers", "subsidy", 1): 8,
        ("levers", "subsidy", 1, "where"): 8,
        ("levers", "subsidy", 1, "where", "setting", 0): 9,
        ("levers", "loan", "value"): 14,
        ("note",): 2,
        ("levers", "key_fields", 1, "value", 2): 28,
        ("shocks", "demand_shift", 1, "value"): 34,
        ("targets", "a b", "by"): 38,
    }
    assert {path: scanner.lines.get(path) for path in expected} == expected
    assert scanned_as_parsed(text)
