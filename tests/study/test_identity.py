"""What makes two runs the same run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.execution.identity import difference, rules_digest, run_key
from microcred.scenario import parse_scenario
from microcred.scenario.shipped import PACKAGE

BASE = {"subsidy": "0.5", "badges": "0.25", "outreach": "2.0", "stack_size": "4"}


def scenario_text(order: list[str], comment: str, spaces: int, spellings: dict[str, str]) -> bytes:
    """The same scenario in some spelling."""
    lines = ['title = "T"', 'system = "invented"', "[levers]"]
    lines += [f"{name}{' ' * spaces}={' ' * spaces}{spellings[name]} # {comment}" for name in order]
    return "\n".join(lines).encode()


@given(
    order=st.permutations(list(BASE)),
    comment=st.text(st.characters(categories=["L", "N"]), max_size=20),
    spaces=st.integers(0, 3),
    other=st.fixed_dictionaries(
        {
            "subsidy": st.sampled_from(["0.5", "0.50", "5e-1", "0.5_0"]),
            "badges": st.sampled_from(["0.25", "0.250", "25e-2"]),
            "outreach": st.sampled_from(["2.0", "2", "2.00"]),
            "stack_size": st.sampled_from(["4", "4.0"]),
        }
    ),
)
@settings(max_examples=25, deadline=None, derandomize=True)
def test_spelling_changes_no_key(order: list[str], comment: str, spaces: int, other: dict[str, str]) -> None:
    """R32: order of keys, comments, blanks and 0.10 for 0.1 name the same run."""
    usual = parse_scenario(scenario_text(list(BASE), "", 1, BASE))
    assert run_key(parse_scenario(scenario_text(order, comment, spaces, other)).digest, 7) == run_key(usual.digest, 7)


@pytest.mark.parametrize("lever", list(BASE))
def test_every_value_changes_the_key(lever: str) -> None:
    """R32: another value of any lever is another run."""
    usual = parse_scenario(scenario_text(list(BASE), "", 1, BASE))
    changed = {**BASE, lever: {"stack_size": "5"}.get(lever, "0.75")}
    other = parse_scenario(scenario_text(list(BASE), "", 1, changed))
    assert run_key(other.digest, 7) != run_key(usual.digest, 7)


def test_seed_version_and_sources_change_the_key() -> None:
    """R32: and parameters and data with the scenario's own digest."""
    scenario = parse_scenario(scenario_text(list(BASE), "", 1, BASE))
    keys = {
        run_key(scenario.digest, 7),
        run_key(scenario.digest, 8),
        run_key(scenario.digest, 7, version="9.9"),
        run_key(scenario.digest, 7, rules="other"),
        run_key(scenario.with_parameters({"price": 1234.0}).digest, 7),
    }
    assert len(keys) == 5


def test_sources_are_hashed_by_content_not_by_place(tmp_path: Path) -> None:
    """R32: a copy elsewhere, touched, is the same model; an edited rule is another; an edited picture is not."""
    copy = tmp_path / "microcred"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    assert rules_digest(copy) == rules_digest()
    rules_digest.cache_clear()
    (copy / "present" / "curves.py").write_text("")
    (copy / "engine" / "objects" / "learner.py").write_text("")
    (copy / "rules" / "decision.py").touch()
    assert rules_digest(copy) == rules_digest()
    for edited in ("rules/decision.py", "engine/shocks.py", "engine/columns/run.py", "world/build.py"):
        rules_digest.cache_clear()
        path = copy / edited
        before = path.read_text()
        path.write_text(before + "\n# edited\n")
        assert rules_digest(copy) != rules_digest(), edited
        path.write_text(before)
    rules_digest.cache_clear()


def test_a_difference_is_said_in_words() -> None:
    """R23: who has what."""
    assert difference({"microcred": "1.2"}, {"microcred": "1.3"}) == "worker has microcred 1.2, client 1.3"
    assert difference({"a": "1"}, {"a": "1"}) == ""
    assert difference({}, {"a": "1"}) == "worker has a unknown, client 1"
