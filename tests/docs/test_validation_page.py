"""The numbers of docs/validation.md, which are typed: the runs that it speaks of are made again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from microcred.analysis.validation import HIT, LOW, compared, predictions_of, scenario_file, scenario_name
from microcred.base.months import parse_month
from microcred.present.validation import amount
from microcred.result import Result
from microcred.run import run
from microcred.scenario import load_scenario

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "validation.md").read_text(encoding="utf-8")
#: As `microcred validate` does, unless it is told otherwise.
RUNS = 5


def cells(row: Any) -> str:
    """What the page's tables say of a prediction, after its name."""
    times = row.factor if row.verdict == LOW else 1.0 / row.factor
    verdict = row.verdict if row.verdict == HIT else f"{row.verdict} by {times:.2g}"
    return f"| {amount(row.observed)} | {amount(row.median)} ({amount(row.low)}–{amount(row.high)}) | {verdict} |"


def rows(result: Result) -> pd.DataFrame:
    """The predictions that are made by the result's scenario."""
    name = result.scenarios[0].name
    return compared(result, [one for one in predictions_of("cn") if scenario_name(one.scenario) == name])


@pytest.mark.nightly  # ten runs of China, half a minute
def test_the_page_has_the_numbers_that_its_runs_give() -> None:
    """To accept a change, put the lines that are missing into docs/validation.md, and read what it says of them."""
    # The prediction is of 2025, and nothing in that year hangs on how many follow.
    today = run(replace(load_scenario("cn_baseline"), end=parse_month("2025-12")), replicates=RUNS)
    hindcast = run(scenario_file("cn_2019/hindcast"), replicates=RUNS)
    found = [cells(row) for result in (today, hindcast) for row in rows(result).itertuples(index=False)]
    last = hindcast.national.query("month == '2024-12'")
    found.append(f"some {round(last['programmes_open'].median(), -2):,.0f} programmes")
    found.append(f"{last['aware'].median() / 1e6:.0f} million people aware")
    assert len(found) == len(predictions_of("cn")) + 2
    assert [text for text in found if text not in PAGE.replace("\n", " ")] == []
