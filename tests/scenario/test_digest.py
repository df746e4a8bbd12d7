"""The hash of a scenario: of its content, not of its spelling."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.scenario import load_scenario, parse_scenario
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.pack_load import load_pack

LINES = (
    ("subsidy = 0.1", "subsidy = 0.10", "subsidy = 1e-1", '"subsidy" = 0.1  # a comment', "'subsidy'=0.1"),
    ("loan = 0", "loan = 0.0", "loan = -0.0", "loan = { value = 0 }"),
    ("outreach = 2", "outreach = 2.0", "outreach = 0x2", "outreach = 2_0e-1"),
    (
        'survey_interval = { from = "2026-01", value = 3 }',
        'survey_interval = { value = 3.0, from = "2026-01" }',
        "survey_interval = [{ from = '2026-01', value = 3 }]",
    ),
    (
        'pay_step = { from = "2026-01", value = 9, where = { setting = "rural", segment = ["other", "worker"] } }',
        'pay_step = { where = { segment = ["worker", "other"], setting = ["rural"] }, from = "2026-01", value = 9 }',
    ),
)
HEAD = b'title = "T"\nextends = "invented_baseline"\n[levers]\n'
FIRST = parse_scenario(HEAD + "\n".join(line[0] for line in LINES).encode())


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    order=st.permutations(range(len(LINES))),
    spelling=st.tuples(*(st.sampled_from(line) for line in LINES)),
    between=st.sampled_from(["\n", "\r\n", "\n\n", "\n# nothing\n", "\n\t \n"]),
)
def test_spelling_changes_no_hash(order: list[int], spelling: tuple[str, ...], between: str) -> None:
    """R32: not the order of keys, comments, 0.10 for 0.1, quotes, line ends."""
    text = between.join(spelling[number] for number in order)
    assert parse_scenario(HEAD + text.encode()).digest == FIRST.digest


@pytest.mark.parametrize(
    "line",
    [
        "subsidy = 0.11",
        "badges = 0.06",
        'subsidy = { from = "2026-01", value = 0.1 }',
        "[parameters]\nprice = 299",
        "[time]\nend = '2030-11'",
        "[time]\nspin_up = 37",
        "[population]\nregions = ['100000']",
        "[shocks.fiscal_cut]\nfrom = '2029-01'\nvalue = 0.1",
        "[targets.coverage]\nat_least = 0.81\nby = '2030-12'",
    ],
)
def test_content_changes_the_hash(line: str) -> None:
    """R32: any lever, parameter, month, region, shock or target counts."""
    assert parse_scenario(HEAD + line.encode()).digest != parse_scenario(HEAD).digest


def test_names_and_places_change_no_hash(tmp_path: Path) -> None:
    """R32: neither path, name, title, author nor reference count."""
    (tmp_path / "sub").mkdir()
    first, second = tmp_path / "a.toml", tmp_path / "sub" / "b.toml"
    first.write_text('title = "A"\nextends = "invented_plan"\n', encoding="utf-8")
    second.write_text('title = "B"\nauthor = "C"\nreference = "D"\nextends = "invented_plan"\n', encoding="utf-8")
    assert load_scenario(first).digest == load_scenario(second).digest == load_scenario("invented_plan").digest


def test_the_data_count() -> None:
    """R32: one other number in the pack is another scenario."""
    scenario = load_scenario("invented_baseline")
    pack = scenario.pack
    place = replace(pack.places[0], students=pack.places[0].students + 1)
    other = replace(scenario, pack=replace(pack, places=(place, *pack.places[1:])))
    assert other.digest != scenario.digest


def test_loading_twice_gives_the_same_and_changes_nothing() -> None:
    """I8: a scenario is a frozen value; its pack is read once."""
    first, second = load_scenario("cn_plan"), load_scenario("cn_plan")
    assert first == second
    assert hash(first.levers) == hash(second.levers)
    assert first.pack is load_pack("cn")
    with pytest.raises(TypeError):
        first.levers["subsidy"] = first.levers["loan"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        first.end = 0  # type: ignore[misc]


def test_a_frozen_map_is_a_mapping() -> None:
    content = {"b": 1, "a": 2}
    frozen = FrozenMap(content)
    content["c"] = 3
    assert dict(frozen) == {"b": 1, "a": 2}
    assert frozen == {"a": 2, "b": 1}
    assert hash(frozen) == hash(FrozenMap({"a": 2, "b": 1}))
    assert "b" in repr(frozen)
