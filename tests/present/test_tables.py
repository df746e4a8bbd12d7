"""The console's text, word for word."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import pytest

from microcred.present.curves import curves
from microcred.present.notes import notes
from microcred.present.tables import console, print_summary, shown
from microcred.result import Result
from microcred.scenario.model import Target
from tests.result import synthetic

GOLDEN = Path(__file__).with_name("golden_summary.txt")


def test_the_summary_reads_as_agreed(compared: Result) -> None:
    """To accept a change, replace golden_summary.txt by the text that this test prints when it fails."""
    lines = shown(compared)
    assert max(len(line) for line in lines) <= 100
    assert "\n".join(lines) + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_notes_name_idle_levers_spent_budgets_warnings_and_people(compared: Result) -> None:
    said = dict(notes(compared))
    assert said["Levers that did nothing"] == ["plan: order_training is set and did nothing (4 of 10 runs)"]
    assert said["Budgets that ran out"] == [
        "plan: the budget of subsidy ran out in 2028-10 (all 10 runs)",
        "plan: the budget of subsidy ran out in 2029-01 at the earliest (all 10 runs)",
    ]
    assert said["Warnings"] == ["plan: pay_step is set twice"]
    assert said["People"] == ["working-age population = 20,000 people, invented"]
    assert [line[:7] for line in said["Not measurable"]] == ["* base:"]


def test_a_result_with_nothing_to_add_says_who_is_counted_and_no_more() -> None:
    made = synthetic.result({"plan": [synthetic.history({"satisfaction_surveyed": 0.5})]})
    assert [heading for heading, _ in notes(made)] == ["People"]


def test_what_was_kept_of_the_country_is_said() -> None:
    part = synthetic.history({"satisfaction_surveyed": 0.5})
    one = synthetic.scenario("plan", regions=("200000",))
    said = dict(notes(synthetic.result({"plan": [part]}, [one])))
    (line,) = said["People"]
    assert "working-age population = 20,000 people" in line
    assert "1 region with 5,000 people, 25.0 % of the country" in line


def test_a_target_of_the_whole_country_is_not_judged_in_silence_by_a_part_of_it() -> None:
    """100 projects, of which a quarter of the country is given a quarter: said on the console and beside the line."""
    one = synthetic.scenario("plan", regions=("200000",))
    made = synthetic.result({"plan": [synthetic.history()]}, [one])
    (line,) = dict(notes(made))["Targets that are not scaled to the regions kept"]
    assert line.startswith("“Demonstration projects ≥ 100” stands as the scenario says it")
    texts = [text.get_text() for axis in curves(made).axes for text in axis.texts]
    assert [text for text in texts if "not scaled" in text] == ["target 100 by 2030-12, not scaled to the regions"]


def test_few_replicates_have_no_band_and_the_text_says_so() -> None:
    text = "\n".join(shown(synthetic.result({"plan": [synthetic.history({"coverage": 0.815})]})))
    assert "82 %  " in text
    assert "Too few replicates" in text


def test_an_unmeasured_target_shows_the_true_value() -> None:
    target = Target("heard", "satisfaction_surveyed", 0.8, synthetic.END)
    one = synthetic.scenario("plan", targets=[target])
    quiet = synthetic.history({"satisfaction": 0.71, "satisfaction_surveyed": float("nan")})
    text = "\n".join(shown(synthetic.result({"plan": [quiet]}, [one])))
    assert "no survey; true 71 % *" in text


def test_a_deadline_after_the_end_is_said() -> None:
    target = Target("late", "coverage", 0.8, synthetic.END + 12)
    one = synthetic.scenario("plan", targets=[target])
    assert "runs end before" in "\n".join(shown(synthetic.result({"plan": [synthetic.history()]}, [one])))


def test_a_scenario_without_targets_is_shown_and_drawn() -> None:
    made = synthetic.result({"plan": [synthetic.history()]}, [synthetic.scenario("plan", targets=[])])
    assert "Targets and milestones" in "\n".join(shown(made))
    curves(made)


def test_a_stream_that_knows_no_sign_loses_no_text(compared: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii", write_through=True))
    print_summary(compared, console())
    assert b"? 80 % by 2030-12" in raw.getvalue()


def test_a_title_cannot_command_the_terminal(compared: Result) -> None:
    """S19: control characters are shown, markup is text."""
    nasty = dataclasses.replace(compared.scenarios[0], title="\x1b[31m[red]x[/red]\nplan: forged")
    made = dataclasses.replace(compared, scenarios=(nasty, compared.scenarios[1]))
    first = shown(made)[0]
    assert first == r"plan: \x1b[31m[red]x[/red]\nplan: forged"


def test_five_scenarios_stay_within_a_hundred_columns() -> None:
    names = ["cn_plan", "cn_baseline", "cn_subsidy", "cn_certification_cost", "cn_rural_infrastructure"]
    runs = {name: [synthetic.believable(place / 4, k) for k in range(5)] for place, name in enumerate(names)}
    lines = shown(synthetic.result(runs))
    assert max(len(line) for line in lines) <= 100
    assert all(any(name in line for line in lines) for name in names)


def test_without_a_terminal_the_console_is_a_hundred_columns_wide(
    compared: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    stream = io.StringIO()
    monkeypatch.setattr("sys.stdout", stream)
    made = console()
    print_summary(compared, made)
    assert made.width == 100
    assert stream.getvalue() == GOLDEN.read_text(encoding="utf-8")
